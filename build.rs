//! Embeds `templates/` and `static/` into the program as its built-in theme, and tells the program which code it is
//! made of.

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let mut code = String::new();
    for (name, kind, include) in [
        ("templates", "&str", "include_str"),
        ("static", "&[u8]", "include_bytes"),
    ] {
        println!("cargo::rerun-if-changed={name}");
        let folder = root.join(name);
        let mut files = Vec::new();
        collect(&folder, &mut files)?;
        files.sort();
        let _ = writeln!(
            code,
            "pub(super) static {}: &[(&str, {kind})] = &[",
            name.to_uppercase()
        );
        for file in files {
            let path = file.strip_prefix(&folder).map_err(io::Error::other)?;
            let file = file.to_string_lossy();
            let path = path.to_string_lossy().replace('\\', "/");
            let _ = writeln!(code, "    ({path:?}, {include}!({file:?})),");
        }
        code.push_str("];\n");
    }
    println!("cargo::rustc-env=PRIMER_CODE={:016x}", code_of(&root)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("theme.rs"), code)
}

/// A number for the code of the program: what another code kept may mean something else.
fn code_of(root: &Path) -> io::Result<u64> {
    let mut files = vec![root.join("Cargo.toml"), root.join("Cargo.lock")];
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    for folder in ["src", "templates", "static"] {
        println!("cargo::rerun-if-changed={folder}");
        collect(&root.join(folder), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files.iter().filter(|file| file.is_file()) {
        file.strip_prefix(root).unwrap_or(file).hash(&mut hasher);
        fs::read(file)?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for item in fs::read_dir(folder)? {
        let path = item?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
