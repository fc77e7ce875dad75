#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The way down to each memdev: bus, ports, endpoint.
set -eu
cxl list -BPEM | jq -r '
	def walk($path):
		($path + [.bus // .port // .endpoint]) as $here
		| (select(.memdev?) | $here + [.memdev.memdev] | join("/")),
		  (to_entries[] | select(.key | test("^(ports|endpoints):")) | .value[] | walk($here));
	.[] | walk([])' | sort
