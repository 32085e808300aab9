//! How the screen looks: `theme`, `glyphs` and `mouse` of the defaults, and themes of one's own.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use toml::Spanned;

/// The theme of the screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark or light, as the terminal's ground is.
    #[default]
    Auto,
    /// One of ours.
    Ours(BaseTheme),
    /// `[theme.NAME]`.
    Own(String),
}

/// A theme of ours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BaseTheme {
    /// For a dark terminal.
    #[default]
    Dark,
    /// For a light one.
    Light,
    /// White on black.
    HighContrast,
}

/// The names that no theme of one's own can have.
const OURS: [&str; 4] = ["auto", "dark", "light", "high-contrast"];

/// The set of glyphs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Glyphs {
    /// Unicode, unless the locale has another encoding.
    #[default]
    Auto,
    /// Unicode.
    Unicode,
    /// ASCII alone.
    Ascii,
}

/// `[theme.NAME]`: another style for some of the roles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnTheme {
    /// What it is like where it says nothing.
    pub base: BaseTheme,
    /// The roles that it says something about, each one of [`ROLES`].
    pub styles: Vec<(&'static str, Style)>,
}

/// What can be given a style.
pub const ROLES: [&str; 19] = [
    "text",
    "dim",
    "title",
    "heading",
    "border",
    "border_focus",
    "selected",
    "selected_idle",
    "key",
    "stop",
    "warn",
    "good",
    "added",
    "removed",
    "mark",
    "crossing",
    "advice",
    "chosen",
    "demo",
];

/// The keys of `[theme.NAME]`.
const KEYS: [&str; 20] = {
    let mut keys = ["base"; 20];
    let mut at = 0;
    while at < ROLES.len() {
        keys[at + 1] = ROLES[at];
        at += 1;
    }
    keys
};

/// A style as it is written: `bold cyan on black`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Style {
    /// The text's colour; the terminal's own where there is none.
    pub text: Option<Colour>,
    /// The ground's colour; the terminal's own where there is none.
    pub ground: Option<Colour>,
    /// What it is beside.
    pub attributes: Vec<Attribute>,
}

/// What a text can be beside its colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// `bold`.
    Bold,
    /// `dim`.
    Dim,
    /// `italic`.
    Italic,
    /// `underlined`.
    Underlined,
    /// `reversed`.
    Reversed,
}

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Of the 256; the first sixteen are the terminal's own.
    Indexed(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// The first sixteen colours.
const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "gray",
    "dark-gray",
    "light-red",
    "light-green",
    "light-yellow",
    "light-blue",
    "light-magenta",
    "light-cyan",
    "white",
];

impl Colour {
    fn parse(word: &str) -> Option<Self> {
        if let Some(hex) = word.strip_prefix('#') {
            let all = hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
            let [_, red, green, blue] = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
            return all.then_some(Self::Rgb(red, green, blue));
        }
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            return word.parse().ok().map(Self::Indexed);
        }
        let word = word.replace("grey", "gray");
        let index = NAMES.iter().position(|name| *name == word)?;
        u8::try_from(index).ok().map(Self::Indexed)
    }
}

impl Style {
    /// Reads words in any order: attributes, a colour, `on` and another. `plain` alone is none of
    /// all that.
    fn parse(text: &str) -> Result<Self, String> {
        let mut style = Self::default();
        let mut words = text.split_whitespace().peekable();
        if words.peek().is_none() {
            return Err("a style is missing, such as \"bold cyan on black\" or \"plain\"".into());
        }
        let mut on_ground = false;
        while let Some(word) = words.next() {
            match word {
                "bold" => style.attributes.push(Attribute::Bold),
                "dim" => style.attributes.push(Attribute::Dim),
                "italic" => style.attributes.push(Attribute::Italic),
                "underlined" | "underline" => style.attributes.push(Attribute::Underlined),
                "reversed" | "reverse" => style.attributes.push(Attribute::Reversed),
                "plain" | "default" => {}
                "on" if words.peek().is_some() => {
                    on_ground = true;
                    continue;
                }
                word => {
                    let colour = Colour::parse(word).ok_or_else(|| {
                        format!(
                            "“{word}” is no style: bold, dim, italic, underlined, reversed, plain, \
                             or a colour such as cyan, light-red, 0 to 255 or #5fd7ff"
                        )
                    })?;
                    let place = if on_ground { &mut style.ground } else { &mut style.text };
                    if place.replace(colour).is_some() {
                        return Err(format!("“{word}” is one colour too many"));
                    }
                }
            }
            on_ground = false;
        }
        Ok(style)
    }
}

impl<'de> Deserialize<'de> for Style {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Theme {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match String::deserialize(from)?.as_str() {
            "auto" => Self::Auto,
            "dark" => Self::Ours(BaseTheme::Dark),
            "light" => Self::Ours(BaseTheme::Light),
            "high-contrast" => Self::Ours(BaseTheme::HighContrast),
            own => Self::Own(own.to_owned()),
        })
    }
}

/// A key of `[theme.NAME]`.
struct Key(&'static str);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let key = String::deserialize(from)?;
        let known = KEYS.into_iter().find(|known| *known == key);
        known.map(Self).ok_or_else(|| D::Error::unknown_field(&key, &KEYS))
    }
}

impl<'de> Deserialize<'de> for OwnTheme {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Table;
        impl<'de> Visitor<'de> for Table {
            type Value = OwnTheme;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of styles")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OwnTheme, A::Error> {
                let mut theme = OwnTheme::default();
                while let Some(Key(key)) = map.next_key()? {
                    match key {
                        "base" => theme.base = map.next_value()?,
                        role => theme.styles.push((role, map.next_value()?)),
                    }
                }
                Ok(theme)
            }
        }
        from.deserialize_map(Table)
    }
}

/// A theme that is wanted and is not there, or one of one's own that is called like ours: where
/// it stands, what is wrong, and which there are.
pub(super) fn wrong_theme(
    theme: &Theme,
    own: &BTreeMap<String, OwnTheme>,
    text: &str,
) -> Option<(std::ops::Range<usize>, String, Vec<String>)> {
    #[derive(Deserialize)]
    struct Places {
        #[serde(default)]
        defaults: Wanted,
        #[serde(default)]
        theme: BTreeMap<Spanned<String>, toml::Value>,
    }
    #[derive(Default, Deserialize)]
    struct Wanted {
        theme: Option<Spanned<String>>,
    }
    let places = || toml::from_str::<Places>(text).ok();
    if own.keys().any(|name| OURS.contains(&name.as_str())) {
        let all = places()?.theme;
        let name = all.keys().find(|name| OURS.contains(&name.as_ref().as_str()))?;
        let wrong =
            format!("`{}` is a theme of zonecut's own: give yours another name", name.as_ref());
        return Some((name.span(), wrong, Vec::new()));
    }
    match theme {
        Theme::Own(name) if !own.contains_key(name) => {
            let known: Vec<String> =
                OURS.into_iter().map(str::to_owned).chain(own.keys().cloned()).collect();
            let list: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            let wrong = format!("unknown theme `{name}`, expected one of {}", list.join(", "));
            Some((places()?.defaults.theme?.span(), wrong, known))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_words_in_any_order() {
        let style = Style::parse("bold cyan on #102030").unwrap();
        assert_eq!(style.text, Some(Colour::Indexed(6)));
        assert_eq!(style.attributes, [Attribute::Bold]);
        assert_eq!(style.ground, Some(Colour::Rgb(16, 32, 48)));
        assert_eq!(
            Style::parse("on 240 underlined 15").unwrap(),
            Style {
                text: Some(Colour::Indexed(15)),
                ground: Some(Colour::Indexed(240)),
                attributes: vec![Attribute::Underlined],
            }
        );
        assert_eq!(Style::parse("dark-grey").unwrap().text, Some(Colour::Indexed(8)));
        assert_eq!(Style::parse("plain").unwrap(), Style::default());
    }

    #[test]
    fn what_is_no_style_is_said() {
        let wrong = [
            ("", "missing"),
            ("blod", "“blod” is no style"),
            ("256", "“256”"),
            ("#12345", "“#12345”"),
            ("#+12345", "“#+12345”"),
            ("red green", "“green” is one colour too many"),
            ("red on", "“on” is no style"),
        ];
        for (text, part) in wrong {
            let message = Style::parse(text).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
        }
    }
}
