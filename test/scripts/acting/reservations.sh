#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# DPA reserved by hand, and given back in the opposite order.
set -eu
taken=""
for _ in first second; do
	cxl reserve-dpa -t pmem -s 256M mem0 >/tmp/json 2>/tmp/said
	jq -c '.[] | [.memdev, .decoder.mode, .decoder.dpa_size]' /tmp/json
	grep -o 'reservation completed on [0-9]* mem device.*' /tmp/said
	taken="$(jq -r '.[0].decoder.decoder' /tmp/json) $taken"
done
for decoder in $taken; do
	cxl free-dpa -t pmem -d "$decoder" mem0 2>&1 >/dev/null | grep -o 'reservation release completed on [0-9]* mem device.*'
done
cxl list -D -d endpoint -m mem0 | jq length
