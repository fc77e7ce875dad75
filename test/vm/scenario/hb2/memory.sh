# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The memory of a region: there when --wait says so, online, offline, in use.

MEMORY=/sys/devices/system/memory

# blocks REGION: "NAME STATE ZONE" of each of its memory blocks, by the kernel's own files.
blocks() {
	start=$(number "$1" resource)
	end=$((start + $(number "$1" size)))
	size=$((0x$(cat $MEMORY/block_size_bytes)))
	for b in $MEMORY/memory[0-9]*; do
		at=$((${b##*memory} * size))
		if [ $at -ge $start ] && [ $at -lt $end ]; then
			echo "${b##*/} $(cat $b/state) $(cat $b/valid_zones)"
		fi
	done
}

# are REGION COUNT STATE: it has so many memory blocks, all in that state.
are() {
	same "$1's memory blocks" "$(blocks $1 | wc -l)" $2
	same "$1's memory blocks that are $3" "$(blocks $1 | grep -c " $3 ")" $2
}

policy() { echo "$1" >$MEMORY/auto_online_blocks; }

# node_of REGION
node_of() { cat "$CXL/$1"/dax_region*/dax*/target_node; }

# Every process of the machine has to wait for a processor.
test_wait_under_load() {
	rounds=10
	[ ! -e /test/thorough ] || rounds=200
	policy online_movable
	loads=
	for i in $(seq $(nproc)); do
		while :; do :; done &
		loads="$loads $!"
	done
	for i in $(seq $rounds); do
		creates -t ram -d decoder0.1 -m mem3 --wait=120
		are $r 2 online
		does cxl destroy-region -f $r
	done
	kill $loads
	wait $loads || true
	policy offline
}

test_wait_until_online() {
	policy online_movable
	for i in 1 2 3; do
		creates -t ram -d decoder0.1 -m mem3 --wait=120
		are $r 2 online
		grep -q "$(node_of $r)" /sys/devices/system/node/has_memory || fail "its node has no memory"
		does cxl disable-region $r
		does cxl enable-region --wait=120 $r
		are $r 2 online
		does cxl wait --for=online $r
		does cxl destroy-region -f $r
	done
	policy offline
}

test_wait_until_present() {
	creates -t ram -d decoder0.2 -m mem1 mem3 --wait=120
	are $r 4 offline
	does cxl wait $r
	does cxl wait --for=present $r
	try cxl wait --for=online --timeout 1 $r
	same status $status 4
	says '0 of 4 memory blocks are online \(cxl online-region '
	does cxl destroy-region -f $r
	does cxl wait --for=gone $r
}

# on_terminal COMMAND: runs it there; what it prints is in $NOTES.tty.
on_terminal() { script -qec "$1" /dev/null </dev/null >"$NOTES.tty" 2>&1; }

# Whatever was missing when the command ended, the line that tells names what to do.
test_create_tells_what_is_missing() {
	on_terminal 'cxl create-region -t ram -d decoder0.1 -m mem3' || fail "$(cat "$NOTES.tty")"
	r=$(sed -n 's/.*"region":"\(region[0-9]*\)".*/\1/p' "$NOTES.tty")
	same "lines of what is missing" "$(grep -c 'its memory cannot be used yet' "$NOTES.tty")" 1
	grep -Eq "cxl create-region: $r: its memory cannot be used yet: .* \(.*cxl online-region $r\)" "$NOTES.tty" ||
		fail "$(cat "$NOTES.tty")"
	does cxl destroy-region -f $r
	does modprobe -r kmem
	on_terminal 'cxl create-region -t ram -d decoder0.1 -m mem3' || fail "$(cat "$NOTES.tty")"
	does modprobe kmem
	same "lines of what is missing" "$(grep -c 'its memory cannot be used yet' "$NOTES.tty")" 1
	does cxl destroy-region -f all
	on_terminal 'cxl create-region -t ram -d decoder0.1 -m mem3 --wait=120' || fail "$(cat "$NOTES.tty")"
	! grep 'cannot be used yet' "$NOTES.tty" || fail "it waited"
	does cxl destroy-region -f all
	creates -t ram -d decoder0.1 -m mem3
	! grep 'cannot be used yet' "$NOTES.err" || fail "scripts get what they got"
	does cxl destroy-region -f $r
}

test_wait_is_interrupted() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	cxl wait --for=online --timeout 0 $r &
	waiting=$!
	sleep 1
	does cxl online-region -z movable $r
	wait $waiting || fail "it did not see the memory come online"
	does cxl destroy-region -f $r
}

test_without_kmem() {
	does modprobe -r kmem
	try cxl create-region -t ram -d decoder0.1 -m mem3 --wait=2
	same status $status 4
	says 'dax[0-9.]+ has no driver: kmem is not loaded \(modprobe kmem\)'
	r=$(out .region)
	is_bound $r || fail "it did not stay"
	does modprobe kmem
	does cxl wait $r
	are $r 2 offline
	does cxl destroy-region -f $r
}

# kmem comes, adds the memory and onlines it after the last look at it: the kernel would lose it with the unbind.
test_unbound_while_added() {
	creates -t ram -d decoder0.1 -m mem3
	does cxl disable-region $r
	does modprobe -r kmem
	echo online_movable >$MEMORY/auto_online_blocks
	echo $r >/sys/bus/cxl/drivers/cxl_region/bind
	try stop-at -t 60 -c write -p cxl_region/unbind -x "modprobe kmem; sleep 2; cat $MEMORY/auto_online_blocks" \
		cxl disable-region $r
	same status $status 0
	grep -q -x offline "$NOTES.out" || fail "the policy was not offline"
	! grep -q kmem /proc/iomem || fail "its memory is lost"
	same "the policy" "$(cat $MEMORY/auto_online_blocks)" online_movable
	echo offline >$MEMORY/auto_online_blocks
	does cxl destroy-region $r
}

test_online_and_offline() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does cxl online-region --zone=movable $r
	says 'onlined 1 region$'
	are $r 2 online
	same zones "$(blocks $r | cut -d ' ' -f 3 | sort -u)" Movable
	does cxl online-region $r
	try cxl online-region --zone=kernel $r
	same status $status 1
	says 'is online in zone Movable'
	does cxl offline-region $r
	says 'offlined 1 region$'
	are $r 2 offline
	does cxl offline-region all
	is_bound $r || fail "it has lost its driver"
	does cxl online-region --zone=movable all
	does cxl destroy-region -f $r
}

# pins REGION [bound]: some of its memory stays where it is, until $pin is killed, which is in the cgroup /pin.
pins() {
	: >"$NOTES.pin"
	with_cgroups
	mkdir -p /sys/fs/cgroup/pin
	sh -c 'echo $$ >/sys/fs/cgroup/pin/cgroup.procs; exec pin "$@"' sh "$(node_of $1)" ${2:-} >"$NOTES.pin" &
	pin=$!
	for i in 1 2 3 4 5 6 7 8 9 10; do
		! grep -q pinned "$NOTES.pin" || return 0
		sleep 1
	done
	fail "nothing is pinned"
}

# A process that can use no other node would be ended by the kernel.
test_bound_is_refused() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does cxl online-region --zone=movable $r
	pins $r bound
	refuses 1 cxl offline-region $r
	says "$r: offline its memory: process $pin \(pin\) can use no other NUMA node \(end it, or allow it other nodes\)"
	refuses 1 cxl disable-region -f $r
	says "$r: offline its memory: process $pin \(pin\) can use no other NUMA node"
	refuses 1 cxl set-mode $r devdax
	says "$r: offline its memory: process $pin \(pin\) can use no other NUMA node \(end it, or allow it other nodes\)"
	are $r 2 online
	is_bound $r || fail "it has lost its driver"
	kill $pin
	wait $pin || true
	does cxl offline-region --timeout 120 $r
	does cxl destroy-region -f $r
}

# looks FILTER: what list --memory shows of the region $r, through jq.
looks() { cxl list -R -r $r --memory | jq -c ".[0].memory | $1"; }

test_view() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	node=$(node_of $r)
	same "ready, by the policy" "$(looks '[.ready, .online_memblocks, .total_memblocks, .users]')" '[true,0,2,[]]'
	does cxl online-region --zone=movable $r
	same blocks "$(looks '.blocks[] | "\(.block) \(.online) \(.zone) \(.node)"')" \
		"$(blocks $r | sed "s/^\([^ ]*\) online \(.*\)/\"\1 true \2 $node\"/")"
	same devices "$(looks '[.dax_devices[] | .chardev, .driver, .size, .target_node]')" \
		"[\"$(basename "$CXL/$r"/dax_region*/dax[0-9]*)\",\"kmem\",268435456,$node]"
	same state "$(looks '.dax_devices[0].state // "absent"')" \
		"\"$(cat "$CXL/$r"/dax_region*/dax*/state 2>/dev/null || echo absent)\""
	tier=$(grep -lw $node /sys/devices/virtual/memory_tiering/memory_tier*/nodelist | sed 's/.*memory_tier\([0-9]*\).*/\1/')
	same node "$(looks '[.nodes[] | .node, .has_memory, .memory_tier]')" "[$node,true,$tier]"
	pins $r
	same "a process" "$(looks "[.users[] | select(.pid == $pin) | .use, .device, .name]")" "[\"process\",\"node$node\",\"pin\"]"
	[ "$(looks ".users[] | select(.pid == $pin) | .size")" -ge 32768 ] || fail "8 pages: $(looks .users)"
	kill $pin
	wait $pin || true
	does cxl offline-region --timeout 120 $r
	same "after all of it" "$(looks '[.online_memblocks, .users]')" '[0,[]]'
	does cxl destroy-region -f $r
}

# The kernel would try for as long as the memory is pinned.
test_offline_has_an_end() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does cxl online-region --zone=movable $r
	pins $r
	try cxl offline-region --timeout 4 $r
	same status $status 4
	says 'offline memory[0-9]+: still online after 4 s: memory in it is pinned'
	says "pages in memory[0-9]+ now: .*[0-9]+ anonymous.*; of process $pin \(pin\): 8, cgroup /pin: [0-9]+"
	block=$(sed -n 's/.* offline \(memory[0-9]*\): .*/\1/p' "$NOTES.err")
	are $r 2 online
	same zones "$(blocks $r | cut -d ' ' -f 3 | sort -u)" Movable
	try cxl disable-region --timeout 4 $r
	same status $status 4
	says "offline its memory: the deadline has passed, and memory[0-9]+ is online: memory in it is pinned"
	says "pages in memory[0-9]+ now: .*[0-9]+ anonymous.* process $pin \(pin\)"
	try cxl destroy-region -f --timeout 4 $r
	same status $status 4
	says "pages in memory[0-9]+ now: .*[0-9]+ anonymous.* process $pin \(pin\)"
	is_bound $r || fail "it has lost its driver"
	are $r 2 online
	cxl offline-region --timeout 600 $r &
	hangs=$!
	sleep 4
	kill -TERM $hangs
	before=$(date +%s)
	status=0
	wait $hangs || status=$?
	same status $status 143
	[ $(($(date +%s) - before)) -le 10 ] || fail "SIGTERM took $(($(date +%s) - before)) s"
	are $r 2 online
	# another program that tries the same keeps the kernel busy: no signal would end our wait for it in there
	sh -c "echo offline >$MEMORY/$block/state" &
	other=$!
	sleep 2
	same "the state of $block" "$(cat $MEMORY/$block/state)" going-offline
	try cxl offline-region --timeout 4 $r
	same status $status 4
	cxl offline-region --timeout 600 $r &
	hangs=$!
	sleep 4
	kill -TERM $hangs
	status=0
	wait $hangs || status=$?
	same status $status 143
	kill $other $pin
	wait $pin || true
	wait $other || true
	are $r 2 online
	does cxl offline-region --timeout 120 $r
	are $r 2 offline
	does cxl destroy-region -f $r
}

# A udev rule that does so once is no obstacle; a program that does so without an end is named as one.
test_offline_against_another() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does cxl online-region --zone=movable $r
	puts_online_again
	try slowly cxl offline-region --timeout 120 $r
	same status $status 1
	says 'offline memory[0-9]+: it was put online again \(stop what does that, and try again\)'
	try slowly cxl disable-region --timeout 120 $r
	same status $status 1
	says 'memory[0-9]+ was put online again \(stop what does that, and try again\)'
	is_bound $r || fail "it has lost its driver"
	kill $again
	wait $again || true
	are $r 2 online
	does cxl offline-region $r
	does cxl destroy-region -f $r
}

test_pmem_is_ready() {
	creates -t pmem -d decoder0.0 -m mem0 -s 256M --wait=120
	[ -e "$CXL/$r"/pmem_region*/driver ] || fail "libnvdimm does not have it"
	refuses 2 cxl wait --for=online $r
	does cxl destroy-region -f $r
}

test_device_dax_is_ready() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	dax=$(basename "$CXL/$r"/dax_region*/dax[0-9]*)
	does modprobe device_dax
	echo $dax >/sys/bus/dax/drivers/kmem/unbind
	try cxl wait --timeout 1 $r
	same status $status 4
	says "$dax has no driver"
	echo $dax >/sys/bus/dax/drivers/device_dax/new_id
	does cxl wait $r
	[ -c /dev/$dax ] || fail "there is no /dev/$dax"
	try cxl wait --for=online --timeout 1 $r
	same status $status 4
	says "$dax is bound to device_dax, not to kmem"
	refuses 1 cxl online-region $r
	echo $dax >/sys/bus/dax/drivers/device_dax/unbind
	echo $dax >/sys/bus/dax/drivers/device_dax/remove_id
	does cxl destroy-region -f $r
}
