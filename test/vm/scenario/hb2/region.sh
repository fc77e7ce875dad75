# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The life of a region: made, listed, disabled, enabled, destroyed; checked in sysfs each time.

# is_live REGION SIZE MEMDEV...: committed, bound, of that size, with these members in this order.
is_live() {
	region=$1 size=$2
	shift 2
	same "$region's size" "$(number "$region" size)" "$size"
	same "$region's commit" "$(attr "$region" commit)" 1
	is_bound "$region" || fail "$region has no driver"
	position=0
	for m in "$@"; do
		same "$region's member $position" "$(member "$region" $position)" "$m"
		position=$((position + 1))
	done
	same "$region's ways" "$(attr "$region" interleave_ways)" "$position"
}

# lives_and_dies REGION: disable, enable, destroy; each says so, lists so and is so.
lives_and_dies() {
	does cxl disable-region "$1"
	says 'disabled 1 region$'
	! is_bound "$1" || fail "$1 still has a driver"
	does cxl list -R -r "$1"
	same "disabled region without -i" "$(out length)" 0
	does cxl list -R -r "$1" -i
	same state "$(out '.[0].state')" disabled
	does cxl enable-region "$1"
	says 'enabled 1 region$'
	is_bound "$1" || fail "$1 has no driver again"
	refuses 1 cxl destroy-region "$1"
	does cxl destroy-region -f "$1"
	says 'destroyed 1 region$'
	same regions "$(regions)" ""
}

test_ram_x1() {
	creates -t ram -d decoder0.1 -m mem3
	same created "$(out '[.size, .type, .interleave_ways, .decode_state, .mappings[0].memdev]')" \
		'[268435456,"ram",1,"commit","mem3"]'
	is_live $r $((256 * MiB)) mem3
	same resource "$(out .resource)" "$(number $r resource)"
	does cxl list -R
	same listed "$(out '[.[] | [.size, .type, .decode_state, .state]]')" '[[268435456,"ram","commit",null]]'
	lives_and_dies $r
}

# The region as memory: nobody has brought a block of it online.
test_dax_view() {
	creates -t ram -d decoder0.1 -m mem3
	does cxl list -R -X
	same "the DAX region" "$(out '.[0].daxregion | [.size, (.devices | length)]')" '[268435456,1]'
	device=$(basename "$CXL/$r"/dax_region*/dax[0-9]*)
	same "its device" "$(out '.[0].daxregion.devices[0] | [.chardev, .size, .mode, .online_memblocks, .total_memblocks]')" \
		"[\"$device\",268435456,\"system-ram\",0,2]"
	does cxl destroy-region -f $r
}

test_ram_x2_across_bridges() {
	creates -t ram -d decoder0.2 -m mem1 mem3
	same created "$(out '[.size, .type, .interleave_ways, .interleave_granularity, .decode_state]')" \
		'[536870912,"ram",2,4096,"commit"]'
	same mappings "$(out '[.mappings | sort_by(.position)[].memdev]')" '["mem1","mem3"]'
	is_live $r $((512 * MiB)) mem1 mem3
	does cxl list -RT
	same listed "$(out '[.[0].mappings | sort_by(.position)[] | [.position, .memdev, .decoder]]')" \
		"[[0,\"mem1\",\"$(attr $r target0)\"],[1,\"mem3\",\"$(attr $r target1)\"]]"
	lives_and_dies $r
}

# The positions follow from the window: the tool need not be told which bridge comes first, or which devices have ram.
test_ram_x2_order_is_computed() {
	creates -t ram -d decoder0.2 -w 2
	is_live $r $((512 * MiB)) mem1 mem3
	does cxl destroy-region -f $r
}

test_pmem_x1_with_uuid() {
	uuid=5f64c8c8-2c1f-4f0e-8d0c-0d7b5d9f4a11
	creates -t pmem -d decoder0.0 -U $uuid -m mem0
	same created "$(out '[.size, .type, .decode_state]')" '[536870912,"pmem","commit"]'
	is_live $r $((512 * MiB)) mem0
	same uuid "$(attr $r uuid)" $uuid
	lives_and_dies $r
}

test_pmem_gets_a_uuid() {
	creates -t pmem -d decoder0.0 -m mem0 -s 256M
	is_live $r $((256 * MiB)) mem0
	case $(attr $r uuid) in
	"" | 00000000-0000-0000-0000-000000000000) fail "no uuid" ;;
	esac
	does cxl destroy-region -f $r
}

test_window_is_chosen() {
	creates -t ram -m mem3
	is_live $r $((256 * MiB)) mem3
	same window "$(basename "$(dirname "$(readlink -f "$CXL/$r")")")" decoder0.1
	says 'decoder0\.1'
	does cxl destroy-region -f $r
}

test_dry_run_changes_nothing() {
	everything >"$NOTES.before"
	does cxl create-region --dry-run -t ram -d decoder0.2 -m mem1 mem3
	everything >"$NOTES.after"
	same changes "$(changes "$NOTES.before" "$NOTES.after")" ""
	cat "$NOTES.out" "$NOTES.err" >"$NOTES.steps"
	for word in ram decoder0.2 mem1 mem3 commit; do
		grep -q $word "$NOTES.steps" || fail "no step speaks of $word"
	done
}

# mem0 has room for two; the default size of the second is what is left.
test_two_on_one_device() {
	creates -t pmem -d decoder0.0 -m mem0 -s 256M
	is_live "$r" $((256 * MiB)) mem0
	creates -t pmem -d decoder0.0 -m mem0
	is_live "$r" $((256 * MiB)) mem0
	does cxl destroy-region -f all
	says 'destroyed 2 regions$'
	same regions "$(regions)" ""
}

# The device would be left with a hole that the kernel cannot give back: refused, until the later one is gone.
test_earlier_of_two_is_not_destroyed() {
	creates -t pmem -d decoder0.0 -m mem0 -s 256M
	earlier=$r
	creates -t pmem -d decoder0.0 -m mem0 -s 256M
	refuses 1 cxl destroy-region -f "$earlier"
	does cxl destroy-region -f "$r"
	does cxl destroy-region -f "$earlier"
}

test_second_create_when_full() {
	creates -t ram -d decoder0.1 -m mem3
	refuses 1 cxl create-region -t ram -d decoder0.1 -m mem3
	refuses 1 cxl create-region -t ram -d decoder0.2 -m mem1 mem3
	does cxl destroy-region -f $r
}

test_destroy_of_an_enabled_region() {
	creates -t ram -d decoder0.1 -m mem3
	refuses 1 cxl destroy-region $r
	is_live $r $((256 * MiB)) mem3
	does cxl destroy-region -f $r
	same regions "$(regions)" ""
}

test_disabled_region_needs_no_force() {
	creates -t pmem -d decoder0.0 -m mem0
	does cxl disable-region $r
	does cxl disable-region $r
	does cxl destroy-region $r
}

test_wrong_create() {
	refuses 2 cxl create-region -t ram -d decoder0.1 -m mem3 -s 100M
	refuses 2 cxl create-region -t ram -d decoder0.1 -m mem3 -s 12x
	refuses 1 cxl create-region -t ram -d decoder0.1 -m mem3 -s 512M
	refuses 2 cxl create-region -t ram -d decoder0.2 -w 5 -m mem1 mem3
	refuses 2 cxl create-region -t ram -d decoder0.2 -w 4 -m mem1 mem3
	refuses 2 cxl create-region -t ram -d decoder0.2 -m mem1 mem1
	refuses 2 cxl create-region -t cheese -d decoder0.1 -m mem3
	refuses 2 cxl create-region -t ram -d decoder0.1 -m mem3 -U 5f64c8c8-2c1f-4f0e-8d0c-0d7b5d9f4a11
	refuses 2 cxl create-region -t pmem -d decoder0.0 -m mem0 -U nonsense
	refuses 3 cxl create-region -t ram -d decoder0.1 -m mem99
	refuses 3 cxl create-region -t ram -d decoder0.9 -m mem3
	refuses 2 cxl create-region -t ram -d decoder0.1 -m mem3x
	refuses 1 cxl create-region -t pmem -d decoder0.1 -m mem3
	refuses 1 cxl create-region -t ram -d decoder0.0 -m mem3
	refuses 129 cxl create-region --nonsense
}

test_wrong_names() {
	for command in enable-region disable-region destroy-region; do
		refuses 3 cxl $command region99
		refuses 2 cxl $command region0x
		refuses 2 cxl $command mem0
	done
}
