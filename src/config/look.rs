//! The table `[look]` of `primer.toml`: what the built-in theme shows, and in which colors.
//!
//! In: the table. Out: [`LookSettings`]. A new key is a field of it and a row of `KEYS`.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::key::{Key, KeyReader, Read};
use super::tint::{Tint, contrast};
use crate::data::{Data, Pair, Table};
use crate::diagnostic::Code;
use crate::source::{Span, Spanned};

/// What the built-in theme shows.
#[derive(Clone, Debug, PartialEq)]
pub struct LookSettings {
    /// Whether sections and paragraphs have numbers in the margin.
    pub numbers: bool,
    /// Whether the page of an entry has a picture of those around it.
    pub neighborhood: bool,
    /// Colors in place of those of the stylesheet, by the names of their variables: in light surroundings, and in dark
    /// ones.
    pub colors: BTreeMap<String, [Option<Tint>; 2]>,
    /// The length of lines in place of that of the stylesheet.
    pub measure: Option<String>,
    /// The image beside the title of the site.
    pub logo: Option<Spanned<String>>,
    /// The icon of the site in tabs and bookmarks.
    pub icon: Option<Spanned<String>>,
    /// Fonts in place of those of the stylesheet, by the names of their variables.
    pub fonts: BTreeMap<&'static str, FontChoice>,
}

/// A font of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FontChoice {
    /// A file of the site.
    File(Spanned<String>),
    /// Names of fonts, as CSS lists them.
    Stack(String),
}

impl FontChoice {
    /// The file, if it is one.
    pub(super) fn file(&self) -> Option<&Spanned<String>> {
        match self {
            Self::File(path) => Some(path),
            Self::Stack(_) => None,
        }
    }
}

impl Default for LookSettings {
    fn default() -> Self {
        Self {
            numbers: true,
            neighborhood: true,
            colors: BTreeMap::new(),
            measure: None,
            logo: None,
            icon: None,
            fonts: BTreeMap::new(),
        }
    }
}

/// The keys of `[look]`.
pub(super) const KEYS: &[Key<Read<LookSettings>>] = &[
    Key {
        name: "numbers",
        value: "`true` or `false`",
        meaning: "whether sections and paragraphs have numbers in the margin, by which readers quote them",
        without: "`true`",
        example: "numbers = false",
        read: |reader, pair, look| look.numbers = reader.bool(pair).unwrap_or(true),
    },
    Key {
        name: "neighborhood",
        value: "`true` or `false`",
        meaning: "whether the page of an entry has a picture of the entries around it, on screens with room for one",
        without: "`true`",
        example: "neighborhood = false",
        read: |reader, pair, look| look.neighborhood = reader.bool(pair).unwrap_or(true),
    },
    Key {
        name: "paper",
        value: "a color",
        meaning: "what is behind the text, as `\"#fffdf8\"`, or as a list of two: in light surroundings, and in dark ones",
        without: "that of the theme",
        example: "paper = [\"#ffffff\", \"#101418\"]",
        read: read_color,
    },
    Key {
        name: "text",
        value: "a color",
        meaning: "the text, in the same form",
        without: "that of the theme",
        example: "text = [\"#1d1b18\", \"#ebe6dc\"]",
        read: read_color,
    },
    Key {
        name: "link",
        value: "a color",
        meaning: "links, in the same form",
        without: "that of the theme",
        example: "link = [\"#0b4f8a\", \"#8ac4f2\"]",
        read: read_color,
    },
    Key {
        name: "rule",
        value: "a color",
        meaning: "the double rule and the numbers of sections, in the same form",
        without: "that of the theme",
        example: "rule = [\"#2f6b3a\", \"#8fd0a2\"]",
        read: read_color,
    },
    Key {
        name: "measure",
        value: "a length",
        meaning: "how long lines of text are, in `rem`, `em`, `ch` or `px`",
        without: "`\"36rem\"`, some 66 letters",
        example: "measure = \"38rem\"",
        read: read_measure,
    },
    Key {
        name: "logo",
        value: "an image of the site",
        meaning: "what stands beside the title of the site, in place of the two strokes",
        without: "the two strokes",
        example: "logo = \"/logo.svg\"",
        read: |reader, pair, look| look.logo = reader.placed(pair),
    },
    Key {
        name: "icon",
        value: "an image of the site",
        meaning: "what tabs and bookmarks show, a square; of an SVG browsers make every size",
        without: "`favicon.svg` of the theme",
        example: "icon = \"/icon.svg\"",
        read: |reader, pair, look| look.icon = reader.placed(pair),
    },
    Key {
        name: "font_text",
        value: "a file of the site, or names of fonts",
        meaning: "the font of texts: a file such as `\"/fonts/text.woff2\"`, which is loaded at once, or what readers have, as CSS lists it",
        without: "that of the theme",
        example: "font_text = \"/fonts/text.woff2\"",
        read: |reader, pair, look| read_font(reader, pair, look, "serif"),
    },
    Key {
        name: "font_interface",
        value: "a file of the site, or names of fonts",
        meaning: "the font of headings, menus and tables, in the same form",
        without: "that of the system",
        example: "font_interface = \"'Source Sans 3', Verdana, sans-serif\"",
        read: |reader, pair, look| read_font(reader, pair, look, "sans"),
    },
    Key {
        name: "font_code",
        value: "a file of the site, or names of fonts",
        meaning: "the font of code, in the same form",
        without: "that of the system",
        example: "font_code = \"Menlo, monospace\"",
        read: |reader, pair, look| read_font(reader, pair, look, "mono"),
    },
];

/// Fonts behind that of the site, for a letter that it does not have and until it is loaded.
const FALLBACKS: &[(&str, &str)] = &[
    ("serif", "Georgia, serif"),
    ("sans", "system-ui, sans-serif"),
    ("mono", "ui-monospace, monospace"),
];

fn read_font(
    reader: &mut KeyReader<'_>,
    pair: &Pair,
    look: &mut LookSettings,
    variable: &'static str,
) {
    let Some(text) = reader.placed(pair) else {
        return;
    };
    let is_file = text.starts_with('/');
    let is_font = [".woff2", ".woff", ".ttf", ".otf"]
        .iter()
        .any(|end| text.ends_with(end));
    let is_fit = |letter: char| match letter {
        '/' | '.' => is_file,
        '\'' | ',' | ' ' => !is_file,
        letter => letter.is_alphanumeric() || letter == '-' || letter == '_',
    };
    if is_file == is_font && text.chars().all(is_fit) {
        let font = if is_file {
            FontChoice::File(text)
        } else {
            FontChoice::Stack(text.value)
        };
        look.fonts.insert(variable, font);
    } else {
        let message = format!("`{}` is no font", text.value);
        let diagnostic = reader.diagnostic(pair.value.span, message);
        reader.report(diagnostic.help(
            "write the path of a file, `\"/fonts/text.woff2\"`, or names of fonts, `\"Georgia, serif\"`",
        ));
    }
}

fn read_color(reader: &mut KeyReader<'_>, pair: &Pair, look: &mut LookSettings) {
    let single = std::slice::from_ref(&pair.value);
    let texts: &[Spanned<Data>] = match &pair.value.value {
        Data::List(both) if both.len() == 2 => both,
        _ => single,
    };
    let mut colors = [None; 2];
    for (color, value) in colors.iter_mut().zip(texts) {
        let Data::String(text) = &value.value else {
            let what = "a color or a list of two, in light and in dark surroundings";
            reader.expected(value, &pair.key, what);
            return;
        };
        *color = Tint::parse(text);
        if color.is_none() {
            let message = format!("`{text}` is no color");
            let diagnostic = reader.diagnostic(value.span, message);
            reader.report(diagnostic.help("write it as `#` and six hexadecimal digits: `#0b5563`"));
            return;
        }
    }
    look.colors.insert(pair.key.value.clone(), colors);
}

fn read_measure(reader: &mut KeyReader<'_>, pair: &Pair, look: &mut LookSettings) {
    let Some(text) = reader.string(pair) else {
        return;
    };
    let mut units = ["rem", "em", "ch", "px"].iter();
    let number = units.find_map(|unit| text.strip_suffix(unit));
    let digits = |part: &str| part.len() < 5 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = number.is_some_and(|number| {
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        !whole.is_empty() && !part.is_empty() && digits(whole) && digits(part)
    });
    if is_number {
        look.measure = Some(text);
    } else {
        let diagnostic = reader.diagnostic(pair.value.span, format!("`{text}` is no length"));
        reader.report(diagnostic.help("write a number with its unit, such as `36rem` or `66ch`"));
    }
}

/// What is written on the paper: its variable, its colors in the stylesheet, and how much contrast it needs to be seen.
pub const ON_PAPER: &[(&str, [&str; 2], f64)] = &[
    ("text", ["#1d1b18", "#ebe6dc"], 4.5),
    ("link", ["#0b5563", "#8ad2de"], 4.5),
    ("muted", ["#57524a", "#b8b1a5"], 4.5),
    ("rule", ["#a4343a", "#e0837b"], 3.0),
];

/// The paper in the stylesheet.
pub const PAPER: [&str; 2] = ["#fffdf8", "#171614"];

/// Reports colors that are hard to see on their paper, each at what was chosen last: a color of one's own, else the paper.
pub(super) fn check(reader: &mut KeyReader<'_>, table: &Table, look: &LookSettings) {
    for (mode, surroundings) in ["light", "dark"].into_iter().enumerate() {
        let own = |name: &str| look.colors.get(name).and_then(|colors| colors[mode]);
        let Some(paper) = own("paper").or_else(|| Tint::parse(PAPER[mode])) else {
            continue;
        };
        let mut is_reported = false;
        for &(name, usual, least) in ON_PAPER {
            let at = match (own(name), own("paper")) {
                (Some(_), _) => name,
                (None, Some(_)) if !is_reported => "paper",
                _ => continue,
            };
            let color = own(name).or_else(|| Tint::parse(usual[mode]));
            let ratio = color.map_or(least, |color| contrast(color, paper));
            if ratio >= least {
                continue;
            }
            is_reported |= at == "paper";
            let message = format!(
                "`{name}` can hardly be seen on the paper in {surroundings} surroundings: its contrast is {ratio:.1}"
            );
            let wanted = if paper.luminance() > 0.18 {
                "darker"
            } else {
                "lighter"
            };
            let help = if at == "paper" {
                format!(
                    "choose another paper, or a {wanted} `{name}` for it: the contrast must be {least} at least"
                )
            } else {
                format!("choose a {wanted} one: the contrast must be {least} at least")
            };
            let span = span_of(table, at, mode);
            let diagnostic = reader.coded(Code::LowContrast, span, message);
            reader.report(diagnostic.help(help));
        }
    }
}

/// Where the color of a key stands.
fn span_of(table: &Table, name: &str, mode: usize) -> Span {
    let pair = table.0.iter().find(|pair| *pair.key == *name);
    pair.map_or_else(Span::default, |pair| match &pair.value.value {
        Data::List(both) => both.get(mode).unwrap_or(&pair.value).span,
        _ => pair.value.span,
    })
}

impl LookSettings {
    /// What stands behind the stylesheet of the theme, so that it has the colors of the site; nothing where the site has
    /// none of its own.
    pub fn css(&self) -> Option<String> {
        if self.colors.is_empty() && self.measure.is_none() && self.fonts.is_empty() {
            return None;
        }
        let mut rules = [String::new(), String::new()];
        for (name, colors) in &self.colors {
            for (rules, color) in rules.iter_mut().zip(colors) {
                if let Some(color) = color {
                    let _ = write!(rules, " --{name}: {color};");
                }
            }
        }
        if let Some(measure) = &self.measure {
            let _ = write!(rules[0], " --measure: {measure};");
        }
        let [light, dark] = rules;
        let mut css = String::from("\n/* From the settings of the site */\n");
        self.write_fonts(&mut css);
        let _ = write!(css, "@media screen {{\n  :root {{{light} }}\n");
        if !dark.is_empty() {
            let _ = write!(
                css,
                "  @media (prefers-color-scheme: dark) {{ :root:not([data-colors=\"light\"]) {{{dark} }} }}\n  \
                 :root[data-colors=\"dark\"] {{{dark} }}\n"
            );
        }
        css.push_str("}\n");
        Some(css)
    }

    fn write_fonts(&self, css: &mut String) {
        for (variable, font) in &self.fonts {
            let mut fallbacks = FALLBACKS.iter();
            let fallback = fallbacks.find(|(name, _)| name == variable);
            let fallback = fallback.map_or("", |(_, fonts)| fonts);
            let _ = match font {
                FontChoice::Stack(fonts) => {
                    writeln!(css, ":root {{ --{variable}: {fonts}; }}")
                }
                // The stylesheet lies at the top of the site, so the path is one from there.
                FontChoice::File(path) => writeln!(
                    css,
                    "@font-face {{ font-family: \"site-{variable}\"; src: url(\"{}\"); font-weight: 100 900; font-display: swap; }}\n\
                     :root {{ --{variable}: \"site-{variable}\", {fallback}; }}",
                    path.trim_start_matches('/')
                ),
            };
        }
    }
}
