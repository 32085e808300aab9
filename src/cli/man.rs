//! `zonecut man`: manual pages, from the same definitions as the flags.

use std::fs;
use std::path::Path;

use clap::CommandFactory as _;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::{Args, Exit, Failure, ManArgs, Output};

/// What the page of zonecut itself tells beside its flags.
const EXIT_CODES: [(&str, &str); 6] = [
    ("0", "Done, ready, already so; proved; nothing wrong."),
    ("1", "Failed; servers answer otherwise; something is wrong with a cut."),
    ("2", "Usage or configuration."),
    ("3", "Stopped by a finding."),
    ("4", "The parent changed since the preview."),
    ("5", "Nothing is known to be wrong, and something could not be asked or read."),
];
const FILES: [(&str, &str); 4] = [
    ("~/.aws/config, ~/.aws/credentials", "The profiles, as for the AWS CLI."),
    ("profiles.toml", "In the configuration folder: what zonecut knows of them beside that."),
    ("journal.jsonl", "In the data folder: every change, before Route 53 hears of it."),
    ("log/", "In the state folder: what --log keeps."),
];
const VARIABLES: [(&str, &str); 5] = [
    ("ZONECUT_CONFIG, ZONECUT_NO_DNS, ZONECUT_LOG", "As --config, --no-dns and --log."),
    ("AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE", "Where AWS's two files are."),
    ("AWS_PROFILE", "The profile that is listed first."),
    ("HTTPS_PROXY, HTTP_PROXY, NO_PROXY, AWS_CA_BUNDLE", "The way to AWS, and whom to trust."),
    ("NO_COLOR", "Without colours."),
];

/// Prints a page, or writes all of them.
pub(super) fn run(args: &ManArgs, out: &mut Output) -> Result<Exit, Failure> {
    let pages = pages()?;
    if let Some(folder) = &args.output {
        write_all(folder, &pages).map_err(|error| {
            Failure::failed(format!("{}: {error}", folder.display()), "Name another folder.")
        })?;
        return Ok(Exit::Done);
    }
    let wanted = args.command.as_deref().map_or("zonecut".to_owned(), |it| format!("zonecut-{it}"));
    let page = pages.iter().find(|page| page.name == wanted).ok_or_else(|| {
        let command = args.command.clone().unwrap_or_default();
        Failure::usage(format!("there is no command {command}"), "See `zonecut --help` for all.")
    })?;
    out.text(&page.text)?;
    Ok(Exit::Done)
}

/// The page of zonecut, or of one of its commands.
struct Page {
    /// `zonecut-plan`.
    name: String,
    text: String,
}

fn write_all(folder: &Path, pages: &[Page]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    pages.iter().try_for_each(|page| fs::write(folder.join(format!("{}.1", page.name)), &page.text))
}

fn pages() -> std::io::Result<Vec<Page>> {
    let mut whole = Args::command().disable_help_subcommand(true);
    whole.build();
    let mut pages = vec![page(&whole, "zonecut", true)?];
    for command in whole.get_subcommands() {
        pages.push(page(command, &format!("zonecut-{}", command.get_name()), false)?);
    }
    Ok(pages)
}

fn page(command: &clap::Command, name: &str, is_whole: bool) -> std::io::Result<Page> {
    let man = Man::new(command.clone())
        .title(name.to_uppercase())
        .source(concat!("zonecut ", env!("CARGO_PKG_VERSION")))
        .manual("zonecut");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    let mut rest = Roff::new();
    if is_whole {
        man.render_subcommands_section(&mut text)?;
        section(&mut rest, "EXIT STATUS", &EXIT_CODES);
        section(&mut rest, "ENVIRONMENT", &VARIABLES);
        section(&mut rest, "FILES", &FILES);
    } else {
        rest.control("SH", ["SEE ALSO"]);
        rest.text([bold("zonecut"), roman("(1)")]);
    }
    rest.to_writer(&mut text)?;
    Ok(Page { name: name.to_owned(), text: String::from_utf8_lossy(&text).into_owned() })
}

fn section(page: &mut Roff, title: &str, rows: &[(&str, &str)]) {
    page.control("SH", [title]);
    for (term, told) in rows {
        page.control("TP", []);
        page.text([bold(*term)]);
        page.text([roman(*told)]);
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::{Args, pages};

    #[test]
    fn every_command_has_a_page_that_tells_all_its_flags() {
        let pages = pages().unwrap();
        let command = Args::command();
        assert_eq!(pages.len(), 1 + command.get_subcommands().count());
        for sub in command.get_subcommands() {
            let name = format!("zonecut-{}", sub.get_name());
            let page = pages.iter().find(|page| page.name == name).unwrap();
            for flag in sub.get_arguments().filter_map(clap::Arg::get_long) {
                let written = flag.replace('-', "\\-");
                assert!(page.text.contains(&format!("\\-\\-{written}")), "{name}: --{flag}");
            }
        }
    }
}
