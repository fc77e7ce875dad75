# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Four pmem devices below one switch: seen where they are, and interleaved. The last has ram, too.

test_tree() {
	does cxl list -BPEM
	same tree "$(out '.[0]["ports:root0"][0] | [.host, .depth, (.["ports:" + .port][0] | [.depth, [.["endpoints:" + .port][] | .memdev.serial]])]')" \
		'["pci0000:0c",1,[2,[8193,8194,8195,8196]]]'
}

test_memdevs() {
	does cxl list -M
	same memdevs "$(out '[.[] | [.memdev, .serial, .pmem_size]]')" \
		'[["mem0",8193,536870912],["mem1",8194,536870912],["mem2",8195,536870912],["mem3",8196,536870912]]'
	same hosts "$(out 'map(.host) | join(" ")')" "$(host_of mem0) $(host_of mem1) $(host_of mem2) $(host_of mem3)"
}

test_pmem_x4() {
	creates -t pmem -d decoder0.0 -m mem0 mem1 mem2 mem3
	same created "$(out '[.size, .type, .interleave_ways, .interleave_granularity, .decode_state]')" \
		"[2147483648,\"pmem\",4,$(attr decoder0.0 interleave_granularity),\"commit\"]"
	is_bound $r || fail "$r has no driver"
	for n in 0 1 2 3; do
		same "position $n" "$(member $r $n)" mem$n
	done
	does cxl list -R
	same listed "$(out '[.[].region]')" "[\"$r\"]"
	does cxl disable-region $r
	does cxl enable-region $r
	refuses 1 cxl destroy-region $r
	does cxl destroy-region -f $r
	same regions "$(regions)" ""
}

# All four, without naming them; and only part of each.
test_pmem_x4_of_all() {
	creates -t pmem -d decoder0.0 -w 4 -s 1G
	same size "$(number $r size)" $((1024 * MiB))
	same ways "$(attr $r interleave_ways)" 4
	does cxl destroy-region -f $r
}

test_two_x2() {
	creates -t pmem -d decoder0.0 -m mem0 mem1 -s 512M
	creates -t pmem -d decoder0.0 -m mem2 mem3 -s 512M
	same "number of regions" "$(regions | wc -w)" 2
	does cxl destroy-region -f all
	says 'destroyed 2 regions$'
}

# Ram that lies below pmem is skipped while there is pmem without it, and free again afterwards.
test_ram_and_pmem_of_one_device() {
	does cxl list -m mem3
	same sizes "$(out '.[0] | [.ram_size, .pmem_size]')" '[536870912,536870912]'
	creates -t pmem -d decoder0.0 -m mem3 -s 256M
	same "the pmem's place" "$(member_dpa $r 0)" $((512 * MiB))
	refuses 1 cxl create-region -t ram -d decoder0.0 -m mem3
	says 'pmem is allocated'
	refuses 1 cxl reserve-dpa -t ram mem3
	does cxl destroy-region -f $r
	creates -t ram -d decoder0.0 -m mem3 -s 256M
	creates -t pmem -d decoder0.0 -m mem3
	same "the pmem's place" "$(member_dpa $r 0)" $((512 * MiB))
	does cxl destroy-region -f all
	does cxl reserve-dpa -t pmem -s 256M mem3
	does cxl free-dpa mem3
	does cxl reserve-dpa -t ram mem3
	same "what was free" "$(out '.[0].decoder.dpa_size')" $((512 * MiB))
	does cxl free-dpa mem3
}

test_second_create_when_full() {
	creates -t pmem -d decoder0.0 -m mem0 mem1 mem2 mem3
	refuses 1 cxl create-region -t pmem -d decoder0.0 -m mem2
	does cxl destroy-region -f $r
}

# The chunks of 1 KiB go round over the four: each offset must be found on the device that the kernel says is there.
test_poison_by_region_offset() {
	creates -t pmem -d decoder0.0 -m mem0 mem1 mem2 mem3 -g 1024
	does cxl disable-region $r
	for n in 0 1 2 3; do
		offset=$((0x2000 + n * 0x400 + 0x40))
		m=$(member $r $n)
		dpa=$(($(member_dpa $r $n) + 0x840))
		does cxl inject-poison $r -o $offset
		same injected "$(out '[.memdev, .dpa, .region, .offset]')" "[\"$m\",$dpa,\"$r\",$offset]"
		same "poison of $m" "$(poison_of "$m")" "$m $(printf '0x%x' $dpa) 0x40 Injected"
	done
	does cxl list -L -r $r -i
	same "the region's media errors" "$(out '[.[0].media_errors[].offset] | sort')" \
		"[$((0x2040)),$((0x2440)),$((0x2840)),$((0x2c40))]"
	for n in 0 1 2 3; do
		does cxl clear-poison $r -o $((0x2000 + n * 0x400 + 0x40))
	done
	# shellcheck disable=SC2046 # a list of words
	same "poison at last" "$(poison_of $(memdevs))" ""
	does cxl destroy-region $r
}

test_wrong_ways() {
	refuses 2 cxl create-region -t pmem -d decoder0.0 -w 5 -m mem0 mem1 mem2 mem3
	refuses 1 cxl create-region -t ram -d decoder0.0 -m mem0
	refuses 2 cxl create-region -t pmem -d decoder0.0 -m mem0 mem1 -s 256M
	refuses 2 cxl create-region -t pmem -d decoder0.0 -m mem0 mem1 -g 100
}
