//! A primer in memory, for tests: files in, diagnostics or pages out.

use primer::asset::Asset;
use primer::diagnostic::{Diagnostic, Report, human, short};
use primer::pipeline::{Analysis, Build, Inputs, analyze, build};
use primer::source::{Source, SourcePath};

/// A primer to be checked or built.
#[derive(Clone, Debug, Default)]
pub(crate) struct Primer {
    pub(crate) inputs: Inputs,
}

impl Primer {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A file below `content/`.
    pub(crate) fn entry(mut self, path: &str, text: &str) -> Self {
        self.inputs
            .content
            .insert(Source::new(&format!("content/{path}"), text));
        self
    }

    /// An entry with a title and a text.
    pub(crate) fn page(self, path: &str, title: &str, text: &str) -> Self {
        self.entry(path, &format!("---\ntitle: \"{title}\"\n---\n{text}"))
    }

    pub(crate) fn config(mut self, text: &str) -> Self {
        self.inputs.config = Some(Source::new("primer.toml", text));
        self
    }

    pub(crate) fn template(mut self, name: &str, text: &str) -> Self {
        self.inputs
            .templates
            .push(Source::new(&format!("templates/{name}"), text));
        self
    }

    pub(crate) fn asset(mut self, path: &str, bytes: &[u8]) -> Self {
        let asset = Asset::new(SourcePath::new(path), bytes);
        self.inputs.assets.push(asset);
        self
    }

    pub(crate) fn drafts(mut self) -> Self {
        self.inputs.options.visibility.drafts = true;
        self
    }

    pub(crate) fn analyze(&self) -> Analysis {
        analyze(&self.inputs, &|_| {})
    }

    pub(crate) fn build(&self) -> Build {
        build(&self.inputs, &|_| {})
    }

    /// The report, a line for each diagnostic, without those that most small primers have.
    pub(crate) fn check(&self) -> Vec<String> {
        let analysis = self.analyze();
        report(&analysis, &analysis.diagnostics)
            .lines()
            .filter(|line| !line.contains("[orphan-entry]"))
            .map(str::to_owned)
            .collect()
    }

    /// A file of the site; the report where there is none.
    pub(crate) fn output(&self, path: &str) -> String {
        let build = self.build();
        let Some(files) = build.files else {
            panic!("the build failed:\n{}", full_report(&build.analysis));
        };
        let Some(file) = files.iter().find(|file| file.path == path) else {
            let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
            panic!("there is no `{path}` among {paths:#?}");
        };
        String::from_utf8(file.bytes.to_vec()).unwrap()
    }

    /// The text of an entry as HTML, without the page around it.
    pub(crate) fn html(&self, path: &str) -> String {
        let page = self.output(path);
        without_numbers(text_of(&page).trim_end())
    }
}

/// The text of a page.
pub(crate) fn text_of(page: &str) -> &str {
    let start = page.find("<div class=\"text\"").unwrap();
    let start = start + page[start..].find(">\n").unwrap() + ">\n".len();
    // What stands behind it has no other `div` than those of these lists.
    let lists = ["\n<details class=\"words\">", "\n<dl class=\"facts rows\">"];
    let end = lists.iter().filter_map(|list| page.rfind(list)).min();
    let page = &page[..end
        .or_else(|| page.rfind("</article>"))
        .unwrap_or(page.len())];
    &page[start..page.rfind("</div>").unwrap()]
}

/// HTML without the numbers of its blocks: ` id="2.3"`.
pub(crate) fn without_numbers(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once(" id=\"") {
        out.push_str(before);
        let (id, after) = behind.split_once('"').unwrap();
        let is_number = id.split_once('.').is_some_and(|parts| {
            let mut digits = parts.0.chars().chain(parts.1.chars());
            !parts.1.is_empty() && digits.all(|letter| letter.is_ascii_digit())
        });
        if !is_number {
            out.push_str(&format!(" id=\"{id}\""));
        }
        rest = after;
    }
    out + rest
}

pub(crate) fn report(analysis: &Analysis, diagnostics: &[Diagnostic]) -> String {
    short::render(&Report {
        diagnostics,
        sources: &analysis.sources,
        summary: analysis.summary(),
    })
}

/// The report as people read it, without colours.
pub(crate) fn full_report(analysis: &Analysis) -> String {
    let report = Report {
        diagnostics: &analysis.diagnostics,
        sources: &analysis.sources,
        summary: analysis.summary(),
    };
    anstream::adapter::strip_str(&human::render(&report, 100)).to_string()
}
