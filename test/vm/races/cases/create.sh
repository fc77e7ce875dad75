# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC1091,SC2012,SC2015,SC2016,SC2034,SC2046,SC2086,SC2153,SC2154
# Races of the catalogue (Documentation/races.md) that the making of a region meets.
. /test/races.sh

# undone NAME: the command failed with one reason, and nothing is left of it.
undone() {
	ended 1
	speaks_once "$1"
	still_idle "$1"
}

# Both get what they want, for there is room for both.
test_11_two_creators() {
	for n in $(rounds 5); do
		timeout $LIMIT cxl create-region $ROOMY >"$NOTES.1" 2>&1 &
		one=$!
		timeout $LIMIT cxl create-region $ROOMY >"$NOTES.2" 2>&1 &
		two=$!
		wait $one || fail "the first: $(head -n 1 "$NOTES.1")"
		wait $two || fail "the second: $(head -n 1 "$NOTES.2")"
		same "number of regions" "$(regions | wc -w)" 2
		destroys
	done
}

# One makes it, the other is told.
test_11_two_creators_and_room_for_one() {
	idle
	for n in $(rounds 5); do
		timeout $LIMIT cxl create-region $X2_WHOLE >"$NOTES.1" 2>&1 &
		one=$!
		timeout $LIMIT cxl create-region $X2_WHOLE >"$NOTES.2" 2>&1 &
		two=$!
		a=0 b=0
		wait $one || a=$?
		wait $two || b=$?
		same "their statuses, sorted" "$(printf '%s\n%s\n' $a $b | sort | tr '\n' ' ')" "0 1 "
		is_bound $(regions) || fail "no driver"
		destroys
		still_idle
	done
}

test_12_deleted_by_another_while_it_is_made() {
	idle
	r=$(next_region $W2)
	for at in $(some interleave_ways size target0 target1 commit); do
		at -c write -p /$r/$at -x "$(meanwhile delete_by_hand $W2 $r)" cxl create-region $X2
		undone "deleted before $at"
	done
}

# Deleted, and made again by another: that one is not touched.
test_13_another_of_the_same_name() {
	r=$(next_region $W2)
	idle
	for at in $(some interleave_granularity size target0 target1); do
		at -c write -p /$r/$at -x "$(meanwhile "delete_by_hand $W2 $r; by_hand $W2 $r")" cxl create-region $X2
		ended 1
		same "after $at: the other's ways, size and target" "$(attr $r interleave_ways) $(number $r size) $(attr $r target0)" "0 0 "
		delete_by_hand $W2 $r
		still_idle "replaced before $at"
	done
}

test_14_memdev_leaves_before_its_target_write() {
	idle
	serial=$(($(attr $B serial)))
	for way in leave pull; do
		at -c write -p /target1 -x "$(meanwhile $way $B)" cxl create-region $X2
		says "$B"
		says "$(printf '0x%x' $serial)"
		undone "$B ${way}s before target1"
	done
}

test_15_memdev_leaves_before_commit() {
	idle
	for who in $A $B; do
		at -c write -p /commit -x "$(meanwhile leave $who)" cxl create-region $X2
		says "$who"
		undone "$who leaves before commit"
	done
}

# At each write: whatever is there and still alive is as it was.
test_15_memdev_leaves_before_any_write() {
	idle
	for n in $(points "$(count -c write -p /sys/ cxl create-region $X2; destroys >&2)" 24); do
		at -c write -p /sys/ -n $n -x "$(meanwhile leave $B)" cxl create-region $X2
		[ "$status" != 0 ] || timeout $LIMIT cxl destroy-region -f all >"$NOTES.gone" 2>&1 ||
			fail "a region that lost its member cannot be destroyed: $(head -n 1 "$NOTES.gone")"
		still_idle "$B leaves before write $n"
	done
}

# The names are the same, the card is not: the foreign card stays as it is.
test_16_memdev_is_replaced() {
	idle
	for at in $(some /dpa_size /target0 /target1 /commit); do
		at -c write -p $at -x "$(meanwhile swap $B $OTHER)" cxl create-region $X2
		ended 1
		everything | grep '^decoder.* \(dpa_size\|region\) ' >"$NOTES.foreign"
		grep -v 'dpa_size 0x0*$\|dpa_size 0$' "$NOTES.foreign" && fail "replaced before $at: something is taken: $(tr '\n' ';' <"$NOTES.foreign")"
		still_idle "replaced before $at"
	done
}

# The kernel takes the last target and then refuses: it must be cleared all the same.
test_17_last_target_fails_and_stays() {
	idle
	at -c write -p /target1 -a -e $ENXIO cxl create-region $X2
	undone "ENXIO of target1"
}

# Written or not? A second write would break the region for good.
test_18_target_write_is_interrupted() {
	idle
	for when in "" -a; do
		at -c write -p /target1 $when -e $EINTR cxl create-region $X2
		if [ "$status" = 0 ]; then
			is_bound $(regions) || fail "no driver"
			destroys
		else
			ended 1
		fi
		still_idle "EINTR $when"
	done
}

# Another program, which takes no turns, has the decoder that we planned for: it keeps it, and we nothing.
test_19_dpa_is_taken_meanwhile() {
	idle
	at -c write -p /dpa_size -x "$(meanwhile "made_by_hand $W1 $A; echo \$other >/tmp/other")" cxl create-region $X2
	ended 1
	speaks_once "dpa taken"
	other=$(cat /tmp/other)
	same regions "$(regions)" "$other "
	same "its target" "$(attr $other target0)" "$(decoder_of $A 0)"
	does timeout $LIMIT cxl destroy-region -f $other
	still_idle
}

# Planned before the other one had its turn, made after it.
test_19_dpa_was_taken_before_our_turn() {
	idle
	at -c lock -p delete_region -x "cxl create-region $ROOMY >/tmp/other 2>&1" cxl create-region $ROOMY
	ended 0
	same "number of regions" "$(regions | wc -w)" 2
	destroys
	still_idle
}

# Refused by the kernel, explained by us, and taken back.
test_20_member_is_sanitized() {
	! is_mock || return 0	# its decoders have a commit of their own, which does not ask
	idle
	slow_sanitize $B
	at -c write -p /commit -x "echo 1 >$CXL/$B/security/sanitize" cxl create-region $X2
	ended 1
	says "sanitized"
	speaks_once "create-region"
	nothing_is_held "create-region"
	does timeout 100 cxl wait-sanitize $B
	still_idle
}

test_21_bind_is_interrupted() {
	idle
	at -c write -p cxl_region/bind -n 1-4 -e $EINTR cxl create-region $X2
	ended 0
	is_bound $(regions) || fail "no driver"
	destroys
	still_idle
}

# When it says that it is done, its DAX device is there.
test_22_dax_is_not_there_yet() {
	for n in $(rounds 8); do
		creates $X2
		ls -d "$CXL/$r"/dax_region*/dax*.* >/dev/null || fail "no DAX device yet"
		does cxl disable-region $r
		does cxl enable-region $r
		ls -d "$CXL/$r"/dax_region*/dax*.* >/dev/null || fail "no DAX device after enable-region yet"
		destroys
	done
}

test_33_bind_right_after_unbind() {
	idle
	for n in $(rounds 8); do
		creates $X2
		does timeout $LIMIT cxl disable-region $r
		does timeout $LIMIT cxl enable-region $r
		does timeout $LIMIT cxl disable-region $r
		does timeout $LIMIT cxl destroy-region $r
	done
	still_idle
}
