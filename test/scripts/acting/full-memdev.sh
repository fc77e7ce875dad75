#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Regions until the memdev is full; the failure says so by its status, and prints no JSON.
set -eu
made=""
while region=$(cxl create-region -t pmem -d decoder0.0 -m mem0 -s 256M 2>/dev/null | jq -r .region) && [ -n "$region" ]; do
	made="$region $made"
done
echo "$made" | wc -w
cxl list -M -D -m mem0 | jq '[.. | .dpa_size? // 0] | add'
status=0
cxl create-region -t pmem -d decoder0.0 -m mem0 -s 256M >/tmp/json 2>/tmp/said || status=$?
echo "status $status, $(wc -c </tmp/json) bytes, $(grep -c 'created 1 region' /tmp/said)"
for region in $made; do
	cxl destroy-region -f "$region" 2>/dev/null
done
cxl list -Ri | jq length
