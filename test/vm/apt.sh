# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Where this machine gets its Debian packages from, and apt with a state of its own beside the machine's.

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

debian_codename() { . /etc/os-release && printf '%s\n' "${VERSION_CODENAME:?}"; }

# archive_of RELEASE: URI of the archive from which this machine installs RELEASE, if it does.
archive_of() {
	# shellcheck disable=SC2016 # apt's placeholders
	apt-get indextargets --format '$(REPO_URI)' \
		'Created-By: Packages' 'Component: main' "Release: $1" | sed -n 1p
}

# The archive proper, under whichever name the machine's sources give the release.
debian_archive() {
	local release uri
	for release in "$(debian_codename)" stable oldstable oldoldstable testing; do
		uri=$(archive_of "$release")
		[ -z "$uri" ] || { printf '%s\n' "$uri"; return; }
	done
	die "this machine's apt sources name no Debian archive"
}

# private_apt DIR SOURCE...: give DIR an apt state that knows only these "URI SUITE" sources, for $ARCHITECTURE.
# The machine's own settings for downloads (proxy, certificates) are kept; its hooks are not.
private_apt() {
	local dir=$1 source
	shift
	mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" "$dir/none"
	for source in "$@"; do
		echo "deb [arch=${ARCHITECTURE:-amd64} signed-by=$KEYRING] $source main"
	done >"$dir/sources.list"
	{
		apt-config dump | grep '^Acquire::' | grep -v '^Acquire::IndexTargets' || true
		cat <<-CONF
			Dir::Etc::main "$dir/none/main";
			Dir::Etc::parts "$dir/none";
			Dir::Etc::sourceparts "$dir/none";
			Dir::Etc::sourcelist "$dir/sources.list";
			Dir::State::lists "$dir/lists";
			Dir::Cache "$dir/cache";
			APT::Sandbox::User "root";
			APT::Architecture "${ARCHITECTURE:-amd64}";
			APT::Architectures "${ARCHITECTURE:-amd64}";
			Acquire::Languages "none";
			// A mirror may stand still for longer than a Release file promises to be valid, and
			// clocks of test machines are wrong. Signatures and hashes are verified all the same.
			Acquire::Check-Valid-Until "false";
			Acquire::Check-Date "false";
		CONF
	} >"$dir/apt.conf"
	APT_CONFIG=$dir/apt.conf apt-get -qq update
}
