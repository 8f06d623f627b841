//! The record of the last build: it stands while the site is as it was written, and else there is none.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use blake3::Hash;
use primer::disk::record::Record;
use primer::disk::write::{MANIFEST, Output};

/// What came of a build, as the command may keep it.
type Outcome = (u32, Vec<String>);

const SITE: &[(&str, &str)] = &[
    ("a/b/index.html", "one"),
    ("a/index.html", "two"),
    ("index.html", "three"),
];

struct Bench {
    _folder: tempfile::TempDir,
    output: PathBuf,
    cache: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap();
        Self {
            _folder: folder,
            output: path.join("public"),
            cache: path.join("home/.cache/primer"),
        }
    }

    fn build(&self) -> Record<Outcome> {
        self.build_and(|| {})
    }

    /// Something happens between the last file and the end.
    fn build_and(&self, happens: impl FnOnce()) -> Record<Outcome> {
        let output = Output::open(&self.output, Some(Path::new(".")), || {}).unwrap();
        for (path, text) in SITE {
            output.put(path, text.as_bytes()).unwrap();
        }
        happens();
        let record = Record {
            key: key(),
            files: output.finish().unwrap().files,
            outcome: (3, vec!["a warning".to_owned()]),
        };
        record.save(&self.cache, &self.output).unwrap();
        record
    }

    fn load(&self) -> Option<Record<Outcome>> {
        Record::load(&self.cache, &self.output)
    }

    /// The one file of the cache.
    fn file(&self) -> PathBuf {
        let mut items = fs::read_dir(&self.cache).unwrap();
        let file = items.next().unwrap().unwrap().path();
        assert!(items.next().is_none());
        file
    }
}

fn key() -> Hash {
    blake3::hash(b"all that the site is made from")
}

/// Lets the clock of the disk go on.
fn wait() {
    std::thread::sleep(Duration::from_millis(30));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let to = to.join(item.file_name());
        if item.file_type().unwrap().is_dir() {
            copy(&item.path(), &to);
        } else {
            fs::write(to, fs::read(item.path()).unwrap()).unwrap();
        }
    }
}

#[test]
fn a_record_comes_back_for_its_key_and_its_folder() {
    let bench = Bench::new();
    assert_eq!(bench.load(), None);
    let record = bench.build();
    assert_eq!(bench.load().as_ref(), Some(&record));
    assert!(record.stands(&bench.output, Path::new(".")));
    // Every output folder has its own, under whatever name it is reached.
    let elsewhere = bench.output.with_file_name("elsewhere");
    copy(&bench.output, &elsewhere);
    assert_eq!(Record::<Outcome>::load(&bench.cache, &elsewhere), None);
    let roundabout = elsewhere.join("../public/a/..");
    assert_eq!(
        Record::load(&bench.cache, &roundabout),
        Some(record.clone())
    );
    record.save(&bench.cache, &elsewhere).unwrap();
    assert_eq!(fs::read_dir(&bench.cache).unwrap().count(), 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&bench.cache).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

#[test]
fn a_record_that_is_not_whole_is_none() {
    let bench = Bench::new();
    let record = bench.build();
    let file = bench.file();
    let whole = fs::read(&file).unwrap();
    for length in 0..whole.len() {
        fs::write(&file, &whole[..length]).unwrap();
        assert_eq!(bench.load(), None, "{length}");
        let mut flipped = whole.clone();
        flipped[length] ^= 1;
        fs::write(&file, flipped).unwrap();
        assert_eq!(bench.load(), None, "{length}");
    }
    fs::write(&file, [&whole[..], b"x"].concat()).unwrap();
    assert_eq!(bench.load(), None);
    fs::write(&file, vec![0xff; 100_000]).unwrap();
    assert_eq!(bench.load(), None);
    // One of another form that is whole.
    fs::write(&file, &whole).unwrap();
    assert_eq!(
        Record::<Vec<Vec<(u64, String)>>>::load(&bench.cache, &bench.output),
        None
    );
    // What is no file, and a cache that is no folder.
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(bench.load(), None);
    assert!(record.save(&bench.cache, &bench.output).is_err());
    fs::remove_dir_all(&bench.cache).unwrap();
    fs::write(&bench.cache, "").unwrap();
    assert_eq!(bench.load(), None);
    assert!(record.save(&bench.cache, &bench.output).is_err());
    fs::remove_file(&bench.cache).unwrap();
    assert!(
        record
            .save(&bench.cache, &bench.output.join("nothing"))
            .is_err()
    );
    record.save(&bench.cache, &bench.output).unwrap();
    assert_eq!(bench.load(), Some(record));
}

#[cfg(unix)]
#[test]
fn a_record_is_not_read_or_written_through_a_link() {
    use std::os::unix::fs::symlink;
    let bench = Bench::new();
    let record = bench.build();
    let file = bench.file();
    let precious = bench.output.with_file_name("precious");
    fs::rename(&file, &precious).unwrap();
    let before = fs::read(&precious).unwrap();
    symlink(&precious, &file).unwrap();
    assert_eq!(bench.load(), None);
    // Nor where the new one is written before it takes its place.
    let new = file.with_extension("new");
    symlink(&precious, new).unwrap();
    let next = Record {
        outcome: (4, Vec::new()),
        ..record
    };
    next.save(&bench.cache, &bench.output).unwrap();
    assert!(!bench.file().is_symlink());
    assert_eq!(bench.load().as_ref(), Some(&next));
    assert_eq!(fs::read(&precious).unwrap(), before);
    // The folder itself may be elsewhere.
    let elsewhere = bench.output.with_file_name("elsewhere");
    fs::rename(&bench.cache, &elsewhere).unwrap();
    symlink(&elsewhere, &bench.cache).unwrap();
    next.save(&bench.cache, &bench.output).unwrap();
    assert_eq!(bench.load(), Some(next));
}

/// Gives a page another text, and the time that it had.
fn change(page: &Path, text: &str) {
    let time = fs::metadata(page).unwrap().modified().unwrap();
    let mut file = fs::File::create(page).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.set_modified(time).unwrap();
}

#[test]
fn a_record_stands_while_the_site_does() {
    // By the times of the files, which may be trusted once the clock of the disk went on, and without.
    for happens in [wait, || {}] {
        let bench = Bench::new();
        let output = &bench.output;
        let record = bench.build_and(happens);
        assert!(record.stands(output, Path::new(".")));
        // What is not of the site does not matter.
        fs::write(output.join("a/foreign.txt"), "mine").unwrap();
        assert!(record.stands(output, Path::new(".")));

        let page = output.join("a/index.html");
        // Of the same size, at the same time.
        #[cfg(unix)]
        {
            change(&page, "TWO");
            assert!(!record.stands(output, Path::new(".")));
        }
        change(&page, "two and more");
        assert!(!record.stands(output, Path::new(".")));
        change(&page, "two");
        assert!(record.stands(output, Path::new(".")));

        let aside = output.join("aside");
        for path in ["a/b/index.html", "a/b", "a", "index.html"] {
            let path = output.join(path);
            fs::rename(&path, &aside).unwrap();
            assert!(!record.stands(output, Path::new(".")), "{path:?}");
            // A link to the same content is no file of the site, nor lies one behind it.
            #[cfg(unix)]
            {
                std::os::unix::fs::symlink(&aside, &path).unwrap();
                assert!(path.exists());
                assert!(!record.stands(output, Path::new(".")), "{path:?}");
                fs::remove_file(&path).unwrap();
            }
            fs::create_dir(&path).unwrap();
            assert!(!record.stands(output, Path::new(".")), "{path:?}");
            fs::remove_dir(&path).unwrap();
            fs::rename(&aside, &path).unwrap();
            assert!(record.stands(output, Path::new(".")), "{path:?}");
        }
    }
}

/// The clock of the disk may have stood still since the files were written.
#[cfg(unix)]
#[test]
fn a_change_at_the_very_moment_is_seen() {
    for _ in 0..100 {
        let bench = Bench::new();
        let record = bench.build();
        change(&bench.output.join("a/index.html"), "TWO");
        change(&bench.output.join("index.html"), "THREE");
        assert!(!record.stands(&bench.output, Path::new(".")));
    }
}

#[test]
fn the_times_of_files_are_known_once_the_clock_went_on() {
    let bench = Bench::new();
    let record = bench.build_and(wait);
    let page = format!("{:?}", record.files[0]);
    assert!(page.contains("stamp: Some"), "{page}");
    // A file that is newer than the manifest may change again in the same moment.
    fs::write(bench.output.join("a/b/index.html"), "one").unwrap();
    let page = format!("{:?}", bench.build().files[0]);
    assert!(page.contains("stamp: None"), "{page}");
}

#[test]
fn a_copy_of_the_site_stands_by_its_content() {
    let bench = Bench::new();
    let record = bench.build_and(wait);
    let copied = bench.output.with_file_name("copy");
    copy(&bench.output, &copied);
    assert!(record.stands(&copied, Path::new(".")));
    fs::remove_dir_all(&bench.output).unwrap();
    assert!(!record.stands(&bench.output, Path::new(".")));
    fs::rename(&copied, &bench.output).unwrap();
    assert!(bench.load().unwrap().stands(&bench.output, Path::new(".")));
}

#[test]
fn a_record_stands_with_the_manifest_of_its_run_only() {
    let bench = Bench::new();
    let record = bench.build();
    let manifest = bench.output.join(MANIFEST);
    let whole = fs::read_to_string(&manifest).unwrap();
    for other in [
        whole.replace("index.html\n# end", "index.html//changed\n# end"),
        whole.replace("a/index.html\n", ""),
        whole.replace("a/index.html\n", "a/index.html\na/more.html\n"),
        whole.replace("# end\n", ""),
        String::new(),
    ] {
        assert_ne!(other, whole);
        fs::write(&manifest, other).unwrap();
        assert!(!record.stands(&bench.output, Path::new(".")));
    }
    fs::remove_file(&manifest).unwrap();
    assert!(!record.stands(&bench.output, Path::new(".")));
    fs::write(&manifest, whole).unwrap();
    assert!(record.stands(&bench.output, Path::new(".")));
}

/// What was written last is not read again, to see what it holds; whatever was touched since is.
#[cfg(unix)]
#[test]
fn a_file_as_the_last_run_left_it_need_not_be_read() {
    let bench = Bench::new();
    let mut last = bench.build_and(wait).files;
    // If it were read, it would turn out to hold something else.
    last[1].hash = blake3::hash(b"TWO");
    let written = |last: &[_], two: &str| {
        let output = Output::open(&bench.output, Some(Path::new(".")), || {}).unwrap();
        let output = output.knowing(last.to_vec());
        for (path, text) in SITE {
            let text = if *text == "two" { two } else { *text };
            output.put(path, text.as_bytes()).unwrap();
        }
        let written = output.finish().unwrap();
        (written.written(), written.unchanged)
    };
    let page = bench.output.join("a/index.html");
    assert_eq!(written(&last, "TWO"), (0, 3));
    assert_eq!(fs::read_to_string(&page).unwrap(), "two");
    // What has another hash is another content.
    assert_eq!(written(&last, "two"), (1, 2));
    // By now it has another stamp: what it holds is what counts.
    assert_eq!(written(&last, "TWO"), (1, 2));
    assert_eq!(fs::read_to_string(&page).unwrap(), "TWO");
    change(&page, "two");
    assert_eq!(written(&last, "two"), (0, 3));
    assert_eq!(written(&[], "two"), (0, 3));
}
