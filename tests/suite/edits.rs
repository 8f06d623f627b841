//! What people do to a primer: the vocabulary of the property that the way to a primer does not matter.
//!
//! It is taken from the tables and enums of the program: who adds a kind of reference, a type of field, a setting, a
//! built-in field or a function of templates is told here that nobody edits it yet.

use std::sync::Arc;

use primer::asset::Asset;
use primer::config::schema::{TYPES, built_in};
use primer::config::sections;
use primer::entry::ReferenceKind;
use primer::pipeline::Inputs;
use primer::source::{Source, SourcePath};
use primer::theme::FUNCTIONS;

use crate::builder::Primer;

/// Something that somebody does to a primer. Places stand below `content/` and have no extension.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Write(String, String),
    Remove(String),
    Rename(String, String),
    RenameFolder(&'static str, &'static str),
    Append(String, String),
    Settings(String),
    Asset(String, u8),
    Template(&'static str, String),
    Drafts(bool),
    Today(Option<i8>),
    Both(Vec<Edit>),
}

/// Faults are warnings, so that pages are compared too.
const LENIENT: &str = "[check]\nbroken-link = \"warn\"\nbroken-anchor = \"warn\"\nbroken-reference = \"warn\"\nmissing-asset = \"warn\"\nambiguous-link = \"warn\"\nlink-to-draft = \"warn\"\nunlinked-mention = \"hint\"\nunknown-value = \"warn\"\n";

/// The settings of the primer that edits begin with, by table and key.
const SETTINGS: &[(&str, &[&str])] = &[
    (
        "[site]",
        &[
            "title = \"Base\"",
            "language = \"de\"",
            "base_url = \"https://example.org/x/\"",
        ],
    ),
    ("[collections.p]", &["title = \"Terms\""]),
    (
        "[collections.cases]",
        &["title = \"Decisions\"", "sort = \"title\""],
    ),
    (
        "[collections.cases.fields]",
        &[
            "short = \"string\"",
            "decided = \"date\"",
            "court = { type = \"enum\", values = [\"appeals\", \"district\"] }",
            "leading = \"ref\"",
            "cites = { type = \"refs\", to = \"p\", inverse = \"citedBy\" }",
        ],
    ),
];

/// The settings of the start, with lines in place of those of the same key in a table.
fn settings(table: &str, lines: &str) -> Edit {
    let key = |line: &str| line.split('=').next().unwrap_or("").trim().to_owned();
    let mut text = String::new();
    let mut is_known = false;
    for (known, own) in SETTINGS {
        let is_here = *known == table;
        is_known |= is_here;
        text += &format!("{known}\n");
        let kept = own
            .iter()
            .filter(|line| !is_here || key(line) != key(lines.trim_start()));
        kept.for_each(|line| text += &format!("{line}\n"));
        if is_here && !lines.starts_with('\n') {
            text += &format!("{lines}\n");
        }
    }
    if !is_known {
        text += &format!("{table}\n{lines}\n");
    } else if lines.starts_with('\n') {
        // An example that opens a table of its own takes the place of that table.
        let header = lines.trim_start().lines().next().unwrap_or("");
        if let Some(start) = text.find(header) {
            let rest = &text[start + 1..];
            let end = rest.find("\n[").map_or(text.len(), |end| start + 2 + end);
            text.replace_range(start..end, "");
        }
        text += &format!("{}\n", lines.trim_start());
    }
    Edit::Settings(text)
}

/// The primer that edits begin with: each of them changes something of it.
pub(crate) fn start() -> Inputs {
    let every: String = TYPES
        .iter()
        .map(|row| {
            let name = row.example.split('=').next().unwrap_or("").trim();
            format!("{name}: {}\n", value_of(row.name))
        })
        .collect();
    let primer = Primer::new()
        .entry("p/_index.md", "---\ntitle: Terms\n---\nAll of them.\n")
        .entry("p/a.md", "---\ntitle: A\nrelated: [b]\naliases: [/p/old, First]\n---\nSee [b](/p/b#h) and \"it\" -- [[B]].\n")
        .entry("p/b.md", "---\ntitle: B\ncategory: c\ntags: [t]\n---\n## H\n\nSee [a](a.md) and [[First]].\n")
        .entry("p/own.md", "---\ntitle: Own\ntemplate: own.html\n---\n[old](/p/old)\n")
        .entry("p/every.md", &format!("---\ntitle: Every\n{every}---\n[a](/p/a)\n"))
        .entry("q/a.md", "---\ntitle: A of q\nslug: aq\nreviewed: 2024-01-01\n---\nSee [one](/cases/one).\n")
        .entry("q/later.md", "---\ntitle: Later\ndate: 2026-02-01\n---\n[b](/p/b)\n")
        .entry("q/draft.md", "---\ntitle: Draft\ndraft: true\n---\n[b](/p/b)\n")
        .entry("private/x.md", "---\ntitle: X\n---\n[b](/p/b) [[Net]]\n")
        .page("q/one-net.md", "Net", "")
        .page("q/other-net.md", ".Net", "")
        .entry("cases/one.md", "---\ntitle: One\nshort: Z one\ndecided: 2020-01-01\ncourt: appeals\nleading: a\ncites: [a]\noutcome: won\n---\n![i](/i.png) <b onclick=\"x()\">b</b>\n")
        .entry("cases/two.md", "---\ntitle: Two\ndecided: 2021-01-01\nleading: b\ncourt: district\n---\n[one](one.md)\n")
        .page("cases/three.md", "Three", "[two](two.md)")
        .template("own.html", "{{ page.title }}{{ site.extra | length }}")
        .asset("static/i.png", b"i");
    let mut inputs = primer.inputs;
    inputs.options.visibility.today = Some(jiff::civil::date(2026, 1, 1));
    let path = primer::source::SourcePath::new("content/p/a.md");
    let day = jiff::civil::date(2025, 6, 1);
    inputs.history.days.insert(path, day);
    settings("[site]", "").apply(&mut inputs);
    inputs
}

/// A value of each type of field.
fn value_of(name: &str) -> &'static str {
    match name {
        "string" => "words",
        "text" => "\"one\\n\\ntwo\"",
        "date" => "2026-01-02",
        "number" => "3",
        "bool" => "true",
        "url" => "/p/b",
        "source" => "{ title: x, url: /p/b }",
        "enum" => "district",
        "list" => "[x, y]",
        "record" => "{ x: y }",
        "ref" => "b",
        "refs" => "[a, b]",
        "any" => "{ x: [y] }",
        other => panic!("nobody edits a field of the type `{other}`"),
    }
}

/// The kind of reference behind another one; each is edited.
fn next_kind(kind: &ReferenceKind) -> Option<ReferenceKind> {
    Some(match kind {
        ReferenceKind::Link => ReferenceKind::Definition,
        ReferenceKind::Definition => ReferenceKind::WikiLink,
        ReferenceKind::WikiLink => ReferenceKind::Transclusion,
        ReferenceKind::Transclusion => ReferenceKind::Image,
        ReferenceKind::Image => ReferenceKind::Embed,
        ReferenceKind::Embed => ReferenceKind::HtmlLink,
        ReferenceKind::HtmlLink => ReferenceKind::HtmlSource,
        ReferenceKind::HtmlSource => ReferenceKind::HtmlAddress,
        ReferenceKind::HtmlAddress => ReferenceKind::Relation(Arc::from("related")),
        ReferenceKind::Relation(_) => ReferenceKind::Url(Arc::from("source")),
        ReferenceKind::Url(_) => return None,
    })
}

fn references() -> Vec<Edit> {
    let kinds = std::iter::successors(Some(ReferenceKind::Link), next_kind);
    let mut edits: Vec<Edit> = kinds
        .map(|kind| match &kind {
            ReferenceKind::Link => append("p/own", "[b](/p/b#h) <https://example.org/y>"),
            ReferenceKind::Definition => append("p/own", "[b][l]\n\n[l]: ../q/a.md"),
            ReferenceKind::WikiLink => append("p/own", "[[B#H|it]]"),
            ReferenceKind::Transclusion => append("p/own", "![[B]]\n\n![[b#H|part]]\n\n![[One]]"),
            ReferenceKind::Image => append("cases/two", "![j](/i.png)"),
            ReferenceKind::Embed => append("cases/two", "![[i.png]] ![[deep.png]]"),
            ReferenceKind::HtmlLink => append("p/own", "<a href=\"/p/b\" id=\"x\">b</a>"),
            ReferenceKind::HtmlSource => append("cases/two", "<img src=\"/i.png\" alt=\"\">"),
            ReferenceKind::HtmlAddress => append("cases/two", "<form action=\"/p/b\"></form>"),
            ReferenceKind::Relation(field) => write("p/b", &format!("title: B\n{field}: [a]\n")),
            ReferenceKind::Url(field) => Edit::Both(vec![
                settings("[fields]", &format!("{field} = \"url\"")),
                write("p/b", &format!("title: B\n{field}: /p/a\n")),
            ]),
        })
        .collect();
    edits.extend([
        append("p/own", "[[q/a]] [[p/A]] [[A of q]]"),
        append("p/own", "[n](/p/nothing) [[Nobody]] [h](/p/b#nowhere)"),
        append(
            "p/own",
            "[z](/a-z) [t](/tags/t) [later](/q/later) [run](javascript:x)",
        ),
        append(
            "p/own",
            "<!-- primer-ignore: broken-link -->\n\n[n](/p/nothing)",
        ),
        write("p/own", "# primer-ignore: unknown-field\ncolour: red\n"),
        // Relations with an inverse, from both ends.
        write("cases/two", "title: Two\ncites: [b, a]\n"),
        write("p/b", "title: B\nrelated: [a, own]\n"),
    ]);
    edits
}

fn append(place: &str, text: &str) -> Edit {
    Edit::Append(place.to_owned(), format!("\n{text}\n"))
}

fn write(place: &str, fields: &str) -> Edit {
    Edit::Write(
        place.to_owned(),
        format!("---\n{fields}---\n## H\n\n[a](/p/a)\n"),
    )
}

fn all_settings() -> Vec<Edit> {
    let mut edits = Vec::new();
    for section in sections() {
        let table = match section.name {
            // Its tables are those below.
            "primer.toml" => {
                edits.push(settings("[words]", "mentioned_in = \"Cited by\""));
                edits.push(settings(
                    "[tags.t]",
                    "label = \"Tee\"\ndescription = \"Of tea.\"",
                ));
                edits.push(settings("[tag_groups]", "Letters = [\"t\"]"));
                edits.push(settings("[categories]", "d = \"Dee\""));
                edits.push(settings(
                    "[redirects]",
                    "\"/n\" = \"/p/b#h\"\n\"/p/nothing\" = \"/p/a\"",
                ));
                continue;
            }
            "site" => "[site]",
            "markdown" => "[markdown]",
            "look" => "[look]",
            "search" => "[search]",
            "feed" => "[[feeds]]",
            "review" => "[review]",
            "git" => "[git]",
            "collection" => "[collections.cases]",
            "field" => "[collections.cases.fields]",
            "navigation" | "value" | "entries" => continue,
            // They decide what is asked of other sites, which no analysis does.
            "external" => continue,
            "except" => {
                let keys: Vec<&str> = section.keys.iter().map(|key| key.example).collect();
                let keys = keys
                    .join("\n")
                    .replace("content/cases/archive", "content/p");
                edits.push(settings("[[check.except]]", &keys));
                continue;
            }
            other => panic!("nobody edits the settings of `{other}`"),
        };
        for key in section.keys.iter().filter(|key| !key.example.is_empty()) {
            // Every collection is listed, and every other example is not what is so anyway.
            let lines = match key.name {
                "listed" => "listed = false",
                "keep_reading" => "keep_reading = [\"p\"]",
                "publisher" => "author = \"B\"\npublisher = \"person\"",
                "hide" => "hide = [\"short\", \"tags\"]",
                "paginate" => "paginate = 1",
                _ => key.example,
            };
            if key.name == "stands_for" {
                edits.push(Edit::Both(vec![
                    settings(table, lines),
                    write(
                        "cases/two",
                        "title: Two\nsources: [https://example.org/y]\n",
                    ),
                ]));
            } else if section.name == "feed" {
                // A feed has an address, and an entry with a date.
                let path = if key.name == "path" {
                    ""
                } else {
                    "path = \"/feed.xml\"\n"
                };
                edits.push(Edit::Both(vec![
                    settings(table, &format!("{path}{lines}")),
                    write("cases/two", "title: Two\ndate: 2026-01-02\n"),
                ]));
            } else {
                edits.push(settings(table, lines));
            }
        }
    }
    for row in TYPES {
        edits.push(settings("[fields]", row.example));
        for key in row.keys.iter().filter(|key| !key.example.is_empty()) {
            edits.push(settings("[fields]", key.example));
        }
    }
    edits.extend([
        settings("[collections.cases]", "group_by = \"leading\""),
        settings("[collections.cases]", "sort = \"-leading\""),
        settings("[collections.cases]", "date = \"decided\"\nsteps = true"),
        settings(
            "[collections.cases]",
            "card = [\"leading\", \"cites\"]\nlayout = \"table\"",
        ),
        settings(
            "[collections.p]",
            "sort = \"-title\"\ngroup_by = \"category\"",
        ),
    ]);
    edits
}

fn built_in_fields() -> Vec<Edit> {
    let fields = built_in().iter().map(|field| match field.name.as_str() {
        "title" => "title: Other\n",
        "term" => "title: B\nterm: Bee\n",
        "category" => "title: B\ncategory: d\n",
        "description" => "title: B\ndescription: Words\n",
        "related" => "title: B\nrelated: [own]\n",
        "requires" => "title: B\nrequires: [own]\n",
        "aliases" => "title: B\naliases: [/p/else, Bee]\n",
        "plain" => "title: B\nplain: [what buzzes]\n",
        "tags" => "title: B\ntags: [t, u]\n",
        "sources" => "title: B\nsources: [A book]\n",
        "image" => "title: B\nimage: /i.png\n",
        "toc" => "title: B\ntoc: false\n",
        "unlisted" => "title: B\nunlisted: true\n",
        "noindex" => "title: B\nnoindex: true\n",
        "common_word" => "title: B\ncommon_word: true\n",
        "slug" => "title: B\nslug: bee\n",
        "order" => "title: B\norder: 1\n",
        "date" => "title: B\ndate: 2026-03-01\n",
        "updated" => "title: B\nupdated: 2025-03-01\n",
        "reviewed" => "title: B\nreviewed: 2025-03-01\n",
        "draft" => "title: B\ndraft: true\n",
        "template" => "title: B\ntemplate: own.html\n",
        other => panic!("nobody edits the field `{other}`"),
    });
    fields.map(|fields| write("p/b", fields)).collect()
}

fn templates() -> Vec<Edit> {
    let calls = FUNCTIONS.iter().map(|name| match *name {
        "absolute" => "{{ absolute(path=\"/p/a\") }}",
        "asset" => "{{ asset(path=\"i.png\") }}",
        "entries" => "{% for card in entries(collection=\"cases\", where={court: \"appeals\"}, sort=\"-title\", limit=2) %}{{ card.extra.short }}{% endfor %}",
        "entry" => "{{ entry(path=\"/p/b\").description }}",
        "url" => "{{ url(path=\"/p/b\") }}",
        "word" => "{{ word(of=\"minutes\", n=3) }}",
        other => panic!("no template calls `{other}`"),
    });
    let texts = calls.chain([
        "{% extends \"primer/page.html\" %}",
        "{% include \"primer/home.html\" %}",
        "{{ <card card={page} /> }}",
        "{{ broken",
    ]);
    let mut edits: Vec<Edit> = texts
        .map(|text| Edit::Template("own.html", text.to_owned()))
        .collect();
    // A built-in one is extended by others, and one is included by nobody.
    edits.push(Edit::Template(
        "base.html",
        "{% block main %}{% endblock main %}".to_owned(),
    ));
    edits.push(Edit::Template("components.html", "{% component card(card) %}{{ card.title }}{% endcomponent card %}{% component sections(sections) %}{{ sections | length }}{% endcomponent sections %}{% component toc(items) %}{% endcomponent toc %}{% component field_value(value) %}{{ value.kind }}{% endcomponent field_value %}".to_owned()));
    edits
}

/// One edit of each sort.
pub(crate) fn vocabulary() -> Vec<Edit> {
    let mut edits = references();
    edits.extend(all_settings());
    edits.extend(built_in_fields());
    edits.extend(templates());
    edits.extend([
        Edit::Remove("p/b".to_owned()),
        Edit::Rename("p/a".to_owned(), "p/z".to_owned()),
        Edit::Rename("p/_index".to_owned(), "q/_index".to_owned()),
        Edit::RenameFolder("p", "r"),
        Edit::RenameFolder("cases", "q"),
        // An alias that moves to another entry.
        Edit::Both(vec![
            write("p/a", "title: A\n"),
            write("p/b", "title: B\naliases: [/p/old, First]\n"),
        ]),
        write("p/new", "title: New\naliases: [B]\n"),
        Edit::Both(vec![
            write("q/one-net", "title: .Net\n"),
            write("q/other-net", "title: Net\n"),
        ]),
        write("p/same", "title: A\n"),
        Edit::Write("p/b".to_owned(), "no front matter\n".to_owned()),
        Edit::Asset("i".to_owned(), 0),
        Edit::Asset("i".to_owned(), 1),
        Edit::Asset("j".to_owned(), 1),
        Edit::Drafts(true),
        Edit::Today(Some(2)),
        Edit::Today(None),
    ]);
    edits
}

impl Edit {
    pub(crate) fn apply(&self, inputs: &mut Inputs) {
        let path = |place: &str| SourcePath::new(&format!("content/{place}.md"));
        match self {
            Self::Write(place, text) => inputs
                .content
                .insert(Source::new(&path(place), text.as_str())),
            Self::Remove(place) => {
                inputs.content.remove(&path(place));
            }
            Self::Rename(from, to) => {
                if let Some(source) = inputs.content.remove(&path(from)) {
                    inputs.content.insert(Source::new(&path(to), source.text));
                }
            }
            Self::RenameFolder(from, to) => {
                let (from, to) = (format!("content/{from}/"), format!("content/{to}/"));
                let moved: Vec<Source> = inputs
                    .content
                    .iter()
                    .filter(|source| source.path.starts_with(&from))
                    .cloned()
                    .collect();
                for source in moved {
                    inputs.content.remove(&source.path);
                    let path = SourcePath::new(&source.path.replacen(&from, &to, 1));
                    inputs.content.insert(Source::new(&path, source.text));
                }
            }
            Self::Append(place, more) => {
                if let Some(source) = inputs.content.get(&path(place)) {
                    let text = format!("{}{more}", source.text);
                    inputs.content.insert(Source::new(&path(place), text));
                }
            }
            Self::Settings(text) => {
                inputs.config = Some(Source::new("primer.toml", format!("{text}{LENIENT}")));
            }
            Self::Asset(name, byte) => {
                let path = SourcePath::new(&format!("static/{name}.png"));
                inputs.assets.retain(|asset| asset.path != path);
                if byte % 3 > 0 {
                    inputs.assets.push(Asset::new(path, vec![*byte]));
                }
            }
            Self::Template(name, text) => {
                let path = format!("templates/{name}");
                inputs.templates.retain(|source| *source.path != path);
                inputs.templates.push(Source::new(&path, text.as_str()));
                inputs.templates.sort_by(|a, b| a.path.cmp(&b.path));
            }
            Self::Drafts(drafts) => inputs.options.visibility.drafts = *drafts,
            Self::Today(month) => {
                let day = |month| jiff::civil::date(2026, month, 1);
                inputs.options.visibility.today = month.map(day);
            }
            Self::Both(edits) => edits.iter().for_each(|edit| edit.apply(inputs)),
        }
    }
}
