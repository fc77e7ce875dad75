# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The kernel makes a region of the decoders that it finds committed (race 6): whoever reads it then and the kernel can
# wait for each other for ever, until the reader gets a signal.

DRIVER=/sys/bus/platform/drivers/cxl_mock_mem
MEMBERS="cxl_mem.0 cxl_mem.4"

WINDOW=$(dirname "$(readlink -f $CXL/region0)")

# Otherwise a decoder that is reset while its member leaves is found idle ever after, and there is no region to find.
find_them_committed() { echo $1 >/sys/bus/platform/devices/cxl_acpi.0/decoder_reset_preserve_registry; }

goes() {
	for m in $MEMBERS; do echo $m >$DRIVER/unbind; done
	for r in $(regions); do echo $r >"$WINDOW/delete_region"; done
}
is_found() {
	for m in $MEMBERS; do echo $m >$DRIVER/bind; done
	echo 1 >/sys/bus/cxl/flush
	r=$(regions)
	r=${r% }
}

# It may get another number, and its last member may come a little later.
is_as_before() {
	for _ in $(seq 20); do
		[ "$r" = region0 ] || return 1
		[ "$(number region0 commit)" != 1 ] || return 0
		usleep 100000
	done
	return 1
}

# lists N: until there is a note "enough"; the longest time that one took, or why one failed, goes to a note of its own.
lists() {
	longest=0
	until [ -e "$NOTES.enough" ]; do
		began=$(date +%s)
		timeout 30 cxl list -R >"$NOTES.list$1" 2>&1 || [ $? != 124 ] || echo "a list hangs" >"$NOTES.failed$1"
		took=$(($(date +%s) - began))
		[ $took -le $longest ] || longest=$took
	done
	echo $longest >"$NOTES.longest$1"
}

test_06_region_is_assembled_under_its_readers() {
	everything >"$NOTES.whole"
	find_them_committed 1
	for n in 1 2 3; do
		lists $n &
	done
	for n in $(seq 40); do
		goes
		is_found
	done
	touch "$NOTES.enough"
	wait
	# With nobody reading it is as it was.
	for n in $(seq 20); do
		goes
		is_found
		! is_as_before || break
	done
	find_them_committed 0
	for n in 1 2 3; do
		[ ! -e "$NOTES.failed$n" ] || fail "$(cat "$NOTES.failed$n")"
		echo "the longest list took $(cat "$NOTES.longest$n") s"
	done
	everything >"$NOTES.now"
	cmp -s "$NOTES.whole" "$NOTES.now" || fail "it is not as before:$(changes "$NOTES.whole" "$NOTES.now")"
}
