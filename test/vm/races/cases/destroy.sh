# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC1091,SC2012,SC2015,SC2016,SC2034,SC2046,SC2086,SC2153,SC2154
# Races of the catalogue (Documentation/races.md) that the end of a region meets.
. /test/races.sh

# writes: how many a destroy makes.
writes() {
	does cxl create-region $X2 >&2
	count -c write -p /sys/ cxl destroy-region -f all
	cat "$NOTES.calls" >&2
}

test_23_two_destroyers() {
	idle
	for n in $(rounds 6); do
		creates $X2
		timeout $LIMIT cxl destroy-region -f $r >"$NOTES.1" 2>&1 &
		one=$!
		timeout $LIMIT cxl destroy-region -f $r >"$NOTES.2" 2>&1 &
		two=$!
		a=0 b=0
		wait $one || a=$?
		wait $two || b=$?
		cat "$NOTES.1" "$NOTES.2"
		case $a$b in
		00 | 01 | 10 | 03 | 30) ;;
		*) fail "$a: $(cat "$NOTES.1"); $b: $(cat "$NOTES.2")" ;;
		esac
		still_idle
	done
}

# The other one is done at once, wherever this one stands.
test_23_another_destroys_it_meanwhile() {
	idle
	for n in $(points "$(writes)" 8); do
		creates $X2
		at -c write -p /sys/ -n $n -x "timeout 2 cxl destroy-region -f $r >/tmp/other 2>&1 || :" cxl destroy-region -f $r
		ended 0,1,3
		still_idle "another at write $n"
	done
}

test_24_member_leaves_while_it_is_destroyed() {
	idle
	total=$(writes)
	for who in $A $B; do
		for n in $(points $total 10); do
			creates $X2
			at -c write -p /sys/ -n $n -x "$(meanwhile leave $who)" cxl destroy-region -f $r
			ended 0
			still_idle "$who leaves before write $n"
		done
	done
}

# It has left before: the region is still destroyed, and what its sibling held is free.
test_24_member_has_left_before() {
	idle
	for who in $A $B; do
		creates $X2
		pull $who
		does timeout $LIMIT cxl list -R -i
		same "it is still listed" "$(out "map(.region) | join(\" \")")" $r
		does timeout $LIMIT cxl destroy-region -f $r
		same regions "$(regions)" ""
		still_idle "$who has left"
	done
}

# Another program deletes it and makes another of that name: that one stays.
test_25_name_belongs_to_another() {
	idle
	creates $X2
	does cxl disable-region $r
	at -c lock -p delete_region -x "$(meanwhile "delete_by_hand $W2 $r; by_hand $W2 $r")" cxl destroy-region $r
	same "the other's region" "$(regions)" "$r "
	delete_by_hand $W2 $r
	does timeout $LIMIT cxl recover
	still_idle
}

# The same between the last look and the write: the kernel deletes what has the name, and that is said.
test_25_name_belongs_to_another_at_the_last_moment() {
	idle
	creates $X2
	at -c write -p delete_region -x "$(meanwhile "delete_by_hand $W2 $r; by_hand $W2 $r")" cxl destroy-region -f $r
	ended 1
	speaks_once "$r was replaced"
	says "$r: delete: another program.* of that name"
	does timeout $LIMIT cxl recover
	still_idle
}

# online_block REGION: one block of its memory, online; empty when there is none.
online_block() {
	size=$((0x$(cat /sys/devices/system/memory/block_size_bytes)))
	block=/sys/devices/system/memory/memory$(($(number "$1" resource) / size))
	for try in $(seq 30); do
		[ ! -e $block/state ] || break
		usleep 100000
	done
	[ -e $block/state ] || fail "no memory block of $1"
	echo online_movable >$block/state
}

# The kernel loses what is online when its driver is unbound.
nothing_lost() { ! grep -q kmem /proc/iomem || fail "memory is lost: $(grep kmem /proc/iomem)"; }

# Offlined, and at once onlined again, by a rule that does so once: it is offlined again before the unbinding.
test_29_memory_comes_online_again() {
	! is_mock || return 0
	idle
	creates $X2
	online_block $r
	at -c write -p memory -a -x "echo online_movable >$block/state" cxl destroy-region -f $r
	ended 0
	nothing_lost
	still_idle
}

test_30_memory_cannot_go_offline() {
	! is_mock || return 0
	idle
	creates $X2
	online_block $r
	for error in $EBUSY $EINTR; do
		at -c write -p memory -n 1- -e $error cxl destroy-region -f $r
		ended 1
		says "offline"
		is_bound $r || fail "its driver is gone"
		same state "$(cat $block/state)" online
	done
	at -c write -p memory -n 1-3 -e $EBUSY cxl destroy-region -f $r
	ended 0
	still_idle
}

# Online again after it was looked at: with -f, too, it is taken offline before the driver goes. If not, its addresses
# were lost until the next boot, and the next region would get others.
test_29_memory_comes_online_after_the_look() {
	! is_mock || return 0
	idle
	creates $X2
	address=$(number $r resource)
	online_block $r
	at -c open -p nd/devices/region -x "echo online_movable >$block/state" cxl disable-region -f $r
	ended 0
	same state "$(cat $block/state 2>/dev/null)" ""
	does timeout $LIMIT cxl destroy-region $r
	creates $X2
	same address "$(number $r resource)" "$address"
	destroys
	still_idle
}

# Whatever goes online behind our back is offlined again: the kernel would die if the memdev went first.
test_32_memory_comes_online_by_itself() {
	! is_mock || return 0
	idle
	creates $X2
	online_block $r
	refuses 1 cxl disable-memdev $B
	at -c write -p memory -a -x "echo online_movable >$block/state" cxl disable-memdev -f $B
	ended 0
	nothing_lost
	does timeout $LIMIT cxl enable-memdev $B
	does timeout $LIMIT cxl destroy-region -f $r
	still_idle
}

# namespace REGION: a pmem disk over all of it, in $disk.
namespace() {
	nd=/sys/bus/nd/devices
	for try in $(seq 30); do
		n=$(cd $nd && ls -d namespace* 2>/dev/null | head -n 1) || :
		[ -z "$n" ] || break
		usleep 100000
	done
	[ -n "$n" ] || fail "no namespace"
	cat /proc/sys/kernel/random/uuid >$nd/$n/uuid
	cat "$CXL/$1/size" >$nd/$n/size
	echo $n >/sys/bus/nd/drivers/nd_pmem/bind
	disk=/dev/$(ls $nd/$n/block)
}

test_31_region_carries_a_disk_in_use() {
	! is_mock || return 0	# there is no memory behind it
	idle
	creates $ROOMY
	namespace $r
	mkswap $disk
	swapon $disk
	refuses 1 cxl disable-region $r
	says "swap"
	refuses 1 cxl destroy-region -f $r
	says "swap"
	swapoff $disk
	for how in disable-region "destroy-region -f"; do
		at -c open -p proc/swaps -x "swapon $disk" cxl $how $r
		ended 1
		says "swap"
		is_bound $r || fail "its driver is gone"
		swapoff $disk
	done
	echo $n >/sys/bus/nd/drivers/nd_pmem/unbind
	echo 0 >$nd/$n/size
	does timeout $LIMIT cxl destroy-region -f $r
	still_idle
}
