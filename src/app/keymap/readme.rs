//! The key table as the README shows it.

use super::{EVERYWHERE, PLACES, TABLE};

/// The key table as Markdown, as it stands in the README.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from("| Key | What it does | Where |\n|---|---|---|\n");
    for binding in TABLE {
        let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
        let places = match binding.contexts.len() {
            all if all == EVERYWHERE.len() => "everywhere".to_owned(),
            most if most >= PLACES.len() => "wherever nothing is typed".to_owned(),
            _ => binding.contexts.iter().map(|c| c.title()).collect::<Vec<_>>().join(" · "),
        };
        let keys = keys.join(" ");
        out.extend(["| ", &keys, " | ", binding.help, " | ", &places, " |\n"]);
    }
    out
}
