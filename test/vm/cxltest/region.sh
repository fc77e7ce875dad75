# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Regions over the mock's windows: as wide as its memdevs and its switches allow.

# whole_life SIZE MEMBER...: of the region that was just created.
whole_life() {
	same size "$(number $r size)" $(($1))
	shift
	n=0
	for wanted; do
		same "position $n" "$(member $r $n)" $wanted
		n=$((n + 1))
	done
	same ways "$(number $r interleave_ways)" $n
	is_bound $r || fail "no driver"
	does cxl disable-region $r
	does cxl enable-region $r
	refuses 1 cxl destroy-region $r
	does cxl destroy-region -f $r
}

test_ram_x1() {
	creates -t ram -d decoder0.0 -m mem2 -s 256M
	whole_life "256 * MiB" mem2
}

test_ram_x2_across_bridges() {
	creates -t ram -d decoder0.1 -m mem2 mem1 -s 512M
	whole_life "512 * MiB" mem2 mem1
}

test_pmem_x1() {
	creates -t pmem -d decoder0.4 -m mem8 -s 256M
	whole_life "256 * MiB" mem8
}

test_pmem_x2() {
	creates -t pmem -d decoder0.3 -m mem4 mem5
	whole_life "2048 * MiB" mem4 mem5
}

# Windows and memdevs are of the same class here.
test_of_one_qos_class() {
	does cxl list -D -d decoder0.1
	same "the window's class" "$(out '.[0].qos_class')" 42
	does cxl list -m mem2,mem1
	same "the memdevs' classes" "$(out '[.[] | .ram_qos_class, .pmem_qos_class] | unique')" '[42]'
	creates -t ram -d decoder0.1 -m mem2 mem1 -s 512M --enforce-qos
	same mismatch "$(out '.qos_class_mismatch')" null
	does cxl destroy-region -f $r
}

# The order follows from the tree: bridge, root port, switch port.
test_pmem_x4() {
	creates -t pmem -d decoder0.3 -m mem4 mem5 mem6 mem7 -s 1G
	whole_life "1024 * MiB" mem4 mem5 mem6 mem7
	creates -t pmem -d decoder0.3 -w 4 -s 1G
	does cxl destroy-region -f $r
}

test_pmem_x8() {
	creates -t pmem -d decoder0.3 -w 8 -s 2G
	same ways "$(number $r interleave_ways)" 8
	does cxl destroy-region -f $r
}

test_restricted_host() {
	creates -t ram -d decoder0.5 -m mem10 -s 256M
	whole_life "256 * MiB" mem10
}

test_wrong_windows() {
	refuses 1 cxl create-region -t pmem -d decoder0.0 -m mem2
	refuses 1 cxl create-region -t ram -d decoder0.5 -m mem2
	refuses 2,1 cxl create-region -t pmem -d decoder0.3 -w 3 -s 768M
}

# below OPTION NAME: the memdevs there, as a script takes them from a flat list.
below() {
	cxl list -M "$@" | jq -r '.[].memdev'
}

# The mock forgets what a pmem region skipped, so these come last. Of two bridges the first two memdevs each, which one switch has: in turns.
test_groups_below_bridges() {
	window=$(cxl list -D -d root | jq -r '[.[] | select(.nr_targets == 2 and .pmem_capable)][0].decoder')
	does cxl list -T -d $window
	set -- $(below -p "$(out '.[0].targets[] | select(.position == 0).target')" | head -n 2) \
		$(below -p "$(out '.[0].targets[] | select(.position == 1).target')" | head -n 2)
	creates -t pmem -d $window -m $1 $3 $2 $4 -s 1G
	whole_life "1024 * MiB" $1 $3 $2 $4
}

# Of one bridge all four, two below each switch: the switches in turns.
test_groups_of_a_window() {
	window=$(cxl list -D -d root | jq -r '[.[] | select(.nr_targets == 1 and .pmem_capable)][0].decoder')
	set -- $(below -d $window)
	same "memdevs of $window" $# 4
	creates -t pmem -d $window -m $1 $3 $2 $4 -s 1G
	whole_life "1024 * MiB" $1 $3 $2 $4
}
