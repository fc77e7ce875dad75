#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What monitoring collects: bytes in regions, by type, and how many wait to be enabled.
set -eu
cxl list -BPEMDRTi | jq -c '
	[.. | objects | select(.region? and .decode_state?)] | unique_by(.region)
	| {regions: length,
	   ram: (map(select(.type == "ram").size) | add // 0),
	   pmem: (map(select(.type == "pmem").size) | add // 0),
	   disabled: map(select(.state == "disabled")) | length}'
