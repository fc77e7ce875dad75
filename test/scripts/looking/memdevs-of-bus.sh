#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The memdevs of each bus, wherever below it they are.
set -eu
cxl list -BPEM |
	jq -r '.[] | .bus as $bus | .. | .memdev? | strings | "\($bus) \(.)"' | sort
