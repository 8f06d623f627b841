//! `primer.toml` as text → [`Config`]: every key is met here, and every fault is reported at once.

use super::schema::{FieldType, complete};
use super::{BaseUrl, Collection, Config, EntryKind, NavigationItem, Site, Sort, UrlStyle};
use crate::data::{Data, Pair, Table, parse_toml};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{Source, Span, Spanned};

pub(super) fn read(source: &Source) -> (Config, Vec<Diagnostic>) {
    let mark = source.mark_length();
    let (document, faults) = parse_toml(&source.text[mark..]);
    let mut reader = Reader {
        source,
        mark,
        diagnostics: Vec::new(),
    };
    for fault in faults {
        reader.fault(
            fault.span,
            format!("`primer.toml` is not valid TOML: {}", fault.message),
        );
    }
    let mut config = Config::default();
    if let Data::Table(table) = &document.value {
        reader.document(table, &mut config);
    }
    (config, reader.diagnostics)
}

pub(super) struct Reader<'a> {
    source: &'a Source,
    mark: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn diagnostic(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        let at = self.source.at(span.shifted(self.mark));
        Diagnostic::new(Code::InvalidConfig, at, message)
    }

    pub(super) fn fault(&mut self, span: Span, message: impl Into<String>) {
        let diagnostic = self.diagnostic(span, message);
        self.report(diagnostic);
    }

    pub(super) fn unknown(&mut self, key: &Spanned<String>, place: &str, known: &[&str]) {
        let mut diagnostic =
            self.diagnostic(key.span, format!("unknown key `{}` in {place}", key.value));
        diagnostic = if let Some(name) = nearest(key, known.iter().copied()) {
            let at = diagnostic.at.clone();
            diagnostic.fix(
                format!("a key with a similar name exists: `{name}`"),
                at,
                name,
            )
        } else {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            diagnostic.help(format!("{place} knows {}", known.join(", ")))
        };
        self.report(diagnostic);
    }

    pub(super) fn expected(&mut self, value: &Spanned<Data>, key: &str, what: &str) {
        self.fault(
            value.span,
            format!("`{key}` must be {what}, but this is {}", value.value.kind()),
        );
    }

    pub(super) fn string(&mut self, pair: &Pair) -> Option<String> {
        match &pair.value.value {
            Data::String(text) if !text.trim().is_empty() => Some(text.clone()),
            Data::String(_) => {
                self.fault(pair.value.span, format!("`{}` is empty", *pair.key));
                None
            }
            _ => {
                self.expected(&pair.value, &pair.key, "a string");
                None
            }
        }
    }

    pub(super) fn bool(&mut self, pair: &Pair, default: bool) -> bool {
        if let Data::Bool(value) = pair.value.value {
            value
        } else {
            self.expected(&pair.value, &pair.key, "`true` or `false`");
            default
        }
    }

    fn table<'t>(&mut self, pair: &'t Pair) -> Option<&'t Table> {
        if let Data::Table(table) = &pair.value.value {
            Some(table)
        } else {
            self.expected(&pair.value, &pair.key, "a table");
            None
        }
    }

    pub(super) fn strings(&mut self, value: &Spanned<Data>, key: &str) -> Vec<Spanned<String>> {
        let Data::List(items) = &value.value else {
            self.expected(value, key, "a list of strings");
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in items {
            if let Data::String(text) = &item.value {
                strings.push(Spanned::new(text.clone(), item.span));
            } else {
                self.expected(item, key, "a list of strings");
            }
        }
        strings
    }

    fn document(&mut self, table: &Table, config: &mut Config) {
        // Fields of the whole site come first: every collection takes them over.
        for pair in &table.0 {
            if *pair.key == "fields"
                && let Some(fields) = self.table(pair)
            {
                config.fields = self.fields(fields);
            }
        }
        let mut relations = Vec::new();
        for pair in &table.0 {
            match pair.key.as_str() {
                "site" => {
                    if let Some(site) = self.table(pair) {
                        config.site = self.site(site);
                    }
                }
                "collections" => {
                    if let Some(collections) = self.table(pair) {
                        for pair in &collections.0 {
                            if let Some(table) = self.table(pair) {
                                let collection = self.collection(&pair.key, table, config);
                                config.collections.push(collection);
                                relations.push(table);
                            }
                        }
                    }
                }
                "fields" => {}
                "check" => {
                    if let Some(check) = self.table(pair) {
                        self.check(check, config);
                    }
                }
                _ => self.unknown(
                    &pair.key,
                    "`primer.toml`",
                    &["site", "collections", "fields", "check"],
                ),
            }
        }
        for (index, table) in relations.into_iter().enumerate() {
            self.names_of_fields(table, &config.collections[index]);
            self.relations(table, config);
        }
        self.relations(table, config);
        self.folders(table, config);
    }

    /// Every `to` must name a collection of this file.
    fn relations(&mut self, table: &Table, config: &Config) {
        let Some(Data::Table(fields)) = table.get("fields").map(|value| &value.value) else {
            return;
        };
        for pair in &fields.0 {
            let Data::Table(options) = &pair.value.value else {
                continue;
            };
            let Some(to) = options.get("to") else {
                continue;
            };
            let Data::String(name) = &to.value else {
                continue;
            };
            if config.collection_named(name).is_some() {
                continue;
            }
            let mut diagnostic =
                self.diagnostic(to.span, format!("there is no collection `{name}`"));
            let known = config
                .collections
                .iter()
                .map(|collection| collection.name.as_str());
            diagnostic = match nearest(name, known) {
                Some(near) => {
                    diagnostic.help(format!("a collection with a similar name exists: `{near}`"))
                }
                None => diagnostic.help(format!("declare it: `[collections.{name}]`")),
            };
            self.report(diagnostic);
        }
    }

    fn folders(&mut self, document: &Table, config: &Config) {
        for (index, collection) in config.collections.iter().enumerate() {
            let twin = config.collections[..index]
                .iter()
                .find(|other| other.folder == collection.folder);
            if let Some(twin) = twin
                && let Some(Data::Table(collections)) =
                    document.get("collections").map(|value| &value.value)
                && let Some(pair) = collections
                    .0
                    .iter()
                    .find(|pair| *pair.key == collection.name)
            {
                self.fault(
                    pair.key.span,
                    format!(
                        "the collections `{}` and `{}` have the same folder",
                        twin.name, collection.name
                    ),
                );
            }
        }
    }

    fn site(&mut self, table: &Table) -> Site {
        let mut site = Site::default();
        for pair in &table.0 {
            match pair.key.as_str() {
                "title" => site.title = self.string(pair),
                "description" => site.description = self.string(pair),
                "author" => site.author = self.string(pair),
                "notice" => site.notice = self.string(pair),
                "language" => {
                    if let Some(language) = self.string(pair) {
                        if language
                            .chars()
                            .all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
                        {
                            site.language = language;
                        } else {
                            let diagnostic = self
                                .diagnostic(
                                    pair.value.span,
                                    format!("`{language}` is not a language tag"),
                                )
                                .help("write a BCP 47 tag such as `en` or `pt-BR`");
                            self.report(diagnostic);
                        }
                    }
                }
                "base_url" => {
                    if let Some(text) = self.string(pair) {
                        match BaseUrl::parse(&text) {
                            Ok(base) => site.base_url = Some(base),
                            Err(message) => self.fault(pair.value.span, message),
                        }
                    }
                }
                "urls" => match self.string(pair).as_deref() {
                    Some("directory") => site.urls = UrlStyle::Directory,
                    Some("file") => site.urls = UrlStyle::File,
                    Some(_) => {
                        let diagnostic = self
                            .diagnostic(pair.value.span, "`urls` must be `directory` or `file`")
                            .help("`directory` gives /primer/causation/, `file` gives /primer/causation");
                        self.report(diagnostic);
                    }
                    None => {}
                },
                "smart_punctuation" => site.smart_punctuation = self.bool(pair, true),
                "edit_url" => {
                    if let Some(url) = self.string(pair) {
                        if url.contains("{path}") && url.starts_with("http") {
                            site.edit_url = Some(url);
                        } else {
                            let diagnostic = self
                                .diagnostic(
                                    pair.value.span,
                                    "`edit_url` must be a URL with `{path}` in it",
                                )
                                .help(
                                    "for example `https://github.com/owner/name/edit/main/{path}`",
                                );
                            self.report(diagnostic);
                        }
                    }
                }
                "navigation" => site.navigation = Some(self.navigation(&pair.value)),
                "exclude" => {
                    site.exclude = self
                        .strings(&pair.value, "exclude")
                        .into_iter()
                        .map(|pattern| pattern.value)
                        .collect();
                }
                _ => self.unknown(
                    &pair.key,
                    "`[site]`",
                    &[
                        "title",
                        "description",
                        "base_url",
                        "language",
                        "author",
                        "notice",
                        "urls",
                        "smart_punctuation",
                        "edit_url",
                        "navigation",
                        "exclude",
                    ],
                ),
            }
        }
        site
    }

    fn navigation(&mut self, value: &Spanned<Data>) -> Vec<NavigationItem> {
        let Data::List(items) = &value.value else {
            self.expected(value, "navigation", "a list of tables");
            return Vec::new();
        };
        let mut navigation = Vec::new();
        for item in items {
            let Data::Table(table) = &item.value else {
                self.expected(item, "navigation", "a list of tables");
                continue;
            };
            let mut title = None;
            let mut url = None;
            for pair in &table.0 {
                match pair.key.as_str() {
                    "title" => title = self.string(pair),
                    "url" => {
                        url = self
                            .string(pair)
                            .map(|url| Spanned::new(url, pair.value.span.shifted(self.mark)));
                    }
                    _ => self.unknown(&pair.key, "`navigation`", &["title", "url"]),
                }
            }
            match (title, url) {
                (Some(title), Some(url)) => navigation.push(NavigationItem { title, url }),
                _ => self.fault(item.span, "an item of `navigation` needs `title` and `url`"),
            }
        }
        navigation
    }

    fn check(&mut self, table: &Table, config: &mut Config) {
        let known: Vec<&str> = Code::ALL
            .iter()
            .filter(|code| code.adjustable())
            .map(|code| code.name())
            .collect();
        for pair in &table.0 {
            let Some(code) = Code::named(&pair.key) else {
                let mut diagnostic =
                    self.diagnostic(pair.key.span, format!("there is no check `{}`", *pair.key));
                if let Some(name) = nearest(&pair.key, known.iter().copied()) {
                    let at = diagnostic.at.clone();
                    diagnostic = diagnostic.fix(
                        format!("a check with a similar name exists: `{name}`"),
                        at,
                        name,
                    );
                } else {
                    diagnostic = diagnostic.help("`primer explain` lists the checks");
                }
                self.report(diagnostic);
                continue;
            };
            if !code.adjustable() {
                self.fault(
                    pair.key.span,
                    format!("`{code}` is always an error: without its repair no site can be made"),
                );
                continue;
            }
            let word = match &pair.value.value {
                Data::String(word) => word.as_str(),
                _ => "",
            };
            let level = match Some(word) {
                Some("error") => Some(Severity::Error),
                Some("warn") => Some(Severity::Warning),
                Some("hint") => Some(Severity::Hint),
                Some("off") => None,
                Some(_) => {
                    self.fault(
                        pair.value.span,
                        "a level must be `error`, `warn`, `hint` or `off`",
                    );
                    continue;
                }
                None => continue,
            };
            config.levels.insert(code, level);
        }
    }

    fn collection(&mut self, name: &Spanned<String>, table: &Table, config: &Config) -> Collection {
        let mut collection = Collection::found(name, name, &[]);
        collection.listed = true;
        let mut own = Vec::new();
        if name.contains(['/', '\\', '.']) || name.trim().is_empty() {
            self.fault(name.span, "the name of a collection must be one plain word");
        }
        for pair in &table.0 {
            match pair.key.as_str() {
                "title" => {
                    if let Some(title) = self.string(pair) {
                        collection.title = title;
                    }
                }
                "description" => collection.description = self.string(pair),
                "folder" => {
                    if let Some(folder) = self.string(pair) {
                        let trimmed = folder.trim_matches('/');
                        let trimmed = if trimmed == "." { "" } else { trimmed };
                        if trimmed.split('/').any(|part| part == ".." || part == ".")
                            || trimmed.contains('\\')
                        {
                            self.fault(pair.value.span, "`folder` must be a path below `content/`");
                        } else {
                            trimmed.clone_into(&mut collection.folder);
                        }
                    }
                }
                "name" => collection.name_field = self.string(pair),
                "date" => collection.date_field = self.string(pair),
                "sort" => {
                    collection.sort = self.string(pair).map(|text| match text.strip_prefix('-') {
                        Some(field) => Sort {
                            field: field.to_owned(),
                            descending: true,
                        },
                        None => Sort {
                            field: text,
                            descending: false,
                        },
                    });
                }
                "group_by" => collection.group_by = self.string(pair),
                "template" => {
                    let span = pair.value.span.shifted(self.mark);
                    collection.template = self.string(pair).map(|name| Spanned::new(name, span));
                }
                "kind" => match self.string(pair).as_deref() {
                    Some("term") => collection.kind = Some(EntryKind::Term),
                    Some("article") => collection.kind = Some(EntryKind::Article),
                    Some("page") => collection.kind = Some(EntryKind::Page),
                    Some(_) => self.fault(
                        pair.value.span,
                        "`kind` must be `term`, `article` or `page`",
                    ),
                    None => {}
                },
                "listed" => collection.listed = self.bool(pair, true),
                "fields" => {
                    if let Some(fields) = self.table(pair) {
                        own = self.fields(fields);
                    }
                }
                _ => self.unknown(
                    &pair.key,
                    &format!("`[collections.{}]`", name.value),
                    &[
                        "title",
                        "description",
                        "folder",
                        "name",
                        "date",
                        "sort",
                        "group_by",
                        "template",
                        "kind",
                        "listed",
                        "fields",
                    ],
                ),
            }
        }
        collection.fields = complete(own, &config.fields);
        collection
    }

    /// `name`, `date`, `sort` and `group_by` must name fields that the collection has.
    fn names_of_fields(&mut self, table: &Table, collection: &Collection) {
        for key in ["name", "date", "sort", "group_by"] {
            let Some(value) = table.get(key) else {
                continue;
            };
            let Data::String(text) = &value.value else {
                continue;
            };
            let name = if key == "sort" {
                text.trim_start_matches('-')
            } else {
                text
            };
            let span = value.span;
            match collection.field(name) {
                // `name` is the built-in order of names, not a field.
                None if key == "sort" && name == "name" => {}
                None => {
                    let mut diagnostic = self.diagnostic(
                        span,
                        format!("`{key}` names a field `{name}` that the collection does not have"),
                    );
                    let fields = collection.fields.iter().map(|field| field.name.as_str());
                    if let Some(near) = nearest(name, fields) {
                        diagnostic = diagnostic
                            .help(format!("a field with a similar name exists: `{near}`"));
                    }
                    self.report(diagnostic);
                }
                Some(field) => {
                    let fits = match key {
                        "name" => matches!(field.kind, FieldType::String | FieldType::Text),
                        "date" => field.kind == FieldType::Date,
                        _ => !matches!(
                            field.kind,
                            FieldType::List(_)
                                | FieldType::Record(_)
                                | FieldType::Refs(_)
                                | FieldType::Any
                        ),
                    };
                    if !fits {
                        self.fault(
                            span,
                            format!(
                                "the field `{name}` is {}, which `{key}` cannot use",
                                field.kind.description()
                            ),
                        );
                    }
                }
            }
        }
    }
}
