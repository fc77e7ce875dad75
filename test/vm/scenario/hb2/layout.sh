# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# A layout: the regions are destroyed and created again from it, also by an apply that was killed.

LAYOUT=/tmp/layout.json

prints() { grep -q -E -e "$1" "$NOTES.out" || fail "no '$1' in: $(tr '\n' '|' <"$NOTES.out")"; }

# A region in use, and its layout.
given_layout() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does cxl export -o $LAYOUT
	as_exported=$(cat $LAYOUT)
	: >"$NOTES.stays"	# decoders on the way show the size of their last region
}

is_as_exported() {
	cxl export >/tmp/now.json || fail "it cannot be exported again"
	same "the layout of the machine" "$(grep -v '"name"' /tmp/now.json)" "$(echo "$as_exported" | grep -v '"name"')"
}

test_layout_again() {
	given_layout
	does cxl apply $LAYOUT
	prints ': satisfied$'
	does cxl destroy-region -f all
	does cxl apply $LAYOUT
	prints ': created$'
	is_as_exported
	does strace -f -y -e trace=write,pwrite64 -o /tmp/trace cxl apply $LAYOUT
	prints ': satisfied$'
	if grep '</sys/' /tmp/trace | grep -v /cxl/flush; then fail "a second apply writes"; fi
	does cxl destroy-region -f all
}

test_layout_killed() {
	given_layout
	does cxl destroy-region -f all
	for when in 1 3 5 7 9 11 13; do
		strace -f -o /dev/null -e trace=write,pwrite64 -e inject=write,pwrite64:signal=KILL:when=$when cxl apply $LAYOUT >/dev/null 2>&1 || :
		cxl apply $LAYOUT >/dev/null || fail "it is not completed after a kill at write $when"
		is_as_exported
		does cxl destroy-region -f all
	done
}

test_layout_conflict() {
	given_layout
	sed 's/"granularity":256/"granularity":512/' $LAYOUT >/tmp/other.json
	if cxl apply /tmp/other.json >/tmp/out 2>&1; then fail "it is no conflict"; fi
	grep -q 'belongs to region' /tmp/out || fail "the conflict is not named: $(cat /tmp/out)"
	is_as_exported
	sed 's/"serial":"[^"]*"/"serial":"0x7777"/; s/,"slot":"[^"]*"//; s/,"host":"[^"]*"//' $LAYOUT >/tmp/missing.json
	does cxl apply /tmp/missing.json
	prints 'waiting for serial 0x7777$'
	does cxl apply --replace /tmp/other.json
	prints ': created$'
	does cxl destroy-region -f all
}

# Below its serial number a card is known by its slot, where the machine has slots.
test_layout_slot() {
	for address in /sys/bus/pci/slots/*/address; do
		[ "$(cat $address)" != "$(host_of mem3 | cut -d. -f1)" ] || slot=$(basename $(dirname $address))
	done
	given_layout
	grep -q "\"slot\":\"$slot\"" $LAYOUT || fail "slot '$slot' is not in the layout"
	sed 's/"serial":"[^"]*",//; s/,"host":"[^"]*"//' $LAYOUT >/tmp/slot.json
	does cxl apply /tmp/slot.json
	prints ': satisfied$'
	sed 's/"serial":"[^"]*"/"serial":"0x7777"/' $LAYOUT >/tmp/other.json
	if cxl apply /tmp/other.json >/tmp/out 2>&1; then fail "another card is no conflict"; fi
	grep -q "slot $slot has serial 0x1004, not 0x7777" /tmp/out || fail "the conflict is not named: $(cat /tmp/out)"
	does cxl destroy-region -f all
}
