#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Maintenance: all memdevs out of service, one by one or together, and back, counted on standard error.
set -eu
enabled() { cxl list -M 2>/dev/null | jq length; }
wait_for() {
	for _ in $(seq 100); do
		[ "$(enabled)" != "$1" ] || return 0
		sleep 0.1
	done
	exit 1
}
cxl disable-memdev mem1 2>&1 | grep -o 'disabled [0-9]* mem.*'
wait_for 3
cxl list -Mi | jq -r '.. | objects | select(.state? == "disabled") | .memdev' | sort -u
cxl disable-memdev all 2>&1 | grep -o 'disabled [0-9]* mem.*'
wait_for 0
cxl enable-memdev mem0 mem1 mem2 mem3 2>&1 | grep -o 'enabled [0-9]* mem.*'
wait_for 4
cxl list -E | jq length
