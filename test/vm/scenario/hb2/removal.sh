# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# A memdev that is taken out of use: its regions, their memory, and what holds it.

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
	says "$r: it was created as: cxl create-region -t ram -d decoder0.1 -s 268435456 -g [0-9]+ --mode=system-ram --zone=movable -m mem3$"
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
