# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# The commands of cxl-tutorial(7), typed one after the other.

# Those of the blocks marked "run": a line that begins with "# " each.
typed() { awk '/^\/\/ run$/ { run = 1 } /^----$/ { inside = run && !inside; run = run && inside } inside && /^# /' /test/tutorial.adoc | cut -c3-; }

test_every_command() {
	everything >"$NOTES.before"
	typed >"$NOTES.typed"
	[ "$(wc -l <"$NOTES.typed")" -gt 8 ] || fail "the page has no commands"
	sh -e -x "$NOTES.typed" >"$NOTES.said" 2>&1 || fail "a command of the page fails:
$(cat "$NOTES.said")"
	grep -q '"region":"region' "$NOTES.said" || fail "no region was shown: $(cat "$NOTES.said")"
	everything >"$NOTES.after"
	same "what is left behind" "$(changes "$NOTES.before" "$NOTES.after")" ""
}
