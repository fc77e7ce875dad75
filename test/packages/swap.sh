#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Ours and the distribution's packages take each other's place: swap.sh SUITE VERSION
#
# /srv/debian has the distribution's packages, /srv/previous and /srv/own ours.
set -u
# shellcheck disable=SC2034
suite=$1 version=$2
own="cxl-admin libcxl1-admin python3-cxl-admin"
# shellcheck source=steps.sh disable=SC1091
. /srv/steps.sh

# The distribution's packages that ours replace, wholly or, in Debian 12, for some files of ndctl.
case $suite in
bookworm) theirs="ndctl libcxl1" ;;
*) theirs="cxl libcxl1" ;;
esac

theirs_lists() { [ "$(cxl version)" != "${version%-*}" ] && cxl list; }

# Of the distribution's files none is missing or another: dpkg prints a line for each.
theirs_are_whole() {
	# shellcheck disable=SC2086 # a list of words
	[ -z "$(dpkg -V $theirs | tee /dev/stderr)" ]
}

# The links by which systemd starts the monitor: none when it is off.
links_of_monitor() { ls /etc/systemd/system/*.wants/cxl-monitor.service 2>/dev/null; }

monitor_is_off() { ! links_of_monitor; }

monitor_is_as_before() { [ "$(links_of_monitor)" = "$links" ]; }

nothing_is_left() {
	local left
	left=$(find /usr /etc /lib/systemd /var/lib/systemd -name '*cxl*' -not -path '/usr/share/doc/*')
	[ -z "$left" ] || { echo "$left"; return 1; }
}

is_of_now() {
	local package
	for package in $own; do
		[ "$(version_of "$package")" = "$version" ] || { version_of "$package"; return 1; }
	done
}

# shellcheck disable=SC2086 # lists of words
over_the_distributions() {
	step "apt reads the distribution's packages" sources debian
	step "the distribution's are installed" apt install $theirs ndctl daxctl
	links=$(links_of_monitor)
	step "apt reads the packages" sources debian own
	step "the distribution's run" theirs_lists
	step "ours are installed over the distribution's" apt install $own
	step "ours are there, ndctl and daxctl still are" are_installed $own ndctl daxctl
	step "nothing is broken" nothing_is_broken
	step "ndctl and daxctl run" neighbours_run
	step "cxl lists" ours_lists
	step "python lists" python_lists
	step "pydoc explains" python_explains
}

# shellcheck disable=SC2086 # lists of words
back_to_the_distributions() {
	step "the distribution's are installed over ours" apt install --reinstall $theirs
	step "ours are removed" apt purge $own
	step "the module is gone" python_has_none
	step "the distribution's are whole" theirs_are_whole
	step "the distribution's monitor is on or off as it was" monitor_is_as_before
	step "the distribution's run again" theirs_lists
	step "ndctl and daxctl run again" neighbours_run
}

# shellcheck disable=SC2086 # lists of words
alone() {
	step "the distribution's are purged" apt purge $theirs cxl-admin- ndctl
	step "ours are installed alone" apt install $own libcxl-admin-dev
	step "cxl lists, alone" ours_lists
	step "the monitor is off" monitor_is_off
	step "ours are purged" apt purge $own libcxl-admin-dev
	step "nothing is left of ours" nothing_is_left
	step "the distribution's are installed where ours were" apt install ndctl $theirs
	step "the distribution's are whole again" theirs_are_whole
}

# shellcheck disable=SC2086 # lists of words
from_our_previous() {
	step "apt reads the previous packages" sources debian previous
	step "the previous are installed" apt install $own
	step "apt reads the packages of now" sources debian previous own
	step "the previous are upgraded" apt upgrade
	step "what is there is of now" is_of_now
	step "cxl lists, upgraded" ours_lists
	step "python lists, upgraded" python_lists
	step "ndctl and daxctl run, upgraded" neighbours_run
}

over_the_distributions
back_to_the_distributions
alone
from_our_previous
