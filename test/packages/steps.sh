# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
# What the trials within a system share: steps, and what is looked for after each.
#
# $suite and $version are the trial's; /srv/debian has the distribution's packages, /srv/machine is a captured machine.

log=$(mktemp)

# step NAME COMMAND...: one line; where it fails, with what the command printed.
step() {
	local name=$1
	shift
	if "$@" >"$log" 2>&1; then
		echo "ok package/$suite: $name"
	else
		echo "not ok package/$suite: $name"
		sed 's/^/# /' "$log" | tail -n 20
	fi
}

apt() { apt-get -q -y "$@"; }

sources() {
	local source
	: >/etc/apt/sources.list
	for source; do
		echo "deb [trusted=yes] file:/srv/$source ./" >>/etc/apt/sources.list
	done
	apt update
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
version_of() { dpkg-query -W -f '${Version}' "$1"; }

are_installed() {
	local package
	for package; do
		installed "$package" || { echo "$package is not installed"; return 1; }
	done
}

nothing_is_broken() {
	apt check && [ -z "$(dpkg --audit)" ] && ldconfig
}

# ndctl is linked to the library, daxctl to what is beside it.
neighbours_run() {
	ndctl --version && ndctl list && daxctl --version && daxctl list
}

# The memdevs of a captured machine, by the tool and the library that are installed.
ours_lists() {
	[ "$(cxl version)" = "${version%-*}" ] || { cxl version; return 1; }
	[ "$(cxl --sysroot /srv/machine list -M | grep -c '"memdev"')" = 4 ] && cxl list
}

# And by the Python module.
python_lists() {
	local heard
	heard=$(cd / && python3 -c 'import cxl; print([m.name for m in cxl.Context("/srv/machine").memdevs])')
	[ "$heard" = "['mem0', 'mem1', 'mem2', 'mem3']" ] || { echo "$heard"; return 1; }
}

python_has_none() { ! (cd / && python3 -c 'import cxl' 2>/dev/null); }

# pydoc shows the module, and what each of its classes has.
python_explains() {
	(cd / && python3 -m pydoc cxl) >/tmp/pydoc && grep -q 'class Memdev' /tmp/pydoc && grep -q 'serial number' /tmp/pydoc
}
