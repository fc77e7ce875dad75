# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The life of a memdev: its driver, DPA, labels, firmware, sanitizing; checked in sysfs each time.

test_disable_and_enable() {
	does cxl disable-memdev mem1
	says 'cxl memdev: cmd_disable_memdev: disabled 1 mem$'
	! is_bound mem1 || fail "mem1 still has a driver"
	does cxl list -m mem1
	same "without -i" "$(out length)" 0
	does cxl list -m mem1 -i
	same state "$(out '.[0].state')" disabled
	does cxl disable-memdev mem1
	refuses 1 cxl reserve-dpa mem1
	says 'cxl enable-memdev mem1'
	does cxl enable-memdev mem1
	says 'cxl memdev: cmd_enable_memdev: enabled 1 mem$'
	is_bound mem1 || fail "mem1 has no driver again"
	does cxl list -E -m mem1
	same endpoints "$(out length)" 1
}

test_all_of_them() {
	does cxl disable-memdev all
	says 'disabled 4 mems$'
	does cxl list
	same "enabled memdevs" "$(out length)" 0
	does cxl enable-memdev all -b ACPI.CXL
	says 'enabled 4 mems$'
	does cxl list
	same "enabled memdevs" "$(out length)" 4
}

test_by_serial_and_host() {
	does cxl disable-memdev -S 0x1002
	! is_bound mem1 || fail "mem1 still has a driver"
	does cxl enable-memdev "$(host_of mem1)"
	is_bound mem1 || fail "mem1 has no driver again"
	does cxl disable-memdev serial:0x1002
	! is_bound mem1 || fail "mem1 still has a driver"
	does cxl enable-memdev serial:4098
	refuses 3 cxl disable-memdev serial:0x99
	refuses 2 cxl disable-memdev 0x1002
	refuses 3 cxl disable-memdev -S 0x99
	refuses 2 cxl disable-memdev -S mem1
}

# One wrong name does not stop the others, and is not forgotten.
test_one_of_two() {
	try cxl disable-memdev mem9 mem1
	same status $status 3
	says 'mem9: no such memdev'
	says 'disabled 1 mem$'
	does cxl enable-memdev mem1
}

test_mapped_memory_stays() {
	creates -t ram -d decoder0.1 -m mem3
	refuses 1 cxl disable-memdev mem3
	says "mapped by $r "
	refuses 1 cxl sanitize-memdev mem3
	says "mapped by $r "
	refuses 1 cxl free-dpa mem3
	says "part of $r "
	does cxl disable-memdev -f mem3
	! is_bound mem3 || fail "mem3 still has a driver"
	! is_bound $r || fail "$r still has a driver"
	does cxl enable-memdev mem3
	does cxl destroy-region $r
}

# The kernel would not survive the loss of memory that is online.
test_online_memory_goes_offline_first() {
	creates -t ram -d decoder0.1 -m mem3
	sleep 2
	block=$(($(number $r resource) / 0x$(cat /sys/devices/system/memory/block_size_bytes)))
	state=/sys/devices/system/memory/memory$block/state
	if [ -e $state ]; then
		echo online_movable >$state
		refuses 1 cxl disable-memdev mem3
	fi
	does cxl disable-memdev -f mem3
	[ ! -e $state ] || [ "$(cat $state)" = offline ] || fail "memory$block is still online"
	does cxl enable-memdev mem3
	does cxl destroy-region $r
}

test_reserve_and_free() {
	first=$(decoder_of mem0 0) second=$(decoder_of mem0 1)
	does cxl reserve-dpa -t pmem -s 256M mem0
	says 'cxl memdev: cmd_reserve_dpa: reservation completed on 1 mem device$'
	same reserved "$(out '.[] | [.memdev, .decoder.decoder, .decoder.mode, .decoder.dpa_size, .decoder.dpa_resource]')" \
		"[\"mem0\",\"$first\",\"pmem\",268435456,0]"
	same "$first's dpa_size" "$(number $first dpa_size)" $((256 * MiB))
	does cxl reserve-dpa -t pmem mem0
	same "what was left" "$(out '.[0].decoder | [.decoder, .dpa_size]')" "[\"$second\",268435456]"
	refuses 1 cxl reserve-dpa -t pmem mem0
	refuses 1 cxl free-dpa -d 0 mem0
	says "$second holds some"
	does cxl free-dpa mem0
	says 'cxl memdev: cmd_free_dpa: reservation release completed on 1 mem device$'
	same freed "$(out '.[0].decoder | [.decoder, .dpa_size]')" "[\"$second\",null]"
	does cxl free-dpa -t pmem -d $first mem0
	same "$first's dpa_size" "$(number $first dpa_size)" 0
	does cxl free-dpa mem0
}

# orphans_are COUNT: so many things that nobody owns, as the listing has it.
orphans_are() {
	does cxl list -DRi
	same orphans "$(out '[.. | objects | select(.orphan)] | length')" "$1"
}

test_recover_leaves_what_is_reserved() {
	does cxl reserve-dpa mem1 mem3
	orphans_are 0
	does cxl recover
	says 'recovered 0 objects$'
	does cxl free-dpa mem1 mem3
}

# The mark is of the allocation, and goes with it.
test_recover_frees_what_nobody_reserved() {
	first=$(decoder_of mem1 0)
	does cxl reserve-dpa mem1
	does cxl free-dpa mem1
	echo ram >$CXL/$first/mode
	echo $((512 * MiB)) >$CXL/$first/dpa_size
	orphans_are 1
	does cxl recover
	says 'recovered 1 object$'
	does cxl reserve-dpa mem3
	does cxl disable-memdev mem3
	does cxl enable-memdev mem3
	orphans_are 0
}

test_reserve_ram_by_default() {
	refuses 1 cxl reserve-dpa mem0
	says 'no ram'
	does cxl reserve-dpa mem1 mem3
	says 'completed on 2 mem devices$'
	same modes "$(out '[.[].decoder | [.mode, .dpa_size]]')" '[["ram",536870912],["ram",268435456]]'
	does cxl free-dpa all
	says 'completed on 4 mem devices$'
}

# Forced, the kernel is asked, and refuses.
test_reserve_out_of_order() {
	refuses 1 cxl reserve-dpa -t pmem -d 1 mem0
	says 'in the order'
	refuses 1 cxl reserve-dpa -t pmem -s 1g mem0
	says '512 MiB of pmem free'
	refuses 1 cxl reserve-dpa -t pmem -d 1 -s 256M -f mem0
	refuses 1 cxl reserve-dpa -t pmem -s 1g -f mem0
}

# While an nvdimm is bound its labels are the kernel's; disabled, the memdev still has a mailbox.
test_labels() {
	[ ! -e "$CXL/mem0/pmem0/driver" ] || {
		echo junk >"$NOTES.in"
		refuses 1 cxl write-labels mem0 -i "$NOTES.in"
		says 'pmem0 is bound'
		refuses 1 cxl zero-labels mem0
	}
	does cxl disable-memdev mem0
	does cxl read-labels mem0 -o "$NOTES.saved"
	same "label area" "$(wc -c <"$NOTES.saved")" "$(attr mem0 label_storage_size)"
	head -c 10000 /dev/urandom >"$NOTES.in"
	does cxl write-labels mem0 -i "$NOTES.in" -O 4096
	says 'cxl memdev: cmd_write_labels: wrote 1 mem$'
	does cxl read-labels mem0 -O 4096 -s 10000
	says 'cxl memdev: cmd_read_labels: read 1 mem$'
	cmp "$NOTES.in" "$NOTES.out" || fail "other bytes come back"
	does sh -c "cxl write-labels mem0 -s 100 <$NOTES.saved"
	does cxl zero-labels mem0 -O 4096 -s 5000
	says 'cxl memdev: cmd_zero_labels: zeroed 1 mem$'
	does cxl read-labels mem0 -O 4096 -s 10000
	same "zeros" "$(head -c 5000 "$NOTES.out" | tr -d '\0' | wc -c)" 0
	same "what is behind them" "$(tail -c 5000 "$NOTES.out" | md5sum)" "$(tail -c 5000 "$NOTES.in" | md5sum)"
	refuses 2 cxl read-labels mem0 -O 1048576
	refuses 2 cxl zero-labels mem0 -O 1048000 -s 1000
	refuses 2 cxl write-labels mem0 -i "$NOTES.in" -O 1048000
	refuses 2 cxl write-labels mem0 -i "$NOTES.in" -s 10001
	does cxl write-labels mem0 -i "$NOTES.saved"
	does cxl read-labels mem0 -o "$NOTES.again"
	cmp "$NOTES.saved" "$NOTES.again" || fail "the labels are not what they were"
	does cxl enable-memdev mem0
}

test_label_areas_that_are_not_there() {
	does cxl read-labels mem1
	says 'read 1 mem$'
	same bytes "$(wc -c <"$NOTES.out")" 0
	does cxl read-labels mem1 mem0
	says 'read 2 mems$'
	same bytes "$(wc -c <"$NOTES.out")" "$(attr mem0 label_storage_size)"
	refuses 1 cxl zero-labels mem1
	says 'no label area'
	does cxl zero-labels mem1 mem3
	says 'zeroed 0 mem$'
}

# An index block with one label of eight in use.
labels_in_use() {
	printf 'NAMESPACE_INDEX\0\0\0\0\0\1\0\0\0'
	head -c 32 /dev/zero
	printf '\10\0\0\0'
	head -c 12 /dev/zero
	printf '\376'
}

test_labels_of_all_need_yes() {
	does cxl disable-memdev mem0 mem2
	does cxl zero-labels all
	says 'zeroed 2 mems$'
	labels_in_use >"$NOTES.in"
	does cxl write-labels mem2 -i "$NOTES.in"
	refuses 2 cxl zero-labels all
	says 'destroys data of 1 memdev for good'
	does cxl zero-labels mem2 --dry-run
	grep -q '^1. mem2: zero [0-9]* bytes .*(serial 0x1003, .*, 1 namespace label)$' "$NOTES.out" ||
		fail "the dry run prints $(cat "$NOTES.out")"
	does cxl read-labels mem2 -s 73
	cmp "$NOTES.in" "$NOTES.out" || fail "the labels are gone"
	does cxl read-labels mem2 -s 73 --json=2
	same "labels as an item" "$(out '.items[] | select(.kind == "labels") | [.memdev, .offset, .size, .data]')" \
		"[\"mem2\",0,73,\"$(od -An -v -tx1 "$NOTES.in" | tr -d ' \n')\"]"
	does cxl write-labels mem2 -i "$NOTES.in" --yes
	does cxl zero-labels all --yes
	says 'zeroed 2 mems$'
	does cxl read-labels mem2 -s 73
	same zeros "$(tr -d '\0' <"$NOTES.out" | wc -c)" 0
	does cxl enable-memdev mem0 mem2
}

test_firmware_update() {
	does cxl list -F -m mem2
	same slots "$(out '.[0].firmware | [.num_slots, .active_slot, .fw_update_in_progress]')" '[2,1,false]'
	head -c 128 /dev/urandom >"$NOTES.image"
	does cxl update-firmware mem2 -w -F "$NOTES.image"
	says 'cxl memdev: cmd_update_firmware: firmware update completed on 1 mem device$'
	same "in progress" "$(out '.[0].firmware.fw_update_in_progress')" false
	same "what the loader says" "$(cat "$CXL/mem2/firmware/mem2/status" "$CXL/mem2/firmware/mem2/error")" idle
	does cxl update-firmware mem2 -w -F "$NOTES.image" --progress=json
	same "the last line" "$(tail -n 1 "$NOTES.out" | jq -r .state)" completed
	does cxl update-firmware mem2
	same "a report" "$(out '.[0].memdev')" mem2
}

test_firmware_that_fails() {
	: >"$NOTES.empty"
	refuses 2 cxl update-firmware mem2 -F "$NOTES.empty"
	refuses 1 cxl update-firmware mem2 -F "$NOTES.missing"
	refuses 1 cxl update-firmware mem2 --cancel
	says 'no update is in progress'
	head -c 100 /dev/urandom >"$NOTES.image"
	try cxl update-firmware mem2 -w -F "$NOTES.image"
	[ "$status" = 0 ] || says 'mem2: update firmware: (preparing|transferring|programming): '
}

test_sanitize() {
	does cxl sanitize-memdev mem3
	says 'cxl memdev: cmd_sanitize_memdev: sanitized 1 mem$'
	[ "$(attr mem3 security/state)" != sanitize ] || fail "it is not over"
	refuses 2 cxl sanitize-memdev all
	says 'destroys data of 4 memdevs for good'
	refuses 2 cxl set-partition all
	does cxl sanitize-memdev all --dry-run
	same plan "$(cut -d ' ' -f 1-3 "$NOTES.out" | tr '\n' ' ')" \
		'1. mem0: sanitize 2. mem1: sanitize 3. mem2: sanitize 4. mem3: sanitize '
	does cxl sanitize-memdev all --yes
	says 'sanitized 4 mems$'
	does cxl wait-sanitize mem3
	says 'wait sanitize completed on 1 mem device$'
	does cxl wait-sanitize all -t 0
	says 'completed on 4 mem devices$'
}

# Begun behind our back; the device goes on while we give up.
test_wait_for_sanitize() {
	echo 1 >"$CXL/mem1/security/sanitize"
	if [ "$(attr mem1 security/state)" = sanitize ]; then
		try cxl wait-sanitize mem1 -t 100
		same status $status 1
		says 'still being sanitized after 100 ms'
		says 'wait sanitize failed on 0 mem device$'
		try cxl sanitize-memdev mem1
		same status $status 1
		says 'cxl wait-sanitize mem1'
	fi
	does cxl wait-sanitize mem1 -t 60000
	[ "$(attr mem1 security/state)" != sanitize ] || fail "it is not over"
}

test_what_the_device_does_not_offer() {
	refuses 1 cxl set-partition mem0
	says 'cannot be partitioned'
	refuses 1 cxl set-partition mem0 -t ram -s 256M
	try cxl set-alert-config mem0 --life-used-alert=on -L 50
	same status $status 1
	says 'mem0: set alerts: the device does not support this'
}

test_mailbox_listings() {
	does cxl list -M -I
	same sizes "$(out '[.[].partition_info.total_size]')" '[536870912,536870912,268435456,268435456]'
	same volatile "$(out '[.[].partition_info.active_volatile_size]')" '[0,536870912,0,268435456]'
	does cxl list -MHIFA
	same memdevs "$(out length)" 4
	does su user -c "cxl list -MHIFA"
	same "memdevs of others" "$(out length)" 4
	same "what they may not see, said once" "$(grep -c 'are not shown: no permission' "$NOTES.err")" 1
}

test_unprivileged() {
	for command in disable-memdev zero-labels "reserve-dpa -t pmem" sanitize-memdev set-partition; do
		refuses 1 su user -c "cxl $command mem0"
	done
	refuses 1 su user -c "cxl read-labels mem0"
}
