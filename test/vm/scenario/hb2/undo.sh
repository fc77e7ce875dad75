# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086,SC2012
# What is begun is finished or taken back: refused halfway, out of order, or stopped by a signal.

# The kernel refuses the uuid when the region is there already: it must go again.
test_uuid_of_another() {
	uuid=5f64c8c8-2c1f-4f0e-8d0c-0d7b5d9f4a11
	creates -t pmem -d decoder0.0 -m mem0 -s 256M -U $uuid
	refuses 1 cxl create-region -t pmem -d decoder0.1 -m mem2 -U $uuid
	says 'uuid'
	does cxl destroy-region -f $r
}

# by_hand WINDOW MEMDEV: a ram region as far as its target; 0 if the kernel takes that.
by_hand() {
	decoder=$(cd "$CXL" && ls -d decoder*.0 | while read -r d; do
		[ ! -e "$d/dpa_size" ] || [ "$(basename "$(readlink -f "$(readlink -f "$d")/../uport")")" != "$2" ] || echo "$d"
	done)
	region=$(cat "$CXL/$1/create_ram_region")
	echo "$region" >"$CXL/$1/create_ram_region"
	echo 256 >"$CXL/$region/interleave_granularity"
	echo 1 >"$CXL/$region/interleave_ways"
	echo $((256 * MiB)) >"$CXL/$region/size"
	echo ram >"$CXL/$decoder/mode"
	echo $((256 * MiB)) >"$CXL/$decoder/dpa_size"
	taken=0
	echo "$decoder" >"$CXL/$region/target0" || taken=1
	echo >"$CXL/$region/target0" || :
	echo "$region" >"$CXL/$1/delete_region"
	echo 0 >"$CXL/$decoder/dpa_size"
	return $taken
}

# A port takes regions only in the order of their addresses: the kernel says so late, we say so early.
test_below_what_the_port_decodes() {
	by_hand decoder0.0 mem1 || fail "the kernel does not take a region that it should"
	creates -t pmem -d decoder0.2 -m mem0 mem2
	! by_hand decoder0.0 mem1 || fail "the kernel takes what we refuse"
	refuses 1 cxl create-region -t ram -d decoder0.0 -m mem1
	says "ascending order.*$r"
	creates -t ram -d decoder0.2 -w 2 -s 512M
	does cxl destroy-region -f all
}

# Whenever the signal comes: a whole region, or none and nothing of it.
test_stopped_by_a_signal() {
	everything >"$NOTES.idle"
	for signal in TERM HUP; do
		for ms in $(seq -w 10 45); do
			cxl create-region -t ram -d decoder0.2 -w 2 >"$NOTES.out" 2>"$NOTES.err" &
			creator=$!
			sleep 0.0$ms
			kill -$signal $creator 2>/dev/null || :
			status=0
			wait $creator || status=$?
			echo "$signal after $ms ms: $status: $(head -n 1 "$NOTES.err")"
			[ "$status" != 0 ] || does cxl destroy-region -f all
			everything >"$NOTES.now"
			cmp -s "$NOTES.idle" "$NOTES.now" ||
				fail "$signal after $ms ms left$(changes "$NOTES.idle" "$NOTES.now")"
		done
	done
}

# A signal when the window is let go comes too late: the region is there, and the status says so.
test_stopped_when_all_is_done() {
	for signal in TERM HUP INT QUIT; do
		stop-at -c close -p /delete_region -a -x "kill -$signal \$TRACED" \
			cxl create-region -t ram -d decoder0.2 -w 2 >"$NOTES.out" 2>"$NOTES.err" ||
			fail "$signal after \"$(cat "$NOTES.err")\": $?"
		does cxl destroy-region -f all
	done
}

# blocks REGION: the memory blocks in it.
blocks() {
	size=$((0x$(cat /sys/devices/system/memory/block_size_bytes)))
	first=$(($(number "$1" resource) / size))
	last=$((($(number "$1" resource) + $(number "$1" size)) / size - 1))
	seq $first $last
}

# Memory that is online is taken offline before its region goes.
test_online_memory() {
	creates -t ram -d decoder0.1 -m mem3
	sleep 2
	block=$(blocks $r | head -n 1)
	state=/sys/devices/system/memory/memory$block/state
	[ -e $state ] || { echo "no memory block: no kmem here"; does cxl destroy-region -f $r; return; }
	echo online_movable >$state
	refuses 1 cxl inject-poison $r -o 0
	says "memory$block is online"
	refuses 1 cxl destroy-region $r
	does cxl destroy-region -f $r
	same regions "$(regions)" ""
}
