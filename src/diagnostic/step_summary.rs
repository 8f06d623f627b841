//! A report as the summary of a job of GitHub Actions, which is Markdown.
//!
//! In: a [`Report`]. Out: a table in HTML without an empty line, in which Markdown sees nothing: what a stranger wrote makes
//! no link, no image and no mention.

use std::fmt::Write;

use super::clean::{escaped_xml, xml_line};
use super::worst::worst;
use super::{Report, positions};

/// So many faults have a row. The summaries of a step may have 1 MiB; a row has some 2 kB at most but for long paths.
const MOST_ROWS: usize = 200;

/// A summary has so many bytes at most.
const LARGEST: usize = 512 * 1024;

/// Writes the summary; what stands before and behind it in its file is its own.
pub fn render(report: &Report<'_>) -> String {
    let mut text = format!("### primer: {}\n\n", report.summary.words());
    if report.diagnostics.is_empty() {
        return text;
    }
    text.push_str("<table>\n<tr><th>level</th><th>rule</th><th>place</th><th>fault</th></tr>\n");
    let (worst, mut left) = worst(report.diagnostics, MOST_ROWS);
    for (number, diagnostic) in worst.iter().enumerate() {
        let (start, _) = positions(report.sources, &diagnostic.at);
        let mut said = with_code(&diagnostic.message);
        for help in &diagnostic.help {
            let _ = write!(said, "<br>{}", with_code(help));
        }
        let row = format!(
            "<tr><td>{}</td><td><code>{}</code></td><td><code>{}:{}:{}</code></td><td>{said}</td></tr>\n",
            diagnostic.severity.name(),
            diagnostic.code,
            xml_line(&diagnostic.at.path),
            start.line,
            start.column,
        );
        if text.len() + row.len() > LARGEST {
            left += worst.len() - number;
            break;
        }
        text.push_str(&row);
    }
    text.push_str("</table>\n\n");
    if left > 0 {
        let _ = writeln!(text, "{left} more are not shown here.\n");
    }
    escaped_xml(text)
}

/// A text as HTML in which what stands between backticks is code.
fn with_code(text: &str) -> String {
    let text = xml_line(text);
    let mut html = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once('`') {
        let Some((code, after)) = behind.split_once('`') else {
            break;
        };
        let _ = write!(html, "{before}<code>{code}</code>");
        rest = after;
    }
    html + &rest.replace('`', "&#96;")
}

#[cfg(test)]
mod tests {
    use super::with_code;

    #[test]
    fn code_is_code_and_the_rest_is_text() {
        assert_eq!(
            with_code("nothing is at `/<b>` & `@x"),
            "nothing is at <code>/&lt;b&gt;</code> &amp; &#96;@x"
        );
        assert_eq!(with_code("a `b` `c`"), "a <code>b</code> <code>c</code>");
    }
}
