# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Memory blocks of 2 GiB: a smaller region contains none of them, a larger one fewer than its size has room for.

MEMORY=/sys/devices/system/memory

driver_of() { basename "$(readlink "$CXL/$1"/dax_region*/dax[0-9]*/driver || echo none)"; }

# It ends with the cause: nothing waits for what cannot come.
test_region_smaller_than_a_block() {
	same "the size of a block" "$(cat $MEMORY/block_size_bytes)" 80000000
	try cxl create-region -t ram -d decoder0.0 -m mem0 --wait=2
	same status $status 4
	says 'dax[0-9.]+ has no driver: it does not contain a whole memory block of 2 GiB \(create a larger region\)'
	r=$(out .region)
	is_bound $r || fail "it did not stay"
	same "its driver" "$(driver_of $r)" none
	try cxl wait --for=ready --timeout 1 $r
	same status $status 4
	says 'it does not contain a whole memory block of 2 GiB \(create a larger region\)'
	same "what it lacks" "$(cxl list -R -r $r --memory | jq -r '.[0].memory.missing')" whole_block
	refuses 1 cxl set-mode $r system-ram
	says "$r: set its mode: a DAX device of it contains no whole memory block \(create a larger region\)"
	does cxl set-mode $r devdax
	same "its driver" "$(driver_of $r)" device_dax
	refuses 1 cxl set-mode $r system-ram
	says "$r: set its mode: a DAX device of it contains no whole memory block \(create a larger region\)"
	same "its driver" "$(driver_of $r)" device_dax
	does cxl wait $r
	does cxl prepare-removal mem0
	same regions "$(regions)" ""
	does cxl enable-memdev mem0
	everything >"$NOTES.before"
	try cxl create-region -t ram -d decoder0.0 -m mem0 --mode=system-ram
	same status $status 1
	says 'a DAX device of it contains no whole memory block \(create a larger region\)'
	everything | cmp -s "$NOTES.before" - || fail "it left something: $(regions)"
}

huge_pages() { echo "$2" >/sys/devices/system/node/node$1/hugepages/hugepages-2048kB/nr_hugepages; }
free_on() { sed -n 's/.* MemFree: *\([0-9]*\) kB/\1/p' /sys/devices/system/node/node$1/meminfo; }
memory_of() { cxl list -R -r $r --memory | jq -c ".[0].memory | $1"; }

# The window begins at no multiple of 2 GiB: of two blocks one lies in the region whole.
# Then huge pages take memory of both nodes, so that what is on one has no room on the other.
test_region_that_is_cut() {
	creates -t ram -d decoder0.0 -m mem1 --zone=movable
	[ $(($(number $r resource) % 0x80000000)) != 0 ] || fail "it begins with a block"
	same "its size" "$(number $r size)" $((4096 * MiB))
	same "its blocks" "$(memory_of '[.total_memblocks, .online_memblocks]')" "[1,1]"
	node=$(memory_of '.nodes[0].node')
	huge_pages $node 220
	huge_pages 0 $((($(free_on 0) - 300000) / 2048))
	for tried in offline-region "disable-region -f" "destroy-region -f" "set-mode devdax"; do
		refuses 1 cxl ${tried%% *} $r ${tried#"${tried%% *}"}
		says "$r: offline its memory: the other NUMA nodes have no room for what is on node$node \(free memory, or add swap\)"
	done
	try cxl prepare-removal mem1
	same status $status 1
	says "$r: .*the other NUMA nodes have no room for what is on node$node"
	same "its blocks" "$(memory_of '[.total_memblocks, .online_memblocks]')" "[1,1]"
	is_bound $r || fail "it has lost its driver"
	huge_pages 0 0
	huge_pages $node 0
	does cxl prepare-removal --timeout 120 mem1
	same regions "$(regions)" ""
	does cxl enable-memdev mem1
}
