# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The bus is taken from its driver: all that is below it goes, and comes back with it.

DRIVER=/sys/bus/platform/drivers/cxl_acpi

platform_comes_back() {
	echo "$platform" >$DRIVER/bind
	comes_back "$platform"
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
	platform_comes_back
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
	platform_comes_back
	creates -t ram -d decoder0.2 -m mem1 mem3
	does cxl destroy-region -f $r
}
