# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2034
# The bugs of Documentation/kernel-hazards.md, provoked by hand: hazard_N ends with "has" or "has_not", or the machine dies.

UNIT=$((256 * MiB))
ROOT=decoder0.2	# a window over both bridges, for mem0 and mem2, which are persistent; on "broken" mem1 is, too
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
	cxl create-region -t pmem -d decoder0.1 -m mem1 -s 256M
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
	r=$(cxl create-region -t ram -d $ROOT -m mem1 mem3 --wait 2>/dev/null | jq -r .region)
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
