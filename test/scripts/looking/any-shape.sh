#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Names and sizes, whatever shape the array has: one kind of object or several.
set -eu
for options in "" -M -PM -EM "-M -m mem0 -B" -v; do
	# shellcheck disable=SC2086 # a list of words
	cxl list $options | jq -r --arg o "$options" \
		'[.. | objects | select(.memdev? and .host? and .serial?) | .memdev] | unique | "\($o): \(join(" "))"'
done
