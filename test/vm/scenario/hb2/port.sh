# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Ports taken from their driver and given back; refused while somebody uses what is below.

nr_decoders() { (cd "$CXL" && ls -d decoder*) | wc -l; }

test_endpoint() {
	everything >"$NOTES.before"
	e=$(endpoint_of mem3)
	refuses 1 cxl disable-port -e $e
	says 'mem3 below it is enabled'
	does cxl disable-port -f -e mem3
	says 'disabled 1 port$'
	! is_bound mem3 || fail "mem3 still has a driver"
	does cxl list -m mem3 -i
	same state "$(out '.[0].state')" disabled
	does cxl enable-memdev mem3
	is_bound mem3 || fail "mem3 has no driver again"
}

test_bridge_and_its_memdevs() {
	all=$(nr_decoders)
	p=$(bridge_of mem3)
	refuses 1 cxl disable-port $p
	does cxl disable-port -f $p
	says 'disabled 1 port$'
	! is_bound $p || fail "$p still has a driver"
	! is_bound mem2 || fail "mem2 still has a driver"
	does cxl disable-port $p
	does cxl enable-port -m $p
	says 'enabled 1 port$'
	is_bound mem2 || fail "mem2 has no driver again"
	is_bound mem3 || fail "mem3 has no driver again"
	same decoders "$(nr_decoders)" "$all"
}

# The region goes out of use first; of more use than to be destroyed it is not.
test_below_a_region() {
	creates -t ram -d decoder0.1 -m mem3
	p=$(bridge_of mem3)
	refuses 1 cxl disable-port $p
	says "mapped by $r"
	refuses 1 cxl disable-bus root0
	does cxl disable-port -f $p
	! is_bound $r || fail "$r still has a driver"
	does cxl recover
	says "$r: deleted"
	same regions "$(regions)" ""
	does cxl enable-port -m $p
}

test_wrong_ports() {
	refuses 3 cxl disable-port port99
	refuses 2 cxl disable-port port1x
	refuses 2 cxl disable-port root
	refuses 3 cxl enable-port -e mem99
	refuses 3 cxl disable-bus root9
	refuses 1 cxl disable-bus all
	refuses 1 cxl inject-protocol-error pci0000:0c -p mem -s fatal
	refuses 3 cxl inject-protocol-error nowhere -p mem -s fatal
}
