# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Memory that the kernel onlines by itself, in a zone where its own data may lie: the last scenario, as that may stay.

MEMORY=/sys/devices/system/memory

# zones REGION: "Normal Normal ", of its memory blocks by the kernel's own files.
zones() {
	first=$(($(number "$1" resource) / 0x$(cat $MEMORY/block_size_bytes)))
	for b in $first $((first + 1)); do
		if grep -q online $MEMORY/memory$b/state; then cat $MEMORY/memory$b/valid_zones; else echo offline; fi
	done | tr '\n' ' '
}

# by_policy POLICY DECODER MEMDEV: it is there when --wait says so; and it goes, or what keeps it is named.
by_policy() {
	echo $1 >$MEMORY/auto_online_blocks
	creates -t ram -d $2 -m $3 -s 256M --wait=120
	echo offline >$MEMORY/auto_online_blocks
	before=$(zones $r)
	case $before in
	*offline*) fail "--wait was over before: $before" ;;
	esac
	[ $1 != online_kernel ] || same zones "$before" "Normal Normal "
	try cxl offline-region --timeout 60 $r
	if [ $status = 0 ]; then
		does cxl destroy-region -f $r
		return 0
	fi
	same status $status 1
	touch "$NOTES.stays"
	says 'offline memory[0-9]+: it is in zone Normal, where the kernel keeps its own data \('
	says 'pages in memory[0-9]+ now: .*[0-9]+ kernel'
	same "the zones after that" "$(zones $r)" "$before"
	try cxl set-mode --timeout 60 $r devdax
	same status $status 1
	says 'offline memory[0-9]+: it is in zone Normal, '
	try cxl destroy-region -f --timeout 60 $r
	same status $status 1
	is_bound $r || fail "it has lost its driver"
}

test_zone_by_policy_online() {
	by_policy online decoder0.0 mem1
}

test_zone_by_policy_online_kernel() {
	by_policy online_kernel decoder0.1 mem3
}
