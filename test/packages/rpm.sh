# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
# The RPM packages are installed in an empty system, run there, and removed. It is a Debian, which has none of the packages
# that they require: rpm is told not to ask for these.

# Debian's rpm warns of itself.
in_root() { rpm --root="$root" --dbpath=/var/lib/rpm "$@" 2> >(grep -v '^rpm: ' >&2); }

# The files of the system, without rpm's own.
files_of_root() { find "$root" -path "$root/var/lib/rpm" -prune -o \( -type f -o -type l \) -print | LC_ALL=C sort; }

# What is linked for systemd to start at boot.
links_of_root() { find "$root/etc/systemd" -name '*cxl*' 2>/dev/null; }

# What the scriptlets ask of systemd.
stub_systemctl() {
	printf '#!/bin/sh\necho "$@" >>/srv/asked\n' >"$root/usr/bin/systemctl"
	chmod +x "$root/usr/bin/systemctl"
}

rpm_lists() {
	[ "$(within "$root" env LD_LIBRARY_PATH=/usr/lib64 cxl version)" = "${version%-*}" ] &&
		[ "$(within "$root" env LD_LIBRARY_PATH=/usr/lib64 cxl --sysroot /srv/machine list -M | grep -c '"memdev"')" = 4 ]
}

rpm_python_lists() {
	local at heard
	at=$(in_root -ql python3-cxl-admin | grep '/cxl/__init__.py$')
	heard=$(within "$root" env LD_LIBRARY_PATH=/usr/lib64 PYTHONPATH="${at%/cxl/*}" PYTHONDONTWRITEBYTECODE=1 \
		python3 -c 'import cxl; print([m.name for m in cxl.Context("/srv/machine").memdevs])')
	[ "$heard" = "['mem0', 'mem1', 'mem2', 'mem3']" ] || { echo "# $heard"; return 1; }
}

rpm_is_whole() { remarks_nothing in_root -V --nodeps cxl-admin cxl-admin-libs cxl-admin-devel python3-cxl-admin; }

rpm_asks_nothing() { [ ! -s "$root/srv/asked" ] && [ -z "$(links_of_root)" ]; }

rpm_switches_off() {
	grep -q '^--no-reload disable --now cxl-monitor.service$' "$root/srv/asked" && grep -q '^stop cxl-apply.path$' "$root/srv/asked"
}

rpm_leaves_nothing() {
	local left
	rm -f "$root/srv/asked"
	left=$(comm -13 "$work/before" <(files_of_root))
	[ -z "$left" ] || { echo "# ${left//$'\n'/$'\n'# }"; return 1; }
}

# try_rpms FOLDER: the packages in it.
try_rpms() {
	local root=$work/rpm-root version
	version=$(version_of "$(source_dir)")
	system_of bookworm "$root" || { echo "not ok package/rpm: an empty Debian cannot be installed"; return 1; }
	within "$root" sh -c 'apt-get -q update && apt-get -q -y install python3' >"$work/rpm.log" 2>&1 || { tail -n 5 "$work/rpm.log"; return 1; }
	stub_systemctl
	files_of_root >"$work/before"
	outcome "rpm: they are installed" in_root -U --nodeps --quiet "$1"/*.rpm
	outcome "rpm: cxl lists" rpm_lists
	outcome "rpm: python lists" rpm_python_lists
	outcome "rpm: each file is as it was packed" rpm_is_whole
	outcome "rpm: nothing is switched on" rpm_asks_nothing
	outcome "rpm: they are removed" in_root -e --nodeps cxl-admin cxl-admin-libs cxl-admin-devel python3-cxl-admin
	outcome "rpm: the monitor and the path are stopped" rpm_switches_off
	outcome "rpm: nothing is left" rpm_leaves_nothing
	rm -rf "$root"
}
