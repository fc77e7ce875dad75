#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# From serial numbers to names, and back.
set -eu
cxl list -M -s 1,2 | jq -r '.[].memdev' | sort
for name in mem0 mem0,mem2 "mem1 mem3"; do
	cxl list -m "$name" | jq -r '.[] | "\(.memdev) \(.serial)"' | sort
done
