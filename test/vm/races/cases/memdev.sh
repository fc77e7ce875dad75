# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC1091,SC2012,SC2015,SC2016,SC2034,SC2046,SC2086,SC2153,SC2154
# Races of the catalogue (Documentation/races.md) that the commands on a memdev meet.
. /test/races.sh

# P: one with labels and firmware.
P=$OTHER

# goes_during COMMAND...: P leaves at each of its calls on P: the command ends, says at most one thing, and all is as before.
goes_during() {
	idle
	for way in /$P cxl/$P; do
		for n in $(points "$(count -p $way "$@" || :)" 12); do
			at -p $way -n $n -x "$(meanwhile leave $P)" "$@"
			ended 0,1,3
			[ "$status" = 0 ] || speaks_once "leaving at call $n of '$*'"
			still_idle "leaving at call $n of '$*'"
		done
	done
}

test_35_36_goes_during_list() {
	goes_during cxl list -M -H -I -F -A -m $P
}

test_35_36_goes_during_read_labels() {
	goes_during cxl read-labels $P -s 256 -o /dev/null
}

test_35_36_goes_during_write_labels() {
	head -c 256 /dev/zero >"$NOTES.labels"
	goes_during cxl write-labels $P -s 256 -i "$NOTES.labels"
}

test_35_36_goes_during_reserve_dpa() {
	idle
	for n in $(points "$(count -p /$P cxl reserve-dpa $P -t pmem -s 256M; cxl free-dpa $P -t pmem >&2)" 12); do
		at -p /$P -n $n -x "$(meanwhile leave $P)" cxl reserve-dpa $P -t pmem -s 256M
		ended 0,1,3
		still_idle "leaving at call $n"
	done
}

# While the file is open its number stays taken; afterwards it is free again.
test_36_number_is_free_again() {
	at -c ioctl -p cxl/$P -x "$(meanwhile "leave $P; come_back $P")" cxl read-labels $P -s 256 -o /dev/null
	ended 1
	restore
	[ -e "$CXL/$P" ] || fail "no $P any more"
}

# writes_labels FILE: the kernel uses them while the memdev is enabled.
writes_labels() {
	does cxl disable-memdev $P
	does cxl write-labels $P -s 256 -i "$1"
	does cxl enable-memdev $P
}

# The file by that name is another device's now.
test_37_file_belongs_to_another() {
	! is_mock || return 0	# its labels are the kernel's while the memdev is bound
	head -c 256 /dev/urandom >"$NOTES.ours"
	writes_labels "$NOTES.ours"
	for n in $(seq "$(count -c open -p cxl/$P cxl read-labels $P -s 256 -o "$NOTES.read")"); do
		rm -f "$NOTES.read"
		at -c open -n $n -p cxl/$P -x "$(meanwhile swap $P $FOREIGN)" cxl read-labels $P -s 256 -o "$NOTES.read"
		if [ "$status" = 0 ]; then
			cmp "$NOTES.ours" "$NOTES.read" || fail "another's labels"
		else
			speaks_labels
		fi
		restore
	done
	head -c 256 /dev/zero >"$NOTES.none"
	writes_labels "$NOTES.none"
}
speaks_labels() { grep -q -E 'gone|removed|answer|replaced' "$NOTES.err" || fail "why? $(tr '\n' '|' <"$NOTES.err")"; }

# Slow enough for both to meet.
test_44_two_uploaders() {
	head -c 4096 /dev/urandom >"$NOTES.image"
	timeout 100 cxl update-firmware $P -w -F "$NOTES.image" >"$NOTES.1" 2>&1 &
	one=$!
	timeout 100 cxl update-firmware $P -w -F "$NOTES.image" >"$NOTES.2" 2>&1 &
	two=$!
	a=0 b=0
	wait $one || a=$?
	wait $two || b=$?
	echo "$a: $(cat "$NOTES.1"); $b: $(cat "$NOTES.2")"
	case $a$b in
	00 | 01 | 10) ;;
	*) fail "$a: $(tail -n 1 "$NOTES.1"); $b: $(tail -n 1 "$NOTES.2")" ;;
	esac
	same "what the loader says" "$(cat "$CXL/$P/firmware/$P/status")" idle
}

test_45_removed_during_upload() {
	head -c 4096 /dev/urandom >"$NOTES.image"
	for at in loading data status; do
		at -p firmware/$P/$at -x "$(meanwhile leave $P)" cxl update-firmware $P -w -F "$NOTES.image"
		ended 1
		grep -q "$P" "$NOTES.err" || fail "not a word about $P"
		restore
	done
}

# The kernel wakes nobody who waits.
test_46_removed_while_sanitized() {
	is_mock || return 0	# QEMU's device answers no driver again that left meanwhile
	slow_sanitize $P
	echo 1 >"$CXL/$P/security/sanitize"
	same state "$(attr $P security/state)" sanitize
	(sleep 1; leave $P) &
	leaving=$!
	try timeout $LIMIT cxl wait-sanitize $P -t 20000
	ended 1,3
	wait $leaving
	restore
}

# Its memory is a region's, or becomes one at the last moment: nothing is wiped.
test_47_sanitize_of_a_member() {
	idle
	creates $X2
	refuses 1 cxl sanitize-memdev $B
	destroys
	at -c write -p security/sanitize -x "cxl create-region $X2 >/tmp/other 2>&1" cxl sanitize-memdev $B
	ended 1
	speaks_once sanitize-memdev
	says "$B"
	is_whole
	destroys
	still_idle
}
