#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# How much of each memdev is not taken by a decoder, and the sum.
set -eu
cxl list -BPEMD | jq -r '
	[.. | objects | select(.endpoint? and .memdev?)
		| {name: .memdev.memdev,
		   free: ((.memdev.ram_size // 0) + (.memdev.pmem_size // 0)
			- ([.[] | arrays | .[] | .dpa_size? // 0] | add // 0))}]
	| sort_by(.name) | (.[] | "\(.name) \(.free)"), "total \(map(.free) | add)"'
