# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# What the machine lacks is named, with what to do: root, debugfs, a module, a kernel that is not locked down.

# says_remedy CAUSE REMEDY: in the one line of the last command.
says_remedy() { says "$1.*($2.*)\$"; }

test_root() {
	refuses 1 su user -c "cxl inject-poison mem0 -a 0"
	says_remedy 'only to root' 'run as root'
	refuses 1 su user -c "cxl disable-memdev mem0"
	says_remedy 'no permission' 'run as root'
}

test_debugfs() {
	umount /sys/kernel/debug
	refuses 1 cxl inject-poison mem0 -a 0
	says_remedy 'no debugfs' 'mount -t debugfs'
	mount -t debugfs debugfs /sys/kernel/debug
}

# The newest kernel does not let go of the module: its driver is hidden instead.
test_module() {
	does cxl disable-memdev mem0
	mount -t tmpfs nothing /sys/bus/cxl/drivers/cxl_mem
	refuses 1 cxl enable-memdev mem0
	umount /sys/bus/cxl/drivers/cxl_mem
	says_remedy 'mem0: enable: its driver is not loaded' 'modprobe cxl_mem '
	does cxl enable-memdev mem0
}

# Nothing takes a lockdown back: this one is the last of its machine.
test_lockdown() {
	[ -e /sys/kernel/security/lockdown ] || mount -t securityfs securityfs /sys/kernel/security
	echo integrity >/sys/kernel/security/lockdown
	refuses 1 cxl inject-poison mem0 -a 0
	says_remedy 'mem0: inject poison: the kernel is locked down' '.*Secure Boot'
	refuses 1 cxl clear-poison mem0 -a 0
	says_remedy 'the kernel is locked down' '.*lockdown='
	does cxl list -M
}
