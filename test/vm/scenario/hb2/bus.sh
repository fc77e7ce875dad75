# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The bus is taken from its driver: all that is below it goes, and comes back with it.

DRIVER=/sys/bus/platform/drivers/cxl_acpi

comes_back() {
	echo "$1" >$DRIVER/bind
	for _ in $(seq 100); do
		everything >"$NOTES.now"
		! cmp -s "$NOTES.whole" "$NOTES.now" || return 0
		usleep 100000
	done
	fail "the bus came back with:$(changes "$NOTES.whole" "$NOTES.now")"
}

test_goes_and_comes_back() {
	everything >"$NOTES.whole"
	platform=$(basename "$(readlink -f "$CXL/root0/uport")")
	refuses 1 cxl disable-bus root0
	says 'below it is enabled'
	does cxl disable-bus --force --debug --timeout 20 ACPI.CXL
	says 'cxl bus: cmd_disable_bus: disabled 1 bus$'
	[ ! -e "$CXL/root0" ] || fail "there is still a root0"
	[ ! -e "$DRIVER/$platform" ] || fail "$platform still has a driver"
	does cxl list -BPEDR
	same "what is left" "$(out .)" '[]'
	does cxl list -i
	same "memdevs" "$(out '[.[] | [.memdev, .state]]')" \
		'[["mem0","disabled"],["mem1","disabled"],["mem2","disabled"],["mem3","disabled"]]'
	refuses 3 cxl disable-bus root0
	comes_back "$platform"
}

# A region below is taken out of use first, and goes with the bus.
test_goes_with_a_region() {
	everything >"$NOTES.whole"
	platform=$(basename "$(readlink -f "$CXL/root0/uport")")
	creates -t ram -d decoder0.2 -m mem1 mem3
	refuses 1 cxl disable-bus root0
	says "mapped by $r "
	does cxl disable-bus -f root0
	same regions "$(regions)" ""
	comes_back "$platform"
	creates -t ram -d decoder0.2 -m mem1 mem3
	does cxl destroy-region -f $r
}
