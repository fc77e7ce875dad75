# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The status of the machine: what it says before and after memory is made, put offline and poisoned. These cards have
# no health to report.

# shown PATTERN: the status has such a line.
shown() { cxl status | grep -Eq "$1" || fail "no line \"$1\" in: $(cxl status | tr "\n" "|")"; }

# status_is NUMBER
status_is() {
	code=0
	cxl status >/dev/null || code=$?
	same "the exit status of cxl status" $code $1
}

test_nothing_made() {
	shown '^CXL memory: 1\.5G in 4 devices, 0 regions, 1\.5G free$'
	shown '^decoder0\.0 .* 4\.0G  4\.0G '
	shown '^mem0 .* pmem  512M  512M  - .* 0$'
	status_is 0
}

test_memory_in_use() {
	policy=/sys/devices/system/memory/auto_online_blocks
	before=$(cat $policy)
	echo online_movable >$policy
	creates -t ram -d decoder0.1 -m mem3 -s 256M --wait=120
	shown '^CXL memory: 1\.5G in 4 devices, 1 region, 1\.2G free$'
	shown '^decoder0\.1 .* 4\.0G  3\.7G '
	shown "$r  *ram  *256M  *1  enabled  system-ram 2/2  .*mem3$"
	shown '^mem3 .* ram   256M     0  - '
	status_is 0
	does cxl offline-region $r
	shown "$r .* system-ram 0/2 "
	shown "^action: $r: its memory cannot be used: 0 of 2 memory blocks are online \(cxl online-region $r\)$"
	status_is 1
	does cxl online-region -z movable $r
	status_is 0
	does cxl destroy-region -f $r
	echo $before >$policy
}

test_poison() {
	does cxl inject-poison mem0 -a 0x1000
	shown '^mem0 .* 1$'
	shown '^action: mem0: it has 1 poisoned location \(see: cxl list -M -L -m mem0\)$'
	status_is 1
	does cxl clear-poison mem0 -a 0x1000
	status_is 0
}

test_tables() {
	does cxl list --table -M -o NAME,HEALTH,POISON --raw --noheadings
	same "mem0" "$(cxl list --table -M -m mem0 -o NAME,HEALTH,POISON --raw --noheadings)" "mem0 - 0"
	cxl list --tree | grep -q 'endpoint[0-9]* mem0 .*0000:' || fail "no mem0 in: $(cxl list --tree)"
}

# as_captured COMMAND...: the output of cxl here is that of the capture, but for what only a device knows.
as_captured() {
	here=$(cxl "$@" | grep -Ev 'health|debugfs|lockdown|^mem|^DEVICE|checks passed') || true
	there=$(cxl --sysroot /tmp/machine.tar.gz "$@" | grep -Ev 'health|debugfs|lockdown|/dev/cxl|^mem|^DEVICE|^note:|checks passed') || true
	[ "$there" = "$here" ] || {
		printf '%s\n' "$here" >/tmp/here
		printf '%s\n' "$there" >/tmp/there
		fail "cxl $* differs: $(diff /tmp/here /tmp/there | head -n 20 | tr "\n" "|")"
	}
}

# What the firmware, the cards and the kernel's log of this machine say: nothing is wrong, and all of it can be read.
# What the kernel said of _OSC when it started may have left its log by now.
test_doctor() {
	osc=
	! dmesg | grep -q _OSC || osc=acpi.osc
	for check in acpi.hosts $osc pci.dvsec pci.memdev decoders tracefs objects; do
		does cxl doctor --check=$check --json=2
		same "$check" "$(out '[.items[] | .severity] | unique')" '["ok"]'
	done
}

# A capture shows what the machine shows.
test_capture() {
	creates -t ram -d decoder0.1 -m mem3 -s 256M --wait=120
	does cxl capture /tmp/machine.tar.gz
	as_captured list -BPEDMRTi
	as_captured list -R -v --memory
	as_captured list --table -R
	as_captured list --tree=decode
	as_captured graph --view=decode
	as_captured graph --view=use
	as_captured status
	as_captured doctor
	does cxl capture --anonymous /tmp/masked.tar.gz
	same serials "$(cxl --sysroot /tmp/masked.tar.gz list -M | tr -d ' ' | grep serial | sort | tr -d '\n')" \
		'"serial":1,"serial":2,"serial":3,"serial":4,'
	does cxl destroy-region -f $r
}

# What recover did to each object is a value, too.
test_recovered() {
	region=$(cat $CXL/decoder0.0/create_ram_region)
	echo $region >$CXL/decoder0.0/create_ram_region
	does cxl recover --json=2
	says "$region: deleted"
	same "what became of it" "$(out '[.items[] | [.kind, .object, .done, .status]]')" \
		"[[\"result\",\"$region\",true,0]]"
}
