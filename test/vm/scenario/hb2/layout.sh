# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2012,SC2154,SC2086
# A layout: the regions are destroyed and created again from it, also by an apply that was killed.

LAYOUT=/tmp/layout.json

prints() { grep -q -E -e "$1" "$NOTES.out" || fail "no '$1' in: $(tr '\n' '|' <"$NOTES.out")"; }

# A region in use, and its layout.
given_layout() {
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	does cxl export -o $LAYOUT
	as_exported=$(cat $LAYOUT)
	: >"$NOTES.stays"	# decoders on the way show the size of their last region
}

is_as_exported() {
	cxl export >/tmp/now.json || fail "it cannot be exported again"
	same "the layout of the machine" "$(grep -v '"name"' /tmp/now.json)" "$(echo "$as_exported" | grep -v '"name"')"
}

test_layout_again() {
	given_layout
	does cxl apply $LAYOUT
	prints ': satisfied$'
	does cxl destroy-region -f all
	does cxl apply $LAYOUT
	prints ': created$'
	is_as_exported
	does strace -f -y -e trace=write,pwrite64 -o /tmp/trace cxl apply $LAYOUT
	prints ': satisfied$'
	if grep '</sys/' /tmp/trace | grep -v /cxl/flush; then fail "a second apply writes"; fi
	does cxl destroy-region -f all
}

# Two of ram on one memdev, one on another, and pmem over two: its layout.
given_several() {
	creates -t ram -d decoder0.0 -m mem1 -s 256M --wait=120
	creates -t ram -d decoder0.0 -m mem1 -s 256M --wait=120
	creates -t ram -d decoder0.1 -m mem3 --wait=120
	creates -t pmem -d decoder0.2 -m mem0 mem2 -s 512M --wait=120
	does cxl export -o $LAYOUT
	as_exported=$(cat $LAYOUT)
	: >"$NOTES.stays"	# decoders on the way show the size of their last region
}

# What a run prints before, it does: but for the tense.
test_layout_several() {
	given_several
	does cxl destroy-region -f all
	does cxl apply --dry-run $LAYOUT
	sed 's/: create$/: created/' "$NOTES.out" >/tmp/dry
	does cxl apply --wait=120 $LAYOUT
	cmp -s /tmp/dry "$NOTES.out" || fail "it printed '$(tr '\n' '|' </tmp/dry)' before"
	is_as_exported
	does cxl destroy-region -f all
	cxl apply $LAYOUT >/tmp/one 2>&1 & one=$!
	cxl apply $LAYOUT >/tmp/other 2>&1 & other=$!
	wait $one || fail "the first of two fails: $(cat /tmp/one)"
	wait $other || fail "the second of two fails: $(cat /tmp/other)"
	is_as_exported
	jq '.regions |= .[:3]' $LAYOUT >/tmp/fewer.json
	does cxl apply --dry-run --prune /tmp/fewer.json
	prints '^region[0-9]+: destroy: no entry describes it$'
	gone=$(sed -n 's/: destroy: .*//p' "$NOTES.out")
	does cxl apply /tmp/fewer.json
	is_as_exported
	does cxl apply --prune /tmp/fewer.json
	says "$gone: destroyed: no entry describes it$"
	same "the number of regions" "$(ls -d $CXL/region* | wc -l)" 3
	does cxl destroy-region -f all
}

# With what is of no entry: it stays. The whole is completed also when a memdev was away meanwhile.
test_layout_killed() {
	given_several
	does cxl destroy-region -f all
	foreign=$(cat $CXL/decoder0.1/create_pmem_region)
	echo $foreign >$CXL/decoder0.1/create_pmem_region
	moments=$(seq 1 5 46)
	[ ! -e /test/thorough ] || moments=$(seq 1 46)
	for when in $moments; do
		strace -f -o /dev/null -e trace=write,pwrite64 -e inject=write,pwrite64:signal=KILL:when=$when cxl apply $LAYOUT >/dev/null 2>&1 || :
		cxl apply --wait=120 $LAYOUT >/tmp/out 2>&1 || fail "it is not completed after a kill at write $when: $(tr '\n' '|' </tmp/out)"
		[ -e $CXL/$foreign ] || fail "$foreign, which no entry describes, went with a kill at write $when"
		echo $foreign >$CXL/decoder0.1/delete_region
		is_as_exported
		does cxl destroy-region -f all
		foreign=$(cat $CXL/decoder0.1/create_pmem_region)
		echo $foreign >$CXL/decoder0.1/create_pmem_region
	done
	echo $foreign >$CXL/decoder0.1/delete_region
}

# follows_remedy TEXT: the command in its brackets.
follows_remedy() {
	remedy=$(echo "$1" | sed -n 's|.*destroy it first: \([^);]*\).*|\1|p')
	[ -n "$remedy" ] || fail "no remedy in: $1"
	does $remedy
}

# Its entry waits, and the others do not; once it is back, the kernel's order may need a new start.
test_layout_memdev_away() {
	given_several
	does cxl destroy-region -f all
	does cxl disable-memdev mem3
	mkdir -p /tmp/regions.d
	cp $LAYOUT /tmp/regions.d/all.json
	does cxl apply --wait=120 $LAYOUT
	prints ': waiting for mem3, which is disabled$'
	same "the number of regions" "$(ls -d $CXL/region* | wc -l)" 3
	does cxl enable-memdev mem3
	try cxl apply $LAYOUT	# its region would lie below one that passes the same port
	same "the status" $status 1
	prints ': conflict: .* only in ascending order'
	reason=$(sed -n 's/.*: conflict: //p' "$NOTES.out")
	same "the number of regions" "$(ls -d $CXL/region* | wc -l)" 3
	try env CXL_REGIONS_PATH=/tmp/regions.d cxl wait --for=applied --timeout=1
	same "the status of a wait" $status 4
	says "in conflict: "
	grep -q -F -e "in conflict: $reason" "$NOTES.err" || fail "a wait says another reason: $(errors)"
	follows_remedy "$reason"
	does cxl apply --wait=120 $LAYOUT
	is_as_exported
	does cxl destroy-region -f all
}

test_layout_conflict() {
	given_layout
	sed 's/"granularity":256/"granularity":512/' $LAYOUT >/tmp/other.json
	if cxl apply /tmp/other.json >/tmp/out 2>&1; then fail "it is no conflict"; fi
	grep -q 'belongs to region' /tmp/out || fail "the conflict is not named: $(cat /tmp/out)"
	is_as_exported
	sed 's/"serial":"[^"]*"/"serial":"0x7777"/; s/,"slot":"[^"]*"//; s/,"host":"[^"]*"//' $LAYOUT >/tmp/missing.json
	does cxl apply /tmp/missing.json
	prints 'waiting for serial 0x7777$'
	does cxl apply --dry-run --replace /tmp/other.json
	prints ': create: in place of region'
	is_as_exported
	strace -f -o /dev/null -P $CXL/decoder0.1/create_ram_region -e trace=write,pwrite64 \
		-e inject=write,pwrite64:error=EIO:when=1 cxl apply --replace /tmp/other.json >/tmp/out 2>&1 &&
		fail "the new region was not refused"
	grep -q 'created again as region' /tmp/out || fail "the old one did not come back: $(tr '\n' '|' </tmp/out)"
	is_as_exported
	does cxl apply --replace /tmp/other.json
	prints ': created$'
	does cxl destroy-region -f all
}

# Below its serial number a card is known by its slot, where the machine has slots.
test_layout_slot() {
	for address in /sys/bus/pci/slots/*/address; do
		[ "$(cat $address)" != "$(host_of mem3 | cut -d. -f1)" ] || slot=$(basename $(dirname $address))
	done
	given_layout
	grep -q "\"slot\":\"$slot\"" $LAYOUT || fail "slot '$slot' is not in the layout"
	sed 's/"serial":"[^"]*",//; s/,"host":"[^"]*"//' $LAYOUT >/tmp/slot.json
	does cxl apply /tmp/slot.json
	prints ': satisfied$'
	sed 's/"serial":"[^"]*"/"serial":"0x7777"/' $LAYOUT >/tmp/other.json
	if cxl apply /tmp/other.json >/tmp/out 2>&1; then fail "another card is no conflict"; fi
	grep -q "slot $slot has serial 0x1004, not 0x7777" /tmp/out || fail "the conflict is not named: $(cat /tmp/out)"
	does cxl destroy-region -f all
}
