# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# A memdev that is taken out of use: its regions, their memory, and what holds it.
. /test/emulator.sh

MEMORY=/sys/devices/system/memory

# blocks_of REGION: "memory33 Movable" of each of its memory blocks that is online.
blocks_of() {
	start=$(number "$1" resource)
	end=$((start + $(number "$1" size)))
	size=$((0x$(cat $MEMORY/block_size_bytes)))
	for b in $MEMORY/memory[0-9]*; do
		at=$((${b##*memory} * size))
		[ $at -lt $start ] || [ $at -ge $end ] || ! grep -q online $b/state ||
			echo ${b##*/} $(cat $b/valid_zones)
	done
}

test_removal_of_used_memory() {
	creates -t ram -d decoder0.1 -m mem3 --zone=movable
	everything >"$NOTES.before_plan"
	does cxl prepare-removal --dry-run mem3
	says "$r: it was created as: cxl create-region -t ram -d decoder0.1 -w 1 -g [0-9]+ -s 268435456 --mode=system-ram --zone=movable -m serial:0x1004$"
	same "the number of steps" "$(wc -l <"$NOTES.out")" 3
	everything >"$NOTES.after_plan"
	cmp -s "$NOTES.before_plan" "$NOTES.after_plan" || fail "--dry-run changed:$(changes "$NOTES.before_plan" "$NOTES.after_plan")"
	does cxl prepare-removal mem3
	says 'prepared 1 mem$'
	same regions "$(regions)" ""
	! is_bound mem3 || fail "it is still bound"
	does cxl prepare-removal mem3
	does cxl enable-memdev mem3
	creates -t ram -d decoder0.1 -m mem3
	does cxl destroy-region -f $r
}

# What holds the memory of the lower region: the upper one, which was disabled first, is as it was.
test_removal_that_fails() {
	creates -t ram -d decoder0.0 -m mem1 -s 256M --zone=movable
	pinned=$r
	creates -t ram -d decoder0.0 -m mem1 -s 256M --mode=devdax || return 0
	upper=$r
	blocks_of $pinned >"$NOTES.blocks"
	pin "$(cat "$CXL/$pinned"/dax_region*/dax*/target_node)" >"$NOTES.pin" &
	pin=$!
	until grep -q pinned "$NOTES.pin"; do sleep 1; done
	try cxl prepare-removal --timeout 4 mem1
	same status $status 4
	says "$pinned: "
	is_bound $pinned && is_bound $upper && is_bound mem1 || fail "something has lost its driver"
	same "its driver" "$(basename "$(readlink "$CXL/$upper"/dax_region*/dax[0-9]*/driver)")" device_dax
	blocks_of $pinned | cmp -s - "$NOTES.blocks" || fail "its memory is not online as it was"
	kill $pin
	wait $pin || true
	sleep 1000 3</dev/"$(basename "$CXL/$upper"/dax_region*/dax[0-9]*)" &
	sleeper=$!
	try cxl prepare-removal mem1
	same status $status 1
	says "$upper: disable: in use: dax[0-9.]+ is open in process $sleeper \(sleep\)"
	is_bound $pinned && is_bound $upper || fail "something has lost its driver"
	kill $sleeper
	wait $sleeper || true
	does cxl prepare-removal --timeout 120 mem1
	same regions "$(regions)" ""
	does cxl enable-memdev mem1
}

# A process that can use no other node would be ended by the kernel.
test_removal_of_what_a_process_needs() {
	creates -t ram -d decoder0.1 -m mem3 --zone=movable --wait=60
	pin "$(cat "$CXL/$r"/dax_region*/dax*/target_node)" bound >"$NOTES.pin" &
	pin=$!
	until grep -q pinned "$NOTES.pin"; do sleep 1; done
	everything >"$NOTES.before_try"
	try cxl prepare-removal mem3
	same status $status 1
	says "$r: .*process $pin \(pin\) can use no other NUMA node"
	everything >"$NOTES.after_try"
	cmp -s "$NOTES.before_try" "$NOTES.after_try" || fail "it changed:$(changes "$NOTES.before_try" "$NOTES.after_try")"
	kill $pin
	wait $pin || true
	does cxl prepare-removal --timeout 120 mem3
	does cxl enable-memdev mem3
}

# Whatever write it is killed before, the same command completes the work after cxl recover.
test_removal_killed() {
	step=3 stops=0
	[ ! -e /test/thorough ] || step=1
	echo online_movable >$MEMORY/auto_online_blocks
	for n in $(seq 1 $step 60); do
		[ -n "$(regions)" ] || creates -t ram -d decoder0.1 -m mem3 --wait=60
		strace -f -o /tmp/killed -e trace=write -e inject=write:signal=KILL:when=$n \
			cxl prepare-removal --timeout 60 mem3 >/dev/null 2>&1 && break
		stops=$((stops + 1))
		does cxl recover
		same "the policy after write $n" "$(cat $MEMORY/auto_online_blocks)" online_movable
		does cxl prepare-removal --timeout 60 mem3
		same "regions after write $n" "$(regions)" ""
		! is_bound mem3 || fail "it is still bound after write $n"
		does cxl enable-memdev mem3
	done
	[ $stops -ge 3 ] || fail "it was killed $stops times only"
	echo offline >$MEMORY/auto_online_blocks
	is_bound mem3 || does cxl enable-memdev mem3
}

# form_of REGION...: all of each but its name, which the kernel chooses.
form_of() {
	for form in "$@"; do
		echo "$(attr $form mode) $(attr $form resource) $(attr $form size) $(attr $form interleave_granularity)" \
			"$(member $form 0) $(member_dpa $form 0) $(basename "$(readlink "$CXL/$form"/dax_region*/dax[0-9]*/driver)")"
		blocks_of $form
	done
}

# The last step fails, when the regions are destroyed.
test_removal_that_fails_late() {
	creates -t ram -d decoder0.0 -m mem1 -s 256M --mode=system-ram --zone=movable
	lower=$r
	creates -t ram -d decoder0.0 -m mem1 -s 256M --mode=devdax
	upper=$r
	first=$(blocks_of $lower | head -n 1)
	echo offline >$MEMORY/${first% *}/state
	form_of $lower $upper >"$NOTES.form"
	try strace -f -qq -o /dev/null -P /sys/bus/cxl/drivers/cxl_mem/unbind -e inject=write:error=EIO cxl prepare-removal mem1
	same status $status 1
	says "$lower: created again as region[0-9]+$"
	says "$upper: created again as region[0-9]+$"
	is_bound mem1 || fail "mem1 lost its driver"
	lower=$(sed -n "s/.*$lower: created again as //p" "$NOTES.err")
	upper=$(sed -n "s/.*$upper: created again as //p" "$NOTES.err")
	form_of $lower $upper >"$NOTES.again"
	cmp -s "$NOTES.form" "$NOTES.again" || fail "they are not as they were:$(changes "$NOTES.form" "$NOTES.again")"
	does cxl prepare-removal mem1
	does cxl enable-memdev mem1
}

test_removal_below_another_region() {
	creates -t ram -d decoder0.0 -m mem1 -s 256M
	creates -t pmem -d decoder0.0 -m mem0 -s 256M
	does cxl prepare-removal mem1
	says "to create it again, destroy $r first: it lies above it in port[0-9]+$"
	is_bound $r || fail "the other region lost its driver"
	does cxl destroy-region -f $r
	does cxl enable-memdev mem1
}

# pages_on NODE PROCESS: how many pages of its memory are there.
pages_on() { sed -n "s/.* N$1=\([0-9]*\).*/\1/p" /proc/$2/numa_maps | awk '{ n += $1 } END { print n + 0 }'; }

# What a process has there goes to the node that is named, not to that which the kernel prefers.
test_removal_migrates() {
	creates -t ram -d decoder0.0 -m mem1 -s 256M --zone=movable --wait=60
	from=$(cat "$CXL/$r"/dax_region*/dax*/target_node)
	gone=$r
	creates -t ram -d decoder0.1 -m mem3 --zone=movable --wait=60
	to=$(cat "$CXL/$r"/dax_region*/dax*/target_node)
	pin $from used >"$NOTES.pin" &
	holder=$!
	until grep -q used "$NOTES.pin"; do sleep 1; done
	same "pages before" "$(pages_on $from $holder)" 8
	refuses 1 cxl prepare-removal --migrate-to 7 mem1
	says 'node7 has no memory'
	refuses 1 cxl prepare-removal --migrate-to $from mem1
	says "node$from loses memory itself"
	does cxl prepare-removal --timeout 120 --migrate-to $to mem1
	says "$gone: in use: .*node$from by process $holder \(pin\) with 32 KiB"
	same "pages on node $to" "$(pages_on $to $holder)" 8
	kill $holder
	wait $holder || true
	does cxl enable-memdev mem1
	does cxl destroy-region -f $r
}

# Pages that a device writes to are pinned for a moment, again and again: which does not keep their memory online.
test_removal_under_direct_reads() {
	creates_disk mem2
	with_disk=$r
	creates -t ram -d decoder0.1 -m mem3 --zone=movable --wait=60
	pin "$(cat "$CXL/$r"/dax_region*/dax*/target_node)" reads /dev/$disk >"$NOTES.pin" 2>&1 &
	reader=$!
	until grep -q reads "$NOTES.pin"; do
		kill -0 $reader || fail "$(cat "$NOTES.pin")"
		sleep 1
	done
	does cxl prepare-removal --timeout 300 mem3
	kill -0 $reader || fail "the reader ended: $(cat "$NOTES.pin")"
	kill $reader
	wait $reader || true
	same regions "$(regions)" "$with_disk "
	does cxl enable-memdev mem3
	echo ${namespace##*/} >/sys/bus/nd/drivers/nd_pmem/unbind
	echo 0 >$namespace/size
	does cxl destroy-region -f $with_disk
}

# slot_of HOST
slot_of() {
	for slot in /sys/bus/pci/slots/*; do
		case $1 in "$(cat $slot/address)".*) basename $slot ;; esac
	done
}

# The emulator removes a card a moment after its slot has lost its power, and refuses another of that name until then.
adds_device() {
	echo "{\"execute\":\"device_add\",\"arguments\":{\"driver\":\"cxl-type3\",$1}}" >&4
	while IFS= read -r line <&4; do
		echo "emulator -> $line"
		case $line in
		*'"return"'*) return 0 ;;
		*'"error"'*) return 1 ;;
		esac
	done
}

# plugs BACKEND: mem3 comes into its slot again, with other memory.
plugs() {
	emulator "{\"execute\":\"object-add\",\"arguments\":{\"qom-type\":\"memory-backend-ram\",\"id\":\"$1\",\"size\":268435456}}"
	for _ in $(seq 100); do
		! adds_device "\"id\":\"mem3\",\"bus\":\"rp3\",\"sn\":4100,\"volatile-memdev\":\"$1\"" || return 0
		pause 200
	done
	fail "the card does not come back: $line"
}

# The button of the slot is pressed in the middle: the memory is offline, the region still has its driver.
test_removal_while_the_card_leaves() {
	creates -t ram -d decoder0.1 -m mem3 --zone=movable --wait=60
	slot=$(slot_of "$(host_of mem3)")
	emulator_open
	cat >/tmp/unplug <<-'END'
		. /test/lib.sh
		. /test/emulator.sh
		emulator '{"execute":"device_del","arguments":{"id":"mem3"}}'
		while [ -e $CXL/mem3 ]; do pause 100; done
	END
	try stop-at -t 120 -c write -p cxl_region/unbind -x '. /tmp/unplug' cxl prepare-removal mem3
	same status $status 1
	says 'mem3: disable: the device is gone'
	says "$r: create it again: the device is gone, so it is destroyed"
	does cxl recover
	same regions "$(regions)" ""
	until [ "$(cat /sys/bus/pci/slots/$slot/power)" = 0 ]; do pause 100; done
	plugs mem3-back
	until is_bound mem3 && [ -e $CXL/$(endpoint_of mem3)/driver ]; do pause 100; done
	creates -t ram -d decoder0.1 -m mem3
	does cxl destroy-region -f $r
}

# After it the slot has no power, and the card can be pulled; then it comes back, and the region with it.
test_removal_powers_off() {
	slot=$(slot_of "$(host_of mem3)")
	same "serial number" "$(attr mem3 serial)" 0x1004
	creates -t ram -d decoder0.1 -m mem3 --zone=movable --wait=60
	refuses 3 cxl prepare-removal --power-off slot:99
	everything >"$NOTES.before_plan"
	does cxl prepare-removal --dry-run --locate --power-off --keep-config /tmp/kept slot:$slot
	grep -q "power off slot $slot" "$NOTES.out" || fail "no step powers it off"
	everything | cmp -s "$NOTES.before_plan" - && [ ! -e /tmp/kept ] || fail "--dry-run changed something"
	does cxl prepare-removal --timeout 120 --locate --power-off --keep-config /tmp/kept slot:$slot
	same power "$(cat /sys/bus/pci/slots/$slot/power)" 0
	same attention "$(cat /sys/bus/pci/slots/$slot/attention)" 2
	[ ! -e $CXL/mem3 ] && [ -z "$(regions)" ] || fail "something is left"
	does cxl apply /tmp/kept
	grep -q ': waiting for ' "$NOTES.out" || fail "the layout does not wait for the card"
	emulator_open
	plugs mem3-again
	for _ in $(seq 100); do
		does cxl apply --wait=60 /tmp/kept
		! grep -q ': created' "$NOTES.out" || break
		pause 200
	done
	r=$(regions)
	same members "$(member $r 0)" mem3
	[ -n "$(blocks_of $r)" ] || fail "its memory is not online"
	does cxl destroy-region -f $r
}
