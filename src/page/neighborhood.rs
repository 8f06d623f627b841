//! A picture of the entries directly around one: on one side what it refers to, on the other what refers to it, below
//! it what does both.
//!
//! In: what is around an entry, the strongest first. Out: where each name stands and which lines lead to it, for a
//! template that draws it. A place follows from how many names there are, so that the same entry always has the same
//! picture.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::Outline;
use super::value::{Object, Value, list};
use crate::glossary::{Backlink, EntryIndex};

/// So many names stand on each side, and below.
const MOST: usize = 4;

/// Fewer names are no picture.
const LEAST: usize = 3;

/// The picture is as wide as the text.
const WIDTH: usize = 576;
/// Names before the entry end here, and those after it begin as far from the other edge.
const EDGE: usize = 180;
/// Here runs the line that all of a side have in common.
const TRUNK: usize = 196;
/// Here the frame of the entry begins.
const FRAME: usize = 212;

const LINE: usize = 18;
const SPACE: usize = 10;
const CAPTION: usize = 24;

/// A line of a name has room for so many letters, of which wide ones count twice.
const LETTERS: usize = 22;
/// The same in the frame.
const OWN_LETTERS: usize = 16;

/// Where others stand, seen from the entry in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The entry refers to them.
    Before,
    /// They refer to the entry.
    After,
    /// Both.
    Below,
}

/// Others that are around an entry for the same reason.
#[derive(Debug)]
pub(super) struct Ring {
    /// The name of the relation; empty where texts say it.
    pub(super) name: String,
    /// What the reason is called.
    pub(super) label: String,
    pub(super) side: Side,
    /// Whether texts say so, rather than fields.
    pub(super) is_link: bool,
    pub(super) entries: Vec<EntryIndex>,
}

/// The names on a side, from its top down.
#[derive(Default)]
struct Column {
    rings: Vec<Value>,
    /// The middle of each name, and whether it is a link that leads there.
    ends: Vec<(usize, bool)>,
    height: usize,
}

impl Outline {
    /// What the text of an entry links to, the most often first, and whose texts link to it, those of its category
    /// first. Links both ways come before all others.
    pub(super) fn rings_of_links(&self, index: EntryIndex, inbound: &[Backlink]) -> [Ring; 2] {
        // A list of entries is around all of them.
        let is_shown =
            |entry| self.glossary.is_published(entry) && !self.glossary.entry(entry).is_index;
        let mut counts: BTreeMap<EntryIndex, (usize, usize)> = BTreeMap::new();
        for (place, (reference, target)) in self.glossary.edges_of(index).enumerate() {
            if let Some(to) = target.entry()
                && reference.kind.is_link()
                && is_shown(to)
            {
                counts.entry(to).or_insert((0, place)).0 += 1;
            }
        }
        let both: BTreeSet<EntryIndex> = inbound.iter().map(|link| link.from).collect();
        let both = |entry| both.contains(&entry) && counts.contains_key(&entry);
        let mut outbound: Vec<EntryIndex> = counts.keys().copied().collect();
        outbound.sort_by_cached_key(|&to| {
            let (count, place) = counts[&to];
            (!both(to), usize::MAX - count, place)
        });
        let category = self.glossary.entry(index).built_in.category.as_deref();
        let mut inbound: Vec<EntryIndex> = inbound.iter().map(|link| link.from).collect();
        inbound.retain(|&from| is_shown(from));
        inbound.sort_by_cached_key(|&from| {
            let entry = self.glossary.entry(from);
            let is_near = category.is_some() && entry.built_in.category.as_deref() == category;
            (!both(from), !is_near, &entry.key, &entry.path)
        });
        let ring = |label, side, entries| Ring {
            name: String::new(),
            label: self.config.words.get(label).to_owned(),
            side,
            is_link: true,
            entries,
        };
        [
            ring("words_on_this_page", Side::Before, outbound),
            ring("mentioned_in", Side::After, inbound),
        ]
    }

    /// The picture as templates read it; nothing where there is little to see.
    pub(super) fn neighborhood(&self, index: EntryIndex, rings: &[Ring]) -> Option<Value> {
        let [before, after, below] = self.columns(index, rings);
        if before.ends.len() + after.ends.len() + below.ends.len() < LEAST {
            return None;
        }
        let own = lines(&self.glossary.entry(index).name, OWN_LETTERS);
        let frame = own.len() * LINE + 2 * SPACE;
        let stem = if below.ends.is_empty() { 0 } else { SPACE };
        let center = frame + stem + below.height;
        let height = center.max(before.height).max(after.height);
        let top = (height - center) / 2;
        let is_mirrored = self.config.words.direction == "rtl";
        let mirrored = |x| if is_mirrored { WIDTH - x } else { x };
        let mut paths = [String::new(), String::new()];
        for (column, from_edge) in [(&before, false), (&after, true)] {
            let down = (height - column.height) / 2;
            let xs = [EDGE, TRUNK, FRAME];
            let xs = xs.map(|x| mirrored(if from_edge { WIDTH - x } else { x }));
            bracket(&mut paths, column, down, xs, top + frame / 2);
        }
        if stem > 0 {
            let _ = write!(paths[0], "M{} {}v{stem}", WIDTH / 2, top + frame);
        }
        let side = |name, column: Column, x, y| {
            Object::with_capacity(4)
                .with("side", name)
                .with("x", mirrored(x))
                .with("y", y)
                .with("rings", list(column.rings))
        };
        let down = |column: &Column| (height - column.height) / 2;
        let (before_at, after_at) = (down(&before), down(&after));
        let picture = Object::with_capacity(6)
            .with("width", WIDTH)
            .with("height", height)
            .with(
                "frame",
                Object::with_capacity(6)
                    .with("x", FRAME)
                    .with("y", top)
                    .with("width", WIDTH - 2 * FRAME)
                    .with("height", frame)
                    .with("middle", WIDTH / 2 - FRAME)
                    .with("lines", placed(&own, SPACE)),
            )
            .with("relations", &*paths[0])
            .with("links", &*paths[1])
            .with(
                "columns",
                list([
                    side("before", before, EDGE - 6, before_at),
                    side("after", after, WIDTH - EDGE + 6, after_at),
                    side("below", below, WIDTH / 2, top + frame + stem),
                ]),
            );
        Some(picture.into())
    }

    /// The names on each side. Each entry has one place, and what a field says goes before what texts say.
    fn columns(&self, index: EntryIndex, rings: &[Ring]) -> [Column; 3] {
        let mut columns = [Column::default(), Column::default(), Column::default()];
        let mut known = BTreeSet::from([index]);
        for ring in rings {
            let column = &mut columns[ring.side as usize];
            let caption = column.height + LINE;
            let mut names = Vec::new();
            for &entry in &ring.entries {
                if column.ends.len() == MOST && ring.is_link {
                    break;
                }
                if !known.insert(entry) || column.ends.len() == MOST {
                    continue;
                }
                if names.is_empty() {
                    column.height += CAPTION;
                }
                let name = &self.glossary.entry(entry).name;
                let lines = lines(name, LETTERS);
                let height = lines.len() * LINE + SPACE;
                column.ends.push((column.height + height / 2, ring.is_link));
                let value = Object::with_capacity(3)
                    .with("title", name.as_str())
                    .with("url", self.entry_url(entry))
                    .with("lines", placed(&lines, column.height + SPACE / 2));
                names.push(value);
                column.height += height;
            }
            if !names.is_empty() {
                let value = Object::with_capacity(3)
                    .with("label", ring.label.as_str())
                    .with("y", caption)
                    .with("names", list(names));
                column.rings.push(value.into());
            }
        }
        columns
    }
}

/// Lines from the names of a side to the frame: those of relations, and those of links.
fn bracket(
    paths: &mut [String; 2],
    column: &Column,
    down: usize,
    [edge, trunk, frame]: [usize; 3],
    middle: usize,
) {
    for (path, is_link) in paths.iter_mut().zip([false, true]) {
        let ends = column.ends.iter().filter(|end| end.1 == is_link);
        let ends: Vec<usize> = ends.map(|end| end.0 + down).collect();
        let (Some(first), Some(last)) = (ends.first(), ends.last()) else {
            continue;
        };
        let (from, to) = (edge.to_string(), trunk.to_string());
        for end in &ends {
            path.extend(["M", &from, " ", &end.to_string(), "H", &to]);
        }
        let (first, last) = (middle.min(*first), middle.max(*last));
        let _ = write!(path, "M{trunk} {first}V{last}M{trunk} {middle}H{frame}");
    }
}

/// Lines with their places: the first one below a height, the others each below the last.
fn placed(lines: &[String], top: usize) -> Value {
    list(lines.iter().enumerate().map(|(number, line)| {
        Object::with_capacity(2)
            .with("text", line.as_str())
            .with("y", top + number * LINE + LINE - 5)
    }))
}

/// A name in one line or two, cut where it is longer.
fn lines(name: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::with_capacity(2);
    let mut room = 0;
    for word in name.split_whitespace() {
        let needed: usize = word.chars().map(width).sum();
        if let Some(line) = lines.last_mut().filter(|_| needed < room) {
            line.push(' ');
            line.push_str(word);
            room -= needed + 1;
            continue;
        }
        room = 0;
        for letter in word.chars() {
            let width = width(letter);
            if width > room {
                if lines.len() == 2 {
                    lines[1].push('…');
                    return lines;
                }
                lines.push(String::with_capacity(letters));
                room = letters;
            }
            lines
                .last_mut()
                .into_iter()
                .for_each(|line| line.push(letter));
            room -= width;
        }
    }
    lines
}

/// How much room a letter takes: those of the scripts of East Asia are square, and what combines has no width.
fn width(letter: char) -> usize {
    match letter {
        '\0'..='\u{2ff}' => 1,
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3ffff}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{LETTERS, lines};

    #[test]
    fn a_name_has_two_lines_at_most() {
        for (name, expected) in [
            ("Causation", vec!["Causation"]),
            (
                "Clearly established law",
                vec!["Clearly established", "law"],
            ),
            (
                "因果関係の法的な意味と実務",
                vec!["因果関係の法的な意味と", "実務"],
            ),
            (
                "Motion to dismiss for failure to state any claim at all",
                vec!["Motion to dismiss for", "failure to state any…"],
            ),
            (
                "Rindfleischetikettierungsüberwachungsaufgabenübertragung",
                vec!["Rindfleischetikettieru", "ngsüberwachungsaufgabe…"],
            ),
        ] {
            assert_eq!(lines(name, LETTERS), expected);
        }
    }
}
