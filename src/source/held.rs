//! What a file holds: at hand, or known by its hash and fetched when somebody asks.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub use blake3::Hash;

use super::SourcePath;

/// Where the content of files can be fetched.
pub trait Store: fmt::Debug + Send + Sync {
    /// The content of a file, if it still has this hash. A store remembers that it could not serve:
    /// then nothing that was made of it may be used.
    fn fetch(&self, path: &SourcePath, hash: &Hash) -> Option<Vec<u8>>;
}

/// A text or bytes. Copies share it.
pub struct Held<T: ?Sized>(Arc<Inner<T>>);

struct Inner<T: ?Sized> {
    hash: OnceLock<Hash>,
    from: Option<(SourcePath, Arc<dyn Store>)>,
    value: OnceLock<Box<T>>,
    /// Is there until somebody takes it: it can be fetched again.
    passing: Mutex<Option<Box<T>>>,
}

/// What can be held.
pub trait Content: AsRef<[u8]> + PartialEq {
    /// The content from its bytes; empty where they cannot be it.
    fn from_bytes(bytes: Vec<u8>) -> Box<Self>;
}

impl Content for str {
    fn from_bytes(bytes: Vec<u8>) -> Box<Self> {
        String::from_utf8(bytes).unwrap_or_default().into()
    }
}

impl Content for [u8] {
    fn from_bytes(bytes: Vec<u8>) -> Box<Self> {
        bytes.into()
    }
}

impl<T: Content + ?Sized> Held<T> {
    /// Something at hand.
    pub fn new(value: impl Into<Box<T>>) -> Self {
        Self(Arc::new(Inner {
            hash: OnceLock::new(),
            from: None,
            value: OnceLock::from(value.into()),
            passing: Mutex::new(None),
        }))
    }

    /// The same, if it is not needed more than once: whoever asks later has it fetched from the store.
    #[must_use]
    pub fn passing(self, path: SourcePath, store: Arc<dyn Store>) -> Self {
        let hash = self.hash();
        let Some(inner) = Arc::into_inner(self.0) else {
            return Self::stored(path, hash, store);
        };
        Self(Arc::new(Inner {
            hash: inner.hash,
            from: Some((path, store)),
            value: OnceLock::new(),
            passing: Mutex::new(inner.value.into_inner()),
        }))
    }

    /// What it holds, if it was only passing: this one is not at hand any more then.
    pub fn take(&self) -> Option<Box<T>> {
        self.0
            .passing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Something that is in a store under its path, as it was when it had this hash.
    pub fn stored(path: SourcePath, hash: Hash, store: Arc<dyn Store>) -> Self {
        Self(Arc::new(Inner {
            hash: OnceLock::from(hash),
            from: Some((path, store)),
            value: OnceLock::new(),
            passing: Mutex::new(None),
        }))
    }

    /// Makes sure that it is at hand.
    pub fn fetch(&self) {
        let _: &T = self;
    }

    /// The hash of its bytes (BLAKE3).
    pub fn hash(&self) -> Hash {
        *self
            .0
            .hash
            .get_or_init(|| blake3::hash(self.deref().as_ref()))
    }
}

impl<T: Content + ?Sized> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.value.get_or_init(|| {
            if let Some(value) = self.take() {
                return value;
            }
            let stored = self.0.from.as_ref().zip(self.0.hash.get());
            let bytes = stored.and_then(|((path, store), hash)| store.fetch(path, hash));
            T::from_bytes(bytes.unwrap_or_default())
        })
    }
}

impl<T: Content + ?Sized> AsRef<[u8]> for Held<T> {
    fn as_ref(&self) -> &[u8] {
        self.deref().as_ref()
    }
}

impl<T: ?Sized> Clone for Held<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Content + ?Sized> PartialEq for Held<T> {
    fn eq(&self, other: &Self) -> bool {
        if Arc::ptr_eq(&self.0, &other.0) {
            return true;
        }
        match (self.0.value.get(), other.0.value.get()) {
            (Some(one), Some(two)) => one == two,
            _ => self.hash() == other.hash(),
        }
    }
}

impl<T: Content + ?Sized> Eq for Held<T> {}

impl<T: ?Sized> fmt::Debug for Held<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Held")
            .field("hash", &self.0.hash.get())
            .field("is_at_hand", &self.0.value.get().is_some())
            .finish()
    }
}

impl fmt::Display for Held<str> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self)
    }
}

impl Default for Held<str> {
    fn default() -> Self {
        Self::new("")
    }
}

impl From<String> for Held<str> {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Held<str> {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<Vec<u8>> for Held<[u8]> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl From<&[u8]> for Held<[u8]> {
    fn from(bytes: &[u8]) -> Self {
        Self::new(bytes)
    }
}
