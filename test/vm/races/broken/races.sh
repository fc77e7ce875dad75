# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2016,SC2086
# Races of the catalogue (Documentation/races.md) after which the machine is of no more use, the worst last: each finds
# what the one before left.

UNIT=$((256 * MiB))

# bare WINDOW WAYS: a region of no size; in $r.
bare() {
	r=$(cat "$CXL/$1/create_pmem_region")
	echo "$r" >"$CXL/$1/create_pmem_region"
	cat /proc/sys/kernel/random/uuid >"$CXL/$r/uuid"
	echo 1024 >"$CXL/$r/interleave_granularity"
	echo "$2" >"$CXL/$r/interleave_ways"
}

# by_hand WINDOW WAYS: one of so many UNITs, without targets; in $r.
by_hand() {
	bare "$@"
	echo $(($2 * UNIT)) >"$CXL/$r/size"
}

# takes REGION POSITION DECODER
takes() {
	echo pmem >"$CXL/$3/mode"
	echo $UNIT >"$CXL/$3/dpa_size"
	echo "$3" >"$CXL/$1/target$2"
}

# pulse PID: its state, and how often it got the processor.
pulse() { grep -E '^State|ctxt_switches' "/proc/$1/status" 2>/dev/null | tr '\n' ' '; }

# until_stuck PID: asleep, deaf, and for a second.
until_stuck() {
	beats=0 last=
	for _ in $(seq 1000); do
		usleep 100000
		now=$(pulse "$1")
		if [ "$now" = "$last" ]; then beats=$((beats + 1)); else beats=0; fi
		[ $beats -lt 10 ] || [ "${now#State:?D}" = "$now" ] || return 0
		last=$now
	done
	fail "process $1 does not hang: $now"
}

# The kernel wakes nobody who waits, and QEMU's device answers no driver again that left meanwhile.
test_46_removed_while_sanitized() {
	echo 1 >"$CXL/mem2/security/sanitize" &
	until [ "$(attr mem2 security/state)" = sanitize ]; do
		usleep 10000
	done
	(sleep 1; echo mem2 >/sys/bus/cxl/drivers/cxl_mem/unbind; echo "$(host_of mem2)" >/sys/bus/pci/drivers/cxl_pci/unbind) &
	try timeout 60 cxl wait-sanitize mem2 -t 50000
	[ "$status" = 1 ] || [ "$status" = 3 ] || fail "the wait ended with $status: $(head -n 1 "$NOTES.err")"
	says 'mem2: .*(removed|gone)'
}

# Who deletes a region is killed, while another write and a read of the kernel wait for each other with its lock.
test_28_decoder_names_a_region_that_is_no_more() {
	by_hand decoder0.0 1
	leaked=$r decoder=$(decoder_of mem0 0)
	takes "$leaked" 0 "$decoder"
	bare decoder0.0 1
	sh -c "while :; do echo 1 >$CXL/$r/interleave_ways; done" & writer=$!
	sh -c "while read -r x <$CXL/$r/target0 || :; do :; done" & reader=$!
	until_stuck $writer
	sh -c "echo $leaked >$CXL/decoder0.0/delete_region" & deleter=$!
	until_stuck $deleter
	kill -9 $deleter
	kill -9 $reader $writer
	wait $deleter $reader $writer || :
	[ ! -e "$CXL/$leaked" ] || fail "$leaked is still there"
	same "the region of $decoder" "$(attr "$decoder" region)" "$leaked"
	does cxl list -D -i -d "$decoder"
	same "$decoder's mark" "$(out '.[0].orphan')" true
	does cxl recover --dry-run
	grep -q "mem0: disable and enable it ($decoder names $leaked, which does not exist)" "$NOTES.out" ||
		fail "no remedy for $decoder: $(tr '\n' '|' <"$NOTES.out")"
}

# An oops of the drivers, with their locks held: a poisoned address of a region that lacks its first member.
test_52_kernel_is_stuck_for_good() {
	does cxl create-region -t pmem -d decoder0.1 -m mem1 -s 256M
	by_hand decoder0.2 2
	takes "$r" 1 "$(decoder_of mem1 1)"
	mkdir "$TRACING/instances/$r"
	echo 1 >"$TRACING/instances/$r/events/cxl/cxl_poison/enable"
	sh -c "echo $UNIT >$DEBUG/mem1/inject_poison" & oops=$!
	! wait $oops || fail "the kernel did not break"
	sh -c "echo 1 >$CXL/$r/commit" &
	until_stuck $!
	try cxl list --timeout 3
	same status "$status" 1
	says 'the kernel has not responded for 3 s: .* hangs in '
	says 'without decoders, regions'
	same "its memdevs" "$(out '[.[].memdev] | tostring')" '["mem0","mem1"]'
	try cxl list -vv --timeout 3
	same status "$status" 1
	same "endpoints and their memdevs" "$(out '[.. | objects | select(.endpoint) | .memdev.memdev] | sort | tostring')" \
		'["mem0","mem1"]'
	try cxl list -R --timeout 3
	same status "$status" 1
	[ ! -s "$NOTES.out" ] || fail "regions are listed that nobody can read"
	for command in "destroy-region all -f" "create-region -t pmem -d decoder0.0 -m mem0" "disable-memdev mem0" recover; do
		try cxl $command --timeout 3
		same "status of '$command'" "$status" 1
		says 'the kernel has not responded'
	done
}
