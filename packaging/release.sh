#!/bin/sh
# What a release does beside building, in two parts:
#
#   release.sh check             is everything said that a release needs?
#   release.sh publish FOLDER    the tag and the release, with the archives in FOLDER
#
# The tag is put on a commit that adds the checksums to the one that was built: so the action of this tag knows them.
set -eu
. "$(dirname "$0")/facts.sh"

# The part of the changelog on this version.
notes() {
    awk -v version="$version" '
        /^## / { inside = ($2 == version || $2 == "[" version "]"); next }
        inside
    ' "$root/CHANGELOG.md"
}

check() {
    here=${GITHUB_SERVER_URL:?}/${GITHUB_REPOSITORY:?}
    [ "$repository" = "$here" ] ||
        fail "Cargo.toml says that the repository is $repository, and this is $here."
    [ -n "$(notes)" ] || fail "CHANGELOG.md has no heading \`## $version\` with a text."
    # With --exit-code, 2 says that nothing was found, and anything else that nobody knows.
    code=0
    git -C "$root" ls-remote --exit-code origin "refs/tags/v$version" >/dev/null || code=$?
    case $code in
    0) fail "v$version is released already: raise \`version\` in Cargo.toml." ;;
    2) ;;
    *) fail "The tags of $repository could not be read." ;;
    esac
}

publish() {
    folder=$(cd "$1" && pwd)
    cd "$folder"
    for archive in primer-v"$version"-*; do
        [ -f "$archive" ] || fail "$folder has no archive of $version."
        printf '%s  %s\n' "$(sha256 "$archive")" "$archive"
    done >"$root/packaging/SHA256SUMS"
    cp "$root/packaging/SHA256SUMS" .
    notes >"${RUNNER_TEMP:-${TMPDIR:-/tmp}}/notes.md"

    cd "$root"
    git add packaging/SHA256SUMS
    git -c user.name='github-actions[bot]' \
        -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
        commit --quiet --message "release: say the checksums of v$version"
    git tag "v$version"
    git push --quiet origin "refs/tags/v$version"
    gh release create "v$version" --verify-tag --title "v$version" \
        --notes-file "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/notes.md" "$folder"/*
}

case ${1:-} in
check) check ;;
publish) publish "${2:?}" ;;
*) fail "usage: release.sh check | publish FOLDER" ;;
esac
