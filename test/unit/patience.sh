#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Whom test/vm/patience lets go on, and whom it ends: patience.sh PATIENCE
set -u
patience=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0

# ends STATUS WHAT SILENCE CEILING COMMAND...
ends() {
	local wanted=$1 what=$2 silence=$3 ceiling=$4 status=0
	shift 4
	"$patience" "$silence" "$ceiling" "$work/sign" "$@" || status=$?
	number=$((number + 1))
	if [ "$status" = "$wanted" ]; then
		echo "ok $number - $what"
	else
		echo "not ok $number - $what: status $status, not $wanted"
	fi
}

gets_on() {
	for _ in 1 2 3 4 5 6; do
		sleep 1
		touch "$work/sign"
	done
	return 3
}
export -f gets_on
export work

ends 7 "one that ends by itself" 5 10 sh -c 'exit 7'
ends 124 "one that is silent" 2 10 sh -c "echo \$\$ >$work/silent; exec sleep 60"
ends 3 "one that gets on, for longer than it may be silent" 3 20 bash -c gets_on
ends 125 "one that gets on, and never ends" 3 4 bash -c gets_on
ends 124 "one that is deaf" 1 20 bash -c "trap '' TERM; while :; do sleep 1; done"
ends 0 "nobody is left" 5 10 bash -c "! kill -0 \$(cat $work/silent) 2>/dev/null"
echo "1..$number"
