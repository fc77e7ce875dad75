# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
# Empty Debian systems, each with an archive of what is built and tried in it, that need no network once they are there.

# shellcheck disable=SC2034
SUITES="bookworm sid"

# What the archive of each has besides what the recipes need to build. In Debian 12 the tool is part of ndctl.
packages_of() {
	case $1 in
	bookworm) echo ndctl daxctl python3 ;;
	*) echo cxl ndctl daxctl python3 ;;
	esac
}

# The fields of the recipes that name what the build needs.
needs() { sed -n '/^Build-Depends:/,/^[^ ]/p' "$(source_dir)/Documentation/packaging/debian/control"; }

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

# download SUITE SYSTEM DIR: into DIR, what apt would install in SYSTEM, by an apt that has its lists in DIR.
download() {
	local apt
	private_apt "$3/apt" "$(debian_archive) $1"
	apt=(env APT_CONFIG="$3/apt/apt.conf" apt-get -q -y --no-install-recommends --download-only
		-o Dir::State::status="$2/var/lib/dpkg/status")
	"${apt[@]}" build-dep "$(source_dir)/Documentation/packaging"
	# shellcheck disable=SC2046 # a list of words
	"${apt[@]}" install $(packages_of "$1")
	mv "$3"/apt/cache/archives/*.deb "$3/"
}

make_base() {
	local suite=$1 base=$2
	say "package: installing an empty Debian $suite in $base"
	rm -rf "$base.new" "$base.debs"
	mkdir -p "$base.debs"
	{ PATH=$PATH:/usr/sbin debootstrap --variant=minbase --keyring="$KEYRING" --cache-dir="$base.debs" \
		"$suite" "$base.new" "$(debian_archive)" && download "$suite" "$base.new" "$base.debs"; } >"$base.log" 2>&1 ||
		{ tail -n 20 "$base.log" >&2; return 1; }
	repository "$base.new/srv/debian" "$base.debs"/*.deb
	only_these_sources "$base.new"
	rm -rf "$base.debs"
	mv "$base.new" "$base"
}

# base_of SUITE: prints where it is, in the cache. What it is made of is part of its name, so a change makes it again.
base_of() {
	local dir key base
	dir=$(cache_dir)/chroot
	key=$({ cat "${BASH_SOURCE[0]}"; needs; echo "$1"; } | sha256sum | cut -c 1-12)
	base=$dir/$1-$key
	mkdir -p "$dir"
	if [ ! -d "$base" ]; then
		find "$dir" -mindepth 1 -maxdepth 1 -name "$1-*" -exec rm -rf {} +
		make_base "$1" "$base" >&2 || return 1
	fi
	printf '%s\n' "$base"
}

# system_of SUITE DIR: an empty system in DIR, with a captured machine in it.
system_of() {
	local base
	base=$(base_of "$1") || return 1
	cp -a "$base" "$2"
	mkdir "$2/srv/machine"
	tar -C "$2/srv/machine" -xzf "$here/golden/machines/qemu-hb2-idle/machine.tar.gz"
	cp "$here/packages/"{steps,swap,empty}.sh "$2/srv/"
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
