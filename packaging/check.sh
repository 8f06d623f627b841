#!/bin/sh
# The second step of the action: checks a primer and writes the SARIF report, if one is wanted. The program itself writes
# the annotations and the summary of the job. Inputs arrive in the environment and are never part of a script's text.
#
# ROOT: the folder of the primer; empty: where the program finds it.
# ARGS: more arguments of `primer check`, with spaces or line breaks between them.
# SARIF: `true` for a report.
set -euf
. "$(dirname "$0")/facts.sh"

report=${RUNNER_TEMP:-${TMPDIR:-/tmp}}/primer.sarif
# shellcheck disable=SC2086 # each word is an argument, and -f keeps its wildcards
set -- ${ARGS:-}
[ -z "${ROOT:-}" ] || set -- --root "$ROOT" "$@"
case ${SARIF:-false} in
true) set -- --report "sarif=$report" "$@" ;;
false) ;;
*) fail "upload-sarif is \`true\` or \`false\`." ;;
esac

code=0
primer check "$@" || code=$?
if [ "${SARIF:-false}" = true ] && [ -f "$report" ]; then
    printf 'sarif=%s\n' "$report" >>"${GITHUB_OUTPUT:-/dev/null}"
fi
exit "$code"
