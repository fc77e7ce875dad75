# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
# The packages are built, read by lintian, and tried in a small system of each suite.

PREVIOUS=85.0.9-1

outcome() {
	local name=$1
	shift
	if "$@"; then echo "ok package/$name"; else echo "not ok package/$name"; fi
}

# What lintian has to say, overrides left out; each of these gives its reason.
lintian_is_silent() {
	local said
	said=$(lintian --allow-root -EviIL +pedantic "$1"/*.changes 2>&1 | grep -E '^[EWIPXC]: ' || true)
	[ -z "$said" ] || { echo "# ${said//$'\n'/$'\n'# }"; return 1; }
}

# try_suite SUITE OWN PREVIOUS: the folders have the packages of now and the previous ones.
try_suite() {
	local base root=$work/root-$1
	base=$(base_of "$1") || { echo "not ok package/$1: a small Debian cannot be installed"; return; }
	cp -a "$base" "$root"
	repository "$root/srv/own" "$2"/*.deb
	repository "$root/srv/previous" "$3"/*.deb
	mkdir "$root/srv/machine"
	tar -C "$root/srv/machine" -xzf "$here/golden/machines/qemu-hb2-idle/machine.tar.gz"
	cp "$here/packages/inside.sh" "$root/srv/"
	within "$root" /srv/inside.sh "$1" "$(version_of "$(source_dir)")-1"
	rm -rf "$root"
}

try_packages() {
	local suite
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	mkdir "$work/own" "$work/previous"
	only_one "$(cache_dir)/chroot"
	outcome "are built" build_packages "$work/own"
	outcome "lintian finds nothing" lintian_is_silent "$work/own"
	outcome "a previous version is built" build_packages "$work/previous" "$PREVIOUS"
	for suite in $SUITES; do
		try_suite "$suite" "$work/own" "$work/previous"
	done
}
