//! What is taken out of a text before strangers read it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Letters and digits in a row, at which a text is taken for a key or a token and not a word.
const TOKEN: usize = 32;
/// A secret access key has so many, `+` and `/` among them.
const SECRET: usize = 40;
/// An access key id has so many
/// ([unique ids](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html)).
const KEY_ID: usize = 20;
const ACCOUNT: usize = 12;

/// Takes out account ids, ARNs, keys, tokens, addresses of mail and URLs, the home folder and the
/// user's name in paths. An account gets a number in their place, so that it is seen where two are
/// the same.
#[derive(Debug)]
pub(super) struct Mask {
    on: bool,
    home: Option<String>,
    user: Option<String>,
    accounts: Mutex<BTreeMap<String, usize>>,
}

impl Mask {
    /// By the variables that tell of the user.
    pub(super) fn of(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let home = variable("HOME").or_else(|| variable("USERPROFILE"));
        let home = home.map(|home| home.trim_end_matches(['/', '\\']).to_owned());
        let user =
            variable("USER").or_else(|| variable("USERNAME")).or_else(|| variable("LOGNAME"));
        let long = |text: &String| text.chars().count() > 1;
        Self {
            on: true,
            home: home.filter(long),
            user: user.filter(long),
            accounts: Mutex::default(),
        }
    }

    /// One that leaves everything as it is.
    pub(super) fn none() -> Self {
        Self { on: false, home: None, user: None, accounts: Mutex::default() }
    }

    /// The text without what is nobody's business.
    pub(super) fn text(&self, text: &str) -> String {
        if !self.on {
            return text.to_owned();
        }
        let text = self.home.as_ref().map_or(text.to_owned(), |home| text.replace(home, "~"));
        let mut out = String::with_capacity(text.len());
        for word in text.split_inclusive(char::is_whitespace) {
            let bare = word.trim_end();
            out.push_str(&self.word(bare));
            out.push_str(word.get(bare.len()..).unwrap_or_default());
        }
        out
    }

    /// A text without spaces.
    fn word(&self, word: &str) -> String {
        if let Some(at) = word.find("arn:") {
            return format!("{}arn:…", word.get(..at).unwrap_or_default());
        }
        if let Some(at) = word.find("://") {
            return format!("{}://…", word.get(..at).unwrap_or_default());
        }
        if word.split_once('@').is_some_and(|(before, after)| {
            !before.is_empty() && after.contains('.') && !after.starts_with('.')
        }) {
            return "…@…".to_owned();
        }
        let word = &without_secrets(word);
        let folders: Vec<&str> = word.split_inclusive(['/', '\\']).collect();
        let is_path = folders.len() > 1;
        let mut after_homes = false;
        let mut out = String::with_capacity(word.len());
        for folder in folders {
            let name = folder.trim_end_matches(['/', '\\']);
            let end = folder.get(name.len()..).unwrap_or_default();
            let users = self.user.as_deref() == Some(name);
            if is_path && !name.is_empty() && (users || after_homes) {
                out.push('…');
            } else {
                out.push_str(&self.runs(name));
            }
            out.push_str(end);
            after_homes = matches!(name, "home" | "Users");
        }
        out
    }

    /// Letters and digits in a row that are an account, a key or a token.
    fn runs(&self, text: &str) -> String {
        let is_token = |char: char| char.is_ascii_alphanumeric() || "+=_".contains(char);
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|char| !is_token(char)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            out.push_str(&self.run(run));
            let next = after.find(is_token).unwrap_or(after.len());
            let (between, further) = after.split_at(next);
            out.push_str(between);
            rest = further;
        }
        out
    }

    fn run(&self, run: &str) -> String {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let capitals = run.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if run.len() == ACCOUNT && digits == ACCOUNT {
            let mut known = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
            let next = known.len() + 1;
            return format!("account-{}", known.entry(run.to_owned()).or_insert(next));
        }
        let key_id = run.len() == KEY_ID && run.starts_with('A') && capitals;
        if key_id || run.len() >= TOKEN { "…".to_owned() } else { run.to_owned() }
    }
}

/// A word without secret access keys and what else is Base64 and no path.
fn without_secrets(word: &str) -> String {
    let is_base64 = |char: char| char.is_ascii_alphanumeric() || "+/=".contains(char);
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while !rest.is_empty() {
        let end = rest.find(|char| !is_base64(char)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        out.push_str(if is_secret(run) { "…" } else { run });
        let next = after.find(is_base64).unwrap_or(after.len());
        let (between, further) = after.split_at(next);
        out.push_str(between);
        rest = further;
    }
    out
}

fn is_secret(run: &str) -> bool {
    let value = run.rsplit('=').find(|part| !part.is_empty()).unwrap_or_default();
    let kinds = [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit];
    !value.starts_with('/')
        && kinds.iter().all(|kind| value.bytes().any(|byte| kind(&byte)))
        && (value.len() == SECRET || (value.len() > SECRET && run.contains(['+', '='])))
}

#[cfg(test)]
mod tests {
    use super::Mask;

    fn mask() -> Mask {
        Mask::of(&|name| match name {
            "HOME" => Some("/home/marked".to_owned()),
            "USER" => Some("marked".to_owned()),
            _ => None,
        })
    }

    #[test]
    fn what_is_nobodys_business_is_taken_out() {
        let mask = mask();
        for (text, told) in [
            ("/home/marked/.aws/config line 3", "~/.aws/config line 3"),
            ("/mnt/marked/x and /home/other/y", "/mnt/…/x and /home/…/y"),
            (r"C:\Users\marked\AppData", r"C:\Users\…\AppData"),
            ("role arn:aws:iam::111111111111:role/marked is", "role arn:… is"),
            ("mail marked@example.com.", "mail …@…"),
            ("AKIAIOSFODNN7EXAMPLE, wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", "…, …"),
            ("https://marked.awsapps.com/start", "https://…"),
            ("is wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY, no", "is …, no"),
            ("key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "…"),
            ("IQoJb3JpZ2luX2VjEHMaCXVzL/east+9876/IQoJb3JpZ2luX2VjEHMaCXVz==", "…"),
            (
                "/var/lib/Some/Folder2/of/AnotherProgram/x",
                "/var/lib/Some/Folder2/of/AnotherProgram/x",
            ),
            ("us-east-1 Z0TEAMAEXAMPLECOM", "us-east-1 Z0TEAMAEXAMPLECOM"),
        ] {
            assert_eq!(mask.text(text), told);
        }
    }

    #[test]
    fn an_account_keeps_one_number() {
        let mask = mask();
        assert_eq!(mask.text("111111111111 (222222222222)"), "account-1 (account-2)");
        assert_eq!(mask.text("222222222222,111111111111"), "account-2,account-1");
        assert_eq!(mask.text("1111111111111"), "1111111111111");
    }

    #[test]
    fn in_full_everything_stays() {
        let text = "/home/marked 111111111111";
        assert_eq!(Mask::none().text(text), text);
    }
}
