# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2317,SC2329
# The packaged cxl tells the same story with its own library and with ours: output, exit codes, what it leaves.

UUID=1b4e28ba-2fa1-11d2-883f-b9a761bde3fb
TOLD=/tmp/told

# ---- telling a story twice

# cxl ARGUMENT...: run the binary, and keep all that can be seen of it; its JSON is put in order later, all at once.
# Its own library prints, besides, what the binary is told and says itself.
cxl() {
	status=0 n=$((n + 1))
	said=$TOLD/$library/$(printf %02d $n)
	"$library" "$@" >"$said" 2>"$NOTES.err" </dev/null || status=$?
	echo "$n \$ cxl $*"
	case $(head -c 1 "$said") in
	"[" | "{") mv "$said" "$said.json" ;;
	*) cat "$said" ;;
	esac
	grep -v '^libcxl: ' "$NOTES.err" || true
	echo "status $status"
}

# in_order LIBRARY: the answers that are JSON, siblings in one order.
in_order() {
	(
		cd "$TOLD/$1" || exit
		[ -z "$(ls ./*.json 2>/dev/null)" ] ||
			jq -M -S 'input_filename, walk(if type == "array" then sort_by(tojson) else . end)' ./*.json
	)
}

# The binary forgets a tracing instance when it was asked for poison.
tell() {
	library=$1 n=0
	"$library" version >/dev/null || fail "the packaged cxl does not run ($library)"
	rm -rf "${TOLD:?}/$1"
	mkdir -p "$TOLD/$1"
	{
		"$2"
		rmdir "$TRACING"/instances/* 2>/dev/null || true
		everything
		in_order "$1"
	} >"$TOLD/$1.txt" 2>&1
}

# both STORY: told twice, it is the same.
both() {
	tell own "$1"
	tell ours "$1"
	cat "$TOLD/ours.txt"
	grep -q '^status' "$TOLD/own.txt" || fail "there is no story"
	cmp -s "$TOLD/own.txt" "$TOLD/ours.txt" || fail "it differs (- own, + ours):$(differences)"
}

# differences: each line that differs, behind the command that said it.
differences() {
	diff -U10000 "$TOLD/own.txt" "$TOLD/ours.txt" | awk '
		/^.[0-9]+ [$] cxl / || /^."[.]./ { command = $0 }
		/^[-+][^-+]/ { if (command) print command; command = ""; print }' | head -n 12 | tr '\n' ';'
}

# ---- listing

listing() {
	cxl version
	cxl --list-cmds
	for options in "" -v -vv -B -P -E -D -M -Mi -MH -MI -MA -MF -MHI -BPEDMRT -u; do
		# shellcheck disable=SC2086 # a list of words
		cxl list $options
	done
	cxl list -m mem1
	cxl list -m 0 -D
	cxl list -d decoder0.2 -T
	cxl list -d endpoint
	cxl list -p switch -P
	cxl list -m mem99
	cxl list --no-such-option
}
test_list() {
	both listing
}

# Its own library does not survive this.
test_list_without_debugfs() {
	umount /sys/kernel/debug
	for options in -T "-B -T" "-P -T" -v; do
		# shellcheck disable=SC2086
		does ours list $options
		out 'length > 0' | grep -q true || fail "list $options shows nothing"
	done
	mount -t debugfs debugfs /sys/kernel/debug
}

# ---- regions

# region ARGUMENT...: create it, look at it, and remember its name.
region() {
	cxl create-region "$@"
	r=$(regions)
	r=${r% }
	cxl list -RT
	cxl list -D -r "$r"
}

ram_region() {
	region -t ram -d decoder0.0 -m mem1
	cxl list -vvv
	cxl list -X
	cxl disable-region "$r"
	cxl list -Ri
	cxl enable-region "$r"
	cxl destroy-region "$r"
	cxl destroy-region -f "$r"
	cxl list -R
}
test_ram_region() {
	both ram_region
}

wide_region() {
	region -t ram -d decoder0.2 -m mem1 mem3
	cxl list -M -R
	cxl destroy-region -f all
}
test_wide_region() {
	both wide_region
}

pmem_region() {
	region -t pmem -d decoder0.0 -m mem0 -s 256M -U $UUID
	cxl list -v
	cxl destroy-region -f "$r"
}
test_pmem_region() {
	both pmem_region
}

refused_regions() {
	cxl create-region -t ram -d decoder0.0 -m mem0
	cxl create-region -t ram -d decoder0.0 -m mem3
	cxl create-region -t pmem -d decoder0.0 -m mem0 -s 100
	cxl create-region -d decoder9.9 -m mem0
	cxl disable-region region7
	cxl destroy-region region7
}
test_refused_regions() {
	both refused_regions
}

# Memdevs that are not named are taken in the order of the library, port by port: ours goes by number, its own
# by no rule. Named in our order its own library answers as ours does.
answers() {
	try "$@" >/dev/null
	cat "$NOTES.out" "$NOTES.err"
	echo "status $status"
	"$1" destroy-region -f all >/dev/null 2>&1
}
same_answer() {
	# shellcheck disable=SC2086 # lists of words
	same "what '$1' says" "$(answers ours $1)" "$(answers own $1 $2)"
}
test_memdevs_by_number() {
	same_answer "create-region -t ram -d decoder0.0" "-m mem0 mem1"
	same_answer "create-region -t ram -d decoder0.2" "-m mem2 mem3 mem0 mem1"
	same_answer "create-region -t pmem -d decoder0.0 -w 1" "-m mem0"
}

# ---- memdevs

memdevs_off_and_on() {
	cxl disable-memdev mem1
	cxl list -M
	cxl list -Mi
	cxl disable-memdev mem1
	cxl enable-memdev mem1
	cxl list -M -E
	cxl enable-memdev mem1
	cxl disable-memdev mem99
}
test_memdevs_off_and_on() {
	both memdevs_off_and_on
}

busy_memdev() {
	region -t ram -d decoder0.0 -m mem1
	cxl disable-memdev mem1
	cxl destroy-region -f "$r"
}
test_busy_memdev() {
	both busy_memdev
}

# The endpoints are numbered anew, in the order in which each library binds the memdevs.
ports_off_and_on() {
	cxl disable-port port1
	cxl disable-port -f port1
	cxl list -Mi
	cxl list -P
	cxl enable-port -m port1
	cxl list -M
}
test_ports_off_and_on() {
	both ports_off_and_on
}

labels() {
	cxl disable-memdev mem0
	cxl zero-labels mem0
	cxl read-labels -s 64 -o /tmp/labels mem0
	od -c /tmp/labels | head -n 3
	seq 100 | head -c 256 >/tmp/words
	cxl write-labels -i /tmp/words -s 256 mem0
	cxl read-labels -s 256 -o /tmp/labels mem0
	cmp /tmp/words /tmp/labels
	cxl zero-labels -s 256 mem0
	cxl zero-labels mem1
	cxl enable-memdev mem0
}
test_labels() {
	both labels
}

# Where a reservation begins is absent in its own library right after it was made. Ours has read it.
reservations() {
	for options in "-t ram mem1" "-t ram mem1" "-t pmem -s 256M mem0" "-t pmem -s 1000T mem0"; do
		# shellcheck disable=SC2086
		cxl reserve-dpa $options
		[ ! -e "$said.json" ] || without_beginning "$said.json"
	done
	cxl list -E -D
	cxl free-dpa mem1
	cxl free-dpa mem0
	cxl free-dpa mem0
}
without_beginning() {
	begins=$(jq '.[].decoder.dpa_resource' "$1")
	[ "$library" = own ] || [ -z "$begins" ] || same "dpa_resource" "$begins" 0
	jq 'del(.[].decoder.dpa_resource)' "$1" >"$1.new"
	mv "$1.new" "$1"
}
test_reservations() {
	both reservations
}

# The memdev is busy with it for ten seconds.
firmware() {
	seq 1000 >/tmp/image
	cxl update-firmware -w -F /tmp/image mem0
	cxl list -F -m mem0
	cxl update-firmware mem0
	cxl update-firmware -F /tmp/none mem0
	cxl update-firmware -c mem0
}
test_firmware() {
	both firmware
}

poison() {
	cxl inject-media-poison mem0 -a 0x1000
	cxl list -L -m mem0
	cxl clear-media-poison mem0 -a 0x1000
	cxl list -L -m mem0
	cxl inject-media-poison mem0 -a 0x1001
	cxl inject-media-poison mem99 -a 0x1000
}
test_poison() {
	both poison
}

# ---- what a memdev does not offer

refused_commands() {
	cxl set-partition mem0
	cxl set-partition -t ram mem1
	cxl wait-sanitize mem0
	cxl inject-protocol-error -p mem -s correctable 0000:0c:00.0
}
test_refused_commands() {
	both refused_commands
}

# Its own library does not survive this.
test_partition_without_the_command() {
	try ours-divisible set-partition mem0
	same "the status" "$status" 1
	says 'set_partition 0 mem$'
	same "the capacity to divide" "$(out '[.[] | .partition_info | .volatile_only_size + .persistent_only_size]')" "[0]"
}
