# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The third boot, after a power cut, lacks a card. Another one comes in its place, then the card itself.
. /test/reboot.sh
. /test/emulator.sh

# added COMMAND: the emulator has done it.
added() {
	echo "$1" >&4
	while IFS= read -r line <&4; do
		echo "emulator -> $line"
		case $line in
		*'"return"'*) return 0 ;;
		*GenericError*) return 1 ;;
		esac
	done
}

# plug SERIAL MEMORY: a card in the empty slot, from which the emulator removes the last one some time after the kernel.
plug() {
	emulator_open
	card="\"driver\":\"cxl-type3\",\"id\":\"mem1\",\"bus\":\"rp1\",\"sn\":$(($1)),\"volatile-memdev\":\"$2\""
	for _ in $(seq 100); do
		! added "{\"execute\":\"device_add\",\"arguments\":{$card}}" || break
		pause 200
	done
	until_bound $1
}

pull() {
	emulator_open
	emulator '{"execute":"device_del","arguments":{"id":"mem1"}}'
	for _ in $(seq 300); do
		[ -n "$(memdev_of $1)" ] || return 0
		pause 100
	done
	fail "the card $1 does not leave"
}

test_1_card_that_is_missing_is_waited_for() {
	: >"$NOTES.stays"
	until_region 0x5001
	pause 1000
	try cxl wait --for=applied --timeout=2
	same status "$status" 4
	says 'wait: after [0-9]+ s waiting for serial 0x5002$'
	same "the service" "$(systemctl show -P Result cxl-apply.service)" success
	same "the number of regions" "$(regions | wc -w)" 1
}

test_2_data_is_intact_again() {
	find_namespace
	has_pattern
}

test_3_another_card_is_refused() {
	: >"$NOTES.stays"	# the card, for the next case
	plug 0x5009 other
	for _ in $(seq 100); do
		[ "$(state_of cxl-apply.service)" != failed ] || break
		pause 200
	done
	same "the service" "$(state_of cxl-apply.service)" failed
	same "the number of regions" "$(regions | wc -w)" 1
	try cxl wait --for=applied --timeout=1
	same status "$status" 4
	says 'in conflict: '
}

test_4_another_card_is_used_where_the_layout_allows_it() {
	: >"$NOTES.stays"
	cp /etc/cxl/regions.d/machine.json /tmp/as-before
	sed 's/"type":"ram"/"allow_replacement":true,&/' /tmp/as-before >/etc/cxl/regions.d/machine.json
	grep -q allow_replacement /etc/cxl/regions.d/machine.json || fail "the layout is as before"
	does systemctl reset-failed cxl-apply.service
	does systemctl start cxl-apply.service
	does cxl wait --for=applied --timeout=60
	r=$(region_of 0x5009)
	same "the memory" "$(memory_of $r)" "online Movable"
	cp /tmp/as-before /etc/cxl/regions.d/machine.json
	does cxl destroy-region -f $r
	pull 0x5009
}

test_5_card_that_comes_completes_the_layout() {
	: >"$NOTES.stays"
	plug 0x5002 memory1
	does_apply
	r=$(region_of 0x5002)
	same "the memory" "$(memory_of $r)" "online Movable"
	find_namespace
	has_pattern
}
