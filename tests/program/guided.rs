//! As somebody who knows no key: all that is pressed is read from the screen.

use crate::machine::Machine;
use crate::pty::{SIZES, Terminal};

#[test]
fn from_the_start_of_the_demo_to_an_applied_delegation_by_what_the_screen_says() {
    for size in SIZES {
        let terminal = Terminal::start(&Machine::new(), &["--demo"], size);
        terminal.shows(&["zonecut", "demo", "delegates a zone, step by step"]);
        // Until all zones are there the list would offer some of them alone.
        terminal.shows(&[" example.com. dns-prod"]);
        terminal.hides("loading");
        terminal.follow("delegates a zone");
        terminal.shows(&["1 of 3", "Select the child", "takes it, then the parent is asked for"]);
        // The likely child is selected: nothing of it stands in its parent.
        terminal.shows(&["not delegated yet"]);
        terminal.hides("looking at what stands");
        terminal.wait("the likely child", |screen| {
            let text = screen.contents();
            text.lines().any(|row| row.contains('▸') && row.contains("not delegated yet"))
        });
        terminal.follow("takes it");
        terminal.shows(&["2 of 3", "Select the parent"]);
        terminal.follow("takes it");
        terminal.shows(&["Review", "Nothing stands there now", "[ No ]"]);
        // Back to the child and forth again, nothing lost.
        terminal.send("\x1b");
        terminal.shows(&["2 of 3"]);
        terminal.send("\x1b");
        terminal.shows(&["1 of 3"]);
        terminal.follow("takes it");
        terminal.shows(&["2 of 3"]);
        terminal.follow("takes it");
        terminal.shows(&["Nothing stands there now", "[ No ]"]);
        terminal.follow("create it");
        terminal.shows(&["The delegation stands", "is INSYNC"]);
        terminal.follow("back to the zones");
        terminal.shows(&["Zones · all profiles"]);
        terminal.send("q");
        assert!(terminal.left().text.contains("Made: CREATE"));
    }
}

#[test]
fn a_pasted_url_finds_its_zone_and_what_is_typed_finds_by_its_letters() {
    let terminal = Terminal::start(&Machine::new(), &["--demo"], SIZES[0]);
    terminal.shows(&[" example.com. dns-prod", "team-a.example.com."]);
    terminal.send("\x10");
    terminal.shows(&["Find", "Type any part of the name"]);
    terminal.paste("https://www.team-a.example.com/index.html?x#y\r\n");
    terminal.shows(&["read as www.team-a.example.com", "▸ zone team-a.example.com."]);
    terminal.follow("goes to the zone");
    terminal.hides("read as");
    terminal.wait("the zone", |screen| {
        screen.contents().lines().any(|row| row.contains('▸') && row.contains("team-a.example"))
    });
    // Pasted where no field is open, it is found too.
    terminal.paste("arn:aws:route53:::hostedzone/Z0EXAMPLECOM");
    terminal.shows(&["read as Z0EXAMPLECOM", "zone example.com."]);
    terminal.send("\x1b");
    terminal.hides("read as");
    terminal.send("\x10tmaexmpl");
    terminal.shows(&["▸ zone team-a.example.com."]);
    terminal.send("\x03");
    terminal.left();
}
