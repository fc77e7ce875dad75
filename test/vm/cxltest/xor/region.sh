# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Windows that interleave by XOR, and one of three bridges: only the kernel knows where an offset lies.

test_windows() {
	does cxl list -D -d root -T
	same windows "$(out '[.[] | [.size / 268435456, .interleave_ways, .interleave_granularity, ([.targets[].id] | sort)]]')" \
		'[[8,1,null,[0]],[8,2,256,[0,1]],[12,3,512,[0,1,2]]]'
}

# poisoned REGION OFFSET...: each is on one member, and found again where it was put.
poisoned() {
	region=$1
	shift
	for offset; do
		does cxl inject-poison $region -f -o $((offset))
		# shellcheck disable=SC2046 # a list of words
		same "records" "$(poison_of $(memdevs) | wc -l)" 1
		does cxl list -L -r $region
		same "offset listed" "$(out '[.[0].media_errors[].offset]')" "[$((offset))]"
		does cxl clear-poison $region -f -o $((offset))
		# shellcheck disable=SC2046
		same "poison then" "$(poison_of $(memdevs))" ""
	done
}

test_x1() {
	creates -t pmem -d decoder0.0 -m mem2 -s 512M
	poisoned $r 0 0x1040
	does cxl destroy-region -f $r
}

test_x2() {
	creates -t pmem -d decoder0.1 -m mem2 mem1 -s 512M
	poisoned $r 0 0x100 0x40100
	does cxl destroy-region -f $r
}

test_x3() {
	creates -t pmem -d decoder0.2 -m mem2 mem1 mem8 -s 768M
	same ways "$(number $r interleave_ways)" 3
	poisoned $r 0 0x200 0x400 0x600
	does cxl destroy-region -f $r
}
