# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC1091,SC2154,SC2086
# cxl monitor: what happens is said as it happens; nothing of the monitor is left behind.
. /test/emulator.sh

# monitors OPTION...: one that watches from now on; what it says goes to $NOTES.events, its process is $monitor.
monitors() {
	echo "\$ cxl monitor $*"
	: >"$NOTES.monitor"
	cxl monitor -v "$@" >"$NOTES.events" 2>"$NOTES.monitor" &
	monitor=$!
	trap ends_at_last EXIT
	until grep -q 'watching$' "$NOTES.monitor"; do
		kill -0 $monitor || fail "the monitor ended: $(cat "$NOTES.monitor")"
		usleep 50000
	done
	same warnings "$(grep -v 'watching$' "$NOTES.monitor")" ""
}

# Also one that was stopped, and the daemon that it logs to.
ends_at_last() { kill $monitor ${daemon:-} 2>/dev/null && kill -CONT $monitor || :; }

# ends STATUS: by itself.
ends() {
	ended=0
	wait $monitor || ended=$?
	same "the end of the monitor" "$ended" "$1"
	same instances "$(instances)" ""
}

# stops: when told to.
stops() {
	kill $monitor
	ends 143
}

instances() { (cd $TRACING/instances && ls -d cxl-monitor-* 2>/dev/null) || :; }

# sees FILTER: an event like this, within half a minute.
sees() {
	for try in $(seq 300); do
		jq -c "select($1)" "$NOTES.events" >"$NOTES.seen" 2>/dev/null || :	# the last line may not be whole
		[ ! -s "$NOTES.seen" ] || { cat "$NOTES.seen"; return 0; }
		usleep 100000
	done
	fail "no event with $1 in: $(head -c 400 "$NOTES.events")"
}

# event_number EVENT REGION: of the one that was seen.
event_number() {
	sees ".event == \"$1\" and .region == \"$2\"" >/dev/null
	jq .seqnum "$NOTES.seen"
}

test_region() {
	monitors
	creates -t ram -d decoder0.0 -m mem1
	sees ".system == \"udev\" and .event == \"add\" and .region == \"$r\" and .devtype == \"cxl_region\""
	sees ".event == \"bind\" and .region == \"$r\" and .driver == \"cxl_region\""
	does cxl destroy-region -f $r
	sees ".event == \"unbind\" and .region == \"$r\""
	sees ".event == \"remove\" and .region == \"$r\""
	same "times in order" "$(jq -s '[.[].timestamp] == ([.[].timestamp] | sort)' "$NOTES.events")" true
	stops
}

# What is heard late is not mixed up with who has the name by then.
test_late_news_of_two_with_one_name() {
	monitors --event add,remove,bind,unbind
	kill -STOP $monitor
	creates -t ram -d decoder0.0 -m mem1
	first=$r
	r=
	until [ "$r" = "$first" ]; do	# the window has the next name ready
		does cxl destroy-region -f ${r:-$first}
		creates -t ram -d decoder0.0 -m mem1
	done
	kill -CONT $monitor
	sees ".event == \"bind\" and .region == \"$r\" and .seqnum > $(event_number remove $r)"
	same events "$(jq -s -c "map(select(.region == \"$r\") | .event)" "$NOTES.events")" \
		'["add","bind","unbind","remove","add","bind"]'
	same "numbers in order" "$(jq -s '[.[].seqnum] == ([.[].seqnum] | sort)' "$NOTES.events")" true
	does cxl destroy-region -f $r
	stops
}

test_memdev_without_its_driver() {
	monitors --device mem2
	does cxl disable-memdev mem2
	sees '.event == "unbind" and .memdev == "mem2"'
	does cxl enable-memdev mem2
	sees '.event == "bind" and .memdev == "mem2" and .driver == "cxl_mem"'
	same others "$(jq -c 'select(.memdev != "mem2")' "$NOTES.events")" ""
	stops
}

test_memdev_leaves_and_comes() {
	card=$(host_of mem3)
	everything >"$NOTES.whole"
	monitors --event add,remove --device mem3
	echo "$card" >/sys/bus/pci/drivers/cxl_pci/unbind
	sees '.event == "remove" and .memdev == "mem3"'
	echo "$card" >/sys/bus/pci/drivers/cxl_pci/bind
	sees '.event == "add" and .memdev == "mem3"'
	same events "$(jq -s -c '[.[].event]' "$NOTES.events")" '["remove","add"]'
	stops
	comes_back mem3
}

test_poison() {
	does cxl inject-poison mem0 -a 0x1000
	monitors --event cxl_poison --count 1 -u --json=2
	does cxl list -L -m mem0
	ends 0
	same "lines of --json=2" "$(wc -l <"$NOTES.events")" 1
	same poison "$(jq -c '[.system, .memdev, .dpa, .dpa_length, .source, .region, (.uuid | length)]' "$NOTES.events")" \
		'["cxl","mem0",4096,64,3,"",16]'
	does cxl clear-poison mem0 -a 0x1000
}

test_events_of_the_media() {
	emulator_open
	media='"log":"failure","flags":1,"descriptor":1,"type":0,"transaction-type":2'
	monitors --device mem1
	hardware_event general-media-event mem1 "$media,\"dpa\":4096"
	hardware_event dram-event mem1 "$media,\"dpa\":8192,\"row\":2,\"column\":77"
	hardware_event memory-module-event mem1 '"log":"fatal","flags":1,"type":3,"health-status":3,"media-status":7,
		"additional-status":33,"life-used":30,"temperature":-5,"dirty-shutdown-count":34,
		"corrected-volatile-error-count":3400,"corrected-persistent-error-count":2400'
	sees '.event == "cxl_general_media" and .memdev == "mem1" and .log == 2 and .dpa == 4096'
	sees '.event == "cxl_dram" and .memdev == "mem1" and .dpa == 8192 and .row == 2 and .column == 77'
	sees '.event == "cxl_memory_module" and .log == 3 and .life_used == 30 and .device_temp == -5'
	stops
}

# Linux 7.2 leaves these errors masked at the endpoint, and nothing comes.
test_protocol_errors() {
	case $(uname -r) in 7.*) return ;; esac
	emulator_open
	everything >"$NOTES.whole"
	for mask in 0x208 0x214; do	# of uncorrectable and of correctable errors
		printf '\000\000\000\000' | dd of=$CXL/mem1/../config bs=1 seek=$((mask)) conv=notrunc
	done
	monitors --event cxl_aer_correctable_error,cxl_aer_uncorrectable_error
	hardware_event correctable-error mem1 '"type":"retry-threshold"'
	sees '.event == "cxl_aer_correctable_error" and .memdev == "mem1" and .status == 8'
	hardware_event uncorrectable-errors mem1 '"errors":[{"type":"cache-address-parity","header":[3,4]}]'
	sees '.event == "cxl_aer_uncorrectable_error" and .memdev == "mem1" and .header_log[:3] == [3,4,0]'
	stops
	attached_again mem1
	comes_back mem1
}

# attached_again MEMDEV: the kernel takes it away and attaches it again, but not if its detaching is still under way then.
attached_again() {
	for _ in $(seq 50); do
		is_bound "$1" || break
		usleep 100000
	done
	for _ in $(seq 50); do
		! is_bound "$1" || return 0
		usleep 100000
	done
	does cxl enable-memdev "$1"
}

test_count_and_timeout() {
	monitors --count 2 --event change
	for n in 1 2 3; do
		echo change >$CXL/mem0/uevent
	done
	ends 0
	same events "$(wc -l <"$NOTES.events")" 2
	try cxl monitor --timeout 1 --event change --count 1
	same status $status 1
	says 'only 0 of 1 events came in time$'
	does cxl monitor --timeout 1
}

# The symbols of the whole kernel, which the tracing libraries can read, too, would take 20 MiB.
test_little_memory() {
	monitors
	memory=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$monitor/status")
	[ "$memory" -lt 8192 ] || fail "a monitor that waits took $memory KiB"
	stops
}

test_indented() {
	monitors -u --count 1 --event change
	echo change >$CXL/mem0/uevent
	ends 0
	same "first line" "$(head -n 1 "$NOTES.events")" "{"
	same event "$(jq -r .event "$NOTES.events")" change
}

test_two_at_once() {
	monitors --event change --count 1
	first=$monitor
	cxl monitor -v --event change --count 1 >"$NOTES.other" 2>"$NOTES.watching" &
	other=$!
	until grep -q 'watching$' "$NOTES.watching"; do usleep 50000; done
	same instances "$(instances | wc -l)" 2
	echo change >$CXL/mem1/uevent
	wait $first
	wait $other
	same event "$(jq -r .memdev "$NOTES.events" "$NOTES.other" | tr '\n' ' ')" "mem1 mem1 "
	same instances "$(instances)" ""
}

# What a killed one leaves, the next one takes away.
test_killed() {
	monitors
	kill -KILL $monitor
	wait $monitor || :
	same instances "$(instances)" "cxl-monitor-$monitor"
	monitors
	same instances "$(instances)" "cxl-monitor-$monitor"
	stops
}

test_nobody_reads() {
	mkfifo "$NOTES.pipe"
	cxl monitor -v >"$NOTES.pipe" 2>"$NOTES.monitor" &
	monitor=$!
	exec 3<"$NOTES.pipe"
	until grep -q 'watching$' "$NOTES.monitor"; do usleep 50000; done
	exec 3<&-
	ends 141
}

# More events than the socket holds while nobody reads: that is said, and what has come of it. Root's socket would
# hold a hundred thousand. Nobody else may read trace events, which is said, too.
test_overflow_of_an_ordinary_user() {
	room=$(cat /proc/sys/net/core/rmem_max)
	echo 8192 >/proc/sys/net/core/rmem_max
	: >"$NOTES.events"
	chmod 666 "$NOTES.events"
	su user -c "exec cxl monitor -v --log $NOTES.events" 2>"$NOTES.monitor" &
	monitor=$!
	trap ends_at_last EXIT
	until grep -q 'watching$' "$NOTES.monitor"; do usleep 50000; done
	echo "$room" >/proc/sys/net/core/rmem_max
	same warnings "$(grep -c 'trace events are not seen: ' "$NOTES.monitor")" 1
	kill -STOP $monitor
	for n in $(seq 200); do
		echo change >$CXL/mem0/uevent
	done
	does cxl disable-memdev mem2
	kill -CONT $monitor
	sees '.event == "overflow"'
	sees '.event == "unbind" and .memdev == "mem2" and .resync'
	does cxl enable-memdev mem2
	sees '.event == "bind" and .memdev == "mem2" and (.resync | not)'
	stops
}

test_daemon() {
	log=/tmp/monitor.log
	refuses 2 cxl monitor --daemon --log relative
	does cxl monitor --daemon --log $log --event change
	for n in 1 2; do
		echo change >$CXL/mem0/uevent
		until [ "$(wc -l <$log)" = $n ]; do usleep 50000; done
	done
	monitor=$(instances)
	monitor=${monitor#cxl-monitor-}
	kill "$monitor"
	while [ -d "/proc/$monitor" ]; do usleep 50000; done
	same instances "$(instances)" ""
	rm $log
}

# serves SOCKET COMMAND...: a daemon that is there for whoever logs.
serves() {
	socket=$1
	shift
	"$@" &
	daemon=$!
	trap 'kill $daemon' EXIT
	until [ -S "$socket" ]; do
		kill -0 $daemon || fail "$1 ended"
		usleep 50000
	done
}

# serves_no_more: whoever logs next has nobody.
serves_no_more() {
	kill $daemon
	wait $daemon || :
}

# logs COMMAND...: it prints what the log has of mem2's coming and going and of a long event, each whole on its line.
logs() {
	emulator_open
	does cxl disable-memdev mem2
	does cxl enable-memdev mem2
	hardware_event dram-event mem2 '"log":"failure","flags":1,"descriptor":1,"type":0,"transaction-type":2,"dpa":8192,"row":2'
	ends 0
	for _ in $(seq 300); do
		"$@" >"$NOTES.events" || :
		[ "$(wc -l <"$NOTES.events")" -lt 3 ] || break
		usleep 100000
	done
	same events "$(jq -s -c 'map([.event, .memdev])' "$NOTES.events")" \
		'[["unbind","mem2"],["bind","mem2"],["cxl_dram","mem2"]]'
}

test_journal() {
	with_cgroups
	tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
	mkdir -p /run/systemd/journal
	serves /run/systemd/journal/socket systemd-journald
	monitors --log journal --device mem2 --event bind,unbind,cxl_dram --count 3
	logs journalctl -q -t cxl-monitor -o cat
	same senders "$(journalctl -q -t cxl-monitor -o json | jq -s -c 'map([._PID, .PRIORITY]) | unique')" "[[\"$monitor\",\"6\"]]"
	serves_no_more
	rm -r /run/systemd
}

test_syslog() {
	serves /dev/log syslogd -n -O "$NOTES.messages"
	monitors --log syslog --device mem2 --event bind,unbind,cxl_dram --count 3
	logs sed -n "s/.* daemon\.info cxl-monitor\[$monitor\]: //p" "$NOTES.messages"
	serves_no_more
	rm -f /dev/log
}

test_no_such_log() {
	refuses 1 cxl monitor --log /nowhere/log
	refuses 1 cxl monitor --log journal
}
