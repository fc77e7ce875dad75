# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What every script here shares: how to speak, where things are kept, which kernels there are.

# newest: the newest packaged kernel, with poison files for regions. lts: the one Debian 12 users run.
# rc: the newest packaged release candidate, with a state file for the memory of each DAX device.
# mock: built here from the newest source package, for the kernel's own mock of a CXL machine.
# shellcheck disable=SC2034
KERNELS="newest lts rc"

# Where a user other than root has depmod, modprobe and the like.
PATH=$PATH:/usr/sbin:/sbin

# Whatever one command starts tells its time since that began.
export CXL_TEST_BEGAN=${CXL_TEST_BEGAN:-$EPOCHSECONDS}

say() {
	local seconds=$((EPOCHSECONDS - CXL_TEST_BEGAN))
	printf '==> %d:%02d %s\n' $((seconds / 60)) $((seconds % 60)) "$*" >&2
}
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "this needs root, and there is no sudo: $*"
	fi
}

# Outside the checkout, which may be read-only and somebody else's. Tests try the build as another user,
# who could not reach it below /root.
cache_dir() {
	local base=${HOME:-}/.cache
	[ -w "${HOME:-/nonexistent}" ] || base=/var/tmp/$(id -u)
	[ "$(id -u)" != 0 ] || base=/var/cache
	printf '%s\n' "${CXL_TEST_CACHE:-${XDG_CACHE_HOME:-$base}/cxl-test}"
}

# kernel_dir KERNEL: everything about one kernel is kept here.
kernel_dir() { printf '%s/kernel/%s\n' "$(cache_dir)" "$1"; }

# only_one DIR: one process at a time works in DIR, until this one ends.
only_one() {
	mkdir -p "$1"
	exec 9>"$1/lock"
	flock 9
}

# require_kernel NAME: a script that takes one kernel checks its operands with this.
require_kernel() {
	if [ $# != 1 ] || [[ " $KERNELS mock " != *" $1 "* ]]; then
		die "usage: ${0##*/} ${KERNELS// /|}|mock"
	fi
}

# copy_races VM JOB: what the cases of a race need in the machine. VM is this folder.
copy_races() {
	mkdir -p "$2/test" "$2/usr/bin"
	cp "$1/races/lib.sh" "$2/test/races.sh"
	cp "$1/races/mock.sh" "$2/test/races-mock.sh"
	cc -O2 -static -o "$2/usr/bin/stop-at" "$1/races/stop-at.c"
}
