//! The one key table: it drives dispatch, footer, help, README and tests.

mod contexts;
pub mod readme;

pub use super::command::{Command, Context};
use super::key::{Code, Key};
use contexts::{ARROWS, ASIDE, EVERYWHERE, FINDS, LISTS, PANES, PLACES};

/// One row of the key table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// What the keys ask for.
    pub command: Command,
    /// The keys; the first is the one that labels name.
    pub keys: &'static [Key],
    /// A word or two for the footer.
    pub hint: &'static str,
    /// A sentence for the help.
    pub help: &'static str,
    /// Where they work.
    pub contexts: &'static [Context],
    /// How soon the footer shows it: 1 first, 0 never.
    pub priority: u8,
}

use Command as C;
use Context as X;

macro_rules! keys {
    ($($key:expr),+) => { &[$($key),+] };
}
const fn ch(char: char) -> Key {
    Key::char(char)
}
const fn on(code: Code) -> Key {
    Key::plain(code)
}

/// The table. Within a context a key stands once; a test holds it to that.
pub static TABLE: &[Binding] = &[
    row(
        C::MarkParent,
        keys![ch('p')],
        "parent",
        "mark the selected zone as parent",
        &[X::Zones, X::Records, X::Found],
        2,
    ),
    row(
        C::MarkChild,
        keys![ch('c')],
        "child",
        "mark the selected zone as child",
        &[X::Zones, X::Records, X::Found],
        3,
    ),
    row(
        C::Delegate,
        keys![ch('d')],
        "delegate",
        "review the delegation; what is not marked or selected is asked for, with a proposal",
        PANES,
        1,
    ),
    row(
        C::Remove,
        keys![ch('D')],
        "remove",
        "review the removal of the delegation: of the zone at hand, or of an NS record set",
        &[X::Zones, X::Records],
        0,
    ),
    row(
        C::Sign,
        keys![ch('S')],
        "DS",
        "review the DS of the child's keys, where it belongs beside the delegation",
        &[X::Review, X::Ended],
        1,
    ),
    row(
        C::NewZone,
        keys![ch('n')],
        "new zone",
        "create a child zone, then review its delegation",
        PANES,
        0,
    ),
    row(
        C::Undo,
        keys![ch('u')],
        "undo",
        "review the exact inverse of the selected change",
        &[X::History],
        1,
    ),
    row(
        C::Check,
        keys![ch('v')],
        "check",
        "ask every name server of the cut: of the zone at hand, or of an NS record set",
        &[X::Zones, X::Records, X::Ended],
        7,
    ),
    row(
        C::Check,
        keys![ch('v')],
        "check",
        "ask every name server of the cut at hand, now",
        &[X::Audit, X::Evidence],
        9,
    ),
    row(
        C::Audit,
        keys![ch('a')],
        "audit",
        "audit every cut in view: what it takes first, then what is wrong where",
        PANES,
        6,
    ),
    row(C::Open, keys![on(Code::Enter)], "start", "start the audit", &[X::AuditPlan], 1),
    row(
        C::Open,
        keys![on(Code::Enter)],
        "evidence",
        "what each server answered, and what follows",
        &[X::Audit],
        1,
    ),
    row(
        C::Repair,
        keys![ch('r')],
        "repair",
        "review the change that repairs the selected cut",
        &[X::Audit, X::Evidence],
        2,
    ),
    row(C::Pause, keys![ch('x')], "pause", "ask nothing more for now, or go on", &[X::Audit], 4),
    row(
        C::Export,
        keys![ch('e')],
        "export",
        "write the rows in view to a file, as JSON or as CSV",
        &[X::Audit],
        7,
    ),
    row(
        C::Export,
        keys![ch('e')],
        "export",
        "write the plan to a file: AWS CLI, Terraform, CDK, zone lines, JSON",
        &[X::Review, X::Confirm],
        8,
    ),
    row(
        C::Export,
        keys![Key::ctrl('x')],
        "export",
        "write the plan to a file: AWS CLI, Terraform, CDK, zone lines, JSON",
        &[X::TypeName],
        8,
    ),
    row(C::Open, keys![on(Code::Enter)], "write", "write the file", &[X::Export], 1),
    row(C::Copy, keys![ch('y')], "copy", "copy all of it instead (OSC 52)", &[X::Export], 2),
    row(
        C::Reload,
        keys![ch('R')],
        "anew",
        "start over with the zones as they are now",
        &[X::Audit],
        8,
    ),
    row(
        C::Copy,
        keys![ch('y')],
        "copy the address",
        "copy the address, through the terminal (OSC 52)",
        &[X::SignIn],
        1,
    ),
    row(C::Open, keys![on(Code::Enter)], "send it", "send the code to AWS", &[X::Code], 1),
    row(C::Reload, keys![ch('r')], "anew", "ask for a new code", &[X::SignIn], 2),
    row(C::Unmark, keys![ch('x')], "unmark", "take both marks away", PANES, 0),
    row(
        C::Export,
        keys![ch('e')],
        "export",
        "write a delegation request, or the zone as zone file, Terraform, AWS CLI, JSON",
        &[X::Zones, X::Records],
        9,
    ),
    row(C::Yes, keys![ch('y')], "yes", "yes", &[X::Confirm, X::Leave], 1),
    row(C::No, keys![ch('n')], "no", "no", &[X::Confirm, X::Leave], 2),
    row(
        C::EditTtl,
        keys![Key::ctrl('t')],
        "TTL",
        "edit the TTL of the new NS RRset",
        &[X::Confirm, X::TypeName, X::Review],
        4,
    ),
    row(
        C::Open,
        keys![on(Code::Enter)],
        "open",
        "open what is selected",
        &[X::Profiles, X::Zones],
        4,
    ),
    row(
        C::Open,
        keys![on(Code::Enter)],
        "more",
        "turn the page of what is told in full, where it takes more than one",
        &[X::Messages, X::History],
        7,
    ),
    row(
        C::Open,
        keys![on(Code::Enter)],
        "take it",
        "take the answer at the cursor, or what was typed",
        &[X::Confirm, X::Input, X::Leave, X::Choose],
        3,
    ),
    row(
        C::Open,
        keys![on(Code::Enter)],
        "go on",
        "see what is known of the name, and be asked",
        &[X::Create],
        1,
    ),
    row(
        C::Open,
        keys![on(Code::Enter)],
        "apply",
        "apply, if what was typed is the child's name",
        &[X::TypeName],
        1,
    ),
    row(C::Back, keys![on(Code::Esc)], "back", "go back; clear the filter", EVERYWHERE, 6),
    row(
        C::Filter,
        keys![ch('/')],
        "filter",
        "filter by parts of names, ids, profiles; type: profile: account: cut: private:, - for not",
        PANES,
        5,
    ),
    row(
        C::Filter,
        keys![ch('/')],
        "filter",
        "filter the rows by name, profile or state; `state:lame` also by what is true beside",
        &[X::Audit],
        5,
    ),
    row(C::Filter, keys![ch('/')], "search", "search the keys of all screens", &[X::Help], 1),
    row(
        C::Find,
        keys![Key::ctrl('p')],
        "find",
        "find a zone, profile or account by any part, or by a pasted name, URL or ARN",
        PANES,
        8,
    ),
    row(C::Find, keys![Key::ctrl('p')], "", "find, from here too", ASIDE, 0),
    row(C::Open, keys![on(Code::Enter)], "go there", "go to what is selected", FINDS, 1),
    row(C::Next, keys![on(Code::Tab)], "marks", "to the list, to mark from there", &[X::Find], 2),
    row(C::Next, keys![on(Code::Tab)], "type on", "back to the field", &[X::Found], 5),
    row(
        C::Sort,
        keys![ch('s')],
        "sort",
        "sort by the next column",
        &[X::Zones, X::Records, X::Audit],
        8,
    ),
    row(
        C::Reverse,
        keys![ch('S')],
        "reverse",
        "sort the other way round",
        &[X::Zones, X::Records, X::Audit],
        0,
    ),
    row(
        C::Reload,
        keys![ch('r')],
        "reload",
        "ask again: the profile, the zone, or a new plan",
        &[X::Profiles, X::Zones, X::Records, X::Review, X::Confirm, X::Ended, X::Look],
        7,
    ),
    row(
        C::Reload,
        keys![ch('r')],
        "settle",
        "find out what became of the changes that are not known yet",
        &[X::History],
        2,
    ),
    row(
        C::Reload,
        keys![Key::ctrl('r')],
        "plan anew",
        "read again and make a new plan",
        &[X::TypeName],
        5,
    ),
    row(
        C::Tree,
        keys![ch('t')],
        "tree",
        "show the zones as the tree of the DNS, or as a list",
        &[X::Profiles, X::Zones],
        8,
    ),
    row(
        C::Fold,
        keys![ch(' ')],
        "fold",
        "fold the branches below away, or out again",
        &[X::Zones],
        9,
    ),
    row(C::Fold, keys![ch(' ')], "fold", "fold the group away, or out again", &[X::Profiles], 0),
    row(
        C::Favourite,
        keys![ch('f')],
        "favourite",
        "show the profile first from now on, or no longer",
        &[X::Profiles],
        10,
    ),
    row(C::Open, keys![on(Code::Enter)], "show it", "show the profile's zones", &[X::Pick], 1),
    row(C::FoldAll, keys![ch('-')], "", "fold all branches of the tree away", &[X::Zones], 0),
    row(C::UnfoldAll, keys![ch('+')], "", "fold all branches of the tree out", &[X::Zones], 0),
    row(C::Up, keys![on(Code::Up)], "", "up", ARROWS, 0),
    row(C::Down, keys![on(Code::Down)], "", "down", ARROWS, 0),
    row(C::Up, keys![ch('k')], "", "up", LISTS, 0),
    row(C::Down, keys![ch('j')], "", "down", LISTS, 0),
    row(C::PageUp, keys![on(Code::PageUp), Key::ctrl('b')], "", "a page up", ARROWS, 0),
    row(C::PageDown, keys![on(Code::PageDown), Key::ctrl('f')], "", "a page down", ARROWS, 0),
    row(C::Top, keys![on(Code::Home), ch('g')], "", "to the first row", LISTS, 0),
    row(C::Bottom, keys![on(Code::End), ch('G')], "", "to the last row", LISTS, 0),
    row(
        C::Left,
        keys![on(Code::Left), ch('h')],
        "",
        "the pane or answer to the left",
        &[X::Profiles, X::Zones, X::Records, X::Confirm],
        0,
    ),
    row(
        C::Right,
        keys![on(Code::Right), ch('l')],
        "",
        "the pane or answer to the right",
        &[X::Profiles, X::Zones, X::Records, X::Confirm],
        0,
    ),
    row(C::Next, keys![on(Code::Tab)], "pane", "the next pane", PANES, 9),
    row(C::Next, keys![on(Code::Tab)], "other answer", "the other answer", &[X::Confirm], 9),
    row(C::Previous, keys![on(Code::BackTab)], "", "the pane before", PANES, 0),
    row(C::Previous, keys![on(Code::BackTab)], "", "the other answer", &[X::Confirm], 0),
    row(
        C::Pick,
        keys![ch('P')],
        "profile",
        "go to a profile by any part of its name, group or account",
        &[
            X::Profiles,
            X::Zones,
            X::Records,
            X::AuditPlan,
            X::Audit,
            X::Evidence,
            X::Messages,
            X::History,
        ],
        0,
    ),
    row(
        C::SignIn,
        keys![ch('L')],
        "sign in",
        "sign in: to the profile at hand, or the first that needs it",
        &[
            X::Profiles,
            X::Zones,
            X::Records,
            X::Review,
            X::Confirm,
            X::Ended,
            X::Look,
            X::AuditPlan,
            X::Audit,
            X::Evidence,
            X::Messages,
            X::History,
        ],
        1,
    ),
    row(
        C::SignIn,
        keys![Key::ctrl('l')],
        "sign in",
        "sign in, where letters are typed",
        &[X::TypeName, X::Create],
        2,
    ),
    row(
        C::Copy,
        keys![ch('y')],
        "copy",
        "copy the thing at the cursor, through the terminal (OSC 52)",
        X::COPIED,
        0,
    ),
    row(
        C::CopyId,
        keys![ch('Y')],
        "copy the id",
        "copy what identifies it: the id, the ARN, or the command that does the same",
        X::IDENTIFIED,
        0,
    ),
    row(C::History, keys![ch('H')], "history", "what was written, from the journal", PANES, 9),
    row(C::Messages, keys![ch('m')], "messages", "what went wrong, and what to do", PLACES, 10),
    row(C::Help, keys![ch('?')], "help", "the keys that work here", PLACES, 11),
    row(C::Quit, keys![ch('q')], "quit", "leave; asks while a change is pending", LISTS, 12),
    row(C::Abort, keys![Key::ctrl('c')], "", "leave at once; says what was sent", EVERYWHERE, 0),
];

const fn row(
    command: Command,
    keys: &'static [Key],
    hint: &'static str,
    help: &'static str,
    contexts: &'static [Context],
    priority: u8,
) -> Binding {
    Binding { command, keys, hint, help, contexts, priority }
}

/// What a key asks for in a context.
#[must_use]
pub fn command(context: Context, key: Key) -> Option<Command> {
    bindings(context).find(|binding| binding.keys.contains(&key)).map(|binding| binding.command)
}

/// The rows that hold in a context, in the table's order.
pub fn bindings(context: Context) -> impl Iterator<Item = &'static Binding> {
    TABLE.iter().filter(move |binding| binding.contexts.contains(&context))
}

/// The key to name in a label for a command: labels ask here, so that they can't lie.
#[must_use]
pub fn key_for(context: Context, command: Command) -> Option<Key> {
    bindings(context).find(|binding| binding.command == command)?.keys.first().copied()
}

/// The footer's hints for a context, most important first.
#[must_use]
pub fn hints(context: Context) -> Vec<(Key, &'static str)> {
    let mut rows: Vec<&Binding> = bindings(context).filter(|b| b.priority > 0).collect();
    rows.sort_by_key(|binding| binding.priority);
    rows.iter().filter_map(|binding| Some((*binding.keys.first()?, binding.hint))).collect()
}

#[cfg(test)]
mod tests;
