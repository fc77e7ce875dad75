#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# For ram and for pmem the window with the largest gap.
set -eu
for kind in volatile pmem; do
	cxl list -D -d root | jq -r --arg kind $kind '
		map(select(.[$kind + "_capable"] and .nr_targets == 1))
		| sort_by(.max_available_extent, .decoder) | last
		| if . then "\($kind) \(.decoder) \(.max_available_extent)" else "\($kind) none" end'
done
