#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is not there is an empty array and a warning, and no failure.
set -eu
count=$(cxl list -m mem9999 2>/dev/null | jq length)
[ "$count" = 0 ] && echo "no mem9999"
cxl list -m mem9999 2>&1 >/dev/null | grep -c 'no matching devices found'
