# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2034,SC2154,SC2012
# The words in which a race is told: who leaves, who comes in its place, when, and that nothing is left of it.
# Devices leave by the hand of their driver, which is what the kernel does when one is pulled.

CARDS=/tmp/cards
LIMIT=30	# seconds for one command, however it is disturbed
ENOENT=2 EINTR=4 EIO=5 ENXIO=6 EAGAIN=11 EBUSY=16 ENODEV=19 EINVAL=22

# ---- the machine at hand

# A and B make a region over W2; A alone can make one over W1; there is room for two of ROOMY.
if [ -d /sys/bus/platform/drivers/cxl_mock_mem ]; then
	. /test/races-mock.sh
else
	KIND=ram W2=decoder0.2 A=mem1 B=mem3 OTHER=mem2 FOREIGN=mem0 SIZE=
	W1=decoder0.0 ROOMY="-t pmem -d decoder0.0 -m mem0 -s 256M"
fi
X2_WHOLE="-t $KIND -d $W2 -m $A $B"
X2="$X2_WHOLE $SIZE"
is_mock() { [ -d /sys/bus/platform/drivers/cxl_mock_mem ]; }

host() { dirname "$(readlink -f "$CXL/$1")"; }

# "MEMDEV HOST DRIVER" of every memdev, in the order in which they must be bound to have these names.
if [ ! -e $CARDS ]; then
	for m in $(memdevs | sort -V); do
		echo "$m $(host "$m") $(readlink -f "$(host "$m")/driver")"
	done >$CARDS
fi

# ---- leaving and coming

card() { sed -n "s/^$1 //p" $CARDS; }
here() { [ -e "$CXL/$1" ] && [ "$(host "$1")" = "$2" ]; }

# bind HOST DRIVER: a device that was removed altogether is found again first.
bind() {
	[ -e "$1" ] || echo 1 >/sys/bus/pci/rescan
	[ -e "$1/driver" ] || echo "${1##*/}" >"$2/bind" || :
}

unbind() { [ ! -e "$1/driver" ] || echo "${1##*/}" >"$2/unbind"; }

# with_card WORD MEMDEV: the memdev that had this name at first.
with_card() {
	# shellcheck disable=SC2046 # two words
	"$1" $(card "$2")
}

leave() ( for m; do with_card unbind "$m"; done )
come_back() ( for m; do with_card bind "$m"; done )

# pull MEMDEV: the device itself goes, where there is one.
pull() {
	h=$(card "$1")
	h=${h% *}
	if [ -e "$h/remove" ]; then echo 1 >"$h/remove"; else leave "$1"; fi
}

# swap MEMDEV MEMDEV: each gets the other's name, its endpoint and decoders likewise.
swap() {
	leave "$1" "$2"
	with_card bind "$2"
	with_card bind "$1"
}

# The kernel finishes some of it from a work queue.
settle() (
	echo 1 >/sys/bus/cxl/flush
	for try in $(seq 50); do
		[ "$(ls -d /sys/bus/cxl/drivers/cxl_mem/mem* 2>/dev/null | wc -l)" -lt "$(wc -l <$CARDS)" ] || return 0
		usleep 100000
	done
	echo "not all memdevs have come back"
)

# restore: every card under its own name, whatever has happened.
restore() (
	while read -r m h d; do
		here "$m" "$h" || unbind "$h" "$d"
	done <$CARDS
	while read -r m h d; do
		here "$m" "$h" || bind "$h" "$d"
		[ -e "$CXL/$m/driver" ] || echo "$m" >/sys/bus/cxl/drivers/cxl_mem/bind || :
	done <$CARDS
	settle
) 2>/dev/null
trap restore EXIT

# ---- at that moment

# at STOP-AT-OPTION... COMMAND...: it comes to an end, by itself.
at() {
	try stop-at -t $LIMIT "$@"
	[ "$status" != 124 ] || fail "'$*' hangs"
	[ "$status" != 99 ] || fail "'$*': that point was never reached"
}

# at_most STOP-AT-OPTION... COMMAND...: or it is over before that: two processes do not make as many calls each time.
at_most() {
	try stop-at -t $LIMIT "$@"
	[ "$status" != 124 ] || fail "'$*' hangs"
	[ "$status" != 99 ] || status=0
}

# meanwhile WORD...: for -x: one of the words of this file.
meanwhile() { echo ". /test/lib.sh; CARDS=$CARDS; . /test/races.sh; trap - EXIT; $*"; }

# count STOP-AT-OPTION... COMMAND...: how many calls there are when nothing happens.
count() {
	stop-at -o "$NOTES.calls" -n 1000000 "$@" >/dev/null 2>&1 || :
	wc -l <"$NOTES.calls"
}

thorough() { [ -e /test/thorough ]; }

# points TOTAL AT-MOST [SAMPLE]: as many numbers up to TOTAL, evenly; SAMPLE (2) of them unless all is to be tried.
points() {
	most=${3:-2}
	! thorough || most=$2
	awk -v n="$1" -v most="$most" 'BEGIN {
		if (most > n) most = n
		for (k = 0; k < most; k++) print int((k + 0.5) * n / most) + 1 }'
}

# some WORD...: the first and the last, or all.
some() {
	thorough || while [ $# -gt 2 ]; do
		first=$1
		shift 2
		set -- "$first" "$@"
	done
	echo "$@"
}

# rounds MANY: where chance has a part: so often, or twice.
rounds() { if thorough; then seq "$1"; else seq 2; fi; }

# ended STATUS[,STATUS]: the last command.
ended() {
	case ,$1, in
	*,"$status",*) ;;
	*) fail "'$(grep '^\$' "$NOTES.log" | tail -n 1)' ended with $status, not $1: $(errors)" ;;
	esac
}

# ---- nothing is left

idle() { everything >"$NOTES.idle"; }

still_idle() {
	restore
	everything >"$NOTES.now"
	cmp -s "$NOTES.idle" "$NOTES.now" || fail "${1:-it} left behind:$(changes "$NOTES.idle" "$NOTES.now")"
}

# nothing_is_held: no region, no memory taken: the quick look, which starts no process.
nothing_is_held() {
	for f in "$CXL"/decoder*/dpa_size; do
		read -r taken <"$f"
		[ $((taken)) = 0 ] || fail "$1 left $taken of $f"
	done
	for f in "$CXL"/region*; do
		[ ! -e "$f" ] || fail "$1 left $f"
	done
}

# is_whole: the one region there is has all that a region has.
is_whole() {
	r=$(regions)
	r=${r% }
	is_bound "$r" || fail "'$r' has no driver"
	same "$r's commit" "$(attr "$r" commit)" 1
}

destroys() {
	does timeout $LIMIT cxl destroy-region -f all
	same regions "$(regions)" ""
}

# made_by_hand WINDOW MEMDEV: a region of UNIT on its first decoder, as far as its target; in $other.
made_by_hand() {
	other=$(cat "$CXL/$1/create_ram_region")
	decoder=$(decoder_of "$2" 0)
	echo "$other" >"$CXL/$1/create_ram_region"
	echo 256 >"$CXL/$other/interleave_granularity"
	echo 1 >"$CXL/$other/interleave_ways"
	echo $((256 * MiB)) >"$CXL/$other/size"
	echo ram >"$CXL/$decoder/mode"
	echo $((256 * MiB)) >"$CXL/$decoder/dpa_size"
	echo "$decoder" >"$CXL/$other/target0"
}

# by_hand WINDOW REGION: make a region of that name, as another program would.
by_hand() { echo "$2" >"$CXL/$1/create_${KIND}_region"; }
delete_by_hand() { echo "$2" >"$CXL/$1/delete_region"; }
next_region() { cat "$CXL/$1/create_${KIND}_region"; }

# ---- listings

known() {
	cxl list -M -i >"$NOTES.known"
}

# sound_listing: valid, and each object is one of those there are: none of two halves, none of one.
sound_listing() {
	jq -e --slurpfile known "$NOTES.known" '
		[.. | objects | select(.memdev)] | all(. as $o | [$known[0] | .. | objects | select(.memdev)] | any(.[];
			.serial == $o.serial and .host == $o.host and
			.pmem_size == $o.pmem_size and .ram_size == $o.ram_size and
			($o.state == "disabled" or (keys - ["state"]) == ($o | keys - ["state"]))))' \
		"$NOTES.out" >/dev/null || fail "not a sound listing: $(tr -d '\n' <"$NOTES.out" | head -c 300)"
}

# poison_address MEMDEV: somewhere where nothing else is.
poison_address() { echo 0x1000; }

# slow_sanitize MEMDEV: the mock takes as long as it is told to, hardware as long as it needs.
slow_sanitize() {
	file=$(host "$1")/sanitize_timeout
	[ ! -e "$file" ] || echo 3000 >"$file"
}
