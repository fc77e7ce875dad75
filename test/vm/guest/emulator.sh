# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154
# The machine's own emulator, by QMP on the third serial port: hardware fails when it is told to.
EMULATOR=/dev/ttyS2

# What waits at the port was echoed before the port was made raw: an invalid byte makes the emulator forget it.
emulator_open() {
	stty -F $EMULATOR raw -echo
	exec 4<>$EMULATOR
	printf '\377' >&4
	emulator '{"execute":"qmp_capabilities"}'
}

# emulator COMMAND: done. The invalid byte gets an answer of its own.
emulator() {
	echo "$1 -> emulator"
	echo "$1" >&4
	while IFS= read -r line <&4; do
		echo "emulator -> $line"
		case $line in
		*'"return"'* | *'already complete'*) return 0 ;;
		*'"error"'*JSON*) ;;
		*'"error"'*) fail "$line" ;;
		esac
	done
}

# hardware_event NAME MEMDEV ARGUMENT: such an event happens to it.
hardware_event() {
	emulator "{\"execute\":\"cxl-inject-$1\",\"arguments\":{\"path\":\"/machine/peripheral/$2\",$3}}"
}
