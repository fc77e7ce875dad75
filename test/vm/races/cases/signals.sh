# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC1091,SC2012,SC2015,SC2016,SC2034,SC2046,SC2086,SC2153,SC2154
# Races of the catalogue (Documentation/races.md): a signal at any system call, and being killed at any write.
. /test/races.sh

# Success means a whole region; else nothing is left, and the status is the signal's.
create_hears() {
	idle
	total=$(count -c any cxl create-region $X2)
	destroys
	for n in $(points $total $total 4); do
		at_most -c any -n $n -x "kill -$1 \$COMMAND" cxl create-region $X2
		ended 0,$2
		[ "$status" != 0 ] || { is_whole; destroys; }
		nothing_is_held "$1 at call $n of $total"
	done
	still_idle
}

test_26_create_is_terminated_at_any_call() {
	create_hears TERM 143
}

test_26_create_is_hung_up_at_any_call() {
	create_hears HUP 129
}

test_26_create_is_interrupted_at_any_call() {
	create_hears INT 130
}

# Success means that the region is gone; else it is there, as a whole or to be destroyed as before.
destroy_hears() {
	idle
	creates $X2
	total=$(count -c any cxl destroy-region -f $r)
	for n in $(points $total $total 4); do
		creates $X2
		at_most -c any -n $n -x "kill -$1 \$COMMAND" cxl destroy-region -f $r
		ended 0,$2
		[ "$status" = 0 ] || { same regions "$(regions)" "$r "; destroys; }
		nothing_is_held "$1 at call $n of $total"
	done
	still_idle
}

test_26_destroy_is_terminated_at_any_call() {
	destroy_hears TERM 143
}

test_26_destroy_is_hung_up_at_any_call() {
	destroy_hears HUP 129
}

test_26_destroy_is_interrupted_at_any_call() {
	destroy_hears INT 130
}

# recovers: what is left is a region that can still be destroyed, or is undone.
recovers() {
	does timeout $LIMIT cxl recover
	for r in $(regions); do
		same "$r, which recover left: commit" "$(attr $r commit)" 1
		does timeout $LIMIT cxl destroy-region -f $r
	done
}

test_27_create_is_killed() {
	idle
	total=$(count -c write -p /sys/ cxl create-region $X2)
	destroys
	for n in $(points $total $total 4); do
		at -c write -p /sys/ -n $n -x 'kill -KILL $COMMAND $TRACED' cxl create-region $X2
		ended 137
		recovers
		still_idle "SIGKILL at write $n, and recover,"
	done
}

test_27_destroy_is_killed() {
	idle
	creates $X2
	total=$(count -c write -p /sys/ cxl destroy-region -f all)
	for n in $(points $total $total 4); do
		creates $X2
		at -c write -p /sys/ -n $n -x 'kill -KILL $COMMAND $TRACED' cxl destroy-region -f $r
		ended 137
		recovers
		still_idle "SIGKILL at write $n, and recover,"
	done
}

# The one that the user started is killed; who does the work takes it back.
test_27_parent_is_killed() {
	idle
	total=$(count -c write -p /sys/ cxl create-region $X2)
	destroys
	for n in $(points $total 8); do
		at -c write -p /sys/ -n $n -x 'kill -KILL $COMMAND; usleep 20000' cxl create-region $X2
		ended 137
		[ -z "$(regions)" ] || destroys
		still_idle "SIGKILL of the parent at write $n"
	done
}
