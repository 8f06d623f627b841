//! A file that is not in memory → the body of an answer.
//!
//! In: an open file. Out: its bytes, piece by piece: one is sent while the next one is read, and none is read before it is
//! wanted.

use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::task::JoinHandle;

/// The bytes of a piece.
const PIECE: u64 = 256 * 1024;

/// A file, open where its reading begins.
pub type OpenFile = Box<dyn Read + Send>;

/// A body that comes from a file.
pub(super) struct FileBody {
    /// So many bytes are still to come.
    left: u64,
    next: JoinHandle<io::Result<(Bytes, OpenFile)>>,
}

impl FileBody {
    /// The next bytes of a file.
    pub(super) fn new(file: OpenFile, length: u64) -> Self {
        Self {
            left: length,
            next: piece(file, length),
        }
    }
}

/// Reads a piece, where that may take its time.
fn piece(mut file: OpenFile, left: u64) -> JoinHandle<io::Result<(Bytes, OpenFile)>> {
    tokio::task::spawn_blocking(move || {
        let length = left.min(PIECE);
        let mut bytes = Vec::with_capacity(length as usize);
        file.by_ref().take(length).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok((bytes.into(), file))
    })
}

impl HttpBody for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let read = ready!(Pin::new(&mut self.next).poll(context));
        let frame = match read.map_err(io::Error::other).flatten() {
            Ok((bytes, file)) => {
                self.left -= bytes.len() as u64;
                if self.left > 0 {
                    self.next = piece(file, self.left);
                }
                Ok(Frame::data(bytes))
            }
            Err(error) => {
                self.left = 0;
                Err(error)
            }
        };
        Poll::Ready(Some(frame))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
