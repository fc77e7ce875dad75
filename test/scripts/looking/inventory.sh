#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An inventory as tab-separated values, one memdev a line.
set -eu
cxl list -M |
	jq -r '.[] | [.memdev, .host, .serial, .ram_size // 0, .pmem_size // 0, .numa_node // "-", .firmware_version] | @tsv' |
	sort
