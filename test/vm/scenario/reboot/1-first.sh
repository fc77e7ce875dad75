# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The first boot: without a layout nothing happens. Then regions are created, used and exported.
. /test/reboot.sh

# runs: how often the service ran since the boot.
runs() { journalctl -q -b -u cxl-apply.service -o cat | grep -c '^Starting ' || :; }

# Until its run is over, and no other one is requested.
until_applied() {
	for _ in $(seq 300); do
		pause 100
		[ -e /run/cxl/apply ] || case $(state_of cxl-apply.service) in inactive | failed) return 0 ;; esac
	done
	fail "the service does not end: $(state_of cxl-apply.service)"
}

# The endpoint that goes has the memdev unbound once more, from a work queue; and the kernel may bind it by itself.
bind_again() {
	echo $1 >/sys/bus/cxl/drivers/cxl_mem/unbind
	echo 1 >/sys/bus/cxl/flush
	echo $1 >/sys/bus/cxl/drivers/cxl_mem/bind || is_bound $1 || fail "$1 is not bound again"
}

test_1_nothing_runs_without_a_layout() {
	: >"$NOTES.stays"
	until_bound 0x5001 0x5002 0x5003
	udevadm settle
	same "the path unit" "$(state_of cxl-apply.path)" inactive
	same "the service" "$(state_of cxl-apply.service)" inactive
	same "the runs" "$(runs)" 0
	does cxl wait --for=applied
}

# Its messages have a header that the kernel's have not.
test_1_monitor_hears_udevd() {
	[ -e /run/udev/control ] || fail "udevd does not run"
	m=$(memdev_of 0x5001)
	cxl monitor -v --event=change --count=2 >"$NOTES.events" 2>"$NOTES.monitor" &
	monitor=$!
	until grep -q 'watching$' "$NOTES.monitor"; do pause 100; done
	for n in 1 2; do
		echo change >$CXL/$m/uevent
	done
	wait $monitor || fail "the monitor ended with $?"
	same events "$(sed 's/"timestamp":[0-9]*,\|,"seqnum":[0-9]*//g' "$NOTES.events" | sort -u)" \
		"{\"system\":\"udev\",\"event\":\"change\",\"memdev\":\"$m\",\"device\":\"$m\",\"devtype\":\"cxl_memdev\",\"driver\":\"cxl_mem\"}"
}

# In its sandbox, as it is installed.
test_1_monitor_is_off_until_it_is_enabled() {
	same "the monitor" "$(state_of cxl-monitor.service)" inactive
	same "at boot" "$(systemctl is-enabled cxl-monitor.service)" disabled
	does systemctl enable --now cxl-monitor.service
	same "at boot, enabled" "$(systemctl is-enabled cxl-monitor.service)" enabled
	m=$(memdev_of 0x5001)
	for _ in $(seq 100); do
		echo change >$CXL/$m/uevent	# it may not watch yet
		pause 200
		journalctl -q -b -u cxl-monitor.service -o cat >"$NOTES.journal"
		! grep -q "\"memdev\":\"$m\"" "$NOTES.journal" || break
	done
	same "the monitor, enabled" "$(state_of cxl-monitor.service)" active
	grep -q "\"memdev\":\"$m\"" "$NOTES.journal" || fail "the journal has no event of $m: $(tail -n 3 "$NOTES.journal" | tr '\n' '|')"
	does systemctl disable --now cxl-monitor.service
	same "the monitor, disabled" "$(systemctl show -P Result cxl-monitor.service) $(state_of cxl-monitor.service)" "success inactive"
}

# systemd merges the start of a service with its run: this one has looked at the machine, but does not end.
test_2_card_that_comes_during_a_run_is_not_missed() {
	: >"$NOTES.stays"	# the ports of a card come from a work queue
	m=$(memdev_of 0x5002)
	mkdir -p /run/systemd/system/cxl-apply.service.d
	printf '[Service]\nExecStartPost=/bin/sh -c "touch /run/looked; while [ -e /run/looked ]; do sleep 0.1; done"\n' \
		>/run/systemd/system/cxl-apply.service.d/slow.conf
	systemctl daemon-reload
	echo '{"version":1,"regions":[]}' >/etc/cxl/regions.d/none.json
	bind_again $m
	until_there /run/looked || fail "the service does not run"
	same "the runs" "$(runs)" 1
	bind_again $m
	udevadm settle
	same "the runs while the first is not over" "$(runs)" 1
	rm /run/systemd/system/cxl-apply.service.d/slow.conf
	systemctl daemon-reload
	rm /run/looked
	until_applied
	[ "$(runs)" -ge 2 ] || fail "the service ran $(runs) times"
	same "the service" "$(state_of cxl-apply.service)" inactive
	rm /etc/cxl/regions.d/none.json
}

# While somebody has the node of a memdev open, no other memdev has its number: so that each has another one after a boot.
test_3_cards_have_high_numbers() {
	: >"$NOTES.stays"
	exec 5</dev/cxl/mem0 6</dev/cxl/mem1 7</dev/cxl/mem2
	for serial in 0x5003 0x5001 0x5002; do
		host=$(host_of $(memdev_of $serial))
		echo $host >/sys/bus/pci/drivers/cxl_pci/unbind
		echo $host >/sys/bus/pci/drivers/cxl_pci/bind
		until_bound $serial
	done
	exec 5<&- 6<&- 7<&-
	same "the names" "$(memdev_of 0x5003) $(memdev_of 0x5001) $(memdev_of 0x5002)" "mem3 mem4 mem5"
}

test_4_regions_are_created_and_exported() {
	: >"$NOTES.stays"
	creates -t pmem -d decoder0.0 -m serial:0x5001 serial:0x5003 --wait=60
	make_namespace $r
	write_pattern
	has_pattern
	creates -t ram -m serial:0x5002 --mode=system-ram --zone=movable --wait=120
	same "the memory" "$(memory_of $r)" "online Movable"
	does cxl export -o /etc/cxl/regions.d/machine.json
	cxl list -MR --json=2,compact >/etc/cxl/regions.d/listing || fail "it cannot be listed"
	does cxl wait --for=applied
}
