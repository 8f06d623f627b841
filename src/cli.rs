//! The arguments of the program: the only file that names clap.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

/// A compiler for reference sites: Markdown terms become a checked glossary and a static site.
#[derive(Debug, Parser)]
#[command(
    name = "primer",
    version,
    propagate_version = true,
    max_term_width = 100,
    after_help = "Examples:\n  \
        primer init my-primer      make a small working primer\n  \
        primer serve --open        show the site while you write it\n  \
        primer build               write the site to public/\n  \
        primer check               report broken links and other faults, for CI\n  \
        primer explain broken-link say what a fault means\n\n\
        Exit codes: 0 all is well, 1 the content has errors, 2 the program could not run."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// The folder of the primer, with `content/` in it; without it the working folder, or the first one above it
    /// with a primer.toml
    #[arg(
        long,
        global = true,
        value_name = "FOLDER",
        default_value = "",
        hide_default_value = true,
        env = "PRIMER_ROOT",
        value_parser = OsStringValueParser::new().map(PathBuf::from)
    )]
    pub root: PathBuf,
    /// A folder that symbolic links in the primer may lead into, too; may be given several times
    #[arg(long, global = true, value_name = "FOLDER")]
    pub follow_links: Vec<PathBuf>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Print problems only
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Options of commands that read the content.
#[derive(Clone, Debug, Args)]
pub struct ContentArguments {
    /// Show drafts too, and entries whose date is still to come
    #[arg(long)]
    pub drafts: bool,
    /// Where the site will be found, in place of `base_url` in primer.toml
    #[arg(long, value_name = "URL", env = "PRIMER_BASE_URL")]
    pub base_url: Option<String>,
    /// Take the primer for the work of a stranger: no HTML that can run, no links out, the built-in
    /// theme, whatever primer.toml says
    #[arg(long)]
    pub untrusted: bool,
    /// Print how long each stage took, as a table or, for programs, as a line of JSON: the last line
    /// of standard error
    #[arg(
        long,
        value_name = "FORM",
        num_args = 0..=1,
        default_missing_value = "table",
        require_equals = true
    )]
    pub timings: Option<Timings>,
    /// The form of the report [default: human; in GitHub Actions, its annotations too]
    #[arg(long, value_name = "FORM")]
    pub format: Option<Format>,
    /// Write the report to a file, too, such as `sarif=primer.sarif`; may be given several times
    #[arg(long = "report", value_name = "FORM=FILE", value_parser = ReportArgument::parse)]
    pub reports: Vec<ReportArgument>,
}

/// A report that goes to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportArgument {
    /// In which form.
    pub format: Format,
    /// Where.
    pub file: PathBuf,
}

impl ReportArgument {
    fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split_once('=').filter(|(_, file)| !file.is_empty());
        let (form, file) = parts.ok_or("write a form and a file: `sarif=primer.sarif`")?;
        let format = Format::from_str(form, false).map_err(|_| {
            let forms = Format::value_variants().iter();
            let forms =
                forms.filter_map(|form| Some(form.to_possible_value()?.get_name().to_owned()));
            let forms: Vec<String> = forms.collect();
            format!(
                "`{form}` is no form of a report; there are {}",
                forms.join(", ")
            )
        })?;
        Ok(Self {
            format,
            file: PathBuf::from(file),
        })
    }
}

/// Options of `primer check`.
#[derive(Clone, Debug, Args)]
pub struct CheckArguments {
    /// Files and folders: only what concerns them is told, and mended with --fix; the whole site is checked all the same
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Let warnings count as errors
    #[arg(long)]
    pub strict: bool,
    /// Let more warnings than this count as an error
    #[arg(long, value_name = "NUMBER", conflicts_with = "strict")]
    pub max_warnings: Option<usize>,
    /// Tell only faults that FILE does not know; a FILE that is not there is written with those of this run
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// With --baseline: take out of FILE the faults that are mended; none is added
    #[arg(long, requires = "baseline")]
    pub update_baseline: bool,
    /// Tell only what concerns files that changed, or went, since this branch left REVISION of git, and what that broke
    /// elsewhere
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub since: Option<String>,
    /// List what references ask for and nobody wrote, that which most entries want first, in place of a report; as text or,
    /// with --format json, for programs. It ends with 0
    #[arg(
        long,
        conflicts_with_all = ["strict", "max_warnings", "baseline", "fix", "reports", "external"]
    )]
    pub wanted: bool,
    /// Ask other sites whether the pages are there that this one links to. One that is not is told when that was so a day
    /// before, too; with --external=now, at once
    #[arg(
        long,
        value_name = "WHEN",
        num_args = 0..=1,
        default_missing_value = "twice",
        require_equals = true
    )]
    pub external: Option<External>,
    /// With --external: so long it takes at most; what is left is asked by the next run
    #[arg(
        long,
        value_name = "MINUTES",
        requires = "external",
        default_value_t = 10
    )]
    pub external_limit: u32,
    /// What to mend.
    #[command(flatten)]
    pub fix: FixArguments,
    /// How to read the content.
    #[command(flatten)]
    pub content: ContentArguments,
}

/// When a page of another site is told to be gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum External {
    /// When it was not there twice, at least 24 hours apart
    Twice,
    /// When it is not there once
    Now,
}

/// Options of `primer check` that change sources.
#[derive(Clone, Debug, Args)]
pub struct FixArguments {
    /// Mend in the sources what can be mended for certain, then report what is left; with codes, such as
    /// `--fix=link-to-redirect,broken-anchor`, only these faults
    #[arg(
        long,
        value_name = "CODE",
        num_args = 0..,
        require_equals = true,
        value_delimiter = ','
    )]
    pub fix: Option<Vec<String>>,
    /// With --fix: print what would change as a unified diff, and change nothing
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
}

/// Options of `primer serve`.
#[derive(Clone, Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct ServeArguments {
    /// The port; the next free one if it is taken, any if it is 0
    #[arg(long, short, value_name = "NUMBER", default_value_t = crate::serve::listen::PORT)]
    pub port: u16,
    /// The name or address to listen at; with 0.0.0.0 other machines can see the site
    #[arg(long, value_name = "HOST", default_value = "localhost")]
    pub host: Option<String>,
    /// Open the browser
    #[arg(long)]
    pub open: bool,
    /// Show drafts too, and entries whose date is still to come
    #[arg(long)]
    pub drafts: bool,
    /// Where the site will be found, in place of `base_url` in primer.toml
    #[arg(long, value_name = "URL", env = "PRIMER_BASE_URL")]
    pub base_url: Option<String>,
    /// Take the primer for the work of a stranger: no HTML that can run, no links out, the built-in
    /// theme, whatever primer.toml says
    #[arg(long)]
    pub untrusted: bool,
    /// Let the browser go to what was just edited
    #[arg(long)]
    pub follow: bool,
    /// Look at the files from time to time, for folders of which the system tells no changes
    #[arg(long, value_name = "MILLISECONDS")]
    pub poll: Option<Option<u64>>,
    /// What opens a file: code, zed, idea, vim …, or a command with {path}, {line} and {column}
    /// [default: $VISUAL or $EDITOR]
    #[arg(long, value_name = "EDITOR")]
    pub editor: Option<String>,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: the faulty lines, and what to do
    Human,
    /// For editors: `path:line:column: level[code]: message`, and nothing else
    Short,
    /// For programs: one JSON document
    Json,
    /// For GitHub Actions: annotations of a pull request
    Github,
    /// For code scanning and editors: SARIF 2.1.0
    Sarif,
    /// For GitLab: its Code Quality report
    Gitlab,
    /// For most CI systems: a table of tests, in the form of `JUnit`
    Junit,
}

/// The form of the times of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Timings {
    /// A table: a row for each stage, with its share
    Table,
    /// `{"stages": [{"name": "load", "ms": 63.5}, …], "total_ms": …, "entries": …, "files": …}`
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the content and write the site
    ///
    /// Reads content/, templates/, static/ and primer.toml, checks everything that `primer check`
    /// checks, and writes the site. Only files that changed are written, and only files that an
    /// earlier build wrote are removed. Where the content has errors, nothing is written: the last
    /// good site stays as it is.
    Build {
        /// Where to write the site [default: public/ in the folder of the primer]
        #[arg(long, short, value_name = "FOLDER", env = "PRIMER_OUTPUT")]
        output: Option<PathBuf>,
        /// Write to FILE, as JSON, which files of the site this build added, changed and removed, for a
        /// script that deploys them; - is standard output. A list that is there is removed first: where
        /// the content has errors, there is none
        #[arg(long, value_name = "FILE")]
        changes: Option<PathBuf>,
        /// How to read the content.
        #[command(flatten)]
        content: ContentArguments,
    },
    /// Report broken links and every other fault, and write no site
    ///
    /// Resolves every link, image, heading and `related` list, and checks the front matter against
    /// the schema of its collection. Exits with 0 when there are no errors, with 1 when there are,
    /// and with 2 when the check could not run. Warnings do not change the exit code unless
    /// `--strict` or `--max-warnings` is given.
    Check(CheckArguments),
    /// Show the site in a browser while you write it
    ///
    /// Serves what `primer build` would write, at port 7878 of this machine unless
    /// another one is given, and writes nothing. Each change of content/, templates/, static/ or primer.toml is seen, checked,
    /// and brought into the open pages at once. Errors stand over the last good version of a page until
    /// they are mended. Ctrl-C ends it.
    Serve(ServeArguments),
    /// Start a new entry, with the front matter that its collection asks for
    ///
    /// The name becomes the title, and the name of the file: `primer new primer "Qualified
    /// immunity"` makes content/primer/qualified-immunity.md. A file that exists is left alone.
    New {
        /// The collection: a folder in content/, or a name from primer.toml
        collection: String,
        /// What the entry is called
        name: String,
    },
    /// Make a small working primer
    Init {
        /// The folder; it may have files of its own in it
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Say what a fault means and how to mend it; without a code, list all
    Explain {
        /// The code of the fault, such as broken-link
        code: Option<String>,
    },
    /// Print the JSON Schema of primer.toml, by which editors complete and check it
    Schema,
    /// Print what is built in, to be copied: `primer theme show entry.html > templates/entry.html`
    ///
    /// A file in templates/ or static/ of the primer stands in place of the built-in one of the same
    /// name. What is only to be added goes into a slot, a template that is empty here, such as
    /// templates/slots/head.html.
    Theme {
        /// What to print.
        #[command(subcommand)]
        command: ThemeCommand,
    },
    /// Print the completions of a shell
    ///
    /// For bash: `primer completions bash > ~/.local/share/bash-completion/completions/primer`.
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// What to print of the theme.
#[derive(Debug, Subcommand)]
pub enum ThemeCommand {
    /// List the templates and files that are built in
    List,
    /// Print one of them
    Show {
        /// Its name, such as entry.html, slots/head.html or style.css
        name: String,
    },
}

/// The arguments of this run; on a mistake in them, the program ends here with exit code 2.
pub fn parse() -> Cli {
    Cli::parse()
}

/// The completions of a shell.
pub fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "primer", &mut script);
    script
}
