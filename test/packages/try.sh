# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
# The packages are built and tried in an empty system of each suite, and read by lintian.

PREVIOUS=85.0.9-1

outcome() {
	local name=$1
	shift
	if "$@"; then echo "ok package/$name"; else echo "not ok package/$name"; fi
}

# What lintian has to say, overrides left out; each of these gives its reason.
lintian_is_silent() {
	local said
	said=$(lintian --allow-root -EviIL +pedantic "$1"/*.deb 2>&1 | grep -E '^[EWIPXC]: ' || true)
	[ -z "$said" ] || { echo "# ${said//$'\n'/$'\n'# }"; return 1; }
}

# build_in SUITE DIR: the packages as an empty system builds them, in DIR.
build_in() {
	local root=$work/build-$1 status=0
	system_of "$1" "$root" || return 1
	copy_tree "$root/srv/cxl"
	within "$root" env SOURCE_DATE_EPOCH="$(time_of)" /srv/cxl/test/package --build /srv/own || status=1
	[ "$status" != 0 ] || { mkdir -p "$2" && cp "$root"/srv/own/*.deb "$2/"; }
	rm -rf "$root"
	return "$status"
}

# as_previous DIR DEB...: in DIR, the same packages with the version before.
as_previous() {
	local dir=$1 deb
	shift
	mkdir "$dir"
	for deb; do
		rm -rf "$dir/files"
		dpkg-deb -R "$deb" "$dir/files"
		sed -i "s/^Version: .*/Version: $PREVIOUS/; s/(= $version)/(= $PREVIOUS)/g; s/(>= ${version%-*})/(>= ${PREVIOUS%-*})/g" \
			"$dir/files/DEBIAN/control"
		dpkg-deb --root-owner-group -b "$dir/files" "$dir" >/dev/null
	done
	rm -rf "$dir/files"
}

# remarks_nothing COMMAND...: what it says is a failure, as its status is.
remarks_nothing() {
	local said status=0
	said=$("$@" 2>&1) || status=$?
	[ "$status$said" = 0 ] || { echo "# ${said:-it ended with $status}" | sed '2,$s/^/# /'; return 1; }
}

# are_enabled ROOT STATE UNIT...
are_enabled() {
	local root=$1 state=$2 unit now
	shift 2
	for unit; do
		now=$(systemctl --root="$root" is-enabled "$unit" 2>&1) || true
		[ "$now" = "$state" ] || { echo "# $unit is ${now:-not there}"; return 1; }
	done
}

is_switched_on() { systemctl -q --root="$1" enable cxl-monitor.service && are_enabled "$1" enabled cxl-monitor.service; }
is_switched_off() { systemctl -q --root="$1" disable cxl-monitor.service && are_enabled "$1" disabled cxl-monitor.service; }

# try_units ROOT SUITE: what this system's systemd, with its own units beside them, says of those that are installed there.
try_units() {
	mkdir -p "$1/usr/lib/systemd/system"
	cp -an /usr/lib/systemd/system/. "$1/usr/lib/systemd/system/"
	outcome "$2: systemd accepts the units" remarks_nothing \
		systemd-analyze --root="$1" --man=no verify cxl-monitor.service cxl-apply.service cxl-apply.path
	outcome "$2: the monitor is off" are_enabled "$1" disabled cxl-monitor.service
	outcome "$2: the layout is applied by udev alone" are_enabled "$1" static cxl-apply.service cxl-apply.path
	outcome "$2: the monitor is switched on" is_switched_on "$1"
	outcome "$2: the monitor is switched off" is_switched_off "$1"
}

# An empty system builds the packages and installs them; leaves them in DIR.
try_empty() {
	local root=$work/empty-$1
	system_of "$1" "$root" || { echo "not ok package/$1: an empty Debian cannot be installed"; return 1; }
	copy_tree "$root/srv/cxl"
	within "$root" /srv/empty.sh "$1" "$version"
	try_units "$root" "$1"
	mkdir "$2"
	cp "$root"/srv/own/*.deb "$2/" || return 1
	rm -rf "$root"
}

# The packages in DIR are installed in the place of the distribution's, and the reverse.
try_swap() {
	local root=$work/swap-$1
	system_of "$1" "$root" || return 1
	repository "$root/srv/own" "$2"/*.deb
	as_previous "$work/previous-$1" "$2"/*.deb
	repository "$root/srv/previous" "$work/previous-$1"/*.deb
	within "$root" /srv/swap.sh "$1" "$version"
	rm -rf "$root"
}

try_suite() {
	try_empty "$1" "$work/own-$1" || return 0
	outcome "$1: lintian finds nothing" lintian_is_silent "$work/own-$1"
	try_swap "$1" "$work/own-$1"
}

# keep DIR: Debian 12's packages, for the machine that boots by systemd. Those of an earlier run are not kept.
keep() {
	rm -rf "$1"
	mkdir -p "$1"
	cp "$work"/own-bookworm/*.deb "$1/" || true
}

# All suites at once; what each prints comes together.
try_packages() {
	local suite version
	version=$(version_of "$(source_dir)")-1
	for suite in $SUITES; do
		try_suite "$suite" >"$work/$suite.out" &
	done
	wait
	for suite in $SUITES; do
		cat "$work/$suite.out"
	done
}
