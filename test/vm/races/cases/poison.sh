# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC1091,SC2012,SC2015,SC2016,SC2034,SC2046,SC2086,SC2153,SC2154
# Races of the catalogue (Documentation/races.md) that poison and the device's own file meet.
. /test/races.sh

# The device goes while poison waits for its lock: the kernel would wait for ever.
test_39_device_is_unbound_meanwhile() {
	idle
	a=$(poison_address $A)
	for n in $(rounds 12); do
		leave $A &
		leaving=$!
		try timeout -k 5 $LIMIT cxl inject-poison $A -a $a
		ended 0,1,3
		[ "$status" = 0 ] || speaks_once inject-poison
		wait $leaving
		restore
		does timeout $LIMIT cxl clear-poison $A -a $a
	done
	still_idle
}

test_39_device_goes_before_the_write() {
	idle
	a=$(poison_address $A)
	for n in $(points "$(count -p /$A cxl inject-poison $A -a $a)" 12); do
		at -n $n -p /$A -x "$(meanwhile leave $A)" cxl inject-poison $A -a $a
		ended 0,1,3
		[ "$status" = 0 ] || speaks_once "leaves at call $n"
		restore
		does timeout $LIMIT cxl clear-poison $A -a $a
	done
	still_idle
}

# The same name, another card: that one gets no poison.
test_39_device_is_replaced() {
	idle
	a=$(poison_address $A)
	total=$(count -p /$A cxl inject-poison $A -a $a)
	does cxl clear-poison $A -a $a
	for n in $(points $total 12); do
		at -n $n -p /$A -x "$(meanwhile swap $A $B)" cxl inject-poison $A -a $a
		if [ "$status" = 0 ]; then
			m=$(out .memdev)
			same "who has it" "$(poison_of $A $B | cut -d ' ' -f 1)" $m
			echo $a >$DEBUG/$m/clear_poison
		else
			same "poison after a refusal at call $n" "$(poison_of $A $B)" ""
		fi
		restore
	done
	still_idle
}

# A region that has lost a member: the kernel would trip over the empty place.
test_40_region_has_lost_a_member() {
	idle
	creates $X2
	leave $B
	try timeout $LIMIT cxl inject-poison $r -o 0x3000 -f
	ended 1
	speaks_once inject-poison
	restore
	does timeout $LIMIT cxl destroy-region -f $r
	still_idle
}

test_40_member_leaves_before_the_check() {
	idle
	creates $X2
	does cxl disable-region $r
	for n in $(points "$(count -c read -p /$r/target cxl inject-poison $r -o 0x40)" 4); do
		at -c read -p /$r/target -n $n -x "$(meanwhile leave $B)" cxl inject-poison $r -o 0x40
		ended 0,1
		restore
	done
	does timeout $LIMIT cxl destroy-region -f $r
	for m in $A $B; do
		for dpa in $(poison_of $m | cut -d ' ' -f 2); do echo $dpa >$DEBUG/$m/clear_poison; done
	done
	still_idle
}
