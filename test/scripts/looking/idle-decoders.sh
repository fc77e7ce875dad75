#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Endpoint decoders that a region could take.
set -eu
cxl list -iD | jq -r '
	.[] | .["endpoint decoders"]? // empty | .[]
	| select(.state == "disabled" and (has("region") | not)) | .decoder' | sort
