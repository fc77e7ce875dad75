# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# cxl list shows the machine that topology.sh configured: two host bridges, a pmem and a ram device below each.

test_memdevs() {
	does cxl list -M
	same memdevs "$(out '[.[] | [.memdev, .serial, .pmem_size // 0, .ram_size // 0]]')" \
		'[["mem0",4097,536870912,0],["mem1",4098,0,536870912],["mem2",4099,268435456,0],["mem3",4100,0,268435456]]'
	same hosts "$(out 'map(.host) | join(" ")')" \
		"$(host_of mem0) $(host_of mem1) $(host_of mem2) $(host_of mem3)"
	same "poison can be injected" "$(out '[.[].poison_injectable] | unique')" '[true]'
}

test_without_options() {
	does cxl list
	same memdevs "$(out 'map(.memdev) | join(" ")')" "mem0 mem1 mem2 mem3"
}

test_buses() {
	does cxl list -BT
	same bus "$(out '.[] | [.bus, .provider, .nr_dports]')" '["root0","ACPI.CXL",2]'
	same dports "$(out '[.[0].dports[].dport] | sort | join(" ")')" "pci0000:0c pci0000:de"
}

# The shape of the tree, and no more of it: who is below whom.
test_tree() {
	does cxl list -BPEM
	same tree "$(out '[.[0]["ports:root0"][] | [.host, .depth, [.["endpoints:" + .port][] | .memdev.serial]]] | sort')" \
		'[["pci0000:0c",1,[4097,4098]],["pci0000:de",1,[4099,4100]]]'
}

test_endpoints() {
	does cxl list -E
	same hosts "$(out '[.[].host] | sort | join(" ")')" "mem0 mem1 mem2 mem3"
}

# A window for each bridge, and one across both.
test_windows() {
	does cxl list -D -d root -T
	same windows "$(out '[.[] | [.decoder, .size, .interleave_ways, .interleave_granularity, .nr_targets, .max_available_extent]]')" \
		'[["decoder0.0",4294967296,1,null,1,4294967296],["decoder0.1",4294967296,1,null,1,4294967296],["decoder0.2",4294967296,2,4096,2,4294967296]]'
	same "capable of" "$(out '[.[] | .pmem_capable and .volatile_capable] | unique')" '[true]'
	for d in decoder0.0 decoder0.1 decoder0.2; do
		same "$d's resource" "$(out ".[] | select(.decoder == \"$d\").resource")" "$(number $d start)"
	done
	same "targets of decoder0.2" "$(out '[.[2].targets | sort_by(.position)[].target] | join(" ")')" "pci0000:0c pci0000:de"
}

test_idle_decoders() {
	does cxl list -D -d endpoint -i
	same count "$(out 'map(select(.state == "disabled")) | length')" 16
	does cxl list -D -d endpoint
	same "without -i" "$(out length)" 0
}

test_filters() {
	does cxl list -m mem1
	same "-m mem1" "$(out 'map(.memdev)')" '["mem1"]'
	does cxl list -m mem3,mem0
	same "-m mem3,mem0" "$(out 'map(.memdev)')" '["mem0","mem3"]'
	does cxl list -s 0x1003
	same "-s 0x1003" "$(out 'map(.memdev)')" '["mem2"]'
	does cxl list -m "$(host_of mem2)"
	same "by host" "$(out 'map(.memdev)')" '["mem2"]'
	does cxl list -M -d decoder0.1
	same "below decoder0.1" "$(out 'map(.memdev)')" '["mem2","mem3"]'
}

test_unknown_names_show_nothing() {
	does cxl list -m mem99
	same "-m mem99" "$(out .)" '[]'
	does cxl list -s 0x99
	same "-s 0x99" "$(out .)" '[]'
	does cxl list -r region0
	same "-r region0" "$(out .)" '[]'
}

test_human() {
	does cxl list -u -m mem0
	same size "$(out .pmem_size)" "512.00 MiB (536.87 MB)"
	same serial "$(out .serial)" 0x1001
}

test_verbose() {
	does cxl list -v
	same "memdevs below -v" "$(out '[.. | objects | .memdev? // empty | strings] | unique | join(" ")')" "mem0 mem1 mem2 mem3"
	does cxl list -vvv
	same "endpoint decoders below -vvv" "$(out '[.. | objects | .decoder? // empty] | unique | length')" \
		"$(find "$CXL" -name 'decoder*' | wc -l)"
}

# No root, no debugfs: still the whole machine, and only what cannot be read is missing.
test_unprivileged() {
	does su user -c "cxl list"
	same memdevs "$(out 'map(.memdev) | join(" ")')" "mem0 mem1 mem2 mem3"
	does su user -c "cxl list -BPEMDT"
	same "memdevs of the tree" "$(out '[.. | objects | .memdev? // empty | strings] | unique | length')" 4
	refuses 1 su user -c "cxl inject-poison mem0 -a 0x1000"
	refuses 1 su user -c "cxl create-region -t ram -d decoder0.1 -m mem3"
}
