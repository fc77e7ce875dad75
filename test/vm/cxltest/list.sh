# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# cxl list shows the machine that the kernel's mock makes up: three host bridges with switches, and a restricted one.

test_memdevs() {
	does cxl list -M
	same serials "$(out '[.[].serial] | sort')" '[1,2,3,4,5,6,7,8,9,10,11]'
	same hosts "$(out '[sort_by(.serial)[0,9,10].host]')" '["cxl_mem.0","cxl_mem.9","cxl_rcd.10"]'
	same sizes "$(out '[.[] | [.pmem_size // 0, .ram_size]] | unique')" '[[0,2147483648],[1073741824,1073741824]]'
	same "the restricted one" "$(out '.[10].pmem_size')" null
}

# A flat list keeps to the tree, whatever order the kernel found them in: bridge by bridge, switch by switch. The mock
# gives serial numbers to its switch ports in turns.
test_order_of_the_tree() {
	does cxl list -M
	same order "$(out '[.[].serial]')" '[1,5,3,7,2,6,4,8,9,10,11]'
	does cxl list -E
	same endpoints "$(out '[.[].host] | length')" 11
	same "their order" "$(out 'map(.host) | join(" ")')" "$(cxl list -M | jq -r 'map(.memdev) | join(" ")')"
}

test_bus() {
	does cxl list -BT
	same bus "$(out '.[0] | [.bus, .provider, .nr_dports]')" '["root0","cxl_test",4]'
}

# Who is below whom: two levels of ports, or none.
test_tree() {
	does cxl list -BPEM
	same "memdevs below a switch" "$(out '[.[0]["ports:root0"][] | .["ports:" + .port][]? | .["endpoints:" + .port][].memdev.serial] | sort')" \
		'[1,2,3,4,5,6,7,8,9,10]'
	same "below the root itself" "$(out '[.[0]["endpoints:root0"][].memdev.serial]')" '[11]'
}

test_windows() {
	does cxl list -D -d root -T
	same windows "$(out '[.[] | [.size / 268435456, .interleave_ways, (.pmem_capable // false), ([.targets[].id] | sort)]]')" \
		'[[4,1,false,[0]],[8,2,false,[0,1]],[4,1,true,[0]],[8,2,true,[0,1]],[4,1,true,[2]],[1,1,false,[3]]]'
}

# The kernel found its decoders committed, and made the region that they are for.
test_found_region() {
	does cxl list -RT
	same region "$(out '.[0] | [.region, .size, .type, .interleave_ways, .decode_state]')" '["region0",536870912,"ram",2,"commit"]'
	same members "$(out '[.[0].mappings | sort_by(.position)[].memdev]')" '["mem0","mem4"]'
}

test_everything() {
	does timeout 60 cxl list -vvv
	same "kinds of objects" "$(out '[.. | objects | keys[] | select(test("^(memdev|port|endpoint|bus|decoder|region)$"))] | unique')" \
		'["bus","decoder","endpoint","memdev","port","region"]'
	same "health of all" "$(out '[.. | objects | select(.health)] | length')" 11
	same partitions "$(out '[.. | objects | select(.partition_info)] | length')" 11
}
