#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is in use stays in service: the failure is a status, not a text.
set -eu
cxl create-region -t ram -d decoder0.1 -m mem3 >/tmp/json 2>/dev/null
jq -r '.region, .size, .mappings[0].memdev' /tmp/json
cxl disable-memdev mem3 2>/dev/null || echo "in use: $?"
cxl list -m mem3 | jq length
cxl destroy-region -f "$(jq -r .region /tmp/json)" 2>/dev/null
