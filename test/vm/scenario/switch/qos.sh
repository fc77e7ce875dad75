# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Classes of quality of service: the memdevs are of class 0, and so is one of the two windows; the other becomes class 1.

DRIVER=/sys/bus/platform/drivers/cxl_acpi
TABLE=/sys/firmware/acpi/tables/CEDT

byte() { od -A n -t u1 -j "$1" -N 1 $TABLE | tr -d ' '; }

# put_byte OFFSET VALUE: into the table, where the firmware left it.
put_byte() {
	place=$(dmesg | sed -n 's/.*ACPI: CEDT \(0x[0-9A-F]*\) .*/\1/p')
	devmem $((place + $1)) 8 $(($2 & 255))
}

# classify WINDOW CLASS: as if firmware had said so. Its records follow that of the one host bridge (CXL 3.1, 9.18.1).
classify() {
	offset=$((36 + 32 + $1 * 40 + 34))
	was=$(byte $offset)
	put_byte $offset $2
	put_byte 9 $(($(byte 9) + was - $2))
	platform=$(basename "$(readlink -f $CXL/root0/uport)")
	everything >"$NOTES.whole"
	does cxl disable-bus -f root0
	echo $platform >$DRIVER/bind
	comes_back "the bus"
	same "the window's class" "$(attr decoder0.$1 qos_class)" $2
}

test_listed() {
	classify 0 1
	does cxl list -D -d root
	same windows "$(out '[.[] | [.decoder, .qos_class]]')" '[["decoder0.0",1],["decoder0.1",0]]'
	does cxl list -M
	same memdevs "$(out '[.[] | [.pmem_qos_class, .ram_qos_class]]')" '[[0,null],[0,null],[0,null],[0,0]]'
	classify 0 0
}

test_enforced() {
	classify 0 1
	refuses 1 cxl create-region -Q -t pmem -d decoder0.0 -m mem0
	says 'mem0: .*pmem is of qos class 0, and decoder0\.0 is of class 1'
	refuses 1 cxl create-region --enforce-qos -t ram -d decoder0.0 -m mem3
	says 'mem3: .*ram is of qos class 0, and decoder0\.0 is of class 1'
	refuses 1 cxl create-region -Q -t pmem -d decoder0.0 -m mem0 mem1 mem2 mem3
	says 'is of qos class 0'
	creates -Q -t pmem -d decoder0.1 -m mem0 mem1 mem2 mem3
	does cxl list -R
	same mismatch "$(out '.[0] | has("qos_class_mismatch")')" false
	does cxl destroy-region -f $r
	creates -Q -t pmem -m mem1
	same "the window that fits" "$(basename "$(dirname "$(readlink -f $CXL/$r)")")" decoder0.1
	does cxl destroy-region -f $r
	classify 0 0
}

test_not_enforced() {
	classify 0 1
	creates -t pmem -d decoder0.0 -m mem0
	same mismatch "$(out .qos_class_mismatch)" true
	does cxl list -R
	same listed "$(out '.[0].qos_class_mismatch')" true
	does cxl destroy-region -f $r
	classify 0 0
	creates -Q -t pmem -d decoder0.0 -m mem0
	same mismatch "$(out 'has("qos_class_mismatch")')" false
	does cxl destroy-region -f $r
}
