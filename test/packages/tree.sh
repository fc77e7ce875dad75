# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# A copy of the source tree, with the recipes of Debian's packages at its top.

version_of() { sed -n "s/^\tversion: '\(.*\)',\$/\1/p" "$1/meson.build"; }

# The time of the last commit, or of the newest file where there is no history: what is built bears no other time.
time_of() {
	local top
	[ -z "${SOURCE_DATE_EPOCH:-}" ] || { printf '%s\n' "$SOURCE_DATE_EPOCH"; return; }
	top=$(source_dir)
	git -c safe.directory='*' -C "$top" log -1 --format=%ct 2>/dev/null ||
		find "$top" -type f -not -path '*/.git/*' -printf '%Ts\n' | sort -n | tail -n 1
}

# copy_tree DIR: the source without its history and without builds.
copy_tree() {
	mkdir -p "$1"
	tar -C "$(source_dir)" -c --exclude=./.git --exclude='./build*' --exclude=__pycache__ . | tar -C "$1" -x --no-same-owner
}

# changelog VERSION TIME: meson.build is the one place that has the version.
changelog() {
	cat <<-EOF
		cxl-admin ($1) unstable; urgency=medium

		  * See NEWS.md.

		 -- $MAINTAINER  $(LC_ALL=C date -u -R -d "@$2")
	EOF
}

# Who builds packages for others names himself.
MAINTAINER="${DEBFULLNAME:-cxl maintainers} <${DEBEMAIL:-cxl@example.org}>"

# debian_tree DIR: ready for dpkg-buildpackage.
debian_tree() {
	copy_tree "$1"
	cp -r "$1/Documentation/packaging/debian" "$1/debian"
	sed -i "s/^Maintainer: .*/Maintainer: $MAINTAINER/" "$1/debian/control"
	changelog "$(version_of "$1")-1" "$(time_of)" >"$1/debian/changelog"
}

# What the recipes need to build the tree at DIR and this system lacks, from the archives that it knows.
install_needs() {
	! dpkg-checkbuilddeps "$1/debian/control" 2>/dev/null || return 0
	say "installing what the build needs"
	as_root apt-get -qq update
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends \
		build-dep "$1"
}

# build_packages DIR: in DIR, the packages and what describes them.
build_packages() {
	say "building the packages in $1"
	debian_tree "$1/tree"
	install_needs "$1/tree" >"$1/needs.log" 2>&1 || { tail -n 40 "$1/needs.log" >&2; return 1; }
	(cd "$1/tree" && DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS:-nocheck}" \
		dpkg-buildpackage -b -us -uc >"$1/build.log" 2>&1) || { tail -n 40 "$1/build.log" >&2; return 1; }
}

# build_rpms DIR: the same as RPM packages. What they need to be built, the names of which are another distribution's, is
# not asked for.
build_rpms() {
	local version
	version=$(version_of "$(source_dir)")
	say "building the RPM packages in $1"
	mkdir -p "$1/SOURCES" "$1/SPECS"
	copy_tree "$1/cxl-$version"
	sed "s/@VERSION@/$version/" "$1/cxl-$version/Documentation/packaging/cxl.spec.in" >"$1/SPECS/cxl.spec"
	tar -C "$1" -czf "$1/SOURCES/cxl-$version.tar.gz" "cxl-$version"
	rpmbuild -bb --nodeps --define "_topdir $1" --define "_dbpath $1/db" "$1/SPECS/cxl.spec" >"$1/build.log" 2>&1 ||
		{ tail -n 40 "$1/build.log" >&2; return 1; }
}
