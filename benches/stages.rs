//! What each stage costs: its time, and how many allocations it makes and of how many bytes.
//!
//! `cargo bench --bench stages` runs the stages of a generated primer of 1,000 terms one by one, on one
//! thread, so that milliseconds read as microseconds per term, and thousands of allocations as allocations
//! per term. `PRIMER_TERMS=122 cargo bench --bench stages -- resolve` takes another primer and one stage.

mod generator;

use std::env;
use std::error::Error;
use std::fs;
use std::sync::{Arc, OnceLock};

use divan::{AllocProfiler, Bencher};
use mimalloc::MiMalloc;

use primer::check::check;
use primer::config::{Config, Settings};
use primer::disk::load::{Tree, load};
use primer::disk::write::write;
use primer::entry::highlight::Highlighter;
use primer::entry::{Entry, Extent, Visibility};
use primer::glossary::Glossary;
use primer::glossary::place::Places;
use primer::glossary::update::{Census, Delta};
use primer::output;
use primer::page::Outline;
use primer::page::kind::Kinds;
use primer::pipeline::{Inputs, Options, build};
use primer::source::Source;
use primer::theme::built_in;
use primer::theme::{Engine, Theme};

use generator::generate;

/// That of the program, with a count.
#[global_allocator]
static ALLOCATOR: AllocProfiler<MiMalloc> = AllocProfiler::new(MiMalloc);

/// Everything that a stage can start from.
struct Prepared {
    folder: tempfile::TempDir,
    inputs: Inputs,
    config: Arc<Config>,
    highlighter: Highlighter,
    entries: Vec<Arc<Entry>>,
    glossary: Arc<Glossary>,
    outline: Arc<Outline>,
    theme: Theme,
}

const EVERYTHING: Visibility = Visibility {
    drafts: false,
    today: None,
};

fn link(config: &Config, entries: &[Arc<Entry>]) -> Glossary {
    let delta = Delta {
        read: entries.to_vec(),
        ..Delta::default()
    };
    let census = Census::new(&Glossary::default(), delta, config, EVERYTHING);
    let assets =
        Arc::new(built_in::assets(&primer::config::LookSettings::default()).collect::<Vec<_>>());
    let wanted = Kinds::default().places(census.entries(), config, EVERYTHING);
    let places = Places::new(wanted, &assets, &|_| None, config.site.urls);
    census.link(places, assets, config)
}

fn prepare() -> Result<Prepared, Box<dyn Error>> {
    let count = env::var("PRIMER_TERMS").map_or(Ok(1_000), |count| count.parse())?;
    let folder = tempfile::tempdir()?;
    generate(count, folder.path())?;
    let inputs = load(&Tree::new(folder.path()), Options::default())?;
    let paths = inputs.content.iter().map(|source| &*source.path);
    let settings = Settings::new(inputs.config.as_ref(), None, false, paths);
    let config = settings.config;
    let highlighter = Highlighter::default();
    let entries: Vec<_> = inputs
        .content
        .iter()
        .map(|source| {
            let entry = Entry::read(source, &config, &highlighter, Extent::Whole);
            Arc::new(entry)
        })
        .collect();
    let glossary = Arc::new(link(&config, &entries));
    let outline = Outline::new(&glossary, &config, Kinds::default(), EVERYTHING);
    let outline = Arc::new(outline);
    let engine = Engine::new(&[]).map_err(|_| "a built-in template is at fault")?;
    let theme = Theme::new(engine, &outline);
    Ok(Prepared {
        folder,
        inputs,
        config,
        highlighter,
        entries,
        glossary,
        outline,
        theme,
    })
}

static PREPARED: OnceLock<Prepared> = OnceLock::new();

fn prepared() -> &'static Prepared {
    PREPARED.get_or_init(|| match prepare() {
        Ok(prepared) => prepared,
        Err(error) => panic!("no primer to measure: {error}"),
    })
}

fn read(sources: &[Source]) -> Vec<Entry> {
    let prepared = prepared();
    let entries = sources.iter().map(|source| {
        Entry::read(
            source,
            &prepared.config,
            &prepared.highlighter,
            Extent::Whole,
        )
    });
    entries.collect()
}

/// Files → sources.
#[divan::bench]
fn s1_load(bencher: Bencher<'_, '_>) {
    let folder = prepared().folder.path();
    bencher.bench_local(|| load(&Tree::new(folder), Options::default()));
}

/// Sources → entries, from files that end with their front matter.
#[divan::bench]
fn s2_head(bencher: Bencher<'_, '_>) {
    let sources = prepared().inputs.content.iter().map(|source| {
        let head = source.text.split("---\n").nth(1).unwrap_or_default();
        Source::new(&source.path, format!("---\n{head}---\n"))
    });
    let sources: Vec<Source> = sources.collect();
    bencher.bench_local(|| read(&sources));
}

/// Sources → entries, whole: the body is what this takes more than the head.
#[divan::bench]
fn s3_head_and_body(bencher: Bencher<'_, '_>) {
    let sources: Vec<Source> = prepared().inputs.content.iter().cloned().collect();
    bencher.bench_local(|| read(&sources));
}

/// Entries → a glossary.
#[divan::bench]
fn s4_resolve(bencher: Bencher<'_, '_>) {
    let prepared = prepared();
    bencher.bench_local(|| link(&prepared.config, &prepared.entries));
}

/// The glossary → what the rules find.
#[divan::bench]
fn s5_check(bencher: Bencher<'_, '_>) {
    let Prepared {
        config, glossary, ..
    } = prepared();
    bencher.bench_local(|| check(glossary, config, EVERYTHING, None, &|_| None));
}

/// The glossary → which pages there are.
#[divan::bench]
fn s6_outline(bencher: Bencher<'_, '_>) {
    let Prepared {
        config, glossary, ..
    } = prepared();
    bencher.bench_local(|| Outline::new(glossary, config, Kinds::default(), EVERYTHING));
}

/// The outline → the context of every page.
#[divan::bench]
fn s7_assemble(bencher: Bencher<'_, '_>) {
    let outline = &prepared().outline;
    bencher.bench_local(|| {
        for kind in outline.pages() {
            divan::black_box(outline.page(kind));
        }
    });
}

/// The outline → every page, rendered: the template is what this takes more than the context.
#[divan::bench]
fn s8_assemble_and_template(bencher: Bencher<'_, '_>) {
    let Prepared { outline, theme, .. } = prepared();
    bencher.bench_local(|| {
        for kind in outline.pages() {
            let _ = divan::black_box(output::page(outline, theme, kind));
        }
    });
}

/// The files of the site → a new folder.
#[divan::bench(sample_count = 10)]
fn s9_write(bencher: Bencher<'_, '_>) {
    let Prepared { folder, inputs, .. } = prepared();
    let files = build(inputs, &|_| {}).files.unwrap_or_default();
    let site = folder.path().join("public");
    bencher
        .with_inputs(|| {
            let _ = fs::remove_dir_all(&site);
        })
        .bench_local_values(|()| write(&site, &files, || {}));
}

fn main() -> Result<(), Box<dyn Error>> {
    // Allocations are counted on this thread, so everything must happen here.
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()?;
    divan::main();
    // What is static is not dropped.
    if let Some(prepared) = PREPARED.get() {
        fs::remove_dir_all(prepared.folder.path())?;
    }
    Ok(())
}
