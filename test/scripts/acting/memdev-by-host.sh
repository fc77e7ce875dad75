#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# From the PCI address of a slot to its memdev, and take it out of service by name.
set -eu
host=$(cxl list -M -m mem2 | jq -r '.[0].host')
m=$(cxl list -M | jq -r --arg host "$host" '.[] | select(.host == $host) | .memdev')
cxl disable-memdev "$m" 2>/dev/null
cxl list -M | jq -r '.[].memdev' | sort | tr '\n' ' '
cxl enable-memdev --serial "$(cxl list -Mi | jq -r --arg m "$m" '[.. | objects | select(.memdev? == $m)][0].serial')" 2>/dev/null
cxl list -M | jq length
