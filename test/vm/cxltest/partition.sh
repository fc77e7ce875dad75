# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Dividing a memdev's 2 GiB into volatile and persistent memory, from the next boot on.

NEXT='.[0].partition_info | [.next_volatile_size, .next_persistent_size] | map(. / 268435456)'

# next VOLATILE PERSISTENT: units of 256 MiB, as answered and as listed; what is in use stays as it is.
next() {
	says 'cxl memdev: cmd_set_partition: set_partition 1 mem$'
	same "what is answered" "$(out "$NEXT")" "[$1,$2]"
	does cxl list -I -m mem5
	same "what is listed" "$(out "$NEXT")" "[$1,$2]"
	same "in use" "$(out '.[0].partition_info | [.active_volatile_size, .active_persistent_size] | map(. / 268435456)')" '[4,4]'
	same "pmem size" "$(number mem5 pmem/size)" $((1024 * MiB))
}

test_sizes() {
	does cxl set-partition mem5 -t pmem -s 512M
	next 6 2
	does cxl set-partition mem5 --type ram --size 256M
	next 1 7
	does cxl set-partition mem5 -t volatile -s 1g
	next 4 4
}

test_all_of_one_type() {
	does cxl set-partition mem5
	next 0 8
	does cxl set-partition mem5 -t ram
	next 8 0
	does cxl set-partition mem5 -s 1G
	next 4 4
}

# Not less than was asked for, of either type.
test_rounded() {
	refuses 2 cxl set-partition mem5 -s 300M
	says '314572800 is not a multiple of 268435456 '
	does cxl set-partition mem5 -s 300M --align
	next 6 2
	does cxl set-partition mem5 -t ram -s 300M -a
	next 2 6
	does cxl set-partition mem5 -s 1G
	next 4 4
}

test_however_it_is_named() {
	serial=$(($(attr mem5 serial)))
	does cxl set-partition --serial $serial -s 256M --bus cxl_test --verbose
	next 7 1
	does cxl set-partition -S $serial -s 512M -v --timeout 20
	next 6 2
	does cxl set-partition mem5 -s 1G -b root0
	next 4 4
	refuses 3 cxl set-partition mem5 -b root9
	does cxl set-partition mem5 mem6 -s 1G
	says 'set_partition 2 mems$'
}

test_wrong_requests() {
	refuses 2 cxl set-partition mem5 -s 3G
	says 'more than the 2147483648 that can be divided'
	refuses 2 cxl set-partition mem5 -t cheese
	refuses 3 cxl set-partition mem99
	refuses 1 cxl set-partition mem10
	says 'cannot be partitioned'
	refuses 1 su user -c "cxl set-partition mem5 -s 1G"
	does cxl list -I -m mem5
	same "what is listed" "$(out "$NEXT")" "[4,4]"
}
