//! Compiles the built-in templates into Rust: the program renders its own theme as compiled code.
//!
//! In: the templates, in as much of the language of Tera as they use. Out: a function for each template
//! and each component, and `render`, which finds them. What they write is what Tera makes of the same
//! text; a construct that is not known here stops the build of the program, not of a site.

use std::collections::BTreeMap;
use std::fmt::Write;

/// What the parameters of components are.
const PARAMETERS: &[(&str, &str)] = &[
    ("card", "&Card<'_>"),
    ("sections", "&[Section<'_>]"),
    ("items", "&[TocItem<'_>]"),
    ("value", "FieldValue<'_>"),
];

/// The names of templates that are pages, and their texts, as Rust.
pub(crate) fn compiled(templates: &[(String, String)]) -> String {
    let parsed: BTreeMap<&str, Vec<Node>> = templates
        .iter()
        .map(|(name, text)| (name.as_str(), Parser::new(text).nodes(&[])))
        .collect();
    let mut code = String::new();
    let mut arms = String::new();
    for (name, nodes) in &parsed {
        let mut blocks: BTreeMap<&str, &[Node]> = BTreeMap::new();
        let mut root = nodes;
        loop {
            gather(root, &mut blocks);
            match root.iter().find_map(Node::parent) {
                Some(parent) => root = &parsed[parent],
                None => break,
            }
        }
        for node in nodes {
            if let Node::Component(component, parameter, nodes) = node {
                let kind = kind_of(parameter);
                let mut body = Body::new("escaped", &blocks);
                body.nodes(nodes);
                let _ = writeln!(
                    code,
                    "fn component_{component}({parameter}: {kind}, out: &mut String) {{\n{}}}",
                    body.code
                );
            }
        }
        let (_, extension) = split(name, ".");
        let is_markup = matches!(extension, "html" | "xml");
        let mut body = Body::new(if is_markup { "escaped" } else { "plain" }, &blocks);
        body.nodes(root);
        let function = name.replace(['.', '-'], "_");
        let _ = writeln!(
            code,
            "fn page_{function}(page: &View<'_>, site: &SiteView, asset: Asset<'_>, out: &mut String) {{\n\
             let _ = (page, site, asset);\n{}}}",
            body.code
        );
        let _ = writeln!(arms, "{name:?} => page_{function}(page, site, asset, out),");
    }
    let _ = writeln!(
        code,
        "pub(in crate::output) fn render(template: &str, page: &View<'_>, site: &SiteView, asset: Asset<'_>, out: &mut String) -> bool {{\n\
         match template {{\n{arms}_ => return false,\n}}\ntrue\n}}"
    );
    code
}

fn kind_of(parameter: &str) -> &'static str {
    match PARAMETERS.iter().find(|(name, _)| *name == parameter) {
        Some((_, kind)) => kind,
        None => panic!("the type of `{parameter}` is not known"),
    }
}

fn split<'t>(text: &'t str, at: &str) -> (&'t str, &'t str) {
    match text.split_once(at) {
        Some(parts) => parts,
        None => panic!("there is no `{at}` in `{text}`"),
    }
}

/// The blocks of a template, unless one that extends it has them.
fn gather<'n>(nodes: &'n [Node], blocks: &mut BTreeMap<&'n str, &'n [Node]>) {
    for node in nodes {
        if let Node::Block(name, nodes) = node {
            blocks.entry(name).or_insert(nodes);
            gather(nodes, blocks);
        }
    }
}

enum Node {
    Text(String),
    /// An expression, written.
    Write(String),
    If(Vec<(String, Vec<Node>)>, Vec<Node>),
    For(String, String, Vec<Node>),
    Block(String, Vec<Node>),
    Extends(String),
    /// The definition of a component with its parameter.
    Component(String, String, Vec<Node>),
}

impl Node {
    fn parent(&self) -> Option<&str> {
        match self {
            Self::Extends(parent) => Some(parent),
            _ => None,
        }
    }
}

struct Parser<'t> {
    rest: &'t str,
    /// Whether the white space that comes next is taken away.
    trims: bool,
    /// The tag that ended the nodes read last.
    end: &'t str,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            rest: text,
            trims: false,
            end: "",
        }
    }

    /// What stands before a tag that starts with one of these words.
    fn nodes(&mut self, ends: &[&str]) -> Vec<Node> {
        let mut nodes = Vec::new();
        loop {
            let at = ["{{", "{%"]
                .iter()
                .filter_map(|open| self.rest.find(open))
                .min();
            let (mut text, rest) = self.rest.split_at(at.unwrap_or(self.rest.len()));
            if self.trims {
                text = text.trim_start();
            }
            if rest[rest.len().min(2)..].starts_with('-') {
                text = text.trim_end();
            }
            if !text.is_empty() {
                nodes.push(Node::Text(text.to_owned()));
            }
            if rest.is_empty() {
                assert!(ends.is_empty(), "the template ends before {ends:?}");
                self.rest = rest;
                return nodes;
            }
            let is_tag = rest.starts_with("{%");
            let close = if is_tag { "%}" } else { "}}" };
            let (inner, rest) = split(&rest[2..], close);
            self.trims = inner.ends_with('-');
            self.rest = rest;
            let inner = inner.trim_start_matches('-').trim_end_matches('-').trim();
            if !is_tag {
                nodes.push(Node::Write(inner.to_owned()));
                continue;
            }
            let (word, rest) = inner.split_once(' ').unwrap_or((inner, ""));
            if ends.contains(&word) {
                self.end = inner;
                return nodes;
            }
            nodes.push(match word {
                "extends" => Node::Extends(rest.trim_matches('"').to_owned()),
                "block" => Node::Block(rest.to_owned(), self.nodes(&["endblock"])),
                "for" => {
                    let (name, path) = split(rest, " in ");
                    let nodes = self.nodes(&["endfor"]);
                    Node::For(name.to_owned(), path.to_owned(), nodes)
                }
                "if" => {
                    let mut arms = Vec::new();
                    let mut otherwise = Vec::new();
                    let mut condition = Some(rest);
                    while let Some(known) = condition {
                        let nodes = self.nodes(&["elif", "else", "endif"]);
                        arms.push((known.to_owned(), nodes));
                        condition = self.end.strip_prefix("elif ");
                        if self.end == "else" {
                            otherwise = self.nodes(&["endif"]);
                        }
                    }
                    Node::If(arms, otherwise)
                }
                "component" => {
                    let rest = rest.trim_end_matches(')');
                    let (name, parameter) = split(rest, "(");
                    let nodes = self.nodes(&["endcomponent"]);
                    Node::Component(name.to_owned(), parameter.to_owned(), nodes)
                }
                _ => panic!("the tag `{inner}` is not known"),
            });
        }
    }
}

/// The body of a function.
struct Body<'n> {
    code: String,
    /// The function that writes a text.
    write: &'static str,
    blocks: &'n BTreeMap<&'n str, &'n [Node]>,
}

impl<'n> Body<'n> {
    fn new(write: &'static str, blocks: &'n BTreeMap<&'n str, &'n [Node]>) -> Self {
        Self {
            code: String::new(),
            write,
            blocks,
        }
    }

    fn line(&mut self, line: &str) {
        self.code.push_str(line);
        self.code.push('\n');
    }

    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Text(text) => self.line(&format!("plain({text:?}, out);")),
                Node::Write(expression) => self.write(expression),
                Node::If(arms, otherwise) => {
                    for (condition, nodes) in arms {
                        self.line(&format!("if {} {{", condition_of(condition)));
                        self.nodes(nodes);
                        self.code.push_str("} else ");
                    }
                    if otherwise.is_empty() {
                        self.code.truncate(self.code.len() - " else ".len());
                        self.code.push('\n');
                    } else {
                        self.line("{");
                        self.nodes(otherwise);
                        self.line("}");
                    }
                }
                Node::For(name, path, nodes) => {
                    let mut body = Self::new(self.write, self.blocks);
                    body.nodes(nodes);
                    let each = if body.code.contains("loop_index") {
                        format!(
                            "(loop_index, {name}) in (1_usize..).zip({}.iter())",
                            place(path)
                        )
                    } else {
                        format!("{name} in {}.iter()", place(path))
                    };
                    self.line(&format!("for {each} {{\n{}}}", body.code));
                }
                Node::Block(name, _) => {
                    let blocks = self.blocks;
                    self.nodes(blocks[name.as_str()]);
                }
                Node::Extends(_) | Node::Component(..) => {}
            }
        }
    }

    fn write(&mut self, expression: &str) {
        let write = self.write;
        if let Some(call) = expression.strip_prefix('<') {
            let call = call.trim_end_matches("/>").trim();
            let (component, argument) = split(call, " ");
            let (parameter, argument) = split(argument, "={");
            let argument = place(argument.trim_end_matches('}'));
            let argument = match kind_of(parameter).starts_with('&') {
                true if argument.contains('.') => format!("&{argument}"),
                true => argument,
                false => format!("From::from({argument})"),
            };
            self.line(&format!("component_{component}({argument}, out);"));
        } else if let Some(path) = expression.strip_prefix("asset(path=") {
            let path = path.trim_end_matches(')');
            self.line(&format!("asset({path}).show({write}, out);"));
        } else if let Some((first, second)) = expression.split_once(" or ") {
            self.line(&format!("if {} {{", condition_of(first)));
            self.write(first);
            self.line("} else {");
            self.write(second);
            self.line("}");
        } else if let Some(path) = expression.strip_suffix(" | safe") {
            self.line(&format!("{}.raw(out);", place(path)));
        } else if let Some((path, rest)) = expression.split_once(" | join(sep=") {
            let separator = rest.trim_end_matches(')');
            self.line(&format!(
                "{}.join({separator}).show({write}, out);",
                place(path)
            ));
        } else {
            self.line(&format!("{}.show({write}, out);", place(expression)));
        }
    }
}

fn condition_of(condition: &str) -> String {
    let terms = condition.split(" or ").map(|term| {
        if let Some((one, two)) = term.split_once(" == ") {
            let two = if two.starts_with('"') {
                two.to_owned()
            } else {
                place(two)
            };
            format!("{} == {two}", place(one))
        } else if let Some((path, length)) = term.split_once(" | length > ") {
            format!("{}.len() > {length}", place(path))
        } else {
            format!("{}.is_truthy()", place(term))
        }
    });
    terms.collect::<Vec<_>>().join(" || ")
}

/// A path of at most three names; the one in the middle may be nothing.
fn place(path: &str) -> String {
    let is_name = |name: &&str| {
        !name.is_empty()
            && name
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    let names: Vec<&str> = path.split('.').collect();
    assert!(
        names.iter().all(is_name),
        "the expression `{path}` is not known"
    );
    match names.as_slice() {
        ["loop", "index"] => "loop_index".to_owned(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one}.{two}"),
        [one, two, three] => format!("{one}.{two}.as_ref().map(|it| &it.{three})"),
        _ => panic!("the path `{path}` is too long"),
    }
}
