//! Files that go to the site as they are, of whatever size: none is held whole, and each is copied as it was read.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use primer::asset::{Asset, AssetFacts, AssetPlace, HEAD};
use primer::diagnostic::Code;
use primer::disk::load::{LARGEST_ASSET, Tree, list, load};
use primer::disk::pieces::AssetFiles;
use primer::disk::write::Output;
use primer::entry::Extent;
use primer::pipeline::{Inputs, Options, analyze, build};

use crate::command::primer;

const KIB: usize = 1024;

/// A primer with an entry and some files.
struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Self {
        let bench = Self(tempfile::tempdir().unwrap());
        bench.put(
            "content/terms/a.md",
            "---\ntitle: A\n---\n![An image](/image.png)\n",
        );
        bench.put("static/image.png", png(0));
        bench
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// A file of zeros that takes no room on the disk.
    fn put_sparse(&self, path: &str, size: u64) {
        self.put(path, "");
        let file = fs::File::options().write(true).open(self.at(path)).unwrap();
        file.set_len(size).unwrap();
    }

    fn listed(&self) -> Vec<Asset> {
        let tree = Tree::new(self.root());
        list(&tree, Options::default()).unwrap().assets
    }

    fn loaded(&self) -> Inputs {
        load(&Tree::new(self.root()), Options::default()).unwrap()
    }
}

/// Bytes of which no two places are alike.
fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().finalize_xof().fill(&mut bytes);
    bytes
}

/// An image of 7 by 5 pixels, with more bytes behind it.
fn png(more: usize) -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x07\0\0\0\x05\x08\x02\0\0\0";
    [&head[..], &noise(more)].concat()
}

fn facts(bytes: &[u8], pixels: Option<(u32, u32)>) -> AssetFacts {
    AssetFacts {
        size: bytes.len() as u64,
        hash: blake3::hash(bytes),
        pixels,
    }
}

#[test]
fn a_file_of_any_size_is_read_and_copied_as_it_is() {
    let sizes = [0, 1, 64 * KIB, HEAD, 3 * HEAD];
    let sizes = sizes
        .iter()
        .flat_map(|&size| [size.max(1) - 1, size, size + 1]);
    for size in sizes {
        let bench = Bench::new();
        let bytes = noise(size);
        bench.put("static/x.bin", &bytes);
        bench.put("static/image.png", png(size));
        for (asset, is_listed) in [
            (bench.listed().pop().unwrap(), true),
            (bench.loaded().assets.pop().unwrap(), false),
        ] {
            assert_eq!(asset.path.as_str(), "static/x.bin");
            assert_eq!(asset.facts, Some(facts(&bytes, None)), "{size}");
            // Only a preview keeps small ones.
            let is_here = matches!(asset.place, AssetPlace::Memory(_));
            assert_eq!(is_here, !is_listed && size <= 64 * KIB, "{size}");
        }
        let image = facts(&png(size), Some((7, 5)));
        assert_eq!(bench.listed()[0].facts, Some(image));
        assert_eq!(bench.loaded().assets[0].facts, Some(image));

        let run = primer(bench.root(), &["build", "--quiet"]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(fs::read(bench.at("public/x.bin")).unwrap() == bytes);
        let page = fs::read_to_string(bench.at("public/terms/a/index.html")).unwrap();
        assert!(page.contains("width=\"7\" height=\"5\""), "{page}");
        let name = bench.listed()[0].fingerprinted_path(&image.hash);
        assert!(fs::read(bench.at("public").join(&name)).unwrap() == png(size));
        assert!(page.contains(&name), "{page}");
    }
}

#[test]
fn the_size_of_a_drawing_is_in_its_first_bytes() {
    let bench = Bench::new();
    let tag = "<svg viewBox=\"0 0 30 20\">";
    // A letter of two bytes is cut in two at the end of what is looked at.
    let filling = "é".repeat(HEAD / 2);
    for (text, pixels) in [
        (format!("{tag}{filling}"), Some((30, 20))),
        (format!("{tag}.{filling}"), Some((30, 20))),
        (format!("<!--{filling}-->{tag}"), None),
    ] {
        bench.put("static/image.svg", &text);
        assert_eq!(
            bench.listed()[1].facts,
            Some(facts(text.as_bytes(), pixels))
        );
        let asset = Asset::new(bench.listed()[1].path.clone(), text.as_bytes());
        assert_eq!(asset, bench.listed()[1], "in memory it is the same");
    }
    bench.put("static/image.svg", [tag.as_bytes(), b"\xff"].concat());
    assert_eq!(bench.listed()[1].facts.unwrap().pixels, None);
}

#[test]
fn a_check_reads_no_files() {
    let bench = Bench::new();
    bench.put_sparse("static/large.bin", LARGEST_ASSET);
    let options = || Options {
        extent: Extent::Facts,
        ..Options::default()
    };
    let tree = Tree::new(bench.root());
    let assets = list(&tree, options()).unwrap().assets;
    assert_eq!(assets.len(), 2);
    assert!(assets.iter().all(|asset| asset.facts.is_none()));
    fs::remove_file(bench.at("static/large.bin")).unwrap();
    // Templates of a site's own can ask for all of them.
    bench.put("templates/about.html", "{{ asset(path=\"image.png\") }}");
    let assets = list(&tree, options()).unwrap().assets;
    assert!(assets.iter().all(|asset| asset.facts.is_some()));
}

#[test]
fn what_no_site_needs_is_too_large() {
    let bench = Bench::new();
    bench.put_sparse("static/large.bin", LARGEST_ASSET + 1);
    let inputs = bench.loaded();
    assert_eq!(inputs.assets.len(), 1);
    let codes = |inputs: &Inputs| {
        let found = analyze(inputs, &|_| {}).diagnostics;
        let found = found
            .iter()
            .filter(|fault| fault.code == Code::FileTooLarge);
        found.count()
    };
    assert_eq!(codes(&inputs), 1);
    for command in ["check", "build"] {
        let run = primer(bench.root(), &[command]);
        assert_eq!(run.code, 1, "{}", run.err);
        let said = [run.out, run.err].concat();
        assert!(said.contains("error[file-too-large]"), "{said}");
        assert!(said.contains("4294967297 bytes"), "{said}");
    }
}

#[test]
fn a_file_that_changes_before_it_is_copied_stops_the_build() {
    let bench = Bench::new();
    let bytes = noise(200 * KIB);
    bench.put("static/x.bin", &bytes);
    let asset = bench.listed().pop().unwrap();
    let output = bench.at("public");
    let copy = || {
        let output = Output::open(&output, Some(bench.root()), || {}).unwrap();
        output.copy("x.bin", &asset)?;
        output.finish().map(drop)
    };
    let mut flipped = bytes.clone();
    flipped[150 * KIB] ^= 1;
    for other in [
        &flipped[..],
        &bytes[1..],
        &[&bytes[..], b"x"].concat(),
        b"",
        &noise(2 * HEAD),
    ] {
        bench.put("static/x.bin", other);
        let error = format!("{:#}", copy().unwrap_err());
        assert!(
            error.contains("x.bin` changed after it was read"),
            "{error}"
        );
        assert!(!output.join("x.bin").exists());
    }
    fs::remove_file(bench.at("static/x.bin")).unwrap();
    let error = format!("{:#}", copy().unwrap_err());
    assert!(error.contains("x.bin` cannot be read"), "{error}");
    bench.put("static/x.bin", &bytes);
    copy().unwrap();
    assert!(fs::read(output.join("x.bin")).unwrap() == bytes);
    // What is there already is not read again.
    bench.put("static/x.bin", "y");
    copy().unwrap();
    assert!(fs::read(output.join("x.bin")).unwrap() == bytes);
    // The next run goes on from what it finds.
    let run = primer(bench.root(), &["build", "--quiet"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(fs::read(output.join("x.bin")).unwrap(), b"y");
}

#[test]
fn a_large_file_that_is_right_is_not_written_again() {
    let bench = Bench::new();
    let bytes = noise(3 * HEAD);
    bench.put("static/x.bin", &bytes);
    let cache = tempfile::tempdir().unwrap();
    let build = || {
        let run = crate::command::run(
            crate::program::program()
                .args(["build", "--changes", "-", "--root"])
                .arg(bench.root())
                .env("XDG_CACHE_HOME", cache.path()),
        );
        assert_eq!(run.code, 0, "{}", run.err);
        let changes: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let paths = |kind: &str| {
            let items = changes[kind].as_array().unwrap();
            let hashes = items.iter().filter(|item| item["path"] == "x.bin");
            let hashes = hashes.map(|item| item["hash"].as_str().unwrap().to_owned());
            hashes.collect::<Vec<_>>()
        };
        [paths("added"), paths("changed"), paths("removed")]
    };
    let hash = |bytes: &[u8]| vec![blake3::hash(bytes).to_string()];
    let none = Vec::new;
    assert_eq!(build(), [hash(&bytes), none(), none()]);
    // With the record of the last build, and without one.
    assert_eq!(build(), [none(), none(), none()]);
    fs::remove_dir_all(cache.path().join("primer")).unwrap();
    assert_eq!(build(), [none(), none(), none()]);
    // Another content of the same size, here and there.
    let mut flipped = bytes.clone();
    flipped[2 * HEAD] ^= 1;
    bench.put("public/x.bin", &flipped);
    assert_eq!(build(), [none(), hash(&bytes), none()]);
    assert!(fs::read(bench.at("public/x.bin")).unwrap() == bytes);
    bench.put("static/x.bin", &flipped);
    assert_eq!(build(), [none(), hash(&flipped), none()]);
    assert!(fs::read(bench.at("public/x.bin")).unwrap() == flipped);
    fs::remove_file(bench.at("static/x.bin")).unwrap();
    assert_eq!(build(), [none(), none(), hash(&flipped)]);
    assert!(!bench.at("public/x.bin").exists());
}

#[test]
fn a_file_is_opened_while_it_is_what_it_was() {
    let bench = Bench::new();
    let bytes = noise(200 * KIB);
    bench.put("static/x.bin", &bytes);
    let (path, hash) = (bench.at("static/x.bin"), blake3::hash(&bytes));
    let files = AssetFiles::default();
    let read = |from: usize| {
        let mut read = Vec::new();
        let mut file = files.open(&path, hash, from as u64).ok()?;
        file.read_to_end(&mut read).unwrap();
        Some(read == bytes[from..])
    };
    assert_eq!([read(0), read(7)], [Some(true); 2]);
    let mut flipped = bytes.clone();
    flipped[0] ^= 1;
    bench.put("static/x.bin", &flipped);
    assert_eq!([read(0), read(7)], [None; 2]);
    // Whether another file holds it or this one: the content counts.
    bench.put("other.bin", &bytes);
    fs::rename(bench.at("other.bin"), &path).unwrap();
    assert_eq!(read(7), Some(true));
    #[cfg(unix)]
    {
        bench.put("secret", "x");
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(bench.at("secret"), &path).unwrap();
        assert_eq!(read(0), None);
    }
}

#[test]
fn a_site_in_memory_says_which_files_are_not() {
    let bench = Bench::new();
    let bytes = noise(64 * KIB + 1);
    bench.put("static/x.bin", &bytes);
    let made = build(&bench.loaded(), &|_| {});
    let files = made.files.unwrap();
    assert!(files.iter().any(|file| file.path == "image.png"));
    assert!(!files.iter().any(|file| file.path == "x.bin"));
    let [(path, asset)] = made.copies.as_slice() else {
        panic!("{:?}", made.copies);
    };
    assert_eq!(
        (path.as_str(), asset.facts),
        ("x.bin", Some(facts(&bytes, None)))
    );
}

/// The limit is one of the system, so that nothing that a run holds for a moment is overlooked.
#[cfg(target_os = "linux")]
#[test]
fn files_take_no_memory() {
    let bench = Bench::new();
    let mib = HEAD as u64;
    for number in 0..2 {
        bench.put_sparse(&format!("static/large{number}.bin"), 80 * mib);
    }
    for number in 0..70 {
        bench.put_sparse(&format!("content/terms/{number}.png"), 2 * mib);
    }
    let run = |command: &str| {
        let limited = format!("ulimit -d {} && exec \"$PRIMER\" {command}", 80 * KIB);
        let run = crate::command::run(
            crate::program::starter("sh")
                .args(["-c", &limited])
                .current_dir(bench.root()),
        );
        assert_eq!(run.code, 0, "{command}: {}", run.err);
        run.err
    };
    run("check");
    assert!(run("build").contains("kept 0"));
    assert!(run("build").contains("wrote 0"));
    // Without a record, by what the folder holds.
    assert!(run("build --drafts").contains("wrote 0"));
    for number in 0..2 {
        fs::remove_file(bench.at(&format!("static/large{number}.bin"))).unwrap();
    }
    assert!(run("build").contains("removed 2"));
}

/// A photo of a camera that was held upright: as it is stored, it lies on its side.
#[test]
fn a_turned_photo_has_the_size_that_is_shown() {
    let photo = |orientation: u8| {
        let exif = [
            b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(),
            &[orientation, 0, 0],
        ];
        let exif = exif.concat();
        let mut bytes = b"\xff\xd8\xff\xe1".to_vec();
        bytes.extend((exif.len() as u16 + 2).to_be_bytes());
        bytes.extend(exif);
        bytes.extend(b"\xff\xc0\0\x11\x08\x01\x2c\x01\x90\x03\x01\x22\0\x02\x11\x01\x03\x11\x01");
        bytes
    };
    for (orientation, expected) in [
        (1, "width=\"400\" height=\"300\""),
        (3, "width=\"400\" height=\"300\""),
        (6, "width=\"300\" height=\"400\""),
        (8, "width=\"300\" height=\"400\""),
    ] {
        let page = crate::builder::Primer::new()
            .page("terms/a.md", "A", "![The gate](/gate.jpg)")
            .asset("static/gate.jpg", &photo(orientation))
            .html("terms/a/index.html");
        assert!(page.contains(expected), "{orientation}: {page}");
    }
}
