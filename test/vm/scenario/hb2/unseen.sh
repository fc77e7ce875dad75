# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Calls to the kernel fail, once or for good: what cannot be seen is treated as in use, and nothing is changed.

# given_online: $r is a ram region of mem1 with a block of it online, and $block that block's state.
given_online() {
	creates -t ram -d decoder0.0 -m mem1
	block=$(($(number $r resource) / 0x$(cat /sys/devices/system/memory/block_size_bytes)))
	block=/sys/devices/system/memory/memory$block/state
	echo online_movable >$block
	same "the block" "$(cat $block)" online
}

done_with() {
	same "the block" "$(cat $block)" online
	echo offline >$block
	does cxl destroy-region -f $r
}

# with_fault INJECTION COMMAND...: strace lets a call fail.
with_fault() {
	fault=$1
	shift
	strace -f -qq -o /dev/null -e inject="$fault" "$@"
}

# Whichever look fails, once: either the command refuses and nothing is changed, or it did all it says.
test_one_look_fails() {
	given_online
	for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
		refuses 1 with_fault faccessat2:error=ENOMEM:when=$n cxl disable-memdev mem1
	done
	done_with
}

test_every_look_fails() {
	given_online
	for error in ENOMEM EIO EINTR; do
		refuses 1 with_fault faccessat2:error=$error cxl disable-memdev mem1
		refuses 1 with_fault faccessat2:error=$error cxl destroy-region -f $r
		refuses 1 with_fault faccessat2:error=$error cxl disable-region $r
	done
	done_with
}

# One attribute cannot be read: a region whose place is not known may have its memory online.
test_an_attribute_cannot_be_read() {
	given_online
	for attr in size resource commit; do
		for error in EIO EINTR; do
			refuses 1 strace -f -qq -o /dev/null -P "$(readlink -f $CXL/$r)/$attr" -e inject=read:error=$error \
				cxl destroy-region $r
			refuses 1 strace -f -qq -o /dev/null -P "$(readlink -f $CXL/$r)/$attr" -e inject=read:error=$error \
				cxl disable-memdev mem1
		done
	done
	done_with
}

# A committed region that is disabled is no unfinished one, whatever fails.
test_commit_cannot_be_read() {
	creates -t pmem -d decoder0.0 -m mem0
	does cxl disable-region $r
	for error in EIO EINTR; do
		refuses 1 strace -f -qq -o /dev/null -P "$(readlink -f $CXL/$r)/commit" -e inject=read:error=$error cxl recover
	done
	does cxl destroy-region $r
}
