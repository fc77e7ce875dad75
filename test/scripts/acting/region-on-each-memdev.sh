#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A ram region on each memdev that has ram, in the window that leads to it alone; then all of them go.
set -eu
for m in $(cxl list -M | jq -r '.[] | select(.ram_size) | .memdev' | sort); do
	window=$(cxl list -D -d root -m "$m" |
		jq -r '[.[] | select(.volatile_capable and .nr_targets == 1)][0].decoder')
	region=$(cxl create-region -t ram -d "$window" -m "$m" | jq -r .region)
	echo "$m in $window: $region"
	cxl list -r "$region" | jq -c '.[0] | [.size, .type, .interleave_ways, .decode_state, .state]'
done
while [ "$(cxl list -Ri | jq length)" != 0 ]; do
	cxl destroy-region -f all
done
cxl list -Ri | jq length
