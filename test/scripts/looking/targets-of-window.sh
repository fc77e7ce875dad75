#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Which host bridges each window interleaves, in order.
set -eu
cxl list -D -d root -T |
	jq -r '.[] | "\(.decoder): \(.targets | sort_by(.position) | map(.alias // .target) | join(" "))"'
cxl list -DTu | jq -r '.[] | .["root decoders"]? // empty | .[] | "\(.decoder) \(.resource) \(.size)"'
