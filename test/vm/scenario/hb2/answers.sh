# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC1091,SC2154
# The first of all by its name, for nothing was done to the machine yet: what is recorded of its kernel still holds.

# Endpoints have their numbers by who came first.
in_order() {
	leave mem3 mem2 mem1 mem0
	come_back mem0 mem1 mem2 mem3
	settle
}

test_as_recorded() {
	. /test/trace.sh
	trace /test/trace/commands >"$NOTES.calls"
	in_order
	changed=$(diff -U0 /test/trace/recorded "$NOTES.calls" | grep '^[-+][0-9]' | tr '\n' ';') || :
	[ -z "$changed" ] || fail "this kernel answers otherwise than in test/trace (test/trace/record makes that anew):$changed"
}
