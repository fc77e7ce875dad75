#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Mark memory of a region that was just made, and clear it again, before an application is let at it.
set -eu
cxl create-region -m -t ram -d decoder0.1 -w 1 mem3 2>/dev/null | jq -r .type
cxl inject-media-poison mem3 -a 0x1000 2>&1 | grep -o 'poison injected at .*'
cxl list -L -m mem3 2>/dev/null | jq -c '[.[0].media_errors[] | [.offset, .length, .source]]'
cxl clear-media-poison mem3 -a 0x1000 2>&1 | grep -o 'poison cleared at .*'
cxl list -L -m mem3 2>/dev/null | jq -c '.[0].media_errors // [] | length'
cxl destroy-region -f all 2>&1 | grep -o 'destroyed .*'
