# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The second boot, after a power cut: the layout is applied, and nobody has run a command. The memdevs have other numbers,
# and two of them have changed places.
. /test/reboot.sh

test_1_layout_is_applied() {
	: >"$NOTES.stays"
	does_apply
	same "the service" "$(systemctl show -P Result cxl-apply.service)" success
	same "the number of regions" "$(regions | wc -w)" 2
}

test_2_memory_is_online_in_its_zone() {
	r=$(region_of 0x5002)
	same "the memory" "$(memory_of $r)" "online Movable"
}

test_3_data_is_intact() {
	find_namespace
	has_pattern
}

test_4_every_memdev_has_another_name() {
	same "the names" "$(for s in 0x5001 0x5002 0x5003; do memdev_of $s; done | sort | xargs)" "mem0 mem1 mem2"
	does cxl diff /etc/cxl/regions.d/listing
	same "the differences" "$(sed 's/^[^:]*: //' "$NOTES.out" | sort | xargs)" \
		"host: $(host_of $(memdev_of 0x5002)) -> $(host_of $(memdev_of 0x5001)) host: $(host_of $(memdev_of 0x5001)) -> $(host_of $(memdev_of 0x5002))"
}

test_5_run_once_more_changes_nothing() {
	before=$(regions)
	does systemctl start cxl-apply.service
	same "the regions" "$(regions)" "$before"
	does cxl wait --for=applied
}
