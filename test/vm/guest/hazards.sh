# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2034
# The bugs of Documentation/kernel-hazards.md, provoked by hand: hazard_N ends with "has" or "has_not", or the machine dies.

UNIT=$((256 * MiB))
ROOT=decoder0.2	# a window over both bridges, for mem0 and mem2, which are persistent; on "broken" mem1 is, too
ROUNDS=100	# of assemblies
LIMIT=30	# seconds in which a collision has to come about

has() { echo "hazard has: $*"; exit 0; }
has_not() { echo "hazard has-not: $*"; exit 0; }
cannot() { echo "hazard unknown: $*"; exit 0; }

seconds() { cut -d. -f1 /proc/uptime; }

# region WAYS: one of so many UNITs without targets; in $r.
region() {
	r=$(cat "$CXL/$ROOT/create_pmem_region")
	echo "$r" >"$CXL/$ROOT/create_pmem_region"
	cat /proc/sys/kernel/random/uuid >"$CXL/$r/uuid"
	cat "$CXL/$ROOT/interleave_granularity" >"$CXL/$r/interleave_granularity"
	echo "$1" >"$CXL/$r/interleave_ways"
	echo $(($1 * UNIT)) >"$CXL/$r/size"
}

# allocate MEMDEV: UNIT of its DPA; prints the decoder.
allocate() {
	d=$(decoder_of "$1" 0)
	echo pmem >"$CXL/$d/mode"
	echo $UNIT >"$CXL/$d/dpa_size"
	echo "$d"
}

# whole: a region over mem0 and mem2, committed; in $r.
whole() {
	region 2
	allocate mem0 >"$CXL/$r/target0"
	allocate mem2 >"$CXL/$r/target1"
	echo 1 >"$CXL/$r/commit"
	echo "$r" >/sys/bus/cxl/drivers/cxl_region/bind
}

cycle() { echo "$1" >/sys/bus/cxl/drivers/cxl_mem/unbind; usleep 20000; echo "$1" >/sys/bus/cxl/drivers/cxl_mem/bind; }

# stays PID: it sleeps, and has not been scheduled for two seconds.
stays() {
	before=$(grep -E '^State|ctxt' "/proc/$1/status" 2>/dev/null) || return 1
	sleep 2
	[ "$before" = "$(grep -E '^State|ctxt' "/proc/$1/status" 2>/dev/null)" ] && echo "$before" | grep -q '^State:.[DS]'
}

# until_stays PID: within LIMIT.
until_stays() {
	end=$(($(seconds) + LIMIT))
	while [ "$(seconds)" -lt $end ] && [ -e "/proc/$1" ]; do
		! stays "$1" || return 0
		echo job-progress
	done
	return 1
}

# a writer of interleave_ways and a reader of target0 wait for each other; in $writer and $reader.
block_region() {
	sh -c "while :; do echo 1 >$CXL/$1/interleave_ways; done" & writer=$!
	sh -c "while read -r x <$CXL/$1/target0 || :; do :; done" & reader=$!
}

bare() {
	r=$(cat "$CXL/$ROOT/create_pmem_region")
	echo "$r" >"$CXL/$ROOT/create_pmem_region"
	echo 1 >"$CXL/$r/interleave_ways"
}

hazard_1() {
	ROOT=decoder0.0
	bare
	block_region "$r"
	! until_stays $writer || has "a write of interleave_ways and a read of target0 wait for each other"
	has_not "no collision in $LIMIT seconds"
}

# loses_readers ROUND: what stays waits for them, if it ends with them.
loses_readers() {
	# shellcheck disable=SC2086 # a list of words
	kill -9 $readers
	sleep 5
	[ ! -e "/proc/$writer" ] || cannot "in round $1 a probe does not end, and not for want of a reader"
	has "a probe and a reader wait for each other, in round $1"
}

# The mock's firmware region, again and again: its members go, and the kernel finds their decoders committed.
hazard_2() {
	driver=/sys/bus/platform/drivers/cxl_mock_mem
	window=$(dirname "$(readlink -f "$CXL/region0")")
	echo 1 >/sys/bus/platform/devices/cxl_acpi.0/decoder_reset_preserve_registry
	readers=
	for f in commit interleave_ways size target0; do
		(while :; do read -r x <"$CXL/region0/$f"; done) 2>/dev/null & readers="$readers $!"
	done
	for n in $(seq "$ROUNDS"); do
		for m in cxl_mem.0 cxl_mem.4; do echo $m >$driver/unbind; done
		for r in $(regions); do echo "$r" >"$window/delete_region"; done 2>/dev/null
		sh -c "echo cxl_mem.0 >$driver/bind; echo cxl_mem.4 >$driver/bind; echo 1 >/sys/bus/cxl/flush" & writer=$!
		for _ in $(seq 20); do
			[ -e "/proc/$writer" ] || break
			usleep 100000
		done
		[ ! -e "/proc/$writer" ] || ! until_stays $writer || loses_readers "$n"
		wait $writer
		echo job-progress
	done
	has_not "no collision in $ROUNDS assemblies"
}

hazard_3() {
	sh -c "while :; do echo 0x1000 >$DEBUG/mem0/inject_poison; echo 0x1000 >$DEBUG/mem0/clear_poison; done" 2>/dev/null &
	(while :; do cycle mem0; done) 2>/dev/null & writer=$!
	! until_stays $writer || has "an unbind and a write of inject_poison wait for each other"
	has_not "no collision in $LIMIT seconds"
}

hazard_4() {
	ROOT=decoder0.0
	region 1
	leaked=$r
	d=$(allocate mem0)
	echo "$d" >"$CXL/$r/target0"
	bare
	block_region "$r"
	until_stays $writer || cannot "nothing holds the lock of the regions, which a delete has to wait for"
	sh -c "echo $leaked >$CXL/$ROOT/delete_region" & deleter=$!
	until_stays $deleter || cannot "the delete does not wait"
	kill -9 $deleter $reader $writer
	wait $deleter $reader $writer
	[ ! -e "$CXL/$leaked" ] || has_not "$leaked is still there"
	[ "$(attr "$d" region)" = "$leaked" ] || has_not "$d has let go of $leaked"
	has "$d names $leaked, which does not exist"
}

hazard_5() {
	d=$(decoder_of mem0 0)
	(while :; do cycle mem0; done) 2>/dev/null &
	end=$(($(seconds) + LIMIT))
	while [ "$(seconds)" -lt $end ]; do
		for f in "$CXL"/decoder*/dpa_size; do
			echo $UNIT >"$f"
			echo 0 >"$f"
		done 2>/dev/null
	done
	has_not "no crash in $LIMIT seconds"
}

hazard_6() {
	for _ in 1 2 3 4 5; do
		whole
		[ -e "$DEBUG/$r/inject_poison" ] || has_not "regions have no poison files"
		for _ in 1 2; do
			sh -c "while echo 0x1000 >$DEBUG/$r/inject_poison; do echo 0x1000 >$DEBUG/$r/clear_poison; done" 2>/dev/null &
		done
		sleep 1
		echo mem0 >/sys/bus/cxl/drivers/cxl_mem/unbind
		sleep 1
		echo "$r" >"$CXL/$ROOT/delete_region"
		echo 0 >"$CXL/$(decoder_of mem2 0)/dpa_size"
		echo mem0 >/sys/bus/cxl/drivers/cxl_mem/bind
		echo job-progress
	done
	has_not "no crash when a member left, five times"
}

# A trace event looks for a region only where the memdev has a committed decoder: there is one below that of the region.
hazard_7() {
	cxl create-region -t pmem -d decoder0.1 -m mem1 -s 512M
	region 2
	d=$(decoder_of mem1 1)
	echo pmem >"$CXL/$d/mode"
	echo $UNIT >"$CXL/$d/dpa_size"
	echo "$d" >"$CXL/$r/target1"
	mkdir "$TRACING/instances/hazard"
	echo 1 >"$TRACING/instances/hazard/events/cxl/cxl_poison/enable"
	[ -e "$DEBUG/mem1/inject_poison" ] || cannot "there is no poison file"
	echo $UNIT >"$DEBUG/mem1/inject_poison"
	sleep 2
	has_not "no crash from a trace event"
}

# volatile: a region of ram over mem1 and mem3 with its memory online; in $r, its node in $node.
volatile() {
	r=$(cxl create-region -t ram -d $ROOT -m mem1 mem3 --wait 2>"$NOTES.volatile" | jq -r .region)
	[ -n "$r" ] || cannot "there is no region of ram: $(tail -n 1 "$NOTES.volatile")"
	cxl online-region --zone=movable "$r" 2>/dev/null
	node=$(cat "$CXL/$r"/dax_region*/dax*/target_node)
}

hazard_8() {
	volatile
	echo mem1 >/sys/bus/cxl/drivers/cxl_mem/unbind || has_not "the unbind was refused"
	has "memory that is online was unbound"
}

hazard_9() {
	region 2
	d=$(allocate mem0)
	e=$(allocate mem2)
	echo "$d" >"$CXL/$r/target0"
	! echo "$d" >"$CXL/$r/target0" 2>/dev/null || has_not "the second write succeeds"
	echo "$e" >"$CXL/$r/target1" 2>/dev/null || has "after the same target twice, $r accepts no other"
	has_not "$r accepts the other member"
}

# The decoder is looked up by its name; its endpoint leaves while the write waits for the lock.
hazard_10() {
	region 2
	d=$(allocate mem0)
	(while :; do cycle mem0; done) 2>/dev/null &
	for _ in 1 2; do
		(while :; do cat "$CXL/$r"/*; done) >/dev/null 2>&1 &
	done
	end=$(($(seconds) + 2 * LIMIT))
	while [ "$(seconds)" -lt $end ]; do
		[ -e "$CXL/$d" ] || d=$(decoder_of mem0 0)
		echo pmem >"$CXL/$d/mode"
		echo $UNIT >"$CXL/$d/dpa_size"
		echo "$d" >"$CXL/$r/target0"
		echo >"$CXL/$r/target0"
	done 2>/dev/null
	has_not "no crash in $((2 * LIMIT)) seconds"
}

hazard_11() {
	whole
	set -- /sys/bus/edac/devices/cxl_region*/scrub0
	[ -e "$1" ] || cannot "the kernel shows no scrub files of a region"
	(while :; do cat "$1"/* >/dev/null; done) 2>/dev/null &
	sleep 1
	echo mem0 >/sys/bus/cxl/drivers/cxl_mem/unbind
	sleep 5
	has_not "no crash when the first target left"
}

hazard_12() {
	volatile
	pin "$node" >"$NOTES.pin" &
	until grep -q pinned "$NOTES.pin"; do usleep 100000; done
	for block in /sys/devices/system/memory/memory*; do
		[ -e "$block/node$node" ] || continue
		sh -c "echo offline >$block/state" 2>/dev/null & writer=$!
		sleep 8
		[ ! -e "/proc/$writer" ] || ! grep -q '^State:.R' "/proc/$writer/status" ||
			has "a write of offline to ${block##*/} goes on while a page is pinned"
	done
	has_not "each write of offline ended"
}

# The kernel does not kill what watches. The processes in $node would fit into the rest of the machine.
hazard_13() {
	volatile
	echo -1000 >/proc/self/oom_score_adj
	for _ in 1 2; do
		(echo 0 >/proc/self/oom_score_adj; exec bound "$node" 8) >>"$NOTES.bound" &
	done
	until [ "$(grep -c bound "$NOTES.bound")" = 2 ]; do usleep 100000; done
	for block in /sys/devices/system/memory/memory*; do
		[ -e "$block/node$node" ] || continue
		timeout 20 sh -c "echo offline >$block/state" 2>/dev/null
		echo job-progress
	done
	! dmesg | grep -q 'Out of memory\|oom-kill:\|oom_reaper' || has "the OOM killer ended $(dmesg | grep -c 'Killed process') processes"
	has_not "no process was ended"
}
