//! The nodes of the graph by their indices, in chunks that a glossary shares with the glossaries before and after it.
//!
//! In: nodes. Out: [`Nodes`], in which a node is found in one step. A copy shares every chunk with its original;
//! whoever changes a node copies the chunk that it lies in, and no other.

use std::ops::{Index, IndexMut};
use std::sync::Arc;

use crate::entry::Entry;
use crate::glossary::target::{EntryIndex, Inbound, Target};

/// So many nodes are copied to change one of them: few enough that an edit copies little, enough that a
/// glossary is copied quickly.
pub(super) const CHUNK: usize = 64;

/// All that a glossary knows of one index.
#[derive(Clone, Debug)]
pub(in crate::glossary) struct Node {
    /// An index without a file keeps what it had last.
    pub(in crate::glossary) entry: Arc<Entry>,
    /// Whether the site shows it.
    pub(in crate::glossary) is_published: bool,
    pub(in crate::glossary) resolution: Arc<Resolution>,
    /// The references that lead here, or may, sorted.
    pub(in crate::glossary) inbound: Arc<[Inbound]>,
}

/// What the references of an entry lead to, and what was asked to find it out.
#[derive(Debug, Default)]
pub(in crate::glossary) struct Resolution {
    pub(in crate::glossary) targets: Box<[Target]>,
    /// While the answers to these stay the same, so do the targets. Sorted.
    pub(in crate::glossary) questions: Box<[u32]>,
}

impl Node {
    /// A node whose references have not been resolved yet.
    pub(super) fn new(entry: Arc<Entry>, is_published: bool) -> Self {
        Self {
            entry,
            is_published,
            resolution: Arc::default(),
            inbound: Arc::default(),
        }
    }
}

/// Nodes by their indices.
#[derive(Clone, Debug, Default)]
pub(in crate::glossary) struct Nodes {
    /// All but the last one are full.
    chunks: Vec<Arc<[Node]>>,
}

impl Nodes {
    /// One more than the greatest index.
    pub(in crate::glossary) fn len(&self) -> usize {
        self.chunks
            .split_last()
            .map_or(0, |(last, full)| full.len() * CHUNK + last.len())
    }

    /// The nodes of so many indices together, to be changed.
    pub(super) fn chunks_mut(&mut self) -> &mut [Arc<[Node]>] {
        &mut self.chunks
    }
}

impl Index<EntryIndex> for Nodes {
    type Output = Node;

    fn index(&self, index: EntryIndex) -> &Node {
        &self.chunks[index / CHUNK][index % CHUNK]
    }
}

impl IndexMut<EntryIndex> for Nodes {
    fn index_mut(&mut self, index: EntryIndex) -> &mut Node {
        &mut Arc::make_mut(&mut self.chunks[index / CHUNK])[index % CHUNK]
    }
}

impl Extend<Node> for Nodes {
    fn extend<I: IntoIterator<Item = Node>>(&mut self, nodes: I) {
        let mut nodes = nodes.into_iter().peekable();
        if nodes.peek().is_none() {
            return;
        }
        let open = self.chunks.pop_if(|last| last.len() < CHUNK);
        let open: Vec<Node> = open.map(|open| open.to_vec()).unwrap_or_default();
        let mut nodes = open.into_iter().chain(nodes).peekable();
        while nodes.peek().is_some() {
            self.chunks.push(nodes.by_ref().take(CHUNK).collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{CHUNK, Node, Nodes};
    use crate::config::Config;
    use crate::entry::highlight::Highlighter;
    use crate::entry::{Entry, Extent};
    use crate::source::Source;

    fn nodes(numbers: std::ops::Range<usize>) -> Vec<Node> {
        let highlighter = Highlighter::default();
        let config = Config::default().with_folders(std::collections::BTreeSet::new());
        let read = |number| {
            let source = Source::new(&format!("content/{number}.md"), "");
            let entry = Entry::read(&source, &config, &highlighter, Extent::Facts);
            Node::new(Arc::new(entry), false)
        };
        numbers.map(read).collect()
    }

    #[test]
    fn a_node_is_at_its_index_however_it_came() {
        let mut all = Nodes::default();
        let mut count = 0;
        for more in [0, 1, CHUNK - 2, 3, 0, 2 * CHUNK, CHUNK] {
            all.extend(nodes(count..count + more));
            count += more;
            assert_eq!(all.len(), count);
        }
        for index in 0..count {
            assert_eq!(all[index].entry.id, index.to_string());
        }
    }

    #[test]
    fn a_copy_keeps_what_it_had() {
        let mut one = Nodes::default();
        one.extend(nodes(0..2 * CHUNK + 1));
        let mut other = one.clone();
        other[CHUNK].is_published = true;
        other.extend(nodes(0..1));
        assert!(!one[CHUNK].is_published && other[CHUNK].is_published);
        assert_eq!((one.len(), other.len()), (2 * CHUNK + 1, 2 * CHUNK + 2));
        assert!(Arc::ptr_eq(&one.chunks[0], &other.chunks[0]));
        assert!(!Arc::ptr_eq(&one.chunks[1], &other.chunks[1]));
    }
}
