#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Disable a region, find it among the idle ones, enable it; refuse to destroy it while it is enabled.
set -eu
r=$(cxl create-region -t pmem -d decoder0.0 -m mem0 -s 256M -U 1b4e28ba-2fa1-11d2-883f-b9a761bde3fb | jq -r .region)
cxl disable-region "$r" 2>&1 | grep -o 'disabled [0-9]* region.*'
cxl list -R | jq length
cxl list -Ri | jq -r '.[] | "\(.region) \(.state)"'
cxl enable-region "$r" 2>&1 | grep -o 'enabled [0-9]* region.*'
if cxl destroy-region "$r" 2>/dev/null; then
	echo "it was enabled"
else
	echo "refused with $?"
fi
cxl disable-region "$r" 2>/dev/null && cxl destroy-region "$r" 2>/dev/null
cxl list -Ri | jq length
