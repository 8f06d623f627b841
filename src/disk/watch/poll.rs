//! Looking at all files from time to time, where no event tells of changes.
//!
//! In: the root. Out: the paths that look different from the last time: other times, another size,
//! another file. A file that just changed is reported for a while, since a second change within the
//! precision of its clock looks like none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::super::tree::{CONFIG, FOLDERS, Tree};
use super::super::walk::walk;

/// File systems for DOS have a clock of two seconds.
const DOUBT: Duration = Duration::from_millis(2500);

/// What files look like from outside.
pub(super) struct Poll {
    interval: Duration,
    /// When the next look is due.
    pub(super) due: Instant,
    seen: BTreeMap<String, Look>,
    fresh: BTreeMap<String, Instant>,
}

#[derive(PartialEq)]
enum Look {
    File {
        size: u64,
        changed: Option<SystemTime>,
        identity: [i64; 3],
    },
    Trouble(String),
}

impl Poll {
    pub(super) fn new(tree: &Tree, interval: Duration) -> Self {
        Self {
            interval,
            due: Instant::now() + interval,
            seen: all(tree),
            fresh: BTreeMap::new(),
        }
    }

    /// The paths that look different from the last time.
    pub(super) fn look(&mut self, tree: &Tree) -> BTreeSet<String> {
        let now = all(tree);
        let changed: BTreeSet<String> = now
            .iter()
            .filter(|(path, look)| self.seen.get(*path) != Some(*look))
            .map(|(path, _)| path.clone())
            .chain(
                self.seen
                    .keys()
                    .filter(|path| !now.contains_key(*path))
                    .cloned(),
            )
            .collect();
        self.seen = now;
        let time = Instant::now();
        self.due = time + self.interval;
        self.fresh
            .retain(|_, since| time.duration_since(*since) < DOUBT);
        let mut paths: BTreeSet<String> = self.fresh.keys().cloned().collect();
        for path in changed {
            self.fresh.insert(path.clone(), time);
            paths.insert(path);
        }
        paths
    }
}

fn all(tree: &Tree) -> BTreeMap<String, Look> {
    let mut looks = BTreeMap::new();
    if let Ok(metadata) = fs::metadata(tree.root().join(CONFIG)) {
        looks.insert(CONFIG.to_owned(), look(&metadata));
    }
    for folder in FOLDERS {
        let found = walk(tree, folder);
        for (_, path, real) in found.files {
            if let Ok(metadata) = fs::metadata(real) {
                looks.insert(path.to_string(), look(&metadata));
            }
        }
        for trouble in found.troubles {
            looks.insert(trouble.at.path.to_string(), Look::Trouble(trouble.message));
        }
    }
    looks
}

fn look(metadata: &fs::Metadata) -> Look {
    Look::File {
        size: metadata.len(),
        changed: metadata.modified().ok(),
        identity: identity(metadata),
    }
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> [i64; 3] {
    use std::os::unix::fs::MetadataExt;
    [
        metadata.ino().cast_signed(),
        metadata.ctime(),
        metadata.ctime_nsec(),
    ]
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> [i64; 3] {
    [0; 3]
}

/// The kind of a file system below the root that does not tell of every change: those on other
/// machines, outside of a container or of a virtual machine.
pub(super) fn deaf(root: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    FOLDERS
        .iter()
        .map(|folder| root.join(folder))
        .chain([root.to_owned()])
        .filter_map(|path| kind_of(&mounts, &path.canonicalize().ok()?))
        .find(|kind| is_deaf(kind))
}

/// The kind of the file system that a path lies on.
fn kind_of(mounts: &str, path: &Path) -> Option<String> {
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let Some((head, tail)) = line.split_once(" - ") else {
            continue;
        };
        let (Some(place), Some(kind)) = (head.split(' ').nth(4), tail.split(' ').next()) else {
            continue;
        };
        let place = unescaped(place);
        // Of two at one place the later one lies on top.
        if path.starts_with(&place) && best.is_none_or(|(length, _)| place.len() >= length) {
            best = Some((place.len(), kind));
        }
    }
    best.map(|(_, kind)| kind.to_owned())
}

/// Spaces, tabs, line breaks and backslashes are written as octal numbers in the list of mounts.
fn unescaped(text: &str) -> String {
    [
        (r"\040", " "),
        (r"\011", "\t"),
        (r"\012", "\n"),
        (r"\134", "\\"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (code, letter)| {
        text.replace(code, letter)
    })
}

fn is_deaf(kind: &str) -> bool {
    matches!(
        kind,
        "nfs"
            | "nfs4"
            | "cifs"
            | "smb3"
            | "smbfs"
            | "9p"
            | "v9fs"
            | "drvfs"
            | "fuse"
            | "virtiofs"
            | "vboxsf"
            | "vmhgfs"
            | "prl_fs"
            | "afs"
            | "ceph"
            | "lustre"
    ) || kind.starts_with("fuse.")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{is_deaf, kind_of};

    #[test]
    fn the_innermost_mount_decides() {
        let mounts = "\
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
22 21 0:40 / /mnt/c rw,noatime - 9p C:\\134 rw,dirsync
23 21 0:41 / /home/me/with\\040space rw - nfs4 host:/x rw
24 21 0:42 / /work rw - overlay overlay rw
25 24 0:43 / /work/site/content rw - fuse.grpcfuse grpcfuse rw
26 21 0:44 / /disk rw - fuseblk /dev/sdb1 rw
";
        for (path, kind, deaf) in [
            ("/home/me/site", "ext4", false),
            ("/mnt/c/site", "9p", true),
            ("/mnt/cold", "ext4", false),
            ("/home/me/with space/site", "nfs4", true),
            ("/work/site", "overlay", false),
            ("/work/site/content/a", "fuse.grpcfuse", true),
            ("/disk/site", "fuseblk", false),
        ] {
            let found = kind_of(mounts, Path::new(path)).unwrap();
            assert_eq!((found.as_str(), is_deaf(&found)), (kind, deaf), "{path}");
        }
    }
}
