#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Save the labels of every memdev, as many as have any; clear those that are named.
set -eu
for memdev in $(cxl list | jq -r '.. | .memdev? // empty' | sort -u); do
	cxl read-labels "$memdev" -o "/tmp/labels-of-$memdev" 2>/dev/null
	echo "$memdev $? $(cat "/tmp/labels-of-$memdev" 2>/dev/null | wc -c)"
done
cxl disable-memdev mem0 mem2 2>/dev/null
cxl zero-labels mem0 mem2 2>&1 | grep -o 'zeroed [0-9]* mem.*'
cxl enable-memdev mem0 mem2 2>/dev/null
