# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154
# The programs of libcxl(3), in C and in Python, on the library that is installed.

# Standard input with any names, which differ between kernels, and any uuid, which is random.
any_names() { sed -E 's/(decoder|region|mem)[0-9]+/\1N/g; s/N\.[0-9]+/N.N/g; s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/UUID/'; }

# page COMMAND: what libcxl(3) says that it prints, in a block marked "run".
page() {
	any_names </test/libcxl.adoc | awk -v begin="# $(echo "$1" | any_names)" '/^\/\/ run$/ { run = 1; ours = 0 }
		/^----$/ { inside = run && !inside; run = run && inside }
		inside && /^# / { ours = $0 == begin; next }
		inside && ours'
}

# prints_as_in_page COMMAND...: succeeds, and prints what the page says.
prints_as_in_page() {
	does "$@"
	page "$*" >"$NOTES.page"
	[ -s "$NOTES.page" ] || fail "the page has no '$*'"
	same "what '$*' prints" "$(any_names <"$NOTES.out")" "$(cat "$NOTES.page")"
	same "its errors" "$(cat "$NOTES.err")" ""
}

# created: the region that the last command created.
created() { sed -n 's/^created //p' "$NOTES.out"; }

test_create_show_destroy() {
	everything >"$NOTES.before"
	for program in create-region create-region.py; do
		prints_as_in_page $program
		r=$(created)
		is_bound "$r" || fail "'$r' is not enabled"
		same "its ways" "$(number "$r" interleave_ways)" 2
		same "its members" "$(for n in 0 1; do member "$r" $n; done | sort | tr '\n' ' ')" "mem0 mem2 "
		does cxl list -r "$r"
		same "what is listed" "$(out '.[0].region + " " + .[0].decode_state')" "$r commit"
		prints_as_in_page $program "$r"
		nothing_left "$program"
	done
}

# The kernel refuses the last step: all the others are undone, and one line says which failed.
test_undo() {
	for program in create-region create-region.py; do
		refuses 1 strace -f -qq -o /dev/null -P /sys/bus/cxl/drivers/cxl_region/bind -e inject=write:error=EIO $program
		says '^create-region: region[0-9]+: enable: '
	done
}

test_nothing_to_do() {
	for program in create-region create-region.py; do
		refuses 1 $program region99
		creates -t pmem -d decoder0.2 -m mem0 mem2
		refuses 1 $program
		says 'create-region: .*: '
		does cxl destroy-region -f "$r"
	done
}

test_list_devices() {
	cat >"$NOTES.devices" <<-END
		mem0, serial 0x1001: 0 MiB ram, 512 MiB pmem
		mem1, serial 0x1002: 512 MiB ram, 0 MiB pmem
		mem2, serial 0x1003: 0 MiB ram, 256 MiB pmem
		mem3, serial 0x1004: 256 MiB ram, 0 MiB pmem
	END
	for program in list-devices list-devices.py; do
		does $program
		same "what $program prints" "$(cat "$NOTES.out")" "$(cat "$NOTES.devices")"
	done
}

# awaits LINE: the watching program prints it.
awaits() {
	for _ in $(seq 300); do
		! grep -q -x "$1" "$NOTES.seen" || return 0
		pause 100
	done
	fail "no '$1' in: $(tr '\n' '|' <"$NOTES.seen")"
}

# A device leaves, and comes back: no line of the standard input is needed.
test_watch_devices() {
	everything >"$NOTES.whole"
	pci=$(host_of mem3)
	for program in watch-devices watch-devices.py; do
		mkfifo "$NOTES.input"
		: >"$NOTES.seen"
		$program <"$NOTES.input" >>"$NOTES.seen" 2>&1 &
		exec 5>"$NOTES.input"
		awaits 'mem3, serial 0x1004, is here'
		echo "$pci" >/sys/bus/pci/drivers/cxl_pci/unbind
		awaits 'mem3, serial 0x1004, left'
		: >"$NOTES.seen"
		echo "$pci" >/sys/bus/pci/drivers/cxl_pci/bind
		awaits 'mem3, serial 0x1004, is here'
		exec 5>&-
		wait $! || fail "$program ended with $?"
		rm "$NOTES.input"
		comes_back mem3
	done
}
