//! Which theme the screen has: from the configuration, what the terminal is known to be able to
//! do, and what it says of its ground.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

use crate::config::{self, Attribute, BaseTheme, Colour, Config, OwnTheme};
use crate::ui::{Base, Depth, Glyphs, Theme};

/// What the terminal has behind the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// A dark colour.
    Dark,
    /// A light one.
    Light,
}

/// The theme as far as it is known: [`Appearance::take`] may change it while the screen is open.
#[derive(Debug, Clone)]
pub struct Appearance {
    theme: Theme,
    wanted: config::Theme,
    own: BTreeMap<String, OwnTheme>,
    /// `None` without colours.
    depth: Option<Depth>,
    glyphs: Glyphs,
    /// Whether a question to the terminal would be understood, or passed over.
    talks: bool,
}

impl From<&Theme> for Appearance {
    /// A theme that stays as it is.
    fn from(theme: &Theme) -> Self {
        Self {
            theme: theme.clone(),
            wanted: config::Theme::Ours(BaseTheme::Dark),
            own: BTreeMap::new(),
            depth: None,
            glyphs: Glyphs::Unicode,
            talks: false,
        }
    }
}

impl Appearance {
    /// What the configuration wants, on a terminal that these variables tell about: `NO_COLOR`,
    /// `COLORTERM`, `TERM`, `COLORFGBG`, and the locale's.
    pub fn of(config: &Config, variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        let mut appearance = Self {
            theme: Theme::plain(),
            wanted: config.defaults.theme.clone(),
            own: config.themes.clone(),
            depth: if set("NO_COLOR").is_some() { None } else { depth(&term, set) },
            glyphs: glyphs(config.defaults.glyphs, &term, set),
            talks: !matches!(term.as_str(), "" | "dumb" | "linux"),
        };
        let ground = set("COLORFGBG").and_then(|colours| last_colour(&colours));
        appearance.choose(ground.unwrap_or(Ground::Dark));
        appearance
    }

    /// The theme to draw with.
    #[must_use]
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Whether the terminal is to be asked for its ground.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.talks && self.depth.is_some() && self.wanted == config::Theme::Auto
    }

    /// Takes what the terminal says of its ground.
    pub fn take(&mut self, ground: Ground) {
        if self.asks() {
            self.choose(ground);
        }
    }

    fn choose(&mut self, ground: Ground) {
        let Some(depth) = self.depth else {
            self.theme = Theme::plain().with_glyphs(self.glyphs);
            return;
        };
        let own = match &self.wanted {
            config::Theme::Own(name) => self.own.get(name),
            _ => None,
        };
        let base = match (&self.wanted, own, ground) {
            (config::Theme::Ours(base), ..) => our(*base),
            (_, Some(own), _) => our(own.base),
            (_, None, Ground::Dark) => Base::Dark,
            (_, None, Ground::Light) => Base::Light,
        };
        let mut theme = Theme::of(base, depth).with_glyphs(self.glyphs);
        for (role, wanted) in own.map_or(&[][..], |own| &own.styles) {
            theme.restyle(role, style(wanted), depth);
        }
        self.theme = theme;
    }
}

fn our(base: BaseTheme) -> Base {
    match base {
        BaseTheme::Dark => Base::Dark,
        BaseTheme::Light => Base::Light,
        BaseTheme::HighContrast => Base::HighContrast,
    }
}

fn style(from: &config::Style) -> Style {
    let colour = |colour| match colour {
        Colour::Indexed(index) => Color::Indexed(index),
        Colour::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    };
    let attributes = from.attributes.iter().map(|attribute| match attribute {
        Attribute::Bold => Modifier::BOLD,
        Attribute::Dim => Modifier::DIM,
        Attribute::Italic => Modifier::ITALIC,
        Attribute::Underlined => Modifier::UNDERLINED,
        Attribute::Reversed => Modifier::REVERSED,
    });
    let mut style = Style::new().add_modifier(attributes.collect::<Modifier>());
    style.fg = from.text.map(colour);
    style.bg = from.ground.map(colour);
    style
}

/// How many colours there are. `COLORTERM` is what terminals agree on for all of them.
fn depth(term: &str, set: impl Fn(&str) -> Option<String>) -> Option<Depth> {
    let colours = set("COLORTERM").unwrap_or_default();
    if term == "dumb" {
        None
    } else if matches!(colours.as_str(), "truecolor" | "24bit")
        || term.ends_with("-direct")
        || set("WT_SESSION").is_some()
    {
        Some(Depth::True)
    } else if term.contains("256") {
        Some(Depth::Indexed)
    } else {
        Some(Depth::Sixteen)
    }
}

/// Without a word about the locale the terminal is taken to know Unicode: containers have none.
fn glyphs(wanted: config::Glyphs, term: &str, set: impl Fn(&str) -> Option<String>) -> Glyphs {
    let unicode = match wanted {
        config::Glyphs::Unicode => true,
        config::Glyphs::Ascii => false,
        config::Glyphs::Auto => {
            let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
            let utf8 = locale.is_none_or(|locale| {
                let locale = locale.to_ascii_lowercase().replace('-', "");
                locale.contains("utf8")
            });
            // The console of Linux has a font of 512 glyphs.
            utf8 && term != "linux"
        }
    };
    if unicode { Glyphs::Unicode } else { Glyphs::Ascii }
}

/// The ground of `COLORFGBG`, such as `15;0` or `0;default;15`: which of the sixteen colours it is.
fn last_colour(colours: &str) -> Option<Ground> {
    match colours.rsplit(';').next()?.trim().parse().ok()? {
        7 | 9..=15 => Some(Ground::Light),
        0..=6 | 8 => Some(Ground::Dark),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn of(config: &str, variables: &[(&str, &str)]) -> Appearance {
        let config = Config::parse(config, Path::new("/x")).unwrap();
        let all: BTreeMap<String, String> =
            variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Appearance::of(&config, |name| all.get(name).cloned())
    }

    const XTERM: (&str, &str) = ("TERM", "xterm-256color");

    #[test]
    fn the_configuration_and_the_theme_name_the_same_roles() {
        assert_eq!(config::ROLES, Theme::ROLES);
    }

    #[test]
    fn the_ground_decides_where_nothing_else_does() {
        let mut auto = of("", &[XTERM]);
        assert_eq!(auto.theme(), &Theme::of(Base::Dark, Depth::Indexed));
        assert!(auto.asks());
        auto.take(Ground::Light);
        assert_eq!(auto.theme(), &Theme::of(Base::Light, Depth::Indexed));
        let light = of("", &[("COLORFGBG", "0;default;15"), XTERM]);
        assert_eq!(light.theme(), &Theme::of(Base::Light, Depth::Indexed));
        let mut fixed = of("[defaults]\ntheme = \"high-contrast\"\n", &[XTERM]);
        fixed.take(Ground::Light);
        assert_eq!(fixed.theme(), &Theme::of(Base::HighContrast, Depth::Indexed));
        assert!(!fixed.asks());
    }

    #[test]
    fn the_terminal_says_how_many_colours_it_has() {
        let depth = |variables: &[(&str, &str)]| of("", variables).depth;
        assert_eq!(depth(&[XTERM]), Some(Depth::Indexed));
        assert_eq!(depth(&[XTERM, ("COLORTERM", "truecolor")]), Some(Depth::True));
        assert_eq!(depth(&[("TERM", "xterm")]), Some(Depth::Sixteen));
        assert_eq!(depth(&[("TERM", "dumb")]), None);
        let none = of("[defaults]\ntheme = \"light\"\n", &[XTERM, ("NO_COLOR", "1")]);
        assert_eq!(none.theme(), &Theme::plain());
        assert!(!none.asks());
        assert_eq!(depth(&[XTERM, ("NO_COLOR", "")]), Some(Depth::Indexed));
    }

    #[test]
    fn the_glyphs_follow_the_locale() {
        let glyphs = |variables: &[(&str, &str)]| of("", variables).glyphs;
        assert_eq!(glyphs(&[XTERM]), Glyphs::Unicode);
        assert_eq!(glyphs(&[XTERM, ("LANG", "C")]), Glyphs::Ascii);
        assert_eq!(glyphs(&[XTERM, ("LANG", "de_DE.utf8")]), Glyphs::Unicode);
        let both = [XTERM, ("LANG", "de_DE.UTF-8"), ("LC_ALL", "de_DE.ISO-8859-1")];
        assert_eq!(glyphs(&both), Glyphs::Ascii);
        let wanted = of("[defaults]\nglyphs = \"unicode\"\n", &both);
        assert_eq!(wanted.glyphs, Glyphs::Unicode);
    }

    #[test]
    fn a_theme_of_ones_own_lies_over_one_of_ours() {
        let text = "[defaults]\ntheme = \"mine\"\n[theme.mine]\nbase = \"light\"\n\
                    stop = \"bold #ff0000 on 3\"\n";
        let mut wanted = Theme::of(Base::Light, Depth::Sixteen);
        let red = Style::new().fg(Color::LightRed).bg(Color::Yellow).bold();
        assert!(wanted.restyle("stop", red, Depth::Sixteen));
        assert_eq!(of(text, &[("TERM", "xterm")]).theme(), &wanted);
    }
}
