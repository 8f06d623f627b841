//! HTML → its tags and texts, of whatever size.
//!
//! In: HTML that anybody wrote. Out: each tag with its attributes and their places, and the text between them. The tokenizer goes some calls
//! deeper with each attribute in double quotes, so a tag with thousands of them would overflow the stack. It comes back
//! where reading fails, and goes on from there when it is asked again.

use std::fmt;

use html5gum::{DefaultEmitter, Readable, Reader, StartTag, StringReader, Token, Tokenizer};

/// So many quotes are read in one go.
const MOST: usize = 64;

/// The start tags of HTML.
pub(crate) fn start_tags(html: &str) -> impl Iterator<Item = StartTag<usize>> {
    tokens(html).filter_map(|token| match token {
        Token::StartTag(tag) => Some(tag),
        _ => None,
    })
}

/// The tags, texts and comments of HTML. A tag without an end is none.
pub(crate) fn tokens(html: &str) -> impl Iterator<Item = Token<usize>> {
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    let reader = Pausing {
        reader: html.to_reader(),
        quotes: 0,
        is_behind_quote: false,
    };
    Tokenizer::new_with_emitter(reader, emitter).filter_map(Result::ok)
}

/// A reader that fails, and loses nothing by it, behind one of many quotes.
struct Pausing<'a> {
    reader: StringReader<'a>,
    /// How many quotes were read since it failed.
    quotes: usize,
    is_behind_quote: bool,
}

#[derive(Debug)]
struct Pause;

impl fmt::Display for Pause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the tokenizer is too deep in a tag")
    }
}

impl std::error::Error for Pause {}

impl Reader for Pausing<'_> {
    type Error = Pause;

    // Only a single byte is asked for behind a value that is closed.
    fn read_byte(&mut self) -> Result<Option<u8>, Pause> {
        if self.is_behind_quote && self.quotes >= MOST {
            self.quotes = 0;
            return Err(Pause);
        }
        let Ok(byte) = self.reader.read_byte();
        self.is_behind_quote = byte == Some(b'"');
        self.quotes += usize::from(self.is_behind_quote);
        Ok(byte)
    }

    fn read_until<'b>(
        &'b mut self,
        needle: &[u8],
        buffer: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Pause> {
        let Ok(text) = self.reader.read_until(needle, buffer);
        self.is_behind_quote = text == Some(b"\"");
        self.quotes += usize::from(self.is_behind_quote);
        Ok(text)
    }

    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Pause> {
        let Ok(is_read) = self.reader.try_read_string(text, case_sensitive);
        Ok(is_read)
    }
}

#[cfg(test)]
mod tests {
    use html5gum::{DefaultEmitter, Token, Tokenizer};

    use super::start_tags;

    #[test]
    fn a_pause_changes_no_tag() {
        let mut html =
            "a<p x=\"1\" y='\"' z=3 a\"b=\"\">\r\n<img src = \"a&amp;b\"/><svg".to_owned();
        for number in 0..300 {
            html.push_str(&format!(" a{number}=\"<{number}>\"\n{number}=\"\"b=''"));
        }
        html.push_str(" a\"=\"b\"\"c\"=d><script>\"<a href=\"b\">\"</script><i id=\"c\">");
        let mut emitter = DefaultEmitter::new_with_span();
        emitter.naively_switch_states(true);
        let plain = Tokenizer::new_with_emitter(&html, emitter).flatten();
        let plain: Vec<_> = plain
            .filter_map(|token| match token {
                Token::StartTag(tag) => Some(tag),
                _ => None,
            })
            .collect();
        assert_eq!(plain.len(), 5);
        assert_eq!(start_tags(&html).collect::<Vec<_>>(), plain);
    }

    #[test]
    fn the_size_of_a_tag_is_no_depth() {
        let attributes: String = (0..100_000)
            .map(|number| format!(" a{number}=\"\""))
            .collect();
        for html in [
            format!("<p{attributes} id=\"b\">"),
            format!("<p{} id=\"b\">", attributes.replace(' ', "")),
            format!("<!DOCTYPE p{}><p id=\"b\">", " \"\"".repeat(100_000)),
        ] {
            let small = std::thread::Builder::new().stack_size(256 * 1024);
            let found = small.spawn(move || {
                let tag = start_tags(&html).last().unwrap();
                String::from_utf8_lossy(&tag.attributes[b"id".as_slice()].value).into_owned()
            });
            assert_eq!(found.unwrap().join().unwrap(), "b");
        }
    }
}
