#!/bin/sh
# The first step of the action: puts the program on the PATH of the job. The archive of this platform is fetched, unless an
# earlier job left it on the machine, and taken only if its checksum is the one in SHA256SUMS, which comes with the
# release of the action.
#
# MIRROR: from where to fetch, in place of the releases of the repository.
# SUMS: the file of the checksums, for tests.
set -eu
. "$(dirname "$0")/facts.sh"

sums=${SUMS:-$root/packaging/SHA256SUMS}
mirror=${MIRROR:-$repository/releases/download/v$version}

# Windows has two ways to write a path: one for the programs of this shell, and one for all others.
here() { if command -v cygpath >/dev/null; then cygpath -u "$1"; else printf '%s\n' "$1"; fi; }
elsewhere() { if command -v cygpath >/dev/null; then cygpath -w "$1"; else printf '%s\n' "$1"; fi; }

temporary=$(here "${RUNNER_TEMP:-${TMPDIR:-/tmp}}")
kept=$(here "${RUNNER_TOOL_CACHE:-$temporary}")/primer

target=$(this_target) || fail "There is no program for $(uname -s) on $(uname -m)."
archive=$(archive_of "$target")
[ -f "$sums" ] || fail "This revision of the action is no release, so it knows no checksums. Use $slug@v$version, or the commit of that tag."
expected=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$sums")
[ -n "$expected" ] || fail "SHA256SUMS has no line for $archive."

mkdir -p "$kept" "$temporary"
if [ ! -f "$kept/$archive" ] || [ "$(sha256 "$kept/$archive")" != "$expected" ]; then
    # Other jobs of the machine may do the same: a file takes its place when it is whole.
    fresh=$kept/$archive.$$
    trap 'rm -f "$fresh"' EXIT
    curl --fail --silent --show-error --location --retry 3 --connect-timeout 20 \
        --output "$fresh" "${mirror%/}/$archive" || fail "$archive could not be fetched from $mirror."
    actual=$(sha256 "$fresh")
    [ "$actual" = "$expected" ] ||
        fail "$archive is not the file of the release: its SHA-256 is $actual and not $expected."
    mv -f "$fresh" "$kept/$archive"
fi

rm -rf "$temporary/primer-program"
mkdir "$temporary/primer-program"
case $archive in
*.zip) unzip -q "$kept/$archive" -d "$temporary/primer-program" ;;
*) tar -xzf "$kept/$archive" -C "$temporary/primer-program" ;;
esac
folder=$temporary/primer-program/${archive%.tar.gz}
folder=${folder%.zip}
"$folder/primer" --version
[ -z "${GITHUB_PATH:-}" ] || elsewhere "$folder" >>"$GITHUB_PATH"
