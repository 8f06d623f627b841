# shellcheck shell=sh
# shellcheck disable=SC2034 # the scripts that read this file use them
# What the other scripts must know: the version and the repository, which only Cargo.toml says, and names made of them.

root=$(cd "$(dirname "$0")/.." && pwd)

fact() {
    sed -n "s/^$1 = \"\(.*\)\"[[:space:]]*\$/\1/p" "$root/Cargo.toml" | head -n 1
}

version=$(fact version)
repository=$(fact repository)
# OWNER/NAME of https://host/OWNER/NAME
slug=${repository#*://*/}

# Ends the run with an error, which GitHub shows beside the job.
fail() {
    [ "${GITHUB_ACTIONS:-}" != true ] || printf '::error title=primer::%s\n' "$1"
    printf 'error: %s\n' "$1" >&2
    exit 2
}

# The platform of this machine, as Rust names it.
this_target() {
    case $(uname -s)-$(uname -m) in
    Linux-x86_64 | Linux-amd64) echo x86_64-unknown-linux-musl ;;
    Linux-aarch64 | Linux-arm64) echo aarch64-unknown-linux-musl ;;
    Darwin-x86_64) echo x86_64-apple-darwin ;;
    Darwin-arm64) echo aarch64-apple-darwin ;;
    MINGW*-* | MSYS*-* | CYGWIN*-*) echo x86_64-pc-windows-msvc ;;
    *) return 1 ;;
    esac
}

# The name of the archive of a platform.
archive_of() {
    case $1 in
    *-windows-*) echo "primer-v$version-$1.zip" ;;
    *) echo "primer-v$version-$1.tar.gz" ;;
    esac
}

sha256() {
    if command -v sha256sum >/dev/null; then
        sha256sum "$1"
    else
        shasum -a 256 "$1"
    fi | sed 's/^\\//; s/ .*//'
}
