# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Poison: injected, listed and cleared, by address in the device and by place in a region. What counts is the
# device's own list, read here by a trace of our own.

has_poison() { same "poison of $1" "$(poison_of "$1")" "${2:+$1 $2 0x40 Injected}"; }

# hex NUMBER, as the kernel prints it.
hex() { printf '0x%x' "$1"; }

test_by_dpa() {
	does cxl inject-poison mem0 -a 0x1000
	says 'poison injected at mem0:0x1000$'
	same injected "$(out '[.memdev, .dpa, .region]')" '["mem0",4096,null]'
	has_poison mem0 0x1000
	does cxl list -L -m mem0
	same listed "$(out '.[0].media_errors')" '[{"offset":4096,"length":64,"source":"Injected"}]'
	does cxl clear-poison mem0 -a 0x1000
	says 'poison cleared at mem0:0x1000$'
	same cleared "$(out '[.memdev, .dpa]')" '["mem0",4096]'
	has_poison mem0 ""
	does cxl list -L -m mem0
	same listed "$(out '.[0].media_errors // [] | length')" 0
}

test_under_the_old_names() {
	does cxl inject-media-poison mem1 -a 64
	says 'poison injected at mem1:'
	has_poison mem1 0x40
	does cxl clear-media-poison mem1 -a 64
	says 'poison cleared at mem1:'
	has_poison mem1 ""
}

test_several_records() {
	for dpa in 0x3000 0x1000 0x2000; do
		does cxl inject-poison mem0 -a $dpa
	done
	does cxl list -L -m mem0
	same listed "$(out '[.[0].media_errors[].offset] | sort')" '[4096,8192,12288]'
	for dpa in 0x1000 0x2000 0x3000; do
		does cxl clear-poison mem0 -a $dpa
	done
}

# Injecting twice and clearing what is clean are done, says the device.
test_again_is_no_error() {
	does cxl inject-poison mem0 -a 0
	does cxl inject-poison mem0 -a 0
	has_poison mem0 0x0
	does cxl clear-poison mem0 -a 0
	does cxl clear-poison mem0 -a 0
	has_poison mem0 ""
}

# In a region over mem1 and mem3 the chunks of 4 KiB alternate: the fourth is the second of mem3.
test_by_region_offset() {
	creates -t ram -d decoder0.2 -m mem1 mem3
	does cxl disable-region $r
	dpa=$(($(member_dpa $r 1) + 0x1040))
	hpa=$(($(number $r resource) + 0x3040))
	does cxl inject-poison $r -o 0x3040
	same injected "$(out '[.memdev, .dpa, .region, .offset, .hpa]')" "[\"mem3\",$dpa,\"$r\",$((0x3040)),$hpa]"
	has_poison mem3 "$(hex $dpa)"
	has_poison mem1 ""
	does cxl list -L -r $r -i
	same "the region's media errors" "$(out '[.[0].media_errors[] | [.offset, .length]]')" "[[$((0x3040)),64]]"
	does cxl list -L -m mem3
	same "the memdev's media errors" "$(out '[.[0].media_errors[] | [.offset, .length]]')" "[[$dpa,64]]"
	for of in "-m mem3" "-r $r -i"; do
		does cxl list -L $of --json=2
		same "the record of $of for programs" \
			"$(out '.items[0].media_errors | map([.dpa, .hpa, .region, .offset, .length, .source, .flags, .overflow_time])')" \
			"[[\"$(hex $dpa)\",\"$(hex $hpa)\",\"$r\",\"0x3040\",64,\"Injected\",[],null]]"
	done
	does cxl clear-poison $r -o 0x3040
	has_poison mem3 ""
	does cxl destroy-region $r
}

test_by_host_address() {
	creates -t ram -d decoder0.2 -m mem1 mem3
	does cxl disable-region $r
	hpa=$(($(number $r resource) + 0x2000))
	dpa=$(($(member_dpa $r 0) + 0x1000))
	does cxl inject-poison $r -a $hpa
	same injected "$(out '[.memdev, .dpa, .region, .offset, .hpa]')" "[\"mem1\",$dpa,\"$r\",$((0x2000)),$hpa]"
	has_poison mem1 "$(hex $dpa)"
	does cxl clear-poison $r -a $hpa
	has_poison mem1 ""
	refuses 2 cxl inject-poison $r -a $(($(number $r resource) - 64))
	does cxl destroy-region $r
}

# The same memory, named by the device: the answer says which region it is in.
test_by_dpa_in_a_region() {
	creates -t pmem -d decoder0.0 -m mem0
	does cxl disable-region $r
	dpa=$(($(member_dpa $r 0) + 0x4000))
	does cxl inject-poison mem0 -a $dpa
	same injected "$(out '[.memdev, .dpa, .region, .offset, .hpa]')" \
		"[\"mem0\",$dpa,\"$r\",$((0x4000)),$(($(number $r resource) + 0x4000))]"
	does cxl clear-poison mem0 -a $dpa
	does cxl destroy-region $r
}

# Its driver is bound, as with every region that was just made.
test_memory_that_nobody_uses() {
	creates -t pmem -d decoder0.0 -m mem0
	dpa=$(member_dpa $r 0)
	does cxl inject-media-poison mem0 -a "$dpa"
	says "poison injected at mem0:$dpa$"
	same injected "$(out '[.memdev, .dpa, .region, .offset]')" "[\"mem0\",$dpa,\"$r\",0]"
	has_poison mem0 "$(hex "$dpa")"
	does cxl list -L -r $r
	same "the region's media errors" "$(out '[.[0].media_errors[].offset]')" '[0]'
	does cxl clear-poison $r -o 0
	has_poison mem0 ""
	does cxl destroy-region -f $r
}

# dax_device REGION: once its driver is bound.
dax_device() {
	for _ in $(seq 100); do
		for d in "$CXL/$1"/dax_region*/dax[0-9]*; do
			[ ! -e "$d/driver" ] || { basename "$d"; return; }
		done
		usleep 50000
	done
	fail "$1 has no DAX device with a driver"
}

test_memory_online_needs_force() {
	creates -t ram -d decoder0.1 -m mem3
	dpa=$(member_dpa $r 0)
	dax_device $r
	block=$(($(number $r resource) / 0x$(cat /sys/devices/system/memory/block_size_bytes)))
	state=/sys/devices/system/memory/memory$block/state
	does cxl inject-poison $r -o 0
	does cxl clear-media-poison mem3 -a "$dpa"
	echo online_movable >$state
	refuses 1 cxl inject-poison $r -o 0
	says "memory block memory$block is online .add --force"
	refuses 1 cxl inject-media-poison mem3 -a "$dpa"
	refuses 1 cxl clear-poison $r -o 0
	echo offline >$state
	does cxl destroy-region -f $r
}

test_open_dax_node_needs_force() {
	creates -t ram -d decoder0.1 -m mem3
	dax=$(dax_device $r)
	echo "$dax" >/sys/bus/dax/drivers/kmem/unbind
	echo "$dax" >/sys/bus/dax/drivers/device_dax/new_id
	exec 3<"/dev/$dax"
	refuses 1 cxl inject-poison $r -o 0
	says "$dax is open in process $$ .sh.* --force"
	refuses 1 cxl disable-region $r
	says "in use: $dax is open in process $$ "
	does cxl inject-poison $r -o 0 --force
	does cxl clear-poison $r -o 0 --force
	exec 3<&-
	does cxl inject-poison $r -o 0
	does cxl clear-poison $r -o 0
	echo "$dax" >/sys/bus/dax/drivers/device_dax/remove_id
	does cxl destroy-region -f $r
}

test_wrong_addresses() {
	refuses 2 cxl inject-poison mem0 -a foo
	refuses 2 cxl inject-poison mem0 -a -64
	refuses 2 cxl inject-poison mem0 -a 0x1000junk
	refuses 2 cxl inject-poison mem0 -a 0x1001
	refuses 2 cxl inject-poison mem0 -a 0x20000000
	refuses 2,129 cxl inject-poison mem0
	refuses 2,129 cxl inject-poison mem0 -o 0
	refuses 2 cxl clear-poison mem0 -a 0xffffffffffffffc0
	creates -t ram -d decoder0.1 -m mem3
	does cxl disable-region $r
	refuses 2 cxl inject-poison $r -o 0x10000000
	refuses 2 cxl inject-poison $r -o 0x20
	refuses 2,129 cxl inject-poison $r -o 0 -a 0
	does cxl destroy-region $r
}

test_wrong_names() {
	refuses 3 cxl inject-poison mem99 -a 0
	refuses 3 cxl inject-poison region0 -o 0
	refuses 3 cxl clear-poison 0000:99:00.0 -a 0
	refuses 2 cxl inject-poison mem0x -a 0
	refuses 2 cxl inject-poison all -a 0
	refuses 2,129 cxl inject-poison mem0 mem1 -a 0
	refuses 2,129 cxl inject-poison -a 0
}

# A PCI address also begins with a digit; only the device that has it is meant.
test_by_pci_address() {
	does cxl inject-poison "$(host_of mem2)" -a 0x40
	has_poison mem2 0x40
	has_poison mem0 ""
	does cxl clear-poison "$(host_of mem2)" -a 0x40
}

# Each reader has a trace of its own: neither takes the other's records, neither fails.
test_two_lists_at_once() {
	does cxl inject-poison mem0 -a 0x1000
	does cxl inject-poison mem2 -a 0x2000
	for round in 1 2 3; do
		cxl list -M -L >"$NOTES.a" 2>"$NOTES.a.err" &
		first=$!
		does cxl list -M -L
		wait "$first" || fail "the other of two lists failed in round $round: $(cat "$NOTES.a.err")"
		for f in "$NOTES.a" "$NOTES.out"; do
			same "one of two lists, round $round" \
				"$(jq -c '[.[] | select((.media_errors // []) != []) | [.memdev, .media_errors[].offset]]' "$f")" \
				'[["mem0",4096],["mem2",8192]]'
		done
	done
	does cxl clear-poison mem0 -a 0x1000
	does cxl clear-poison mem2 -a 0x2000
}

# What -L requests is not there: all else is, and the status tells. -vvv requests what can be had.
test_list_without_privilege() {
	refuses 1 su user -c "cxl list -L -m mem0"
	says '^cxl list: media errors: '
	same "what is listed" "$(out '[.[] | .memdev, has("media_errors")]')" '["mem0",false]'
	does su user -c "cxl list -M -vvv -m mem0"
	says '^cxl list: media errors: '
}
