#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is tried in an empty Debian: empty.sh SUITE VERSION
#
# /srv/cxl is the source tree. Two commands of README.md build the packages and install them; they go to /srv/own.
set -u
# shellcheck source=steps.sh disable=SC1091,SC2034
suite=$1 version=$2
. /srv/steps.sh

no_tool_is_there() { ! command -v cxl && ! command -v gcc && ! command -v meson; }
build() { cd /srv/cxl && ./test/package --build /srv/own; }
install() { cd /srv && apt install ./own/*.deb; }

step "it is empty" no_tool_is_there
step "one command builds the packages" build
step "another installs them" install
step "nothing is broken, from source" nothing_is_broken
step "cxl lists, from source" ours_lists
step "python lists, from source" python_lists
