# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# What the mock's memdevs have and emulated hardware lacks: health, a sanitizing that takes time, secure erase, three slots.

# sanitize_takes MEMDEV MILLISECONDS
sanitize_takes() { echo "$2" >"/sys/bus/platform/devices/$(host_of "$1")/sanitize_timeout"; }

test_health() {
	does cxl list -H -m mem5
	same flags "$(out '.[0].health | [.maintenance_needed, .performance_degraded, .hw_replacement_needed, .media_normal, .media_data_lost]')" \
		'[true,true,true,false,true]'
	same levels "$(out '.[0].health | [.ext_life_used, .ext_temperature, .ext_corrected_volatile, .ext_corrected_persistent]')" \
		'["normal","critical","warning","normal"]'
	same numbers "$(out '.[0].health | [.life_used_percent, .temperature, .dirty_shutdowns, .volatile_errors, .pmem_errors]')" \
		'[15,25,10,20,30]'
}

test_values_for_programs() {
	does cxl list -HFA -m mem5 --json=2
	same health "$(out '.items[0].health | [.media_normal, .ext_temperature, .life_used_percent, .temperature, .pmem_errors]')" \
		'[false,"critical",15,25,30]'
	same firmware "$(out '.items[0].firmware | [.num_slots, .active_slot, .staged_slot, .online_activate_capable, .slot_2_version]')" \
		'[3,2,null,false,"cxl_test_fw_002"]'
	same alerts "$(out '.items[0].alert_config | [.life_used_prog_warn_threshold_valid, .life_used_crit_alert_threshold]')" \
		'[false,95]'
	same "errors and warnings" "$(out '[.errors, .warnings]')" '[[],[]]'
}

# what_is_loaded MEMDEV: the mock tells what it was given.
what_is_loaded() { cat "/sys/bus/platform/devices/$(host_of "$1")/fw_buf_checksum"; }

# Of three slots the second is active: the image goes to the third, to be activated at the next boot.
test_firmware() {
	does cxl list -F -m mem5
	same slots "$(out '.[0].firmware | [.num_slots, .active_slot, .online_activate_capable]')" '[3,2,false]'
	same versions "$(out '.[0].firmware | [.slot_1_version, .slot_2_version, .slot_3_version]')" \
		'["cxl_test_fw_001","cxl_test_fw_002","cxl_test_fw_003"]'
	head -c 20000 /dev/urandom >"$NOTES.image"
	does cxl update-firmware mem5 -w -F "$NOTES.image"
	says 'firmware update completed on 1 mem device$'
	same "the image" "$(what_is_loaded mem5)" "$(sha256sum <"$NOTES.image" | cut -d ' ' -f 1)"
	same "what the loader says" "$(cat "$CXL/mem5/firmware/mem5/status" "$CXL/mem5/firmware/mem5/error")" idle
	same "then" "$(out '.[0].firmware | [.active_slot, .staged_slot, .fw_update_in_progress]')" '[2,3,false]'
}

test_firmware_is_followed() {
	head -c 128000 /dev/urandom >"$NOTES.image"
	serial=$(($(attr mem6 serial)))
	does cxl update-firmware --serial $serial --bus cxl_test --verbose -w -F "$NOTES.image" --progress json --timeout 60000
	same "the last line" "$(tail -n 1 "$NOTES.out" | jq -c '[.memdev, .state, .percent]')" '["mem6","completed",100]'
	does cxl update-firmware -S $serial -b root0 -v -w -F "$NOTES.image" --progress bar -t 60000
	says 'firmware update completed on 1 mem device$'
	does cxl update-firmware mem6 -w -F "$NOTES.image" --progress none
	same "the image" "$(what_is_loaded mem6)" "$(sha256sum <"$NOTES.image" | cut -d ' ' -f 1)"
}

is_loading() { [ "$(cat "$CXL/$1/firmware/$1/status")" != idle ]; }

# cancels_an_update MIB: while an image of that size is being loaded.
cancels_an_update() {
	head -c $(($1 * MiB)) /dev/zero >"$NOTES.image"
	does cxl update-firmware mem5 -F "$NOTES.image"
	says 'firmware update started on 1 mem device$'
	same "in progress" "$(out '.[0].firmware.fw_update_in_progress')" true
	refuses 1 cxl update-firmware mem5 -F "$NOTES.image"
	says 'mem5: update firmware: an update is in progress'
	try cxl update-firmware mem5 -w --timeout 100
	same status $status 1
	says 'mem5: update firmware: not finished after 100 ms, and still going on'
	does cxl update-firmware mem5 -c
	says 'firmware update cancelled on 1 mem device$'
	try cxl update-firmware mem5 --wait
	same status $status 1
	says 'mem5: update firmware: transferring: it was cancelled$'
}

# On a slow host the update may be over before we come to cancel it: then a larger one is tried. What was cancelled can
# be begun anew.
test_firmware_is_cancelled() {
	refuses 1 cxl update-firmware mem5 --cancel
	says 'no update is in progress'
	for size in 16 32 64 128; do
		! (cancels_an_update $size) || break
		[ $size != 128 ] && ! is_loading mem5 || exit 1
		rm -f "$NOTES.why"
	done
	head -c 4096 /dev/urandom >"$NOTES.image"
	does cxl update-firmware mem5 -w -F "$NOTES.image"
	same "the image" "$(what_is_loaded mem5)" "$(sha256sum <"$NOTES.image" | cut -d ' ' -f 1)"
}

test_sanitize() {
	sanitize_takes mem5 500
	does cxl sanitize-memdev mem5 --bus cxl_test --verbose
	says 'cxl memdev: cmd_sanitize_memdev: sanitized 1 mem$'
	same state "$(attr mem5 security/state)" disabled
	sanitize_takes mem5 0
}

# The device goes on while we give up; who waits for it sees the end.
test_wait_for_sanitize() {
	sanitize_takes mem5 5000
	try cxl sanitize-memdev mem5 -t 100
	same status $status 1
	says 'still being sanitized'
	same state "$(attr mem5 security/state)" sanitize
	try cxl wait-sanitize mem5 -t 100
	same status $status 1
	says 'still being sanitized after 100 ms'
	does cxl wait-sanitize mem5
	says 'wait sanitize completed on 1 mem device$'
	same state "$(attr mem5 security/state)" disabled
	sanitize_takes mem5 0
}

test_secure_erase() {
	does cxl sanitize-memdev --secure-erase mem5
	says 'sanitized 1 mem$'
	does cxl sanitize-memdev -e --serial $(($(attr mem5 serial))) -b root0 -v --timeout 20000
	does cxl sanitize-memdev -S $(($(attr mem5 serial)))
	refuses 3 cxl sanitize-memdev mem5 -b root9
	same state "$(attr mem5 security/state)" disabled
}

test_two_are_sanitized() {
	does cxl sanitize-memdev mem5 mem6
	says 'sanitized 2 mems$'
	does cxl wait-sanitize all
	says 'wait sanitize completed on 11 mem devices$'
}

test_mapped_memory_is_not_sanitized() {
	creates -t pmem -d decoder0.4 -m mem8 -s 256M
	refuses 1 cxl sanitize-memdev mem8
	says "mapped by $r "
	refuses 1 cxl sanitize-memdev -e mem8
	does cxl destroy-region -f $r
}

# A restricted device has ram alone.
test_restricted_device() {
	does cxl list -M -I -F -A -H -m mem10
	same memdev "$(out '.[0] | [.serial, .pmem_size, .ram_size]')" '[11,null,2147483648]'
	does cxl read-labels mem10
	same "its labels" "$(wc -c <"$NOTES.out")" 0
	refuses 1 cxl zero-labels mem10
	says 'no label area'
}

# The kernel uses the labels of pmem that is bound; they are the device's while it is disabled.
test_labels() {
	does cxl read-labels mem5 -o "$NOTES.saved"
	same "label area" "$(wc -c <"$NOTES.saved")" 131072
	refuses 1 cxl write-labels mem5 -i "$NOTES.saved"
	says 'mem5: write labels: the kernel uses its labels: pmem5 is bound '
	refuses 1 cxl zero-labels mem5
	does cxl disable-memdev mem5
	head -c 10000 /dev/urandom >"$NOTES.in"
	does cxl write-labels mem5 -i "$NOTES.in" -O 4096
	does cxl read-labels mem5 -O 4096 -s 10000
	cmp "$NOTES.in" "$NOTES.out" || fail "other bytes come back"
	does cxl zero-labels mem5
	does cxl read-labels mem5
	same "zeros" "$(tr -d '\0' <"$NOTES.out" | wc -c)" 0
	does cxl write-labels mem5 -i "$NOTES.saved"
	does cxl enable-memdev mem5
}

# With ram and pmem in one device: pmem lies behind, and is taken after all ram, or leaves it aside.
test_reserve_both_types() {
	does cxl reserve-dpa -t ram -s 512M mem5
	does cxl reserve-dpa -t pmem mem5
	same "pmem" "$(out '.[0].decoder | [.mode, .dpa_size, .dpa_resource]')" '["pmem",1073741824,1073741824]'
	refuses 1 cxl reserve-dpa -t ram mem5
	refuses 1 cxl free-dpa -t ram mem5
	does cxl free-dpa -t pmem mem5
	does cxl free-dpa -t ram mem5
}
