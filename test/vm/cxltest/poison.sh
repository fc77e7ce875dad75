# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Poison on the mock: its limit, which the kernel reports as it reports a busy device (race 41).
# Stay low: the kernel asks for a range in units of 64 bytes, and the 7.2 mock takes that number for bytes. So it lists
# only the first 64th of each range, and what was injected above stays there unseen.

LIMIT_FILE=/sys/bus/platform/drivers/cxl_mock_mem/poison_inject_max

test_41_limit() {
	echo 2 >$LIMIT_FILE
	does cxl inject-poison mem5 -a 0x1000
	does cxl inject-poison mem5 -a 0x2000
	try timeout 20 cxl inject-poison mem5 -a 0x3000
	same status $status 1
	speaks_once "the third"
	says 'holds as much poison as it can'
	does cxl clear-poison mem5 -a 0x1000
	does cxl inject-poison mem5 -a 0x3000
	same poison "$(poison_of mem5)" "mem5 0x2000 0x40 Injected
mem5 0x3000 0x40 Injected"
	does cxl clear-poison mem5 -a 0x2000
	does cxl clear-poison mem5 -a 0x3000
	echo 8 >$LIMIT_FILE
}

# There is no table from which we could tell how a window interleaves: the kernel translates, and must agree with itself.
test_by_region_offset() {
	creates -t pmem -d decoder0.3 -m mem4 mem5 mem6 mem7 -s 1G
	for n in 0 1 2 3; do
		offset=$((0x20000 + n * 0x1000 + 0x40))
		does cxl inject-poison $r -f -o $offset
		same "whose" "$(poison_of mem4 mem5 mem6 mem7 | cut -d ' ' -f 1)" "$(member $r $n)"
		does cxl list -L -r $r
		same offsets "$(out '[.[0].media_errors[].offset]')" "[$offset]"
		does cxl clear-poison $r -f -o $offset
	done
	does cxl destroy-region -f $r
}
