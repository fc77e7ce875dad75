# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
# What a fixed list of commands asks of this kernel, and what it answers: see test/trace/normal.awk.

DEVICES=/sys/bus/cxl/devices

# Whose endpoints they are, as "= 3 mem0".
endpoints() {
	for e in "$DEVICES"/endpoint*; do
		echo "= ${e##*/endpoint} $(basename "$(readlink "$e/uport")")"
	done
}

# with_numbers WORD: decoder(mem0).1 as it is called here.
with_numbers() {
	endpoints | sed -E 's,= (.*) (.*),s/(decoder|endpoint)\\(\2\\)/\\1\1/g,' >/tmp/door.sed
	printf '%s\n' "$1" | sed -E -f /tmp/door.sed
}

traced() {
	strace -A -o /tmp/door -y -s 256 -e trace=write "$@" </dev/null >/dev/null 2>&1
}

# shellcheck disable=SC2016 # for the shell that writes
write_to() { traced sh -c 'printf "%b" "$2" >"$1"' sh "$DEVICES/$(with_numbers "$1")" "$(with_numbers "$2")"; }

# What the files in /test/trace/attributes have, of all devices, as if strace had told of reading them.
look() {
	(
		cd "$DEVICES" || exit
		for d in root* port* endpoint* decoder* region* mem*; do
			while read -r name; do
				[ ! -e "$d/$name" ] || echo "$d/$name"
			done </test/trace/attributes
			[ ! -e "$d" ] || echo "read(0<$DEVICES/$d/driver>, \"$(basename "$(readlink "$d/driver")")\") = 1" >>/tmp/door
		done | xargs grep -H '' |
			sed "s|^\([^:]*\):\(.*\)|read(0<$DEVICES/\1>, \"\2\") = 1|" >>/tmp/door
	)
	echo "+++ exited with 0 +++" >>/tmp/door
}

# door COMMANDS: one process each, so that what it does has one order.
door() {
	endpoints >/tmp/door
	while read -r command; do
		echo "\$ $command" >>/tmp/door
		# shellcheck disable=SC2086 # a list of words
		case $command in
		look)	look ;;
		"write "*) write_to ${command#write } ;;
		*)	traced cxl $command --timeout 0 ;;
		esac || :
	done <"$1"
	awk -f /test/trace/normal.awk /tmp/door | LC_ALL=C sort
}
