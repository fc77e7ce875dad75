# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086,SC2046
# Several at once: creators, destroyers, listers, a device that comes and goes, and processes that are killed.

# worker_of PID: the process in which that cxl works; nothing before and after.
worker_of() { cat "/proc/$1/task/$1/children" 2>/dev/null; }

# pick_up: destroy what was finished, recover what was not; then nothing is left.
pick_up() {
	does cxl recover
	[ -z "$(regions)" ] || does cxl destroy-region -f all
	nothing_left "$1"
}

nr_decoders() { (cd "$CXL" && ls -d decoder*) | wc -l; }
WHOLE=$(nr_decoders)

# A device has a driver as soon as that begins to look at it; its decoders come when it is done.
until_whole() {
	for _ in $(seq 100); do
		if is_bound "$1" && [ "$(nr_decoders)" = "$WHOLE" ]; then
			return 0
		fi
		pause 100
	done
	fail "$1 did not come back as it was"
}

pull() { echo 1 >"/sys/bus/pci/devices/$1/remove"; }
plug() {
	echo 1 >/sys/bus/pci/rescan
	until_whole "$1"
}
unbind() { echo "$1" >/sys/bus/cxl/drivers/cxl_mem/unbind; }
bind() {
	for _ in $(seq 50); do
		echo 1 >/sys/bus/cxl/flush
		echo "$1" >/sys/bus/cxl/drivers/cxl_mem/bind && break
		pause 100
	done 2>/dev/null
	until_whole "$1"
}

# both STATUS1 STATUS2: of the two programs that ran at once, in any order.
both() {
	s1=0 s2=0
	wait $p1 || s1=$?
	wait $p2 || s2=$?
	cat "$NOTES.1" "$NOTES.2"
	[ "$s1 $s2" = "$1 $2" ] || [ "$s2 $s1" = "$1 $2" ] || fail "they ended with $s1 and $s2, not $1 and $2"
}

test_two_creators_for_one_space() {
	for _ in 1 2 3; do
		cxl create-region -t ram -d decoder0.1 -m mem3 >"$NOTES.1" 2>&1 & p1=$!
		cxl create-region -t ram -d decoder0.1 -m mem3 >"$NOTES.2" 2>&1 & p2=$!
		both 0 1
		same "regions created" "$(cat "$NOTES.1" "$NOTES.2" | grep -c 'created 1 region')" 1
		does cxl destroy-region -f all
		says 'destroyed 1 region$'
	done
}

test_two_creators_with_room() {
	cxl create-region -t ram -d decoder0.1 -m mem3 >"$NOTES.1" 2>&1 & p1=$!
	cxl create-region -t pmem -d decoder0.0 -m mem0 >"$NOTES.2" 2>&1 & p2=$!
	both 0 0
	does cxl destroy-region -f all
	says 'destroyed 2 regions$'
}

test_two_destroyers() {
	for _ in 1 2 3; do
		creates -t ram -d decoder0.1 -m mem3
		cxl destroy-region -f $r >"$NOTES.1" 2>&1 & p1=$!
		cxl destroy-region -f $r >"$NOTES.2" 2>&1 & p2=$!
		s1=0 s2=0
		wait $p1 || s1=$?
		wait $p2 || s2=$?
		cat "$NOTES.1" "$NOTES.2"
		same destroyers "$(cat "$NOTES.1" "$NOTES.2" | grep -c 'destroyed 1 region$')" 1
		# the slower one may have begun when nothing was there any more
		same others "$(cat "$NOTES.1" "$NOTES.2" | grep -c -E 'already gone|no such region')" 1
		case "$s1 $s2" in "0 0" | "0 3" | "3 0") ;; *) fail "they ended with $s1 and $s2" ;; esac
		same regions "$(regions)" ""
	done
}

# Killed like that, a program leaves what it had done; recover undoes it.
test_killed_in_the_middle() {
	everything >"$NOTES.before"
	for ms in $(seq 4 4 80); do
		cxl create-region -t ram -d decoder0.2 -m mem1 mem3 >"$NOTES.1" 2>&1 & p1=$!
		pause $ms
		kill -9 $(worker_of $p1) $p1 2>/dev/null || :
		wait $p1 || :
		until_quiet
		everything >"$NOTES.middle"
		echo "after $ms ms:$(changes "$NOTES.before" "$NOTES.middle")"
		does cxl list -DRi
		out '[.. | objects | select(.orphan)] | map(.region // .decoder)'
		does cxl recover --dry-run
		pick_up "killed after $ms ms"
	done
}

# Only the one that the user knows is killed: the other takes back what it began.
test_parent_killed() {
	everything >"$NOTES.before"
	for ms in $(seq 8 8 64); do
		cxl create-region -t ram -d decoder0.2 -m mem1 mem3 >"$NOTES.1" 2>&1 & p1=$!
		pause $ms
		kill -9 $p1 2>/dev/null || :
		wait $p1 || :
		until_quiet
		[ -z "$(regions)" ] || does cxl destroy-region -f all
		nothing_left "parent killed after $ms ms"
	done
}

test_hangup_and_terminate() {
	everything >"$NOTES.before"
	for signal in HUP:129 TERM:143 INT:130 QUIT:131; do
		for ms in 15 30 45; do
			cxl create-region -t ram -d decoder0.2 -m mem1 mem3 >"$NOTES.1" 2>&1 & p1=$!
			pause $ms
			kill -${signal%:*} $p1 2>/dev/null || :
			status=0
			wait $p1 || status=$?
			until_quiet
			cat "$NOTES.1"
			case $status in
			0) does cxl destroy-region -f all ;;
			# a shell's background job ignores INT and QUIT
			${signal#*:}) ;;
			*) fail "ended with $status after $signal" ;;
			esac
			nothing_left "$signal after $ms ms"
		done
	done
}

test_destroy_after_a_member_left() {
	creates -t ram -d decoder0.2 -m mem1 mem3
	bdf=$(host_of mem3)
	pull $bdf
	same commit "$(attr $r commit)" 0
	does cxl list -RTi
	same orphan "$(out '[.[] | [.orphan, .decode_state, (.mappings | length)]]')" '[[true,"reset",1]]'
	does cxl destroy-region $r
	says 'destroyed 1 region$'
	same regions "$(regions)" ""
	for d in "$CXL"/decoder*; do
		[ ! -e "$d/dpa_size" ] || same "dpa_size of ${d##*/}" "$(($(cat "$d/dpa_size")))" 0
	done
	plug mem3
}

test_recover_after_a_member_left() {
	creates -t ram -d decoder0.2 -m mem1 mem3
	unbind mem3
	does cxl recover --dry-run
	same steps "$(grep -c . "$NOTES.out")" 2
	does cxl recover
	says "$r: deleted"
	says 'recovered 2 objects$'
	bind mem3
}

# whole: every object of a listing has what its kind always has.
whole() {
	jq -e '[.. | objects | select(((.memdev | type) == "string" and (has("position") or has("serial") | not))
		or ((.region | type) == "string" and (has("decoder") or has("interleave_ways") | not)))] == []' >/dev/null
}

# A device that nobody works on comes and goes; the others make and destroy; the listers look.
test_crowd() {
	everything >"$NOTES.before"
	for actor in creator1 creator2 lister1 lister2 hotplug; do
		$actor >"$NOTES.$actor" 2>&1 &
	done
	wait
	for actor in creator1 creator2 lister1 lister2; do
		tail -n 3 "$NOTES.$actor"
		grep -q '^done$' "$NOTES.$actor" || fail "$actor: $(tail -n 1 "$NOTES.$actor")"
	done
	bind mem1
	nothing_left "the crowd"
}
creator() {
	for _ in $(seq 8); do
		name=$(cxl create-region "$@" | jq -r .region)
		[ -n "$name" ] || exit 1
		cxl destroy-region -f "$name" || exit 1
	done
	echo done
}
creator1() { creator -t ram -d decoder0.1 -m mem3; }
creator2() { creator -t pmem -d decoder0.0 -m mem0; }
lister() {
	for _ in $(seq 15); do
		cxl list "$@" >"$NOTES.list$1" || { echo "list ended with $?"; exit 1; }
		whole <"$NOTES.list$1" || { echo half; cat "$NOTES.list$1"; exit 1; }
	done
	echo done
}
lister1() { lister -vi; }
lister2() { lister -MRT; }
hotplug() {
	bdf=$(host_of mem1)
	for _ in $(seq 3); do
		unbind mem1; pause 300; bind mem1; pause 200
		pull $bdf; pause 300; plug mem1; pause 200
	done
}

# The kernel deadlocks a poison write with an unbinding until a signal comes.
test_poison_while_unbinding() {
	everything >"$NOTES.before"
	(for _ in $(seq 6); do unbind mem3; bind mem3; done) & p1=$!
	for _ in $(seq 20); do
		status=0
		timeout 20 cxl inject-poison mem3 -a 0x1000 >"$NOTES.1" 2>&1 || status=$?
		case $status in
		0) ;;
		1 | 3) tail -n 1 "$NOTES.1" | grep -q -E 'remov|leaving|disabled|no such|support|gone' ||
			fail "why? $(tail -n 1 "$NOTES.1")" ;;
		*) fail "ended with $status: $(tail -n 1 "$NOTES.1")" ;;
		esac
	done
	wait $p1
	until_whole mem3
	does cxl clear-poison mem3 -a 0x1000
	nothing_left "poison"
}

# storm PID: signals with a handler, as fast as they can be sent, while it lives.
storm() {
	while kill -0 $1 2>/dev/null; do
		w=$(worker_of $1) || continue
		grep -q '^SigCgt:.*[2367abef]00000000$\|^SigCgt:.*[2367abef][0-9a-f]\{8\}$' "/proc/$w/status" 2>/dev/null || continue
		for _ in 1 2 3 4 5 6 7 8 9 10; do kill -34 $w 2>/dev/null || break; done
	done
}

test_storm_of_signals() {
	everything >"$NOTES.before"
	for _ in 1 2; do
		cxl create-region -t ram -d decoder0.2 -m mem1 mem3 >"$NOTES.1" 2>&1 & p1=$!
		storm $p1
		wait $p1 || fail "create: $(tail -n 1 "$NOTES.1")"
		cxl list -vi >"$NOTES.out" 2>"$NOTES.err" & p1=$!
		storm $p1
		wait $p1 || fail "list: $(tail -n 1 "$NOTES.err")"
		whole <"$NOTES.out" || fail "half a listing"
		cxl destroy-region -f all >"$NOTES.1" 2>&1 & p1=$!
		storm $p1
		wait $p1 || fail "destroy: $(tail -n 1 "$NOTES.1")"
	done
	nothing_left "the storm"
}

# With one process only nothing is different.
test_without_a_second_process() {
	creates --timeout 0 -t ram -d decoder0.1 -m mem3
	does cxl list --timeout 0 -R
	does cxl destroy-region --timeout 0 -f $r
}
