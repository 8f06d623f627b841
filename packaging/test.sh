#!/bin/sh
# Runs the steps of a release and of the action with a program that is built already, as far as that goes without a server:
#
#   test.sh BINARY
#
# With pre-commit on the PATH, its hooks run too; to install them it needs setuptools from the package index.
set -eu
. "$(dirname "$0")/facts.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A program with everything for a debugger would take minutes to pack.
binary=$work/primer
strip -o "$binary" "$1" 2>/dev/null || cp "$1" "$binary"
count=0
# So that the runs below are alike, in CI as elsewhere.
unset GITHUB_ACTIONS GITHUB_OUTPUT GITHUB_PATH GITHUB_STEP_SUMMARY RUNNER_TEMP RUNNER_TOOL_CACHE PRIMER_ROOT

passed() {
    count=$((count + 1))
    printf 'ok: %s\n' "$1"
}
# Runs a command that must end with a code; what it prints is in $work/said.
ends() {
    wanted=$1
    shift
    code=0
    "$@" >"$work/said" 2>&1 || code=$?
    [ "$code" = "$wanted" ] || {
        cat "$work/said"
        fail "ended with $code and not $wanted: $*"
    }
}
says() {
    grep -qF -- "$1" "$work/said" || {
        cat "$work/said"
        fail "the output lacks: $1"
    }
}

target=$(this_target)
python3 "$root/packaging/pack.py" "$binary" "$target" "$work/dist"
cp -R "$work/dist" "$work/first"
python3 "$root/packaging/pack.py" "$binary" "$target" "$work/dist" >/dev/null
diff -r "$work/first" "$work/dist"
passed "the same program gives the same archive and the same wheel"
sh "$root/packaging/smoke.sh" "$target" "$work/dist"
passed "the program of the archive and that of the wheel check and build a site"

# A release, as far as it needs no server: origin is a folder, and gh says what it was asked for.
git init --quiet --bare "$work/origin"
git init --quiet "$work/tree"
for file in $(cd "$root" && git ls-files --cached --others --exclude-standard packaging .pre-commit-hooks.yaml pyproject.toml Cargo.toml CHANGELOG.md); do
    mkdir -p "$work/tree/$(dirname "$file")"
    cp "$root/$file" "$work/tree/$file"
done
git -C "$work/tree" add .
git -C "$work/tree" -c user.name=a -c user.email=a@example.org commit --quiet --message a
git -C "$work/tree" remote add origin "$work/origin"
mkdir "$work/stand-in"
printf '#!/bin/sh\nprintf "gh %%s\\n" "$*"\n' >"$work/stand-in/gh"
chmod +x "$work/stand-in/gh"
release() { env PATH="$work/stand-in:$PATH" RUNNER_TEMP="$work" GITHUB_SERVER_URL="$1" GITHUB_REPOSITORY="$slug" sh "$work/tree/packaging/release.sh" "$2" "$work/dist/archive"; }
ends 2 release https://elsewhere.example check
says 'says that the repository is'
printf '## %s\n\nNew things.\n' "$version" >"$work/tree/CHANGELOG.md"
ends 0 release "${repository%"/$slug"}" check
ends 0 release "${repository%"/$slug"}" publish
says "gh release create v$version"
git -C "$work/origin" cat-file -e "v$version:packaging/SHA256SUMS"
ends 2 release "${repository%"/$slug"}" check
says 'is released already'
passed "a release needs its repository and its changelog, and its tag holds the checksums"

# The action, from the tree of the tag.
mkdir "$work/temporary" "$work/tools"
fetch() {
    env MIRROR="$1" RUNNER_TEMP="$work/temporary" RUNNER_TOOL_CACHE="$work/tools" GITHUB_PATH="$work/path" \
        sh "${2:-$work/tree}/packaging/fetch.sh"
}
ends 2 fetch "file://$work/nowhere"
says 'could not be fetched'
mkdir "$work/forged"
printf 'no archive' >"$work/forged/$(archive_of "$target")"
ends 2 fetch "file://$work/forged"
says 'is not the file of the release'
[ -z "$(ls "$work/tools/primer")" ] || fail "what has the wrong checksum was kept."
ends 0 fetch "file://$work/dist/archive"
ends 0 fetch "file://$work/nowhere"
printf 'no archive' >"$work/tools/primer/$(archive_of "$target")"
ends 2 fetch "file://$work/nowhere"
ends 0 fetch "file://$work/dist/archive/"
mv "$work/tree/packaging/SHA256SUMS" "$work/SHA256SUMS"
ends 2 fetch "file://$work/dist/archive"
says "Use $slug@v$version"
passed "the action takes the archive with the right checksum only, and keeps it"

# A site with one fault, in a folder whose name has a space.
site="$work/a site"
mkdir -p "$site/content/terms"
printf -- '---\ntitle: A\n---\n\nSee [b](/terms/b).\n' >"$site/content/terms/a.md"
PATH=$(tail -n 1 "$work/path"):$PATH
checked() {
    rm -f "$work/temporary/primer.sarif" "$work/output"
    (
        cd "$work"
        env GITHUB_ACTIONS=true GITHUB_OUTPUT="$work/output" GITHUB_STEP_SUMMARY="$work/summary.md" \
            RUNNER_TEMP="$work/temporary" ROOT="$1" ARGS="$2" SARIF="$3" sh "$root/packaging/check.sh"
    )
}
ends 1 checked "$site" '' true
says '::error '
says 'broken-link'
[ "$(cat "$work/output")" = "sarif=$work/temporary/primer.sarif" ] || fail "the action does not say where the report is."
grep -q '"ruleId": *"broken-link"' "$work/temporary/primer.sarif" || fail "the report lacks the fault."
grep -q 'broken-link' "$work/summary.md" || fail "the summary lacks the fault."
ends 1 checked "$site" '' false
[ ! -e "$work/output" ] || fail "there is a report that nobody asked for."
ends 2 checked "$site" '' maybe
ends 2 checked "$site" '--no-such-option' true
[ ! -e "$work/output" ] || fail "there is a report of a run that was none."
# No input is read as a script or as a pattern of files.
# shellcheck disable=SC2016 # it must stay as it is
ends 2 checked "$site" '$(touch${IFS}injected) `touch${IFS}injected` ;touch${IFS}injected' false
[ ! -e "$work/injected" ] || fail "an argument was run."
ends 2 checked "$site" '*' false
# shellcheck disable=SC2016 # no command is meant
says 'there is no `*`'
sed 's/b\](\/terms\/b/a](\/terms\/a/' "$site/content/terms/a.md" >"$work/mended"
cp "$work/mended" "$site/content/terms/a.md"
ends 0 checked "$site" '' true
passed "the action checks, annotates, and writes a report and a summary"

if command -v pre-commit >/dev/null; then
    git init --quiet "$work/user"
    cp -R "$site/." "$work/user"
    printf -- '---\ntitle: C\n---\n\nSee [b](/terms/b).\n' >"$work/user/content/terms/c.md"
    git -C "$work/user" add .
    hook() { (cd "$work/user" && env PIP_FIND_LINKS="$work/dist/wheel" PRE_COMMIT_HOME="$work/pre-commit" pre-commit try-repo "$work/tree" "$@"); }
    ends 1 hook primer --files content/terms/c.md
    says 'content/terms/c.md:5'
    ends 0 hook primer --files content/terms/a.md
    ends 1 hook primer-site
    says 'content/terms/c.md:5'
    passed "the hooks of pre-commit report what files break"
else
    echo "skipped: pre-commit is not installed"
fi
printf '%s passed, 0 failed\n' "$count"
