# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The options that many commands share: which bus and serial number is meant, how long, and how much is told.

# in_each_way MEMDEV COMMAND...: it is the same memdev however it is named.
in_each_way() {
	named=$1
	shift
	serial=$(attr $named serial)
	does "$@" $named -b ACPI.CXL
	does "$@" --serial $serial --bus root0 --verbose
	does "$@" -S $((serial)) -v
	for nobody in "$named -b root9" "-S 0x99"; do
		try "$@" $nobody
		same "status of '$* $nobody'" $status 3
	done
}

test_list_of_a_bus() {
	for bus in root0 0 ACPI.CXL; do
		does cxl list -M -b $bus
		same "memdevs of $bus" "$(out 'map(.memdev) | join(" ")')" "mem0 mem1 mem2 mem3"
	done
	does cxl list -M --bus root9
	same "memdevs of no bus" "$(out .)" '[]'
}

test_list_of_a_port() {
	p=$(bridge_of mem2)
	for name in $p "${p#port}" "$(attr $p/uport uevent | sed -n 's/^PCI_SLOT_NAME=//p')" pci0000:de; do
		[ -n "$name" ] || continue	# a bridge without a PCI address
		does cxl list -M --port $name
		same "memdevs below $name" "$(out 'map(.memdev) | join(" ")')" "mem2 mem3"
	done
	does cxl list -PE -p $p
	same "with what is below" "$(out '[.. | objects | .endpoint? // empty | strings] | length')" 2
	does cxl list -PE -p $p --single
	same "itself alone" "$(out 'map(.port) | join(" ")')" $p
	does cxl list -P -S -p $p
	same "itself alone" "$(out 'map(.port) | join(" ")')" $p
	refuses 129 cxl list -P -S
}

test_list_of_an_endpoint() {
	e=$(endpoint_of mem1)
	for name in $e mem1; do
		does cxl list -e $name
		same "what is named by $name" "$(out '[.[] | [.endpoint, .host]]')" "[[\"$e\",\"mem1\"]]"
	done
	does cxl list -E --endpoint $e -i
	same "by its long name" "$(out 'map(.host) | join(" ")')" mem1
}

test_list_with_debugging() {
	does cxl list -v
	cp "$NOTES.out" "$NOTES.plain"
	does cxl list -v --debug --timeout 20
	cmp "$NOTES.plain" "$NOTES.out" || fail "it lists something else with --debug"
}

test_memdev_and_its_driver() {
	does cxl disable-memdev mem1 -b ACPI.CXL -v --timeout 20
	! is_bound mem1 || fail "mem1 still has a driver"
	refuses 3 cxl enable-memdev mem1 -b root9
	does cxl enable-memdev -S 0x1002 --bus root0 --verbose --timeout 20
	is_bound mem1 || fail "mem1 has no driver again"
	in_each_way mem1 cxl enable-memdev
}

# By serial number while it is disabled: it is still below its bus.
test_labels() {
	does cxl disable-memdev mem0
	does cxl read-labels mem0 -s 300 -o "$NOTES.saved"
	head -c 300 /dev/urandom >"$NOTES.in"
	in_each_way mem0 cxl write-labels -s 300 -i "$NOTES.in" --timeout 20
	in_each_way mem0 cxl read-labels -s 300 --output "$NOTES.read" --timeout 20
	cmp "$NOTES.in" "$NOTES.read" || fail "other bytes come back"
	in_each_way mem0 cxl zero-labels --size 200 --offset 0 --timeout 20
	does cxl read-labels -S 0x1001 --size=100 --offset=150
	same "what is left" "$(md5sum <"$NOTES.out")" "$({ head -c 50 /dev/zero; tail -c 100 "$NOTES.in" | head -c 50; } | md5sum)"
	does cxl write-labels --input "$NOTES.saved" mem0
	does cxl enable-memdev mem0
}

test_dpa() {
	first=$(cd "$CXL/$(endpoint_of mem0)" && ls -d decoder*.0)
	does cxl reserve-dpa mem0 --type pmem --size 256M --decoder 0 --bus ACPI.CXL --verbose
	same "$first's dpa_size" "$(number $first dpa_size)" $((256 * MiB))
	refuses 3 cxl free-dpa mem0 --bus root9
	does cxl free-dpa --serial 0x1001 --decoder $first --type pmem --verbose
	same "$first's dpa_size" "$(number $first dpa_size)" 0
	does cxl reserve-dpa -S 0x1001 -t pmem -s 0x10000000 --force --timeout 20
	same reserved "$(out '.[0] | [.memdev, .decoder.decoder, .decoder.dpa_size]')" "[\"mem0\",\"$first\",268435456]"
	does cxl free-dpa mem0 --force --bus root0 --timeout 20
	same "$first's dpa_size" "$(number $first dpa_size)" 0
}

# Nothing is under way: a report, and a wait that is over at once.
test_firmware_and_sanitizing() {
	in_each_way mem2 cxl update-firmware
	same report "$(does cxl update-firmware mem2 -v >&2; out '.[0].firmware.fw_update_in_progress')" false
	in_each_way mem3 cxl wait-sanitize --timeout 20000
}

# The device takes long enough for so large an image: it is told to stop in the midst of it.
test_firmware_is_cancelled() {
	head -c 65536 /dev/urandom >"$NOTES.image"
	does cxl update-firmware mem3 --firmware-file "$NOTES.image"
	says 'cxl memdev: cmd_update_firmware: firmware update started on 1 mem device$'
	refuses 1 cxl update-firmware mem3 -F "$NOTES.image"
	says 'mem3: update firmware: an update is in progress'
	does cxl update-firmware --cancel -b ACPI.CXL mem3
	says 'cxl memdev: cmd_update_firmware: firmware update cancelled on 1 mem device$'
	try cxl update-firmware mem3 --wait --timeout 60000 --progress none
	same "what the loader says" "$(cat "$CXL/mem3/firmware/mem3/status")" idle
	refuses 1 cxl update-firmware mem3 -c
}

test_regions_of_a_window() {
	creates --type ram --decoder decoder0.1 --memdevs mem3 --bus ACPI.CXL --human --debug --timeout 20
	ram=$r
	says "$ram: commit"
	creates -t pmem -b root0 -m mem0 -s 256M -g 512 -Q
	pmem=$r
	same "granularity" "$(attr $pmem interleave_granularity)" 512
	does cxl disable-region all --decoder decoder0.1 --bus ACPI.CXL
	says 'disabled 1 region$'
	! is_bound $ram || fail "$ram still has a driver"
	is_bound $pmem || fail "$pmem has no driver"
	refuses 3 cxl enable-region $ram -d decoder0.0
	does cxl enable-region $ram -d decoder0.1 -b root0 --debug --timeout 20
	is_bound $ram || fail "$ram has no driver again"
	does cxl disable-region --force $ram -d 0.1 --debug --timeout 20
	! is_bound $ram || fail "$ram still has a driver"
	does cxl enable-region all --bus ACPI.CXL --decoder root
	says 'enabled 2 regions$'
	refuses 3 cxl destroy-region -f $ram -b root9
	does cxl destroy-region --force all --decoder decoder0.1 --bus root0 --debug --timeout 20
	says 'destroyed 1 region$'
	same regions "$(regions)" "$pmem "
	does cxl destroy-region -f all -b ACPI.CXL
	says 'destroyed 1 region$'
	refuses 3 cxl create-region -t ram -b root9 -m mem3
}

test_poison_under_the_old_names_in_a_region() {
	creates -t ram -d decoder0.1 -m mem3
	does cxl inject-media-poison $r -o 0x40
	does cxl inject-media-poison $r --offset 0x40 --force --debug --timeout 20
	same poison "$(poison_of mem3)" "mem3 $(printf '0x%x' $(($(member_dpa $r 0) + 0x40))) 0x40 Injected"
	does cxl clear-media-poison $r --offset 0x40 --force --debug --timeout 20
	same poison "$(poison_of mem3)" ""
	does cxl destroy-region -f $r
	does cxl inject-poison mem3 --address 0x80 --debug --timeout 20
	does cxl clear-poison mem3 --address 0x80 --debug --timeout 20
}

# An endpoint that is enabled already: nothing to do.
test_ports() {
	p=$(bridge_of mem1)
	does cxl disable-port --force $p --debug --timeout 20
	! is_bound mem1 || fail "mem1 still has a driver"
	does cxl enable-port --enable-memdevs $p --debug --timeout 20
	is_bound mem0 || fail "mem0 has no driver again"
	is_bound mem1 || fail "mem1 has no driver again"
	does cxl enable-port --endpoint mem1
	says 'enabled 1 port$'
}

test_nothing_to_recover() {
	does cxl recover --debug --timeout 20
	says 'recovered 0 objects$'
}

test_version_and_help() {
	does cxl version
	same "lines" "$(wc -l <"$NOTES.out")" 1
	does cxl help
	grep -q '^ *create-region ' "$NOTES.out" || fail "no create-region in: $(head -n 3 "$NOTES.out")"
}
