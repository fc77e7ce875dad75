#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Save the labels of a memdev, clear them, and put them back.
set -eu
cxl disable-memdev mem0 2>/dev/null
seq 2000 | head -c 4096 >/tmp/words
cxl write-labels mem0 -i /tmp/words -s 4096 2>&1 | grep -o 'wrote [0-9]* mem.*'
cxl read-labels mem0 -o /tmp/saved 2>&1 | grep -o 'read [0-9]* mem.*'
cxl zero-labels mem0 2>&1 | grep -o 'zeroed [0-9]* mem.*'
cxl read-labels mem0 -s 4096 2>/dev/null | tr -d '\000' | wc -c
cxl write-labels mem0 -i /tmp/saved 2>/dev/null
cxl read-labels mem0 -s 4096 2>/dev/null | cmp - /tmp/words && echo "they are back"
cxl zero-labels mem0 2>/dev/null
cxl enable-memdev mem0 2>/dev/null
