# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2034,SC2154,SC1091
# Programs that use persistent memory without mounting it here: refused, and named.

# unused: nobody has it any more, and it goes.
unused() {
	echo ${namespace##*/} >$namespace/driver/unbind 2>/dev/null || :
	echo 0 >$namespace/size
	does cxl disable-region $r
	does cxl destroy-region $r
}

refused_as() {
	refuses 1 cxl disable-region $r
	says "$1"
	try cxl prepare-removal mem2
	says "$1"
	is_bound mem2 || fail "mem2 was disabled"
}

test_open_disk() {
	creates_disk mem2
	exec 3</dev/$disk
	refused_as "$disk is open in process $$ .sh"
	exec 3<&-
	unused
}

# The file system of a container is mounted in its namespace alone.
test_mounted_elsewhere() {
	creates_disk mem2
	mke2fs /dev/$disk
	mkdir -p /tmp/elsewhere
	unshare -m sh -c "mount /dev/$disk /tmp/elsewhere && touch $NOTES.mounted && exec sleep 1000" &
	container=$!
	waits_for $NOTES.mounted
	refused_as "$disk is mounted in the mount namespace of process [0-9]+ .sleep"
	kill $container
	wait $container || true
	unused
}

# No table of mounts has it any more, but who works below it does.
test_unmounted_lazily() {
	creates_disk mem2
	mke2fs /dev/$disk
	mkdir -p /tmp/lazily
	mount /dev/$disk /tmp/lazily
	sh -c "cd /tmp/lazily && umount -l /tmp/lazily && touch $NOTES.unmounted && exec sleep 1000" &
	worker=$!
	waits_for $NOTES.unmounted
	refused_as "$disk is held by a file system or another device"
	kill $worker
	wait $worker || true
	unused
}

test_open_devdax() {
	creates_namespace mem2
	seed=$(cat ${namespace%/*}/dax_seed)
	cat /proc/sys/kernel/random/uuid >${namespace%/*}/$seed/uuid
	echo 2097152 >${namespace%/*}/$seed/align
	echo pmem >${namespace%/*}/$seed/mode
	echo ${namespace##*/} >${namespace%/*}/$seed/namespace
	echo $seed >/sys/bus/nd/drivers/dax_pmem/bind
	dax=$(cd ${namespace%/*}/$seed && ls -d dax*.*)
	waits_for /dev/$dax
	exec 3</dev/$dax
	refused_as "$dax is open in process $$ .sh"
	exec 3<&-
	echo $seed >/sys/bus/nd/drivers/dax_pmem/unbind
	echo >${namespace%/*}/$seed/namespace
	unused
}
