#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A ram region across the bridges of a window: from below each, the first memdev that has ram, in the order of the targets.
set -eu
window=$(cxl list -D -d root | jq -r '[.[] | select(.nr_targets == 2 and .volatile_capable)][0].decoder')
members=
for bridge in $(cxl list -T -d "$window" | jq -r '.[0].targets | sort_by(.position)[].target'); do
	members="$members $(cxl list -M -p "$bridge" | jq -r '[.[] | select(.ram_size)][0].memdev')"
done
echo "$window:$members"
# shellcheck disable=SC2086 # a list of words
region=$(cxl create-region -t ram -d "$window" -m $members | jq -r .region)
cxl list -RT -r "$region" | jq -c '.[0] | [.type, .interleave_ways, .decode_state, (.mappings | sort_by(.position)[].memdev)]'
cxl destroy-region -f "$region"
cxl list -Ri | jq length
