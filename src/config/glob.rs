//! Patterns of paths, as the settings have them.

/// Whether a path fits a pattern in which `*` stands for any part of a name, `**` for any folders, and a folder for all
/// that lies in it.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_matches('/');
    let plain = pattern.split('*').next().unwrap_or("");
    // Most fail at their first parts.
    if plain
        .rsplit_once('/')
        .is_some_and(|(folders, _)| !path.starts_with(folders))
    {
        return false;
    }
    let patterns: Vec<&str> = pattern.split('/').collect();
    let mut parts: Vec<&str> = path.split('/').collect();
    let mut runs = patterns.split(|pattern| *pattern == "**");
    let Some(rest) = runs.next().and_then(|first| fit(first, &parts)) else {
        return false;
    };
    parts.drain(..rest);
    // The first place where a run fits leaves the most to those behind it.
    for run in runs {
        let at = (0..=parts.len()).find_map(|start| Some(start + fit(run, &parts[start..])?));
        match at {
            Some(end) => parts.drain(..end),
            None => return false,
        };
    }
    true
}

/// Whether parts of a path start with those that some patterns stand for; how many these are.
fn fit(patterns: &[&str], parts: &[&str]) -> Option<usize> {
    let fits = |(pattern, part): (&&str, &&str)| part_matches(pattern, part);
    let is_long_enough = patterns.len() <= parts.len();
    (is_long_enough && patterns.iter().zip(parts).all(fits)).then_some(patterns.len())
}

/// Whether a text fits a pattern in which `*` stands for any part of it.
pub(super) fn part_matches(pattern: &str, part: &str) -> bool {
    let mut pieces = pattern.split('*');
    let start = pieces.next().unwrap_or("");
    let Some(mut rest) = part.strip_prefix(start) else {
        return false;
    };
    let Some(end) = pieces.next_back() else {
        return rest.is_empty();
    };
    // The first place where a piece fits leaves the most to those behind it.
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        for (pattern, path, expected) in [
            ("_TEMPLATE.md", "_TEMPLATE.md", true),
            ("drafts", "drafts/a.md", true),
            ("drafts/", "draftsman/a.md", false),
            ("*.tmp.md", "a.tmp.md", true),
            ("*/notes-*.md", "primer/notes-1.md", true),
            ("*/notes-*.md", "notes-1.md", false),
            ("**/notes-*.md", "notes-1.md", true),
            ("**/notes-*.md", "a/b/c/notes-1.md", true),
            ("**/notes-*.md", "a/b/notes-1.txt", false),
            ("a/**", "a/b/c.md", true),
            ("a/**", "ab/c.md", false),
            ("a/**/c/**/e.md", "a/c/e.md", true),
            ("a/**/c/**/e.md", "a/b/c/d/d/e.md", true),
            ("a/**/c/**/e.md", "a/b/d/e.md", false),
            ("a/**/b/c", "a/b/d/b/c/x.md", true),
            ("**", "a.md", true),
            ("a*a", "a", false),
            ("*a*b*", "xaxxb", true),
            // Each mark could stand for each part of the name.
            (&"*a".repeat(100), &("a".repeat(250) + "b"), false),
            (&"**/a/".repeat(100), &("a/".repeat(90) + "b"), false),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }
}
