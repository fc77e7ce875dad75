#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A table of regions for people, with the sizes as list -u has them.
set -eu
echo "region|type|size|address|state|members"
cxl list -RTu | jq -r -s '
	flatten | sort_by(.resource)[]
	| [.region, .type, .size, .resource, .state // "enabled",
	   ([.mappings[] | "\(.position)=\(.memdev)"] | sort | join(","))] | join("|")'
