#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A probe: 2 if a port has committed decoders for no region, or an object is disabled; else 0.
set -eu
regions=$(cxl list -R | jq length)
committed=$(cxl list -PM | jq '[.. | .decoders_committed? // 0] | add // 0')
disabled=$(cxl list -Mi | jq '[.. | objects | select(.state? == "disabled")] | length')
echo "regions $regions, committed $committed, disabled $disabled"
[ "$disabled" = 0 ] || exit 2
[ "$regions" != 0 ] || [ "$committed" = 0 ] || exit 2
