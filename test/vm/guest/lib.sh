# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2034,SC2012,SC2013
# The words in which a case is told: run the tool, expect, and look at the machine without the tool's help.

CXL=/sys/bus/cxl/devices
DEBUG=/sys/kernel/debug/cxl
TRACING=/sys/kernel/tracing
MiB=1048576
NOTES=${NOTES:-/tmp/notes}

# ---- running and expecting

fail() {
	echo "$*" >"$NOTES.why"
	exit 1
}

# try COMMAND...: run it; its status, output and errors are there to be looked at.
try() {
	echo "\$ $*"
	status=0
	"$@" >"$NOTES.out" 2>"$NOTES.err" || status=$?
	head -c 4000 "$NOTES.out"
	cat "$NOTES.err"
}

# errors: those of the last command, in one line: the cause may stand in the last of them.
errors() { tr '\n' '|' <"$NOTES.err" | head -c 1000; }

# does COMMAND...: it succeeds.
does() {
	try "$@"
	[ "$status" = 0 ] || fail "'$*' ended with $status, not 0: $(errors)"
}

# creates ARGUMENT...: create-region succeeds; the name of what it made is $r.
creates() {
	does cxl create-region "$@"
	says 'created 1 region$'
	r=$(sed -n 's/^  "region":"\(.*\)",$/\1/p' "$NOTES.out")	# jq needs ten times as long
}

# waits_for FILE
waits_for() {
	for _ in $(seq 50); do
		[ ! -e "$1" ] || return 0
		pause 100
	done
	fail "$1 does not appear"
}

# creates_namespace MEMDEV: a region on it, $r, with a namespace that takes all of it, $namespace.
creates_namespace() {
	creates -t pmem -d decoder0.1 -m "$1"
	namespace=
	for _ in $(seq 50); do
		namespace=$(ls -d /sys/bus/nd/devices/region*/namespace* | head -n 1)
		[ -z "$namespace" ] || break
		pause 100
	done
	cat /proc/sys/kernel/random/uuid >"$namespace/uuid"
	attr "$r" size >"$namespace/size"
}

# creates_disk MEMDEV: the same, with a disk, $disk.
creates_disk() {
	creates_namespace "$1"
	echo "${namespace##*/}" >/sys/bus/nd/drivers/nd_pmem/bind 2>/dev/null || :
	waits_for "$namespace/block"
	disk=$(ls "$namespace/block")
	waits_for "/dev/$disk"
}

# refuses STATUS[,STATUS] COMMAND...: it ends with STATUS, says why in one line, and has changed nothing.
# Only 129, for options that cannot be understood, comes with the whole usage.
refuses() {
	wanted=$1
	shift
	everything >"$NOTES.before"
	try "$@"
	case ,$wanted, in
	*,"$status",*) ;;
	*) fail "'$*' ended with $status, not $wanted: $(errors)" ;;
	esac
	[ "$status" = 129 ] || speaks_once "$*"
	everything >"$NOTES.after"
	cmp -s "$NOTES.before" "$NOTES.after" ||
		fail "'$*' was refused, but changed:$(changes "$NOTES.before" "$NOTES.after")"
}

# Counters ("destroyed 0 regions") are the answer to a question that scripts ask; they are not the reason.
speaks_once() {
	reasons=$(grep -c -v -E '^$|: (created|destroyed|enabled|disabled|recovered|onlined|offlined) [0-9]+ (region|object)s?$' "$NOTES.err") || true
	[ "$reasons" = 1 ] || fail "'$1' gave $reasons lines of reasons, not 1: $(errors)"
}

# says PATTERN: the last command's errors and counters have a line like this.
says() { grep -q -E -e "$1" "$NOTES.err" || fail "no '$1' in: $(errors)"; }

# out FILTER: something of the last command's JSON.
out() { jq -r -c "$1" "$NOTES.out" || fail "no JSON that '$1' can read: $(head -c 200 "$NOTES.out")"; }

same() { [ "$2" = "$3" ] || fail "$1 is '$2', not '$3'"; }

# Another program, $again, puts each memory block online that went offline, until the case is over.
puts_online_again() {
	while kill -0 $$; do
		for b in /sys/devices/system/memory/memory[0-9]*; do
			if read -r s <$b/state && [ "$s" = offline ]; then echo online_movable >$b/state || true; fi
		done
	done 2>/dev/null &
	again=$!
}

# slowly COMMAND...: after each write others have time.
slowly() { strace -f -o /dev/null -e trace=write -e inject=write:delay_exit=1000000 "$@"; }

# each_case WORD: WORD NAME FILE FUNCTION for each case of each scenario.
each_case() {
	for file in /test/scenario/*.sh; do
		for case in $(sed -n 's/^\(test_[a-z0-9_]*\)() {$/\1/p' "$file"); do
			"$1" "$(basename "$file" .sh)/${case#test_}" "$file" "$case"
		done
	done
}

# ---- the machine, read without the tool

# first_line FILE: is $seen; empty where there is none. No other process is needed, which is what costs time here.
first_line() {
	seen=
	[ ! -e "$1" ] || { read -r seen <"$1"; } 2>/dev/null || :
}

attr() { cat "$CXL/$1/$2" 2>/dev/null; }
number() { echo $(($(attr "$1" "$2"))); }
regions() { (cd "$CXL" && ls -d region* 2>/dev/null) | tr '\n' ' '; }
is_bound() { [ -e "$CXL/$1/driver" ]; }
host_of() { basename "$(dirname "$(readlink -f "$CXL/$1")")"; }

# endpoint_of MEMDEV
endpoint_of() {
	for e in "$CXL"/endpoint*; do
		[ "$(basename "$(readlink -f "$e/uport")")" != "$1" ] || basename "$e"
	done
}

# decoder_of MEMDEV NUMBER: the decoder of its endpoint.
decoder_of() (
	e=$(endpoint_of "$1")
	echo "decoder${e#endpoint}.$2"
)

# bridge_of MEMDEV: the port right above its endpoint.
bridge_of() { basename "$(dirname "$(readlink -f "$CXL/$(endpoint_of "$1")")")"; }

# member REGION POSITION: the memdev that is there. Its decoder lies below an endpoint, which has a link to it.
member() {
	basename "$(readlink -f "$(readlink -f "$CXL/$(attr "$1" "target$2")")/../uport")"
}

# member_dpa REGION POSITION: where the region's part of that memdev begins.
member_dpa() { number "$(attr "$1" "target$2")" dpa_resource; }

# poison_of MEMDEV...: "MEMDEV DPA LENGTH SOURCE" of each record in the devices' own lists.
poison_of() {
	instance=$TRACING/instances/check.$$
	mkdir "$instance"
	echo 1 >"$instance/events/cxl/cxl_poison/enable"
	for m in "$@"; do	# a disabled memdev has no list
		[ ! -e "$CXL/$m/trigger_poison_list" ] || echo 1 >"$CXL/$m/trigger_poison_list"
	done
	echo 0 >"$instance/tracing_on"
	sed -n 's/.*memdev=\(mem[0-9]*\) .*trace_type=List .* dpa=\([0-9a-fx]*\) dpa_length=\([0-9a-fx]*\) source=\([A-Za-z]*\).*/\1 \2 \3 \4/p' \
		"$instance/trace" | sort
	rmdir "$instance"
}

memdevs() { (cd "$CXL" && ls -d mem*); }

# everything: all that a case could leave behind, one fact a line.
everything() {
	for d in "$CXL"/decoder* "$CXL"/port* "$CXL"/endpoint* "$CXL"/root* "$CXL"/region* "$CXL"/mem*; do
		case ${d##*/} in	# the size of a decoder stays as it was when it is reset
		region*) facts="size commit" ;;
		*)	facts="dpa_size region decoders_committed" ;;
		esac
		for fact in $facts; do
			first_line "$d/$fact"
			[ -z "$seen" ] || echo "${d##*/} $fact $seen"
		done
		[ ! -e "$d/driver" ] || echo "${d##*/} bound"
	done
	# shellcheck disable=SC2046 # a list of words
	poison_of $(memdevs)
	for d in "$TRACING"/instances/*; do
		[ ! -e "$d" ] || echo "$d"
	done
}

# changes BEFORE AFTER: the facts that went (-) and came (+), in one line.
changes() { diff -U0 "$1" "$2" | grep '^[-+][a-z/]' | tr '\n' ';' | sed 's/^/ /; s/;$//; s/;/; /g'; }

# comes_back WHO: in a while all is as it was when "$NOTES.whole" was written.
comes_back() {
	for _ in $(seq 100); do
		everything >"$NOTES.now"
		! cmp -s "$NOTES.whole" "$NOTES.now" || return 0
		usleep 100000
	done
	fail "$1 has not come back:$(changes "$NOTES.whole" "$NOTES.now")"
}

# nothing_left WHAT: all is as it was when "$NOTES.before" was written.
nothing_left() {
	everything >"$NOTES.after"
	cmp -s "$NOTES.before" "$NOTES.after" || fail "$1 left:$(changes "$NOTES.before" "$NOTES.after")"
}

# with_cgroups: they are mounted, and stay so.
with_cgroups() {
	[ -e /sys/fs/cgroup/cgroup.procs ] || mount -t cgroup2 cgroup2 /sys/fs/cgroup
	echo +memory >/sys/fs/cgroup/cgroup.subtree_control
}

# pause MILLISECONDS
pause() { usleep $(($1 * 1000)); }

# until_quiet: waits until no cxl runs.
until_quiet() {
	for _ in $(seq 200); do
		grep -q -x cxl /proc/[0-9]*/comm 2>/dev/null || return 0
		pause 50
	done
	fail "a cxl does not end"
}

# ---- putting the machine back, when a case did not

# scrub: as the kernel wants it: release and remove what uses a region, detach from the last target to the first, then delete.
scrub() {
	for m in $(memdevs); do
		is_bound "$m" || echo "$m" >/sys/bus/cxl/drivers/cxl_mem/bind
	done
	for m in $(memdevs); do
		for dpa in $(poison_of "$m" | cut -d ' ' -f 2); do
			echo "$dpa" >"$DEBUG/$m/clear_poison"
		done
	done
	killall pin
	for n in /sys/bus/nd/devices/namespace*; do	# its labels would tell the next case that there is data
		echo "${n##*/}" >"$n/driver/unbind"
		echo 0 >"$n/size"
	done
	for r in $(regions); do
		for b in /sys/devices/system/memory/memory[0-9]*; do	# else the kernel loses what is online
			n=$((${b##*/memory} * 0x$(cat /sys/devices/system/memory/block_size_bytes)))
			[ $n -lt "$(number "$r" resource)" ] || [ $n -ge $(($(number "$r" resource) + $(number "$r" size))) ] ||
				echo offline >"$b/state"
		done
		echo "$r" >"$CXL/$r/driver/unbind"
		echo 0 >"$CXL/$r/commit"
		for n in $(seq "$(attr "$r" interleave_ways)" -1 1); do
			echo >"$CXL/$r/target$((n - 1))"
		done
		echo "$r" >"$(dirname "$(readlink -f "$CXL/$r")")/delete_region"
	done
	for d in $(cd "$CXL" && ls -d decoder* | sort -rV); do
		[ ! -e "$CXL/$d/dpa_size" ] || [ "$(number "$d" dpa_size)" = 0 ] || echo 0 >"$CXL/$d/dpa_size"
	done
	for d in "$TRACING"/instances/*; do
		[ ! -d "$d" ] || rmdir "$d"
	done
} 2>/dev/null
