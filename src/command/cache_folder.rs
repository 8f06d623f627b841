//! The environment → the folder in which the program may keep what it can do without.

use std::ffi::OsString;
use std::path::PathBuf;

/// `primer` in `$XDG_CACHE_HOME`, else in the place that the system has for caches; nothing where the
/// environment names none. `variable` asks for a variable, as [`std::env::var_os`] does.
pub fn cache_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name| {
        let path = variable(name).map(PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    let place = folder("XDG_CACHE_HOME").or_else(|| {
        if cfg!(windows) {
            folder("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            Some(folder("HOME")?.join("Library/Caches"))
        } else {
            Some(folder("HOME")?.join(".cache"))
        }
    })?;
    Some(place.join("primer"))
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::PathBuf;

    use super::cache_folder;

    fn found(variables: &[(&str, &str)]) -> Option<PathBuf> {
        cache_folder(|name| {
            let known = variables.iter().find(|(known, _)| *known == name);
            known.map(|(_, value)| value.into())
        })
    }

    #[test]
    fn a_cache_folder_is_where_the_environment_says() {
        let below_home = if cfg!(target_os = "macos") {
            "/h/Library/Caches/primer"
        } else {
            "/h/.cache/primer"
        };
        for (variables, expected) in [
            (
                &[("XDG_CACHE_HOME", "/c"), ("HOME", "/h")][..],
                Some("/c/primer"),
            ),
            (&[("XDG_CACHE_HOME", "c"), ("HOME", "/h")], Some(below_home)),
            (&[("XDG_CACHE_HOME", ""), ("HOME", "/h")], Some(below_home)),
            (&[("HOME", "/h")], Some(below_home)),
            (&[("HOME", "h")], None),
            (&[], None),
        ] {
            assert_eq!(
                found(variables),
                expected.map(PathBuf::from),
                "{variables:?}"
            );
        }
    }
}
