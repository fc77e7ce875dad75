#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The statuses that scripts tell apart.
set -eu
status_of() {
	status=0
	"$@" >/dev/null 2>&1 || status=$?
	echo "$status $*"
}
status_of cxl list
status_of cxl list -m mem99
status_of cxl list --no-such-option
status_of cxl list mem0
status_of cxl list -S
status_of cxl disable-memdev
status_of cxl enable-memdev mem0
status_of cxl create-region -t ram -d decoder0.0 -m mem0
status_of cxl create-region -t pmem -d decoder0.0 -m mem0 -s 1T
status_of cxl destroy-region all
status_of cxl version
status_of cxl
status_of cxl help
