//! # primer, a compiler for reference sites
//!
//! **Sources become entries; entries become a glossary; the glossary is checked; the glossary becomes
//! pages; pages become output.** Each room of the house is named by the noun that it makes, and
//! names only rooms that stand above it here (`tests/suite/tidy.rs` holds the table).
//!
//! - [`source`]: a text and the places in it. A place is a span of bytes in the real file; lines and
//!   columns exist only in reports.
//! - [`diagnostic`]: what is wrong, where, and what to do; one file for each form of a report, one
//!   explanation for each code.
//! - [`data`]: YAML and TOML as one tree in which every value knows its place.
//! - [`words`]: every word that a reader sees and no author wrote, a TOML file for each language.
//! - [`config`]: `primer.toml` → the site, its collections with their schemas, the levels of checks. Keys
//!   and types of fields are tables, from which the reference in the docs is made.
//! - [`entry`]: one Markdown file, asked alone → its fields, references, headings, plain text, and its
//!   HTML with a hole for each address. Nothing here knows another file.
//! - [`asset`]: one file that goes to the site as it is: its names, its hash and, of an image, its size. Its bytes may stay on
//!   the disk.
//! - [`glossary`]: all entries, every reference resolved or not, edges both ways. One place decides
//!   what a reference leads to; one what a failed one probably meant; one what two claim at once. A
//!   glossary is made from another one and what differs ([`glossary::update`]); the first from the empty
//!   one.
//! - [`search`]: texts → the words by which a reader finds them, and an index of them in many small files.
//! - [`check`]: a file for each rule about an entry among the others. Every rule runs over everything, each
//!   time.
//! - [`page`]: which pages there are, their addresses, and the context of each. [`page::kind`] is the
//!   table of them: a file for each kind, and no code elsewhere names one.
//! - [`theme`]: the templates, those of the site over those that are built in, and the functions that they
//!   call.
//! - [`output`]: pages and files → the files of the site, each handed on when it is made.
//! - [`pipeline`]: the order of the stages. [`pipeline::analyze`] serves `primer check`,
//!   [`pipeline::render`] goes on from it, [`pipeline::update`] goes on from the last analysis. All are
//!   functions of their inputs.
//! - [`disk`]: the only room that reads and writes files: a primer is loaded and watched, a site is
//!   written, and a record of the last build is kept in the user's cache folder.
//! - [`serve`]: the preview: what `build` would write, over HTTP, and what changed, over a socket. Only it and
//!   the next room have sockets.
//! - [`external`]: addresses of other sites → whether they are there, asked over HTTP and remembered. It knows no entry:
//!   [`check`] finds the addresses and tells what came of them, [`command`] brings both together, when the operator asks.
//! - [`cli`]: the arguments. [`command`]: what is done with them, and the only room that prints.
//!
//! ## As a library
//!
//! The program is this crate and a command line. A primer in memory is checked like this:
//!
//! ```
//! use primer::diagnostic::Code;
//! use primer::pipeline::{Inputs, analyze};
//! use primer::source::Source;
//!
//! let inputs: Inputs = Inputs {
//!     content: [
//!         Source::new("content/terms/a.md", "---\ntitle: A\n---\nSee [b](/terms/b)."),
//!         Source::new("content/terms/b.md", "---\ntitle: B\n---\nSee [c](/terms/c)."),
//!     ]
//!     .into_iter()
//!     .collect(),
//!     ..Inputs::default()
//! };
//! let analysis = analyze(&inputs, &|_| {});
//! let fault = &analysis.diagnostics[1];
//! assert_eq!(fault.code, Code::BrokenLink);
//! let source = inputs.content.get(&fault.at.path).unwrap();
//! assert_eq!(source.slice(fault.at.span), "/terms/c");
//! ```
//!
//! ## The laws
//!
//! 1. The core is pure: files, clock, environment, sockets and terminal live in the last five rooms.
//! 2. An author's mistake is a value; only what the operator must mend is an `Err`.
//! 3. A build starts from the content. Nothing in the sources or in the output folder is believed; what a
//!    preview keeps is keyed by all that it depends on.
//! 4. The same input gives the same bytes, for any number of threads.
//! 5. Nothing is half-written and nothing foreign removed.
//! 6. One Markdown parser, one slug rule, one URL rule, one resolver.
//! 7. The common path pays nothing for the rare one: no highlighter without code, no suggestion
//!    before a reference has failed.

pub mod source;

pub mod diagnostic;

pub mod data;

pub mod words;

pub mod config;

pub mod entry;

pub mod asset;

pub mod glossary;

pub mod search;

pub mod check;

pub mod page;

pub mod theme;

pub mod output;

pub mod pipeline;

pub mod disk;

pub mod serve;

pub mod external;

pub mod cli;

pub mod command;
