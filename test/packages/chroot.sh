# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Small Debian systems, each with the distribution's cxl, ndctl and daxctl, that need no network once they are there.

# shellcheck disable=SC2034
SUITES="bookworm sid"

# What each has besides what every Debian has. In Debian 12 the tool is part of ndctl.
packages_of() {
	case $1 in
	bookworm) echo ndctl,daxctl ;;
	*) echo cxl,ndctl,daxctl ;;
	esac
}

# repository DIR FILE...: packages that apt can install from DIR.
repository() {
	local dir=$1
	shift
	mkdir -p "$dir"
	cp "$@" "$dir/"
	(cd "$dir" && dpkg-scanpackages -m . 2>/dev/null >Packages)
}

# In the system at DIR apt knows what came with it, and what a test adds.
only_these_sources() {
	echo "deb [trusted=yes] file:/srv/debian ./" >"$1/etc/apt/sources.list"
	rm -f "$1"/etc/apt/sources.list.d/*
	cat >"$1/etc/apt/apt.conf.d/90test" <<-EOF
		APT::Install-Recommends "false";
		APT::Sandbox::User "root";
		Acquire::Languages "none";
	EOF
	echo force-unsafe-io >"$1/etc/dpkg/dpkg.cfg.d/90test"
	printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
	chmod +x "$1/usr/sbin/policy-rc.d"
}

make_base() {
	local suite=$1 base=$2
	say "package: installing a small Debian $suite in $base"
	rm -rf "$base.new" "$base.debs"
	mkdir -p "$base.debs"
	PATH=$PATH:/usr/sbin debootstrap --variant=minbase --keyring="$KEYRING" --cache-dir="$base.debs" \
		--include="$(packages_of "$suite")" "$suite" "$base.new" "$(debian_archive)" >"$base.log" 2>&1 ||
		{ tail -n 20 "$base.log" >&2; return 1; }
	repository "$base.new/srv/debian" "$base.debs"/*.deb
	only_these_sources "$base.new"
	rm -rf "$base.debs"
	mv "$base.new" "$base"
}

# base_of SUITE: prints where it is, in the cache. What it is made of is part of its name, so a change makes it anew.
base_of() {
	local dir key base
	dir=$(cache_dir)/chroot
	key=$(cat "${BASH_SOURCE[0]}" - <<<"$1 $(packages_of "$1")" | sha256sum | cut -c 1-12)
	base=$dir/$1-$key
	mkdir -p "$dir"
	if [ ! -d "$base" ]; then
		find "$dir" -mindepth 1 -maxdepth 1 -name "$1-*" -exec rm -rf {} +
		make_base "$1" "$base" >&2 || return 1
	fi
	printf '%s\n' "$base"
}

# within DIR COMMAND...: run it in the system at DIR, with processes and mounts of its own.
within() {
	local dir=$1
	shift
	# shellcheck disable=SC2016 # the inner shell's
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root DEBIAN_FRONTEND=noninteractive \
		unshare --mount --pid --fork --kill-child sh -c '
			mount -t proc proc "$0/proc" && mount -t sysfs -o ro sysfs "$0/sys" && exec chroot "$0" "$@"' \
		"$dir" "$@" </dev/null
}
