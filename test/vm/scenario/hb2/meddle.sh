# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Somebody who asks for no lock: regions deleted and rewritten under our hands, memory taken, ourselves killed.

# A region that another program deletes while it is made: told so, and its memory is free again.
test_deleted_while_made() {
	everything >"$NOTES.before"
	told=0
	for ms in $(seq 14 2 44); do
		cxl create-region -t ram -d decoder0.2 -m mem1 mem3 >"$NOTES.1" 2>&1 & p1=$!
		pause $ms
		for r in $(regions); do echo $r >$CXL/decoder0.2/delete_region || :; done 2>/dev/null
		status=0
		wait $p1 || status=$?
		echo "after $ms ms: $status: $(grep -v '^ *["{}]' "$NOTES.1" | head -n 1)"
		! grep -q 'deleted' "$NOTES.1" || told=$((told + 1))
		does cxl recover
		[ -z "$(regions)" ] || does cxl destroy-region -f all
		nothing_left "a region deleted after $ms ms"
	done
	echo "told $told times"
}

# Killed at any moment, a program that destroys leaves what the next run can finish.
test_killed_while_destroying() {
	everything >"$NOTES.before"
	for ms in $(seq 4 4 60); do
		creates -t ram -d decoder0.2 -m mem1 mem3
		cxl destroy-region -f $r >"$NOTES.1" 2>&1 & p1=$!
		pause $ms
		# shellcheck disable=SC2046
		kill -9 $(cat /proc/$p1/task/$p1/children 2>/dev/null) $p1 2>/dev/null || :
		wait $p1 || :
		until_quiet
		everything >"$NOTES.middle"
		echo "after $ms ms:$(changes "$NOTES.before" "$NOTES.middle")"
		does cxl recover
		[ -z "$(regions)" ] || does cxl destroy-region -f all
		nothing_left "killed after $ms ms"
	done
}

# The kernel lets whoever reads a region wait for ever for one who rewrites it, until a signal comes.
test_read_while_rewritten() {
	r=$(cat $CXL/decoder0.1/create_ram_region)
	echo $r >$CXL/decoder0.1/create_ram_region
	echo 256 >$CXL/$r/interleave_granularity
	echo 1 >$CXL/$r/interleave_ways
	(end=$(($(date +%s) + 15)); while [ "$(date +%s)" -lt $end ]; do echo 1 >$CXL/$r/interleave_ways; done) & p1=$!
	longest=0 n=0
	while kill -0 $p1 2>/dev/null; do
		start=$(date +%s)
		timeout 25 cxl list -RTi >"$NOTES.out" 2>"$NOTES.err" || fail "list ended with $?"
		same regions "$(out length)" 1
		took=$(($(date +%s) - start)) n=$((n + 1))
		[ $took -le $longest ] || longest=$took
	done
	wait $p1
	echo "$n listings, the longest took $longest s"
	[ $longest -le 10 ] || fail "a listing took $longest s"
	does cxl recover
	says "$r: deleted"
}

# Memory that another program takes between two of our runs: the next decoder is chosen, or why not is said.
test_memory_taken_by_another() {
	creates -t pmem -d decoder0.0 -m mem0 -s 256M
	d=$(attr $r target0)
	next=${d%.*}.$((${d#*.} + 1))
	echo pmem >$CXL/$next/mode
	echo $((256 * MiB)) >$CXL/$next/dpa_size
	refuses 1 cxl create-region -t pmem -d decoder0.0 -m mem0 -s 256M
	refuses 1 cxl destroy-region -f $r
	does cxl list -Di -d $next
	same orphan "$(out '.[0].orphan')" true
	does cxl recover
	says "$next: set dpa_size to 0"
	does cxl destroy-region -f $r
}

# stopped_at_work: a cxl that makes a region on mem0, and sleeps with the locks; its processes are $p1 and $p2.
stopped_at_work() {
	for _ in $(seq 20); do
		cxl create-region -t pmem -d decoder0.0 -m mem0 >"$NOTES.1" 2>&1 & p1=$!
		until grep -q FLOCK /proc/locks || ! kill -0 $p1 2>/dev/null; do :; done
		p2=$(cat /proc/$p1/task/$p1/children 2>/dev/null) || :
		kill -STOP $p2 2>/dev/null || :
		! grep -q FLOCK /proc/locks || return 0
		kill -CONT $p2 2>/dev/null || :
		wait $p1 || :
		does cxl destroy-region -f all
	done
	fail "none could be stopped in time"
}

# Somebody keeps the windows for himself: we wait as long as we were told, and say for whom.
test_turn_never_comes() {
	stopped_at_work
	try cxl create-region --timeout 1 -t ram -d decoder0.1 -m mem3
	says 'decoder0.0: lock the window: timed out waiting for another cxl process'
	same status "$status" 4
	try cxl recover --timeout 1
	same status "$status" 4
	kill -CONT $p2
	wait $p1 || fail "the other: $(tail -n 1 "$NOTES.1")"
	does cxl destroy-region -f all
}
