#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The links below each bus and port, and that their number is right.
set -eu
cxl list -BT | jq -r '.[] | "\(.bus) \(.nr_dports == (.dports | length)) \([.dports[] | "\(.dport)@\(.id)"] | sort | join(" "))"'
cxl list -PT | jq -r '[.. | objects | select(.port?)] | sort_by(.port)[]
	| "\(.port) \(.nr_dports == (.dports | length)) \([.dports[].dport] | sort | join(" "))"'
