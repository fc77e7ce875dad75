# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC1091,SC2012,SC2015,SC2016,SC2034,SC2046,SC2086,SC2153,SC2154
# Races of the catalogue (Documentation/races.md) that a listing meets; each case begins with its number.
. /test/races.sh

test_01_vanishes_between_readdir_and_open() {
	known
	at -c open -p /$A -x "$(meanwhile leave $A)" cxl list -M
	ended 0
	sound_listing
	same "$A in it" "$(out "map(select(.memdev == \"$A\")) | length")" 0
	restore
	at -c open -p /$A -x "$(meanwhile leave $A)" cxl list -m $A
	sound_listing
	[ -s "$NOTES.err" ] || fail "not a word about $A"
}

test_02_vanishes_between_two_reads() {
	known
	for n in $(points "$(count -p /$A cxl list -M)" 16); do
		at -n "$n" -p /$A -x "$(meanwhile leave $A)" cxl list -M
		ended 0
		sound_listing
		restore
	done
}

test_03_another_takes_its_name() {
	known
	for n in $(points "$(count -p /$A cxl list -M)" 12); do
		at -n "$n" -p /$A -x "$(meanwhile swap $A $B)" cxl list -M
		ended 0
		sound_listing
		restore
	done
}

# A region's files go and come with its number of ways, while the region stays; and its reader can deadlock
# with the writer: only a signal to the reader helps.
test_04_07_attributes_are_rebuilt() {
	r=$(next_region $W2)
	by_hand $W2 $r
	(
		while [ ! -e "$NOTES.enough" ]; do
			echo 2 >$CXL/$r/interleave_ways || :
			echo 1 >$CXL/$r/interleave_ways || :
		done
	) 2>/dev/null &
	writer=$!
	for n in $(rounds 25); do
		try timeout -k 5 $LIMIT cxl list -R -i
		[ $status = 0 ] && [ "$(jq -c '[.[].region]' "$NOTES.out" 2>/dev/null)" = "[\"$r\"]" ] || break
	done
	# Whoever still waits for the other is freed.
	touch "$NOTES.enough"
	wait $writer
	delete_by_hand $W2 $r
	ended 0
	same regions "$(out '[.[].region]')" "[\"$r\"]"
}

test_05_reads_are_interrupted() {
	does cxl list -M -i
	cp "$NOTES.out" "$NOTES.calm"
	for n in $(points "$(count -c read -p /sys/bus/cxl cxl list -M -i)" 24); do
		at -c read -p /sys/ -n $n-$((n + 2)) -e $EINTR cxl list -M -i
		ended 0
		cmp -s "$NOTES.calm" "$NOTES.out" || fail "interrupted at read $n: $(diff "$NOTES.calm" "$NOTES.out" | head -n 3 | tr '\n' ' ')"
	done
}

test_08_driver_link_disappears() {
	known
	for n in $(seq "$(count -p /$A/driver cxl list -M -i)"); do
		at -n $n -p /$A/driver -x "echo $A >/sys/bus/cxl/drivers/cxl_mem/unbind" cxl list -M -i
		ended 0
		same "$A" "$(out "[.. | objects | select(.memdev == \"$A\")] | length")" 1
		echo $A >/sys/bus/cxl/drivers/cxl_mem/bind
	done
	echo $A >/sys/bus/cxl/drivers/cxl_mem/unbind
	does cxl list -M -i -m $A
	same state "$(out '.[].state')" disabled
	echo $A >/sys/bus/cxl/drivers/cxl_mem/bind
}

test_09_bind_is_in_progress() {
	known
	for n in $(rounds 6); do
		leave $A
		come_back $A &
		coming=$!
		try timeout $LIMIT cxl list -M -i
		ended 0
		sound_listing
		wait $coming
	done
}

test_10_port_goes() {
	for n in $(points "$(count -p dport cxl list -P -T -i)" 12); do
		at -n $n -p dport -x "$(meanwhile leave $A $B)" cxl list -P -T -i
		ended 0
		jq -e . "$NOTES.out" >/dev/null || fail "no JSON"
		restore
	done
}

# Six listings of poison at once: none has another's records, none misses its own.
test_42_other_lists_collect_poison() {
	a=$(poison_address $A)
	echo $a >$DEBUG/$A/inject_poison
	echo $a >$DEBUG/$B/inject_poison
	for n in 1 2 3 4 5 6; do
		timeout $LIMIT cxl list -M -L -m $A,$B >"$NOTES.list$n" 2>&1 &
	done
	wait
	echo $a >$DEBUG/$A/clear_poison
	echo $a >$DEBUG/$B/clear_poison
	for n in 1 2 3 4 5 6; do
		same "list $n" "$(jq -r '.[] | [.memdev, (.media_errors | length)] | join(" ")' "$NOTES.list$n" | sort | tr '\n' ' ')" "$(printf '%s 1\n%s 1\n' $A $B | sort | tr '\n' ' ')"
	done
}

# It is named, all else is listed, and the status says that not all is there.
test_42_list_of_poison_cannot_be_read() {
	at -c write -p $A/trigger_poison_list -e $EIO cxl list -M -L -m $A,$B
	ended 1
	same "lines about it" "$(grep -c "^cxl list: $A: read the poison list: " "$NOTES.err")" 1
	same "who has a list" "$(out '.[] | [.memdev, has("media_errors")] | map(tostring) | join(" ")' | sort | tr '\n' ' ')" \
		"$(printf '%s false\n%s true\n' $A $B | sort | tr '\n' ' ')"
}

# Whenever it is told to end, or made to: the next one clears up what it could not.
test_43_list_of_poison_is_killed() {
	idle
	total=$(count -p /sys/kernel/tracing/instances cxl list -M -L -m $A)
	for n in $(points $total 10); do
		at -n $n -p /sys/kernel/tracing/instances -x 'kill -TERM $COMMAND' cxl list -M -L -m $A
		still_idle "SIGTERM at call $n"
	done
	for n in $(points $total 5); do
		at -n $n -p /sys/kernel/tracing/instances -x 'kill -KILL $COMMAND $TRACED' cxl list -M -L -m $A
		does cxl list -M -L -m $A
		still_idle "SIGKILL at call $n, and the next list,"
	done
}

# Its process is unknown there, its instance is in use nevertheless.
test_43_another_list_in_a_pid_namespace() {
	idle
	at -p cxl_poison/enable -x "unshare -m -p -f --mount-proc cxl list -M -L -m $B >$NOTES.other 2>&1" cxl list -M -L -m $A
	ended 0
	for f in "$NOTES.err" "$NOTES.other"; do
		! grep '^cxl' "$f" >"$NOTES.said" || fail "$(head -n 1 "$NOTES.said")"
	done
	still_idle "the two of them"
}

test_51_few_file_descriptors() {
	does cxl list -vvv
	cp "$NOTES.out" "$NOTES.many"
	try sh -c 'ulimit -n 24; exec cxl list -vvv'
	ended 0
	cmp -s "$NOTES.many" "$NOTES.out" || fail "it lists something else"
}
