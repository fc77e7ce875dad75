# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# The geometry of data: what the kernel would scramble or hide is refused, by its labels and by the record.

ND=/sys/bus/nd/devices
RECORD=/var/lib/cxl/geometry
PATTERN="written with 4096"

# The namespace of the only region, in $namespace: with $1 of its label, or as the kernel found it.
await_namespace() {
	for try in $(seq 50); do
		for namespace in $ND/namespace*; do
			[ ! -e $namespace ] || [ "$(cat $namespace/uuid)" != "$1" ] || return 0
		done
		usleep 100000
	done
	fail "no namespace with the uuid '$1': $(ls $ND | tr '\n' ' ')"
}

# The kernel binds what it finds by labels.
attach() {
	echo ${namespace##*/} >/sys/bus/nd/drivers/nd_pmem/bind 2>/dev/null || :
	for try in $(seq 50); do
		[ ! -e $namespace/block ] || break
		usleep 100000
	done
	disk=/dev/$(ls $namespace/block)
}

detach() { echo ${namespace##*/} >/sys/bus/nd/drivers/nd_pmem/unbind; }

# A region of two memdevs and granularity 4096, whose namespace has a pattern in its second block; both are put away.
given_data() {
	creates -t pmem -d decoder0.0 -m mem0 mem1 -s 512M -g 4096
	await_namespace ""
	uuid=$(cat /proc/sys/kernel/random/uuid)
	echo $uuid >$namespace/uuid
	cat "$CXL/$r/size" >$namespace/size
	attach
	echo "$PATTERN" | dd of=$disk bs=4096 seek=1 conv=notrunc,sync oflag=direct 2>/dev/null
	detach
	does cxl destroy-region -f $r
}

has_data() {
	await_namespace $uuid
	attach
	same "the second block" "$(dd if=$disk bs=4096 skip=1 count=1 iflag=direct 2>/dev/null | head -n 1)" "$PATTERN"
	detach
}

# Frees the labels as well.
end_data() {
	[ ! -e $namespace/driver ] || detach
	echo 0 >$namespace/size
	does cxl destroy-region -f $r
	rm -rf $RECORD
}

test_geometry_other_granularity() {
	given_data
	refuses 1 cxl create-region -t pmem -d decoder0.0 -m mem0 mem1 -s 512M
	says "mem0: according to its record, its data has granularity 4096, not $(attr decoder0.0 interleave_granularity) \(create the region as it was: "
	command=$(sed -n 's/.*as it was: \(cxl create-region [^;]*\);.*/\1/p' "$NOTES.err")
	does $command
	r=$(out .region)
	has_data
	end_data
}

test_geometry_other_order() {
	given_data
	rm -r $RECORD
	refuses 1 cxl create-region -t pmem -d decoder0.0 -m mem1 mem0 -s 512M -g 4096
	says 'mem1: according to its labels, its data has position 1, not 0'
	refuses 1 cxl create-region -t pmem -d decoder0.0 -m mem0 -g 4096
	says 'mem0: according to its labels, its data has ways 2, not 1'
	refuses 1 cxl create-region -t pmem -d decoder0.0 -m mem0 mem2 -s 512M -g 4096
	says 'of which mem2 has none'
	does cxl create-region -t pmem -d decoder0.0 -m mem0 mem1 -s 512M -g 4096
	says 'mem0: it holds data, and nothing tells the granularity that it was written with; this region has 4096$'
	r=$(out .region)
	has_data
	end_data
}

# Data of the second region on the same memdevs: alone it would get the memory of the first one.
test_geometry_other_dpa() {
	like="-t pmem -d decoder0.0 -m mem0 mem1 -s 512M -g 4096"
	elsewhere='its data has DPA 0x10000000-0x1fffffff, not 0x0-0xfffffff \(create first the region below it'
	creates $like
	does cxl disable-region $r
	first=$r
	given_data
	does cxl destroy-region -f $first
	second=$(sed -n 's/^uuid=\(.*\) dpa=0x10000000 .*/\1/p' $RECORD/$(printf '0x%x' $(attr mem0 serial)))
	refuses 1 cxl create-region $like -U $second
	says "mem0: according to its record, $elsewhere"
	rm -r $RECORD
	refuses 1 cxl create-region $like
	says "mem0: according to its labels, $elsewhere"
	creates $like --force
	does cxl disable-region $r
	first=$r
	creates $like
	has_data
	end_data
	does cxl destroy-region -f $first
	rm -rf $RECORD
}

# What a layout file tells, where nothing is recorded; and data that may be lost.
test_geometry_layout() {
	given_data
	creates -t pmem -d decoder0.0 -m mem0 mem1 -s 512M -g 4096
	try cxl doctor --check=pmem.layout
	same "its status" "$status" 1
	same "what has no layout" "$(sed -n 's/^warning  pmem.layout *\(mem[0-9]\): it holds data (1 namespace label).*/\1/p' "$NOTES.out" | tr '\n' ' ')" "mem0 mem1 "
	mkdir -p /etc/cxl/regions.d
	does cxl export -o /etc/cxl/regions.d/data.json
	does cxl doctor --check=pmem.layout
	does cxl destroy-region -f $r
	rm -r $RECORD
	refuses 1 cxl create-region -t pmem -d decoder0.0 -m mem0 mem1 -s 512M
	says "according to entry \"$r\" \(/etc/cxl/regions.d/data.json:[0-9]*\), its data has granularity 4096, not $(attr decoder0.0 interleave_granularity)"
	does cxl apply /etc/cxl/regions.d/data.json
	r=$(regions)
	has_data
	does cxl destroy-region -f $r
	rm -r /etc/cxl/regions.d
	does cxl create-region -t pmem -d decoder0.0 -m mem0 mem1 -s 512M --force
	says "its data is lost: according to its record, it has granularity 4096, not $(attr decoder0.0 interleave_granularity)"
	r=$(out .region)
	await_namespace $uuid
	end_data
}
