#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Find poison and clear it, address by address.
set -eu
poisoned() { cxl list -L -m "$1" 2>/dev/null | jq -r '.[0].media_errors // [] | sort_by(.offset)[] | "\(.offset) \(.length) \(.source)"'; }
for address in 0x1000 0x2000; do
	cxl inject-media-poison mem0 -a $address 2>&1 | grep -o 'poison injected at .*'
done
poisoned mem0
poisoned mem0 | while read -r offset _; do
	cxl clear-media-poison mem0 -a "$offset" 2>&1 | grep -o 'poison cleared at .*'
done
poisoned mem0 | wc -l
