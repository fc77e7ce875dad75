# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Memory blocks of 2 GiB: a smaller region contains none of them, a larger one fewer than its size has room for.

MEMORY=/sys/devices/system/memory
SMALL='contains? (no|a) whole memory block'

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

# The window begins at no multiple of 2 GiB: of three blocks two lie in the region whole.
test_region_that_is_cut() {
	creates -t ram -d decoder0.0 -m mem1 --wait=60
	[ $(($(number $r resource) % 0x80000000)) != 0 ] || fail "it begins with a block"
	same "its size" "$(number $r size)" $((6144 * MiB))
	same "its blocks" "$(cxl list -R -r $r --memory | jq -c '.[0].memory | [.total_memblocks, .online_memblocks]')" "[2,0]"
	does cxl prepare-removal mem1
	same regions "$(regions)" ""
	does cxl enable-memdev mem1
}
