# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The thresholds at which a memdev warns: set, shown, and switched off again.

WARNINGS='[.life_used_prog_warn_threshold, .dev_over_temperature_prog_warn_threshold,
	.dev_under_temperature_prog_warn_threshold, .corrected_volatile_mem_err_prog_warn_threshold,
	.corrected_pmem_err_prog_warn_threshold]'
VALID='[to_entries[] | select(.key | endswith("_valid")).value]'
WRITABLE='[to_entries[] | select(.key | endswith("_writable")).value]'

# alerts MEMDEV FILTER: of what is listed now.
alerts() {
	does cxl list -A -m $1 >&2
	out ".[0].alert_config | $2"
}

all_off() {
	does cxl set-alert-config --life-used-alert off --over-temperature-alert off --under-temperature-alert off \
		--volatile-mem-err-alert off --pmem-err-alert off "$@"
}

test_as_it_is() {
	does cxl list -A -m mem5
	same "critical thresholds" "$(out '.[0].alert_config | [.life_used_crit_alert_threshold,
		.dev_over_temperature_crit_alert_threshold, .dev_under_temperature_crit_alert_threshold]')" '[95,85,-10]'
	same warnings "$(out ".[0].alert_config | $VALID")" '[false,false,false,false,false]'
	same writable "$(out ".[0].alert_config | $WRITABLE")" '[true,true,true,true,true]'
}

test_all_five() {
	does cxl set-alert-config mem5 --life-used-alert=on -L 80 --over-temperature-alert=on -O 70 \
		--under-temperature-alert=on -U -5 --volatile-mem-err-alert=on -V 1000 --pmem-err-alert=on -P 65535
	says 'cxl memdev: cmd_set_alert_config: set alert configuration for 1 mem$'
	same "what is answered" "$(out ".[0].alert_config | $WARNINGS")" '[80,70,-5,1000,65535]'
	same "what is listed" "$(alerts mem5 "$WARNINGS")" '[80,70,-5,1000,65535]'
	same "which warn" "$(alerts mem5 "$VALID")" '[true,true,true,true,true]'
	all_off mem5
	same "which warn" "$(alerts mem5 "$VALID")" '[false,false,false,false,false]'
}

# Those that are not named stay as they are.
test_one_after_the_other() {
	does cxl set-alert-config mem5 --life-used-alert on --life-used-threshold 60 --bus cxl_test --verbose
	same "what is listed" "$(alerts mem5 "[$VALID, $WARNINGS] | map(.[0])")" '[true,60]'
	does cxl set-alert-config --serial "$(attr mem5 serial)" --over-temperature-alert on \
		--over-temperature-threshold=-3 --timeout 20
	does cxl set-alert-config -S $(($(attr mem5 serial))) -v --under-temperature-alert on \
		--under-temperature-threshold=-40
	does cxl set-alert-config -b root0 mem5 --volatile-mem-err-alert on --volatile-mem-err-threshold 0 \
		--pmem-err-alert on --pmem-err-threshold 7 --life-used-alert off
	same "what is listed" "$(alerts mem5 "$WARNINGS | .[1:]")" '[-3,-40,0,7]'
	same "which warn" "$(alerts mem5 "$VALID")" '[false,true,true,true,true]'
	all_off mem5
}

test_two_memdevs() {
	does cxl set-alert-config mem5 mem6 --life-used-alert on -L 50
	says 'set alert configuration for 2 mems$'
	same "the first" "$(alerts mem5 "$VALID")" '[true,false,false,false,false]'
	same "the second" "$(alerts mem6 "$VALID")" '[true,false,false,false,false]'
	all_off mem5 mem6
}

# The restricted device has no threshold but one.
test_what_cannot_be_set() {
	same writable "$(alerts mem10 "$WRITABLE")" '[true,false,false,false,false]'
	refuses 1 cxl set-alert-config mem10 --pmem-err-alert on -P 1 --life-used-alert on -L 1
	says 'mem10: set alerts: the device has no pmem-err threshold that can be set'
	same "which warn" "$(alerts mem10 "$VALID")" '[false,false,false,false,false]'
	does cxl set-alert-config mem10 --life-used-alert on -L 1
	does cxl set-alert-config mem10 --life-used-alert off
}

test_wrong_requests() {
	before=$(alerts mem5 .)
	refuses 2 cxl set-alert-config mem5
	refuses 2 cxl set-alert-config mem5 --life-used-alert on
	refuses 2 cxl set-alert-config mem5 --life-used-alert off -L 50
	refuses 2 cxl set-alert-config mem5 -L 50
	refuses 2 cxl set-alert-config mem5 --life-used-alert on -L 101
	refuses 2 cxl set-alert-config mem5 --over-temperature-alert on -O 32768
	refuses 2 cxl set-alert-config mem5 --pmem-err-alert maybe -P 1
	refuses 3 cxl set-alert-config mem99 --life-used-alert on -L 50
	refuses 1 su user -c "cxl set-alert-config mem5 --life-used-alert on -L 50"
	same "what is listed" "$(alerts mem5 .)" "$before"
}
