# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC1091,SC2153,SC2154
# What a fixed list of commands asks of this kernel, and what it answers: see test/trace/normal.awk.
. /test/races.sh

CALLS=/tmp/calls

# Whose endpoints they are, as "= 3 mem0".
endpoints() {
	for e in "$CXL"/endpoint*; do
		echo "= ${e##*/endpoint} $(basename "$(readlink "$e/uport")")"
	done
}

# with_numbers WORD: decoder(mem0).1 as it is called here.
with_numbers() {
	endpoints | sed -E 's,= (.*) (.*),s/(decoder|endpoint)\\(\2\\)/\\1\1/g,' >/tmp/numbers.sed
	printf '%s\n' "$1" | sed -E -f /tmp/numbers.sed
}

# Work of the kernel's that is queued is done, and the endpoints have their numbers.
settled() {
	echo 1 >/sys/bus/cxl/flush
	endpoints >>$CALLS
}

told() { stop-at -t "$LIMIT" -l $CALLS "$@" </dev/null >/dev/null 2>&1; }

# shellcheck disable=SC2016 # for the shell that writes
write_to() { told sh -c 'printf "%b" "$2" >"$1"' sh "$CXL/$(with_numbers "$1")" "$(with_numbers "$2")"; }

# What the files in /test/trace/attributes have, of all devices, as if it had been told of reading them.
look() {
	(
		cd "$CXL" || exit
		for d in root* port* endpoint* decoder* region* mem*; do
			while read -r name; do
				[ ! -e "$d/$name" ] || echo "$d/$name"
			done </test/trace/attributes
			[ ! -e "$d" ] || echo "read(0<$CXL/$d/driver>, \"$(basename "$(readlink "$d/driver")")\") = 1" >>$CALLS
		done | xargs grep -H '' |
			sed "s|^\([^:]*\):\(.*\)|read(0<$CXL/\1>, \"\2\") = 1|" >>$CALLS
	)
	echo "+++ exited with 0 +++" >>$CALLS
}

# by_hand WORD...: what another program does, or an administrator; $COMMAND stands still meanwhile.
by_hand() {
	case $1 in
	write)	write_to "$2" "$3" || : ;;
	leave)	leave "$2"; settled ;;
	come_back) come_back "$2"; settled ;;
	signal)	kill "-$2" "$COMMAND" ;;
	esac
}

# happen: all $events, one after the other.
happen() {
	echo "$events" | sed 's/, /\n/g' | while read -r event; do
		# shellcheck disable=SC2086 # a list of words
		by_hand $event
	done
}

# race "ROW: CALL PART: EVENT, EVENT: COMMAND": of which row of the catalogue, and what happens at its first such call.
race() {
	words=${1#*: }
	point=${words%%: *}
	words=${words#*: }
	export events="${words%%: *}"
	set -- -c "${point% *}" -p "${point#* }"
	case $events in
	"fail "*) eval "set -- \"\$@\" -e \$${events#* }" ;;
	"fail-after "*) eval "set -- \"\$@\" -a -e \$${events#* }" ;;
	*)	set -- "$@" -x '. /test/lib.sh; . /test/trace.sh; trap - EXIT; happen' ;;
	esac
	# shellcheck disable=SC2086 # a list of words
	told "$@" cxl ${words#*: } --timeout 0
}

# trace COMMANDS: one process each, so that what it does has one order.
trace() {
	rm -f $CALLS
	settled
	grep '^[^#]' "$1" | while read -r command; do
		echo "\$ $command" >>$CALLS
		# shellcheck disable=SC2086 # a list of words
		case $command in
		look)	look ;;
		write\ * | leave\ * | come_back\ *) by_hand $command ;;
		*:*)	race "$command" ;;
		*)	told cxl $command --timeout 0 ;;
		esac || :
	done
	awk -f /test/trace/normal.awk $CALLS | LC_ALL=C sort
}
