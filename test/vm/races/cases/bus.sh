# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC1091,SC2012,SC2015,SC2016,SC2034,SC2046,SC2086,SC2153,SC2154
# Races of the catalogue (Documentation/races.md): the platform's driver, and with it the whole bus, leaves.
. /test/races.sh

DRIVER=/sys/bus/platform/drivers/cxl_acpi
PLATFORM=$(cd $DRIVER && ls -d ACPI0017* cxl_acpi* 2>/dev/null | head -n 1)

platform_comes_back() {
	[ -e $DRIVER/$PLATFORM ] || echo $PLATFORM >$DRIVER/bind
	settle
}

# whole_bus: what there is, whatever numbers its ports got.
whole_bus() { everything | sed 's/^decoder[0-9]*\./decoder*./; s/^\(endpoint\|port\|root\)[0-9]*/\1/' | sort; }

test_48_platform_driver_leaves_while_a_region_is_made() {
	whole_bus >"$NOTES.whole"
	total=$(count -c write -p /sys/ cxl create-region $X2)
	destroys
	for n in $(points $total 9); do
		at -c write -p /sys/ -n $n -x "echo $PLATFORM >$DRIVER/unbind" cxl create-region $X2
		platform_comes_back
		ended 1,3
		speaks_once "the platform left at write $n"
		says "$W2"
		whole_bus >"$NOTES.now"
		cmp -s "$NOTES.whole" "$NOTES.now" || fail "the platform left at write $n, and:$(changes "$NOTES.whole" "$NOTES.now")"
	done
}
