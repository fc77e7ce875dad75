# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2012
# What the boots of one machine share: cards by their serial numbers, memory, and a pattern on a pmem disk.

MEMORY=/sys/devices/system/memory
ND=/sys/bus/nd/devices

state_of() { systemctl show -P ActiveState "$1"; }

# memdev_of SERIAL: the memdev with it, nothing where there is none.
memdev_of() {
	for d in "$CXL"/mem*; do
		[ ! -e "$d/driver" ] || [ "$(cat "$d/serial")" != "$(printf '0x%x' "$1")" ] || basename "$d"
	done
}

# What the service said is in the log of a case that fails.
does_apply() {
	try cxl wait --for=applied --timeout=60
	[ "$status" != 0 ] || return 0
	journalctl -q -b -u cxl-apply.service -o cat | tail -n 30
	dmesg | tail -n 15
	fail "the layout is not applied: $(errors)"
}

until_there() {
	for _ in $(seq "${2:-300}"); do
		[ ! -e "$1" ] || return 0
		pause 100
	done
	return 1
}

# until_bound SERIAL...
until_bound() {
	for serial in "$@"; do
		for _ in $(seq 300); do
			[ -z "$(memdev_of "$serial")" ] || break
			pause 100
		done
		[ -n "$(memdev_of "$serial")" ] || fail "the card $serial does not come up"
	done
}

# region_of SERIAL: the enabled region whose first member has it.
region_of() {
	for d in "$CXL"/region*; do
		[ ! -e "$d/driver" ] || [ "$(member "${d##*/}" 0)" != "$(memdev_of "$1")" ] || basename "$d"
	done
}

until_region() {
	for _ in $(seq 600); do
		[ -z "$(region_of "$1")" ] || return 0
		pause 100
	done
	fail "there is no region on the card $1"
}

# memory_of REGION: "online Movable", where all of its memory blocks are.
memory_of() {
	size=$((0x$(cat $MEMORY/block_size_bytes)))
	first=$(($(number "$1" resource) / size))
	for b in $(seq $first $((first + $(number "$1" size) / size - 1))); do
		echo "$(cat "$MEMORY/memory$b/state") $(cat "$MEMORY/memory$b/valid_zones")"
	done | sort -u
}

# find_namespace: its pmem disk is $disk.
find_namespace() {
	for _ in $(seq 300); do
		disk=$(cd /sys/block && ls -d pmem* 2>/dev/null | head -n 1)
		[ -z "$disk" ] || { disk=/dev/$disk; return 0; }
		pause 100
	done
	fail "no pmem disk"
}

# make_namespace REGION: one over all of it.
make_namespace() {
	for _ in $(seq 100); do
		n=$(cd $ND && ls -d namespace* 2>/dev/null | head -n 1) || :
		[ -z "$n" ] || break
		pause 100
	done
	[ -n "$n" ] || fail "no namespace"
	cat /proc/sys/kernel/random/uuid >"$ND/$n/uuid"
	cat "$CXL/$1/size" >"$ND/$n/size"
	echo "$n" >/sys/bus/nd/drivers/nd_pmem/bind
	find_namespace
}

# Every 4 KiB of the first MiB names its own offset: no two blocks can change places unseen.
pattern() { seq 1 256 | awk '{ printf "%-4095s\n", "block " $1 }'; }

write_pattern() { pattern | dd of="$disk" bs=4k conv=fsync,notrunc 2>/dev/null; }

has_pattern() {
	pattern >/tmp/pattern
	dd if="$disk" of=/tmp/data bs=4k count=256 2>/dev/null
	cmp /tmp/pattern /tmp/data || fail "the data on $disk is not what was written"
}
