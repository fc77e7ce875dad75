# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154
# Scripts that were written for the packaged cxl 85 run on it, and on the tool: they print the same.

# run_with NAME SCRIPT: `cxl` is that program; what is printed, the status, and what is left.
run_with() {
	mkdir -p "/tmp/as-$1"
	ln -sf "$(command -v "$1")" "/tmp/as-$1/cxl"
	try env "PATH=/tmp/as-$1:$PATH" sh "/test/scripts/$2.sh"
	rmdir "$TRACING"/instances/* 2>/dev/null || true	# the packaged one forgets them
	{
		cat "$NOTES.out"
		echo "status $status"
		everything
	} >"$NOTES.with-$1"
}

# alike SCRIPT: it prints something, ends well, and all that with both.
alike() {
	run_with own "$1"
	same "the status with 85" "$status" 0
	[ -s "$NOTES.out" ] || fail "with 85 it prints nothing: $(tail -n 1 "$NOTES.err")"
	run_with cxl "$1"
	cmp -s "$NOTES.with-own" "$NOTES.with-cxl" ||
		fail "it differs (- 85, + here): $(diff -U0 "$NOTES.with-own" "$NOTES.with-cxl" | tail -n +3 | head -n 12 | tr '\n' ';')"
}

test_busy_memdev() {
	alike busy-memdev
}

test_exit_codes() {
	alike exit-codes
}

test_full_memdev() {
	alike full-memdev
}

test_health_report() {
	alike health-report
}

test_interleave_by_bridge() {
	alike interleave-by-bridge
}

test_label_backup() {
	alike label-backup
}

test_labels_of_each_memdev() {
	alike labels-of-each-memdev
}

test_memdev_by_host() {
	alike memdev-by-host
}

test_memdevs_off_and_on() {
	alike memdevs-off-and-on
}

test_poison_in_region() {
	alike poison-in-region
}

test_poison_scan() {
	alike poison-scan
}

test_region_off_and_on() {
	alike region-off-and-on
}

test_region_on_each_memdev() {
	alike region-on-each-memdev
}

test_reservations() {
	alike reservations
}

test_wait_for_region() {
	alike wait-for-region
}
