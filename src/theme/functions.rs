//! What templates can call.
//!
//! A template reads its context and what these functions say of the site, and nothing else. What is not there is an
//! error, so that no template makes a broken link.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value};

use crate::asset::Asset;
use crate::diagnostic::nearest::nearest;
use crate::page::Outline;
use crate::page::query::Query;
use crate::words::names;

/// The names of what templates can call: they must be known before templates are read.
pub const NAMES: &[&str] = &["absolute", "asset", "entries", "entry", "url", "word"];

thread_local! {
    /// The files that the page asked for which this thread is rendering.
    static USED: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// The files that were asked for since this was asked last, by their index, sorted.
pub(super) fn take_used() -> Vec<usize> {
    let mut used = USED.take();
    used.sort_unstable();
    used
}

/// Makes the functions say what is true of a site.
pub(super) fn register(engine: &mut Tera, outline: &Arc<Outline>) {
    let site = Arc::clone(outline);
    let mut urls: Vec<OnceLock<Value>> = Vec::new();
    urls.resize_with(site.files.assets().len(), OnceLock::new);
    engine.register_function("asset", move |arguments: Kwargs, _: &State<'_>| {
        let index = asset(&site, &arguments)?;
        let url = urls[index].get_or_init(|| site.files.fingerprinted(index).into());
        TeraResult::Ok(url.clone())
    });
    let site = Arc::clone(outline);
    engine.register_function("url", move |arguments: Kwargs, _: &State<'_>| {
        url(&site, &arguments)
    });
    let site = Arc::clone(outline);
    engine.register_function("absolute", move |arguments: Kwargs, _: &State<'_>| {
        let url = url(&site, &arguments)?;
        // What leads to another host is absolute already.
        let is_own = url.starts_with('/') && !url.starts_with("//");
        TeraResult::Ok(match site.routes.absolute(&url) {
            Some(absolute) if is_own => Value::from(absolute),
            None if is_own => Value::none(),
            _ => Value::from(url),
        })
    });
    let site = Arc::clone(outline);
    engine.register_function("entry", move |arguments: Kwargs, _: &State<'_>| {
        let path = path(&arguments)?;
        let index = site.entry_at(&path);
        let index = index.ok_or_else(|| {
            let known = site.addresses();
            missing(&format!("No entry is at `{path}`"), &path, &known)
        })?;
        TeraResult::Ok(site.card(index))
    });
    let site = Arc::clone(outline);
    engine.register_function("word", move |arguments: Kwargs, _: &State<'_>| {
        let name: Cow<str> = arguments.must_get("of")?;
        word(&site, &name, &arguments)
    });
    let site = Arc::clone(outline);
    engine.register_filter(
        "word",
        move |name: &str, arguments: Kwargs, _: &State<'_>| word(&site, name, &arguments),
    );
    let site = Arc::clone(outline);
    engine.register_function("entries", move |arguments: Kwargs, _: &State<'_>| {
        site.entries(query(&arguments)?).map_err(Error::message)
    });
}

/// `word(of="minutes", n=3)` or `"minutes" | word(n=3)`: a word of the program in the language of the site, with its number and its other parts.
fn word(site: &Outline, name: &str, arguments: &Kwargs) -> TeraResult<Value> {
    let number: Option<usize> = arguments.get("n")?;
    let others = arguments.iter().filter_map(|(key, value)| {
        let key = key.as_str().filter(|key| !["of", "n"].contains(key))?;
        Some((key, value.to_string()))
    });
    let others: Vec<(&str, String)> = others.collect();
    let parts: Vec<(&str, &str)> = others
        .iter()
        .map(|(key, text)| (*key, text.as_str()))
        .collect();
    let word = site.config.words.fill(name, number, &parts);
    word.map(Value::from).ok_or_else(|| {
        let known: Vec<&str> = names().collect();
        missing(&format!("There is no word `{name}`"), name, &known)
    })
}

/// An argument that a function does not have would be passed over in silence.
fn only(arguments: &Kwargs, known: &[&str]) -> TeraResult<()> {
    let mut names = arguments.iter().filter_map(|(name, _)| name.as_str());
    let Some(name) = names.find(|name| !known.contains(name)) else {
        return Ok(());
    };
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("an argument with a similar name exists: `{near}`"),
        None => format!("this function has `{}`", known.join("`, `")),
    };
    Err(Error::message(format!(
        "There is no argument `{name}`\n{help}"
    )))
}

/// The one argument of a function that is asked about a place.
fn path(arguments: &Kwargs) -> TeraResult<Cow<'_, str>> {
    only(arguments, &["path"])?;
    arguments.must_get("path")
}

/// The index of a file, which then goes to the site under the name that changes with its content.
fn asset(site: &Outline, arguments: &Kwargs) -> TeraResult<usize> {
    let path = path(arguments)?;
    let name = path.trim_start_matches('/');
    let index = site.files.find(name).ok_or_else(|| {
        let known: Vec<_> = site.files.assets().iter().map(Asset::site_path).collect();
        missing(&format!("There is no file `{path}`"), name, &known)
    })?;
    USED.with_borrow_mut(|used| {
        if !used.contains(&index) {
            used.push(index);
        }
    });
    Ok(index)
}

fn url(site: &Outline, arguments: &Kwargs) -> TeraResult<String> {
    let path = path(arguments)?;
    site.address(&path)
        .map_err(|message| missing(&message, &path, &site.addresses()))
}

/// What is not there, with a name that was probably meant.
fn missing<S: AsRef<str>>(message: &str, name: &str, known: &[S]) -> Error {
    let near = nearest(name, known.iter().map(AsRef::as_ref));
    let help = near.map(|near| format!("\nwhat has a similar name: `{near}`"));
    Error::message([message, &help.unwrap_or_default()].concat())
}

/// `entries(collection=…, where={field: value}, sort=…, limit=…)`
fn query(arguments: &Kwargs) -> TeraResult<Query> {
    only(arguments, &["collection", "where", "sort", "limit"])?;
    let conditions: Option<Map> = arguments.get("where")?;
    let mut filter = Vec::new();
    for (field, value) in conditions.into_iter().flatten() {
        let field = field.as_str().unwrap_or_default().to_owned();
        if value.is_array() || value.is_map() || value.is_none() {
            let message =
                format!("The value of `{field}` must be a text, a number, `true` or `false`");
            return Err(Error::message(message));
        }
        filter.push((field, value.to_string()));
    }
    filter.sort_unstable();
    Ok(Query {
        collection: arguments.get("collection")?,
        filter,
        sort: arguments.get("sort")?,
        limit: arguments
            .get("limit")
            .map_err(|_| Error::message("`limit` must be a whole number from 0 up"))?,
    })
}
