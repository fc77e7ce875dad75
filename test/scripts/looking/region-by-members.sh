#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The regions that have exactly these members.
set -eu
for members in "mem0 mem7" "mem7 mem0" mem1 mem2; do
	region=$(cxl list -RT | jq -r --arg members "$members" '
		map(select([.mappings | sort_by(.position)[].memdev] | join(" ") == $members).region) | sort | join(" ")')
	echo "$members: ${region:-none}"
done
