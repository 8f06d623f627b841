#!/bin/sh
# Takes what `pack.py` made of a program for TARGET in FOLDER, as those do who use it: unpacks the archive and installs the
# wheel, and lets both check and build the site of this repository.
#
#   smoke.sh TARGET FOLDER
set -eu
. "$(dirname "$0")/facts.sh"

target=$1
folder=$(cd "$2" && pwd)
python=$(command -v python3 || command -v python)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1

try() {
    [ "$("$1" --version | tr -d '\r')" = "primer $version" ] || fail "$1 is not primer $version."
    "$1" check --strict --root "$root"
    "$1" build --quiet --root "$root" --output "$work/site"
    [ -f "$work/site/index.html" ] || fail "$1 built no site."
    rm -rf "$work/site"
}

archive=$(archive_of "$target")
case $archive in
*.zip) unzip -q "$folder/archive/$archive" -d "$work" ;;
*) tar -xzf "$folder/archive/$archive" -C "$work" ;;
esac
try "$work/primer-v$version-$target/primer"

"$python" -m venv "$work/venv"
scripts=$work/venv/bin
[ -d "$scripts" ] || scripts=$work/venv/Scripts
"$scripts/pip" install --quiet "$folder"/wheel/*.whl
try "$scripts/primer"
