# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# What the memory of a region is used as: system memory, a device node, and what stands in the way.

MEMORY=/sys/devices/system/memory
POLICY=$MEMORY/auto_online_blocks
DRIVERS=/sys/bus/dax/drivers

# zones_of REGION: "Movable", "Normal", "offline" of each of its memory blocks.
zones_of() {
	start=$(number "$1" resource)
	end=$((start + $(number "$1" size)))
	size=$((0x$(cat $MEMORY/block_size_bytes)))
	for b in $MEMORY/memory[0-9]*; do
		at=$((${b##*memory} * size))
		if [ $at -ge $start ] && [ $at -lt $end ]; then
			if grep -q online $b/state; then cat $b/valid_zones; else echo offline; fi
		fi
	done | tr '\n' ' '
}

dax_of() { basename "$CXL/$1"/dax_region*/dax[0-9]*; }
driver_of() { basename "$(readlink "$CXL/$1"/dax_region*/dax[0-9]*/driver)"; }

# is REGION DRIVER ZONES
is() {
	same "$1's driver" "$(driver_of $1)" "$2"
	same "$1's blocks" "$(zones_of $1)" "$3"
}

# A name in the list of a driver would bind the next device of that name.
has_no_name() {
	does cxl disable-region $r
	does cxl enable-region --wait=120 $r
	same "its driver after that" "$(driver_of $r)" kmem
}

test_mode_there_and_back() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	for policy in offline online online_kernel online_movable; do
		echo $policy >$POLICY
		does cxl set-mode $r devdax
		says 'set 1 region to devdax$'
		is $r device_dax ""
		[ -c /dev/$(dax_of $r) ] || fail "there is no device node"
		does cxl wait $r
		does cxl set-mode $r system-ram --no-online
		is $r kmem "offline offline "
		does cxl set-mode $r devdax
		does cxl set-mode $r system-ram --zone=movable
		is $r kmem "Movable Movable "
		does cxl wait --for=online $r
		same "the policy" "$(cat $POLICY)" $policy
	done
	echo offline >$POLICY
	does cxl set-mode $r devdax
	does cxl set-mode $r system-ram
	is $r kmem "Movable Movable "
	does cxl set-mode $r system-ram --no-online
	is $r kmem "offline offline "
	has_no_name
	does cxl destroy-region -f $r
}

test_mode_by_steps() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does cxl set-mode $r devdax --dry-run
	same "the steps" "$(cut -d ' ' -f 1-2 "$NOTES.out" | tr '\n' ' ')" "1. $(dax_of $r): 2. $(dax_of $r): "
	is $r kmem "offline offline "
	does cxl destroy-region -f $r
}

# Another tool leaves the name of the device in the list of device_dax.
test_mode_forgets_a_name() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does modprobe device_dax
	dax_of $r >$DRIVERS/kmem/unbind
	dax_of $r >$DRIVERS/device_dax/new_id
	same "its driver" "$(driver_of $r)" device_dax
	does cxl set-mode $r system-ram --zone=movable
	is $r kmem "Movable Movable "
	has_no_name
	does cxl destroy-region -f $r
}

test_mode_while_open() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does cxl set-mode $r devdax
	sleep 1000 3</dev/$(dax_of $r) &
	sleeper=$!
	try cxl set-mode $r system-ram
	same status $status 1
	says "in use: $(dax_of $r) is open in process $sleeper \(sleep\)"
	is $r device_dax ""
	kill $sleeper
	wait $sleeper || true
	does cxl set-mode $r system-ram --zone=movable
	is $r kmem "Movable Movable "
	does cxl destroy-region -f $r
}

test_mode_while_pinned() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does cxl online-region --zone=movable $r
	pin "$(cat "$CXL/$r"/dax_region*/dax*/target_node)" >"$NOTES.pin" &
	pin=$!
	until grep -q pinned "$NOTES.pin"; do sleep 1; done
	try cxl set-mode --timeout 4 $r devdax
	same status $status 4
	says 'offline memory[0-9]+: '
	says "pages in memory[0-9]+ now: .*[0-9]+ anonymous.* process $pin \(pin\)"
	is $r kmem "Movable Movable "
	kill $pin
	wait $pin || true
	does cxl set-mode --timeout 120 $r devdax
	is $r device_dax ""
	does cxl destroy-region -f $r
}

# Linux has the driver since 7.1. What it is for, a file system, is in no package.
test_mode_famfs() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does cxl online-region --zone=movable $r
	if [ -z "$(find /lib/modules/ -name 'fsdev_dax.ko*')" ]; then
		try cxl set-mode $r famfs
		same status $status 1
		says 'the driver fsdev_dax is not loaded'
		is $r kmem "Movable Movable "
		does cxl destroy-region -f $r
		return 0
	fi
	does cxl set-mode $r famfs
	is $r fsdev_dax ""
	[ -c /dev/$(dax_of $r) ] || fail "there is no device node"
	sleep 1000 3</dev/$(dax_of $r) &
	sleeper=$!
	refuses 1 cxl set-mode $r system-ram
	says "in use: $(dax_of $r) is open in process $sleeper \(sleep\)"
	kill $sleeper
	wait $sleeper || true
	does cxl set-mode $r devdax
	is $r device_dax ""
	does cxl set-mode $r famfs
	does cxl set-mode $r system-ram --zone=movable
	is $r kmem "Movable Movable "
	has_no_name
	does cxl destroy-region -f $r
}

test_mode_without_driver() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does cxl disable-region -f $r
	try cxl set-mode $r devdax
	same status $status 1
	says 'region[0-9]+: '
	does cxl destroy-region $r
}

# Whatever write it is killed before, the next command restores the policy, and the mode can be set.
test_mode_killed() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does cxl set-mode $r devdax
	echo online_kernel >$POLICY
	stops=0
	for n in $(seq 40); do
		strace -f -o /tmp/killed -e trace=write -e inject=write:signal=KILL:when=$n \
			cxl set-mode --timeout 0 --zone=movable $r system-ram >/dev/null 2>&1 && break
		stops=$n
		does cxl recover
		same "the policy after write $n" "$(cat $POLICY)" online_kernel
		does cxl set-mode $r devdax
	done
	[ $stops -ge 3 ] || fail "it was killed $stops times only"
	echo offline >$POLICY
	does cxl set-mode $r system-ram --zone=movable
	is $r kmem "Movable Movable "
	does cxl destroy-region -f $r
}

test_mode_from_the_start() {
	for policy in offline online online_kernel online_movable; do
		echo $policy >$POLICY
		creates -t ram -d decoder0.1 -m mem3 --mode=devdax
		is $r device_dax ""
		does cxl destroy-region -f $r
		creates -t ram -d decoder0.1 -m mem3 --no-online
		is $r kmem "offline offline "
		does cxl destroy-region -f $r
		creates -t ram -d decoder0.1 -m mem3 --zone=movable
		is $r kmem "Movable Movable "
		does cxl destroy-region -f $r
		same "the policy" "$(cat $POLICY)" $policy
	done
	echo offline >$POLICY
}

# kmem is linked before it adds memory, and onlines it last: memory that is online when kmem leaves is lost.
test_mode_while_added() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	echo online_movable >$POLICY
	for delay in 00 02 04 06 08 10 12 14 16 18 20 22; do
		does cxl disable-region $r
		(sleep 0.$delay && echo $r >/sys/bus/cxl/drivers/cxl_region/bind) &
		does cxl disable-region $r
		wait
		! grep -q kmem /proc/iomem || does cxl wait --for=online $r
	done
	does cxl set-mode $r system-ram --no-online
	is $r kmem "offline offline "
	echo offline >$POLICY
	does cxl destroy-region -f $r
}

state_of() { cat "$CXL/$1"/dax_region*/dax*/state; }

# Linux 7.3 changes all blocks at once: so nobody can put one online again in between.
test_mode_by_state() {
	creates -t ram -d decoder0.1 -m mem3 --zone=movable
	if ! state_of $r >/dev/null 2>&1; then
		does cxl destroy-region -f $r
		return 0
	fi
	same "the state" "$(state_of $r)" online_movable
	strace -f -e trace=write -o /tmp/writes cxl set-mode $r devdax >/dev/null 2>&1 || fail "it failed"
	grep -q '"unplugged"' /tmp/writes || fail "it did not unplug the memory"
	does cxl set-mode $r system-ram --no-online
	does cxl set-mode $r system-ram --zone=movable
	same "the state" "$(state_of $r)" online_movable
	# one block by hand: the state is that of no block any more
	does cxl offline-region $r
	does cxl set-mode $r system-ram --zone=movable
	is $r kmem "Movable Movable "
	same "the state" "$(state_of $r)" online_movable
	puts_online_again
	does slowly cxl set-mode --timeout 120 $r devdax
	is $r device_dax ""
	kill $again
	wait $again || true
	does cxl destroy-region -f $r
}

# Before 7.3 it cannot be had while another program puts each block online again: a message, and no end of it.
test_mode_against_another() {
	creates -t ram -d decoder0.1 -m mem3 --zone=movable
	! state_of $r >/dev/null 2>&1 || { does cxl destroy-region -f $r; return 0; }
	puts_online_again
	try slowly cxl set-mode --timeout 120 $r devdax
	same status $status 1
	says 'it was put online again \(stop what does that, and try again\)'
	kill $again
	wait $again || true
	is $r kmem "Movable Movable "
	does cxl set-mode $r devdax
	does cxl destroy-region -f $r
}

# A kernel that has the driver creates the region.
test_mode_that_fails_from_the_start() {
	everything >"$NOTES.before_mode"
	try cxl create-region -t ram -d decoder0.1 -m mem3 --mode=famfs
	if [ $status = 0 ]; then
		does cxl destroy-region -f all
	else
		says 'bind dax[0-9.]+: '
	fi
	everything >"$NOTES.after_mode"
	cmp -s "$NOTES.before_mode" "$NOTES.after_mode" || fail "left:$(changes "$NOTES.before_mode" "$NOTES.after_mode")"
}
