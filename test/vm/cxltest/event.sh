# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Records that only the mock's memdevs report, all at once: an informational log, a fatal one, and one that has overflowed.

# triggers MEMDEV: it reports all that is in its logs.
triggers() { echo 1 >"/sys/bus/platform/devices/$(host_of $1)/event_trigger"; }

# monitors OPTION...: one that watches from now on; what it says goes to $NOTES.events, its process is $monitor.
monitors() {
	: >"$NOTES.monitor"
	cxl monitor -v "$@" >"$NOTES.events" 2>"$NOTES.monitor" &
	monitor=$!
	until grep -q 'watching$' "$NOTES.monitor"; do
		kill -0 $monitor || fail "the monitor ended: $(cat "$NOTES.monitor")"
		usleep 50000
	done
}

# ends: when it has seen what it was to see, and nothing is left.
ends() {
	wait $monitor || fail "the monitor ended with $?: $(cat "$NOTES.monitor")"
	same instances "$(find $TRACING/instances -name 'cxl-monitor-*')" ""
}

# counted FILTER: how many of the events answer what.
counted() { jq -s -c "[.[] | $1] | group_by(.) | map([.[0], length])" "$NOTES.events"; }

test_records_of_one() {
	monitors --device mem5 --event cxl_generic_event,cxl_general_media,cxl_dram,cxl_memory_module --count 20 --timeout 60
	triggers mem6
	triggers mem5
	ends
	same records "$(counted .event)" '[["cxl_dram",3],["cxl_general_media",2],["cxl_generic_event",13],["cxl_memory_module",2]]'
	same "whose" "$(counted '[.system, .memdev]')" '[[["cxl","mem5"],20]]'
	same addresses "$(jq -s -c '[.[].dpa // empty] | unique' "$NOTES.events")" "[$((0x2000)),$((0x8000))]"
}

test_log_that_overflowed() {
	monitors --event cxl_overflow --device mem5 --count 1 --timeout 60
	triggers mem5
	ends
	same record "$(jq -c '[.event, .memdev, .count]' "$NOTES.events")" '["cxl_overflow","mem5",2]'
}

# A memdev that the platform takes away, and gives back.
test_memdev_leaves_and_comes() {
	card=$(host_of mem5)
	everything >"$NOTES.whole"
	monitors --device mem5 --event add,remove --count 2 --timeout 60
	echo $card >/sys/bus/platform/drivers/cxl_mock_mem/unbind
	echo $card >/sys/bus/platform/drivers/cxl_mock_mem/bind
	ends
	same events "$(counted .event)" '[["add",1],["remove",1]]'
	comes_back mem5
}
