//! The keys of a screen, and of all of them where something is sought.

use super::cursor::Cursor;
use super::effect::Effects;
use super::field::Field;
use super::filter::holds;
use super::keymap::{self, Binding, Command, Context, TABLE};
use super::model::{Model, Over};

/// Opens the keys of a context.
pub(super) fn open(model: &mut Model, of: Context) {
    let (cursor, sought, typing) = (Cursor::default(), Field::default(), false);
    model.over.push(Over::Help { of, cursor, sought, typing });
}

/// The rows to show: those of a context; where something is sought, all that hold each of its
/// words, the context's own first.
#[must_use]
pub fn rows(of: Context, sought: &str) -> Vec<&'static Binding> {
    let words: Vec<String> = sought.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return keymap::bindings(of).collect();
    }
    let (here, elsewhere): (Vec<&Binding>, Vec<&Binding>) =
        TABLE.iter().partition(|binding| binding.contexts.contains(&of));
    let all = here.into_iter().chain(elsewhere);
    all.filter(|binding| words.iter().all(|word| says(binding, word))).collect()
}

/// Whether a row speaks of a lower-case word: in its sentence, its hint, its keys, or in the name
/// of a screen that it holds on, where those are few.
fn says(binding: &Binding, word: &str) -> bool {
    let mut places = binding.contexts.iter().filter(|_| binding.contexts.len() <= 3);
    holds(binding.help, word)
        || holds(binding.hint, word)
        || binding.keys.iter().any(|key| key.to_string().to_lowercase() == word)
        || places.any(|context| holds(context.title(), word))
}

/// Carries out a command.
pub(super) fn command(model: &mut Model, command: Command) -> Effects {
    let Some(Over::Help { of, cursor, sought, typing }) = model.over.last_mut() else {
        return Effects::none();
    };
    match command {
        Command::Open => *typing = false,
        Command::Filter => *typing = true,
        Command::Back if *typing || !sought.text().is_empty() => {
            (*sought, *typing) = (Field::default(), false);
            cursor.select(0, 0);
        }
        Command::Back => {
            model.over.pop();
        }
        command => {
            let len = rows(*of, sought.text()).len();
            cursor.command(command, len);
        }
    }
    Effects::none()
}

/// Puts what is typed or pasted into what is sought.
pub(super) fn typed(model: &mut Model, put: impl FnOnce(&mut Field) -> bool) {
    if let Some(Over::Help { cursor, sought, typing: true, .. }) = model.over.last_mut()
        && put(sought)
    {
        cursor.select(0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sought_is_found_on_other_screens_too_and_here_first() {
        let helps = |sought| -> Vec<_> {
            rows(Context::Zones, sought).iter().map(|binding| binding.help).collect()
        };
        assert_eq!(rows(Context::Zones, " ").len(), keymap::bindings(Context::Zones).count());
        let undo = helps("inverse");
        assert_eq!(undo, ["review the exact inverse of the selected change"], "of the history");
        let filter = rows(Context::Zones, "filter");
        assert!(filter[0].contexts.contains(&Context::Zones));
        assert!(filter.iter().any(|binding| !binding.contexts.contains(&Context::Zones)));
        assert!(helps("ctrl-p").iter().any(|help| help.contains("find a zone")), "by its key");
        assert_eq!(helps("audit inverse"), Vec::<&str>::new(), "each word");
    }
}
