#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Create an interleaved region, wait until it is there, look at its members.
set -eu
window=$(cxl list -D -d root | jq -r 'map(select(.nr_targets == 2))[0].decoder')
granularity=$(cxl list -D -d "$window" | jq -r '.[0].interleave_granularity')
region=$(cxl create-region -t ram -d "$window" -w 2 -g "$granularity" -m mem1 mem3 2>/tmp/said | jq -r .region)
grep -o 'created [0-9]* region.*' /tmp/said

tries=0
until cxl list -r "$region" | jq -e '.[0] | .decode_state == "commit" and .state == null' >/dev/null; do
	tries=$((tries + 1))
	[ $tries -lt 50 ] || exit 1
	sleep 0.1
done
cxl list -R -T -r "$region" | jq -r '.[0] | .interleave_ways, (.mappings | sort_by(.position)[] | "\(.position) \(.memdev)")'
cxl list -D -r "$region" -d endpoint | jq -c 'map([.region, .mode, .dpa_size, .interleave_ways])'
cxl list -D -d root -r "$region" | jq -r '.[].decoder'
cxl destroy-region "$region" --force 2>&1 | grep -o 'destroyed [0-9]* region.*'
