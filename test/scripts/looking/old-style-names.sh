#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Without jq: names out of the layout of the text, as completions do it.
set -eu
cxl list -M | grep '^ *"memdev":' | cut -d '"' -f 4 | sort
cxl list -Mu | sed -n 's/^ *"serial":"\(0x[0-9a-f]*\)",\{0,1\}$/\1/p' | sort
cxl list -R | awk -F '[:,"]+' '/^ *"region":/ { print $3 }' | sort
