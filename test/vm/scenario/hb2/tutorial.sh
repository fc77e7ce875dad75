# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# The commands of cxl-tutorial(7), and those of the tour in README.md, typed one after the other.

# Those of the blocks marked "run": a line that begins with "# " each.
typed_in() {
	awk '/^(\/\/ run|<!-- run -->)$/ { run = 1 }
		/^(----|```.*)$/ { inside = run && !inside; run = run && inside }
		inside && /^# /' "$1" | cut -c3-
}

# type_all PAGE: leaves what was said in $NOTES.said.
type_all() {
	everything >"$NOTES.before"
	typed_in "$1" >"$NOTES.typed"
	[ "$(wc -l <"$NOTES.typed")" -gt 8 ] || fail "the page has no commands"
	sh -e -x "$NOTES.typed" >"$NOTES.said" 2>&1 || fail "a command of the page fails:
$(cat "$NOTES.said")"
	grep -q '"region":"region' "$NOTES.said" || fail "no region was shown: $(cat "$NOTES.said")"
	everything >"$NOTES.after"
	same "what is left behind" "$(changes "$NOTES.before" "$NOTES.after")" ""
}

said() { grep -q -e "$1" "$NOTES.said" || fail "it did not say \"$1\": $(tr '\n' ' ' <"$NOTES.said")"; }

test_every_command() {
	type_all /test/tutorial.adoc
}

# What the text of the tour promises between its commands.
test_tour() {
	type_all /test/readme.md
	said "^cxl inject-poison: .* is online (add --force to do it anyway)"
	said "poison injected at region"
	said '"source":"Injected"'
	said "poison cleared at region"
	said "^cxl destroy-region: .* it is enabled"
}
