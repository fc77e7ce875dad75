# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Builds of this checkout, kept in the cache: the checkout may be read-only, and somebody else's.

source_dir() { (cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd); }

# Two checkouts do not share a build.
builds_dir() {
	local source
	source=$(source_dir)
	printf '%s/build/%s-%s\n' "$(cache_dir)" "$(basename "$source")" "$(sha256sum <<<"$source" | cut -c 1-12)"
}

# compile DIR OPTION...
compile() { configure "$@" && build "$1"; }

# configure DIR OPTION...: an old build with other options is of no use; one of older source learns what is built now.
configure() {
	local dir=$1
	shift
	if [ "$(cat "$dir.options" 2>/dev/null)" != "$*" ]; then
		rm -rf "$dir"
		mkdir -p "$dir"
		meson setup "$@" "$dir" "$(source_dir)" >"$dir.log" 2>&1 || { cat "$dir.log" >&2; return 1; }
		echo "$*" >"$dir.options"
	fi
	build "$dir" build.ninja
}

# build DIR [TARGET...]
build() {
	local dir=$1
	shift
	ninja -C "$dir" "$@" >"$dir.log" 2>&1 || { tail -n 40 "$dir.log" >&2; return 1; }
}

# install_release TREE: what a user would install, below TREE.
install_release() {
	local dir
	dir=$(builds_dir)/release
	say "building for the emulated machine in $dir"
	compile "$dir" --buildtype=release --prefix=/usr -Dwerror=true -Dtests=false || return 1
	rm -rf "$1"
	DESTDIR=$1 meson install -C "$dir" --no-rebuild --quiet >&2
}
