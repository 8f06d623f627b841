//! How a place of a source is opened in an editor.
//!
//! In: the name of an editor, or a command with `{path}`, `{line}` and `{column}`. Out: a program to
//! start, an address to open, or a command to copy, since an editor that needs a terminal cannot be
//! started from here. No shell ever sees any of it.

/// How to open places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    /// The words of the command.
    words: Vec<String>,
    is_terminal: bool,
}

/// What opens a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Start a program with arguments.
    Start(String, Vec<String>),
    /// Open an address.
    Address(String),
    /// Somebody has to type this.
    Copy(String),
}

/// Editors with a window of their own, and how they are told of a place.
const WINDOWS: &[(&[&str], &str)] = &[
    (
        &[
            "code",
            "code-insiders",
            "codium",
            "vscodium",
            "cursor",
            "windsurf",
            "positron",
        ],
        "--goto {path}:{line}:{column}",
    ),
    (
        &["zed", "zeditor", "subl", "lapce"],
        "{path}:{line}:{column}",
    ),
    (
        &[
            "idea",
            "webstorm",
            "phpstorm",
            "pycharm",
            "rubymine",
            "clion",
            "goland",
            "rider",
            "rustrover",
            "fleet",
        ],
        "--line {line} --column {column} {path}",
    ),
    (
        &["gvim", "mvim"],
        "\"+call cursor({line},{column})\" {path}",
    ),
    (&["kate"], "--line {line} --column {column} {path}"),
    (&["mate"], "--line {line}:{column} {path}"),
    (&["gedit", "gnome-text-editor"], "{path} +{line}:{column}"),
    (&["notepad++"], "-n{line} -c{column} {path}"),
];

/// Editors that live in a terminal.
const TERMINALS: &[(&[&str], &str)] = &[
    (&["vim", "nvim"], "\"+call cursor({line},{column})\" {path}"),
    (&["vi"], "+{line} {path}"),
    (
        &["emacs", "emacsclient", "micro", "kak"],
        "+{line}:{column} {path}",
    ),
    (&["nano"], "+{line},{column} {path}"),
    (&["hx", "helix"], "{path}:{line}:{column}"),
];

impl Editor {
    /// An editor by its name or command, as the operator gave it.
    ///
    /// # Errors
    ///
    /// A sentence, where the name is not known and no place is left for the path.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words = split(text);
        let Some(program) = words.first() else {
            return Err("there is no name".to_owned());
        };
        if words.iter().any(|word| word.contains("{path}")) {
            return Ok(Self {
                words,
                is_terminal: false,
            });
        }
        let editor = Self::known(program, &words[1..]);
        editor.ok_or_else(|| {
            format!("no editor `{program}` is known: write its command with {{path}}, {{line}} and {{column}}")
        })
    }

    /// The editor of the environment: one that is not known is taken for one of a terminal.
    pub fn usual(text: &str) -> Option<Self> {
        let words = split(text);
        let program = words.first()?;
        Self::known(program, &words[1..]).or_else(|| {
            Some(Self {
                words: vec![program.clone(), "{path}".to_owned()],
                is_terminal: true,
            })
        })
    }

    /// A command that is known to open places; of its arguments those stay that change how it starts.
    fn known(program: &str, arguments: &[String]) -> Option<Self> {
        let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
        let name = name.strip_suffix(".exe").unwrap_or(name);
        let find = |table: &[(&[&str], &'static str)]| {
            table
                .iter()
                .find(|(names, _)| names.contains(&name))
                .map(|(_, place)| *place)
        };
        let (place, is_terminal) = find(WINDOWS)
            .map(|place| (place, false))
            .or_else(|| find(TERMINALS).map(|place| (place, true)))?;
        // Nobody waits for the window to close.
        let kept = arguments
            .iter()
            .filter(|word| !matches!(word.as_str(), "--wait" | "-w" | "--goto" | "-g"));
        let mut words = vec![program.to_owned()];
        words.extend(kept.cloned());
        words.extend(split(place));
        Some(Self { words, is_terminal })
    }

    /// How to open a place: `path` as it is on the disk, `shown` as people write it.
    pub(super) fn open(&self, path: &str, shown: &str, line: usize, column: usize) -> Action {
        let is_address = self.words[0].contains("://");
        let path = if self.is_terminal {
            shown.to_owned()
        } else if is_address {
            crate::page::route::encoded_path(path).into_owned()
        } else {
            path.to_owned()
        };
        let mut words = self.words.iter().map(|word| {
            word.replace("{line}", &line.to_string())
                .replace("{column}", &column.to_string())
                // Last, since a path may hold such marks itself.
                .replace("{path}", &path)
        });
        if is_address {
            return Action::Address(words.collect::<Vec<_>>().join(" "));
        }
        if self.is_terminal {
            return Action::Copy(
                words
                    .map(|word| quoted(&word))
                    .collect::<Vec<_>>()
                    .join(" "),
            );
        }
        let program = words.next().unwrap_or_default();
        Action::Start(program, words.collect())
    }
}

/// The words of a command; quotes keep one together.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for letter in text.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./+:,=@%".contains(letter);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Editor};

    fn open(editor: &str) -> Action {
        Editor::parse(editor)
            .unwrap()
            .open("/site/content/a b.md", "content/a b.md", 12, 3)
    }

    fn start(words: &[&str]) -> Action {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Action::Start(words[0].clone(), words[1..].to_vec())
    }

    #[test]
    fn each_editor_is_told_in_its_own_way() {
        let path = "/site/content/a b.md";
        for (editor, expected) in [
            ("code", start(&["code", "--goto", &format!("{path}:12:3")])),
            (
                "/usr/bin/cursor --wait",
                start(&["/usr/bin/cursor", "--goto", &format!("{path}:12:3")]),
            ),
            ("zed", start(&["zed", &format!("{path}:12:3")])),
            (
                "rustrover",
                start(&["rustrover", "--line", "12", "--column", "3", path]),
            ),
            ("gvim", start(&["gvim", "+call cursor(12,3)", path])),
            (
                "'my editor' --at {line} {path}",
                start(&["my editor", "--at", "12", path]),
            ),
            (
                "vscode://file{path}:{line}:{column}",
                Action::Address("vscode://file/site/content/a%20b.md:12:3".to_owned()),
            ),
            (
                "vim",
                Action::Copy("vim '+call cursor(12,3)' 'content/a b.md'".to_owned()),
            ),
            (
                "nano",
                Action::Copy("nano +12,3 'content/a b.md'".to_owned()),
            ),
        ] {
            assert_eq!(open(editor), expected, "{editor}");
        }
        assert!(Editor::parse("typewriter").is_err());
        assert!(Editor::parse(" ").is_err());
    }

    #[test]
    fn the_usual_editor_may_be_any() {
        let copy = Editor::usual("ed -s").map(|editor| editor.open("/x", "it's", 1, 1));
        assert_eq!(copy, Some(Action::Copy(r"ed 'it'\''s'".to_owned())));
        assert_eq!(Editor::usual(""), None);
    }
}
