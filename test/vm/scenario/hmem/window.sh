# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# A window of which another driver has the addresses: the kernel tells who it is, and so do we.

# has_owner: the first window has a part that is no region's.
has_owner() { sed -n '/ : CXL Window 0/{n;p;}' /proc/iomem | grep -q '^  .* : [^r]'; }

test_another_driver_owns_the_window() {
	modprobe dax_hmem
	tries=100
	until has_owner || [ $((tries -= 1)) = 0 ]; do
		sleep 0.1
	done
	grep -A 4 'CXL Window 0' /proc/iomem
	refuses 1 cxl create-region -t ram -d decoder0.0 -m mem1 --dry-run
	says 'at 0x4d.* belong to'
	refuses 1 cxl create-region -t ram -d decoder0.0 -m mem1
	says 'at 0x4d.* belong to'
	same "regions there" "$(ls -d "$CXL"/region* 2>/dev/null | wc -l)" 0
}

# With the first window out of the question, the second is what fits.
test_a_window_that_is_free_is_chosen() {
	does cxl create-region -t ram -w 1
	says 'chose decoder0.1$'
	does cxl destroy-region -f all
}
