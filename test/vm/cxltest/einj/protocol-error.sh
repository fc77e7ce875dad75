# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# Protocol errors on a platform that injects them: what its firmware is told, and what becomes of its answer.

# The memory where the firmware is spoken to, and what is where in it: as in "firmware", which made it.
FIRMWARE=$(sed -n 's/.*\<memmap=4K\$\(0x[0-9a-f]*\).*/\1/p' /proc/cmdline)
BUSY=0x20
STATUS=0x28
EXECUTE=0x30
TYPE=0x40
FLAGS=0x48
PLACE=0x60

# firmware_word OFFSET [VALUE]: read it, or write it.
firmware_word() { devmem $((FIRMWARE + $1)) 32 ${2:+"$2"}; }

# root_ports: the dports of the host bridge.
root_ports() { cxl list -P -p pci0000:0c -T | jq -r '.[0].dports[].dport'; }

# place_of DPORT: its bus, device and function, as the firmware gets them.
place_of() {
	echo "$1" | tr ':.' '  ' | while read -r domain bus device function; do
		echo $((0x$domain << 24 | 0x$bus << 16 | 0x$device << 11 | function << 8))
	done
}

# reaches_firmware DPORT PROTOCOL SEVERITY TYPE
reaches_firmware() {
	for word in $EXECUTE $TYPE $FLAGS $PLACE; do
		firmware_word $word 0
	done
	does cxl inject-protocol-error $1 -p $2 -s $3
	says "injected $2-$3 protocol error\.\$"
	same "the type of $2-$3" $(($(firmware_word $TYPE))) $(($4))
	same "what is valid of it" $(($(firmware_word $FLAGS))) 4
	same "the place of $1" $(($(firmware_word $PLACE))) "$(place_of $1)"
	same executions $(($(firmware_word $EXECUTE))) 1
}

test_list() {
	does cxl list -B
	same offered "$(out '.[0].injectable_protocol_errors | sort | join(" ")')" \
		"cache-correctable cache-uncorrectable mem-correctable mem-fatal mem-uncorrectable"
	does cxl list -P -p pci0000:0c -T
	same "dports of the host bridge" "$(out '.[0].dports | map(.protocol_injectable) | unique')" '[true]'
	does cxl list -BT
	same "dports of the root" "$(out '.[0].dports | map(.protocol_injectable) | unique')" '[false]'
}

test_each_error() {
	dport=$(root_ports | head -n 1)
	reaches_firmware $dport cache correctable 0x1000
	reaches_firmware $dport cache uncorrectable 0x2000
	reaches_firmware $dport mem correctable 0x8000
	reaches_firmware $dport mem uncorrectable 0x10000
	reaches_firmware $dport mem fatal 0x20000
}

test_each_dport() {
	same "number of dports" "$(root_ports | wc -l)" 2
	for dport in $(root_ports); do
		reaches_firmware $dport mem correctable 0x8000
	done
}

test_error_that_is_not_offered() {
	firmware_word $EXECUTE 0
	refuses 1 cxl inject-protocol-error "$(root_ports | head -n 1)" -p cache -s fatal
	says 'cache-fatal: the platform cannot inject it'
	same executions $(($(firmware_word $EXECUTE))) 0
}

test_dport_of_the_root() {
	does cxl list -BT
	refuses 1 cxl inject-protocol-error "$(out '.[0].dports[0].dport')" -p mem -s fatal
	says 'cannot inject errors at this dport'
}

# fails_with REGISTER VALUE REASON: the firmware's answer is no.
fails_with() {
	firmware_word $1 $2
	refuses 1 cxl inject-protocol-error $dport -p mem -s correctable
	firmware_word $1 0
	says "$dport: mem-correctable: .*$3"
}

test_firmware_that_fails() {
	dport=$(root_ports | head -n 1)
	fails_with $STATUS 1 'the platform firmware failed to inject it'
	fails_with $STATUS 2 'the platform cannot inject this error at this dport'
	fails_with $BUSY 1 'the platform firmware failed to inject it'
	reaches_firmware $dport mem correctable 0x8000
}
