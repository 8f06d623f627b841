//! What holds for every page that is written: each address leads to a file of the site, each anchor
//! to an id, no id stands twice, and what machines read can be read.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use html5gum::{Token, Tokenizer};
use primer::asset::AssetPlace;
use primer::config::BaseUrl;
use primer::disk::load::{Tree, load};
use primer::output::{self, OutputFile};
use primer::page::Found;
use primer::pipeline::{Analysis, Inputs, Options, build};

/// The ids and the addresses of a page.
fn read(html: &str) -> (HashSet<String>, Vec<String>) {
    let (mut ids, mut addresses) = (HashSet::new(), Vec::new());
    for token in Tokenizer::new(html).flatten() {
        let Token::StartTag(tag) = token else {
            continue;
        };
        for (name, value) in &tag.attributes {
            let value = String::from_utf8_lossy(value).into_owned();
            match name.as_slice() {
                b"id" => assert!(ids.insert(value.clone()), "the id `{value}` stands twice"),
                b"href" | b"src" => addresses.push(value),
                b"content" if value.starts_with("0; url=") => addresses.push(value[7..].to_owned()),
                _ => {}
            }
        }
    }
    (ids, addresses)
}

/// Asked for a file of the site, the outline finds what makes it, and nothing where there is none.
fn finds(analysis: &Analysis, files: &[OutputFile]) {
    let theme = analysis.theme.as_ref().unwrap();
    for file in files {
        let bytes = match analysis.outline.find(&file.path) {
            Some(Found::Page(page)) => {
                let page = output::page(&analysis.outline, theme, page)
                    .unwrap()
                    .unwrap();
                assert_eq!(page.path, file.path);
                page.bytes
            }
            Some(Found::File(asset)) => match &analysis.outline.files.assets()[asset].place {
                AssetPlace::Memory(bytes) => Arc::clone(bytes),
                AssetPlace::Disk(_) => panic!("{} is not in memory", file.path),
            },
            None => panic!("{} is not found", file.path),
        };
        assert_eq!(bytes, file.bytes, "{}", file.path);
        for other in [
            format!("{}/index.html", file.path),
            format!("x/{}", file.path),
            file.path.replace(".html", ".htm"),
            file.path.replace("/index.html", ""),
        ] {
            let is_file = files.iter().any(|file| file.path == other);
            assert_eq!(analysis.outline.find(&other).is_some(), is_file, "{other}");
        }
    }
}

fn check(inputs: &Inputs, base: &str, origin: &str) {
    let made = build(inputs, &|_| {});
    finds(&made.analysis, made.files.as_deref().unwrap_or_default());
    let files = made.files.expect("the site builds");
    let by_path: HashMap<&str, &OutputFile> = files
        .iter()
        .map(|file| (file.path.as_str(), file))
        .collect();
    let pages: HashMap<&str, (HashSet<String>, Vec<String>)> = files
        .iter()
        .filter(|file| file.path.strip_suffix(".html").is_some())
        .map(|file| {
            (
                file.path.as_str(),
                read(std::str::from_utf8(&file.bytes).unwrap()),
            )
        })
        .collect();
    let mut count = 0;
    for (path, (own_ids, addresses)) in &pages {
        for address in addresses {
            let address = address.strip_prefix(origin).unwrap_or(address);
            let (place, anchor) = address
                .split_once('#')
                .map_or((address, None), |(place, anchor)| (place, Some(anchor)));
            if place.contains("://") || place.starts_with("mailto:") {
                continue;
            }
            count += 1;
            let anchor = anchor
                .map(|anchor| percent_encoding::percent_decode_str(anchor).decode_utf8_lossy());
            let ids = if place.is_empty() {
                own_ids
            } else {
                let inside = place
                    .strip_prefix(base)
                    .unwrap_or_else(|| panic!("{path}: `{address}` is not below `{base}`"));
                let inside = percent_encoding::percent_decode_str(inside).decode_utf8_lossy();
                let inside = inside.split('?').next().unwrap();
                let candidates = match inside.strip_suffix('/') {
                    _ if inside.is_empty() => vec!["index.html".to_owned()],
                    Some(folder) => vec![format!("{folder}/index.html")],
                    None => vec![inside.to_owned(), format!("{inside}.html")],
                };
                let found = candidates
                    .iter()
                    .find(|candidate| by_path.contains_key(candidate.as_str()));
                let found = found.unwrap_or_else(|| panic!("{path}: `{address}` leads to no file"));
                match pages.get(found.as_str()) {
                    Some((ids, _)) => ids,
                    None => continue,
                }
            };
            if let Some(anchor) = anchor {
                assert!(
                    ids.contains(anchor.as_ref()),
                    "{path}: `{address}` leads to no id"
                );
            }
        }
    }
    assert!(count > 50, "there are addresses to check");
    for (path, file) in &by_path {
        let text = String::from_utf8_lossy(&file.bytes);
        for part in text.split("<script type=\"application/ld+json\">").skip(1) {
            let json = part.split("</script>").next().unwrap();
            let data: serde_json::Value =
                serde_json::from_str(json).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert_eq!(data["@context"], "https://schema.org");
        }
    }
}

#[test]
fn every_address_of_every_page_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in [
        "",
        "tests/sites/collections",
        "tests/sites/subfolder",
        "tests/sites/plain",
    ] {
        let mut inputs = load(&Tree::new(&root.join(folder)), Options::default()).unwrap();
        for (base, origin) in [
            ("/", "https://primer.example"),
            ("/deep/down/", "https://primer.example"),
        ] {
            inputs.options.base_url = Some(BaseUrl::parse(&format!("{origin}{base}")).unwrap());
            check(&inputs, base, origin);
        }
    }
}
