# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The emulated CXL machines: each topology_NAME leaves QEMU's arguments for it in QEMU_CXL.

# shellcheck disable=SC2034
TOPOLOGIES="hb2 hmem races switch reference broken reboot"
# The state of memory is what only the release candidate has.
# shellcheck disable=SC2034
LTS_SCENARIO="!(unseen)"	# one kernel shows what the tool does with a look that fails
# Only that kernel takes memory blocks of 2 GiB here.
# shellcheck disable=SC2034
LTS_TOPOLOGIES="$TOPOLOGIES blocks"
# shellcheck disable=SC2034
RC_TOPOLOGIES="hb2" RC_SCENARIO="@(memory|mode|removal|zone)"
# shellcheck disable=SC2034
MOCK_TOPOLOGIES="cxltest cxltest_xor cxltest_cache cxltest_races einj"
QEMU_CXL=()
# shellcheck disable=SC2034
KERNEL_WORDS=

device() { QEMU_CXL+=(-device "$1"); }
object() { QEMU_CXL+=(-object "$1"); }
windows() { QEMU_CXL+=(-M "$1"); }

# With decoders of its own, a host bridge with one port can hold more than one region.
host_bridge() { device "pxb-cxl,id=$1,bus_nr=$2,bus=pcie.0,hdm_for_passthrough=true"; }		# ID BUS-NUMBER
root_port()   { device "cxl-rp,id=$1,bus=$2,port=$3,chassis=0,slot=$4"; }			# ID BRIDGE PORT SLOT
downstream()  { device "cxl-downstream,id=$1,bus=$2,port=$3,chassis=0,slot=$4"; }		# ID SWITCH PORT SLOT

# ID BUS SIZE SERIAL
ram() {
	object "memory-backend-ram,id=$1-memory,size=$3"
	device "cxl-type3,id=$1,bus=$2,sn=$4,volatile-memdev=$1-memory"
}

pmem() {
	object "memory-backend-ram,id=$1-memory,size=$3"
	object "memory-backend-ram,id=$1-labels,size=1M"
	device "cxl-type3,id=$1,bus=$2,sn=$4,persistent-memdev=$1-memory,lsa=$1-labels"
}

# Ram below pmem in one device, so much of each.
mixed() {
	object "memory-backend-ram,id=$1-ram,size=$3"
	object "memory-backend-ram,id=$1-pmem,size=$3"
	object "memory-backend-ram,id=$1-labels,size=1M"
	device "cxl-type3,id=$1,bus=$2,sn=$4,volatile-memdev=$1-ram,persistent-memdev=$1-pmem,lsa=$1-labels"
}

# What ACPI says of the way to BRIDGE: only with it are there classes of quality of service.
distance() {
	local end
	windows hmat=on
	object "memory-backend-ram,id=main,size=1G"
	object "acpi-generic-port,id=$1-port,pci-bus=$1,node=1"
	QEMU_CXL+=(-numa "node,nodeid=0,cpus=0,memdev=main" -numa "node,nodeid=1")
	for end in 0 1; do
		QEMU_CXL+=(-numa "hmat-lb,initiator=0,target=$end,hierarchy=memory,data-type=access-latency,latency=10"
			-numa "hmat-lb,initiator=0,target=$end,hierarchy=memory,data-type=access-bandwidth,bandwidth=10G")
	done
}

# two_bridges SIZE GRANULARITY: hb0 and hb1, a window of SIZE for each, and a third one across both.
two_bridges() {
	host_bridge hb0 12
	host_bridge hb1 222
	windows "cxl-fmw.0.targets.0=hb0,cxl-fmw.0.size=$1,\
cxl-fmw.1.targets.0=hb1,cxl-fmw.1.size=$1,\
cxl-fmw.2.targets.0=hb0,cxl-fmw.2.targets.1=hb1,cxl-fmw.2.size=$1,cxl-fmw.2.interleave-granularity=$2"
}

# Memory ends above 64 GiB, where Linux before 6.15 takes blocks of 2 GiB whatever its windows are aligned to. There are
# some MiB in a module of memory; the firmware leaves out what can be unplugged, so the kernel's command line names it.
topology_blocks() {
	local at=0x1000000000
	KERNEL_WORDS="memmap=128M@$at init_on_alloc=0"	# writing to CXL memory takes long
	QEMU_CXL=(-m "1G,maxmem=80G,slots=8")
	object "memory-backend-ram,id=far,size=128M"
	device "pc-dimm,memdev=far,addr=$at"
	host_bridge hb0 12
	root_port rp0 hb0 0 2
	root_port rp1 hb0 1 3
	ram mem0 rp0 256M 0x5001
	ram mem1 rp1 4G 0x5002
	windows "cxl-fmw.0.targets.0=hb0,cxl-fmw.0.size=8G"
}

# Two host bridges, each with a pmem and a ram device.
# mem1 is larger than mem3, so that the default size of a region over both follows the smaller one.
topology_hb2() {
	two_bridges 4G 4k
	root_port rp0 hb0 0 2
	root_port rp1 hb0 1 3
	root_port rp2 hb1 0 5
	root_port rp3 hb1 1 6
	pmem mem0 rp0 512M 0x1001
	ram  mem1 rp1 512M 0x1002
	pmem mem2 rp2 256M 0x1003
	ram  mem3 rp3 256M 0x1004
}

# file NAME SIZE: memory that outlives the machine.
# shellcheck disable=SC2153 # exported by reboot/run
file() { object "memory-backend-file,id=$1,size=$2,mem-path=$VM_MEMORY/$1,share=on"; }

# A machine that boots several times, by systemd. In the second boot two cards have changed places. The ram device is
# missing in the last boot: a case adds it, or another one, whose memory is there. A port decodes in ascending order, so the
# window of ram comes after that of pmem.
topology_reboot() {
	local n slots=(0 1 2)
	[ "$VM_BOOT" != 2-again ] || slots=(1 0 2)
	host_bridge hb0 12
	host_bridge hb1 222
	windows "cxl-fmw.0.targets.0=hb0,cxl-fmw.0.targets.1=hb1,cxl-fmw.0.size=4G,cxl-fmw.0.interleave-granularity=4k,\
cxl-fmw.1.targets.0=hb0,cxl-fmw.1.size=4G"
	for n in 0 1 2; do
		root_port "rp$n" "hb$((n == 2))" "$((n % 2))" "$((n + 2))"
		file "memory$n" 256M
	done
	for n in 0 2; do
		file "labels$n" 1M
		device "cxl-type3,id=mem$n,bus=rp${slots[n]},sn=0x500$((n + 1)),persistent-memdev=memory$n,lsa=labels$n"
	done
	file other 256M
	[ "$VM_BOOT" = 3-card ] || device "cxl-type3,id=mem1,bus=rp${slots[1]},sn=0x5002,volatile-memdev=memory1"
}

# Firmware set most of the first window aside, so that another driver takes it.
topology_hmem() {
	topology_hb2
	KERNEL_WORDS="memmap=4080M%0x4d0800000+0xefffffff"
}

# For what happens at the wrong moment.
topology_races() { topology_hb2; }

# For the packaged cxl, on its own library and on ours.
topology_reference() { topology_hb2; }

# No CXL hardware at all, the kernel makes it up: it wants a second memory node to put half of it there.
topology_cxltest() {
	local node
	for node in 0 1; do
		object "memory-backend-ram,id=node$node,size=512M"
		QEMU_CXL+=(-numa "node,nodeid=$node,memdev=node$node")
	done
	QEMU_CXL+=(-numa "cpu,node-id=0,socket-id=0")
}
topology_cxltest_races() { topology_cxltest; KERNEL_WORDS="vm.scrub"; }
topology_cxltest_xor() { topology_cxltest; KERNEL_WORDS="cxl_test.interleave_arithmetic=1"; }
topology_cxltest_cache() { topology_cxltest; KERNEL_WORDS="cxl_test.extended_linear_cache=1"; }

# Two root ports, and firmware that takes errors for them: only the kernel built here knows how to ask it. The mock stays
# away. With page attributes off, a test may map what the kernel has mapped.
topology_einj() {
	local memory=0x10000000
	KERNEL_WORDS="module_blacklist=cxl_test nopat memmap=4K\$$memory"
	# shellcheck disable=SC2154 # the script that reads this file has them
	"$here/cxltest/einj/firmware" $memory "$run"
	QEMU_CXL+=(-acpitable "sig=EINJ,data=$run/einj-table"
		-device "loader,file=$run/einj-memory,addr=$memory,force-raw=on")
	host_bridge hb0 12
	root_port rp0 hb0 0 2
	root_port rp1 hb0 1 3
	ram mem0 rp0 256M 0x4001
	ram mem1 rp1 256M 0x4002
	windows "cxl-fmw.0.targets.0=hb0,cxl-fmw.0.size=4G"
}

# One host bridge, one root port, a switch with four pmem devices below it; the last has ram, too. Of the two windows a
# test may change what the firmware says: with page attributes off, it may map what the kernel has mapped.
topology_switch() {
	local n
	KERNEL_WORDS="nopat"
	host_bridge hb0 12
	distance hb0
	root_port rp0 hb0 0 2
	device "cxl-upstream,id=up0,bus=rp0"
	for n in 0 1 2 3; do
		downstream "dsp$n" up0 "$n" $((n + 4))
	done
	for n in 0 1 2; do
		pmem "mem$n" "dsp$n" 512M "0x200$((n + 1))"
	done
	mixed mem3 dsp3 512M 0x2004
	windows "cxl-fmw.0.targets.0=hb0,cxl-fmw.0.size=4G,cxl-fmw.0.interleave-granularity=1k,\
cxl-fmw.1.targets.0=hb0,cxl-fmw.1.size=4G,cxl-fmw.1.interleave-granularity=1k"
}

# For what leaves the machine broken: no two uncommitted regions can share a host bridge.
topology_broken() {
	two_bridges 1G 1k
	root_port rp0 hb0 0 2
	root_port rp1 hb1 0 3
	root_port rp2 hb1 1 4
	pmem mem0 rp0 256M 0x4001
	pmem mem1 rp1 512M 0x4002
	pmem mem2 rp2 256M 0x4003
}

# 64 memdevs, sixteen behind each of four switches. One processor has too few interrupt vectors for so many.
topology_rack() {
	local bridge port slot name
	KERNEL_WORDS="pci=nomsi"
	for bridge in 0 1; do
		host_bridge "hb$bridge" $((12 + 60 * bridge))
		for port in 0 1; do
			name=$bridge$port
			root_port "rp$name" "hb$bridge" "$port" $((2 + 2 * bridge + port))
			device "cxl-upstream,id=up$name,bus=rp$name"
			for slot in $(seq 0 15); do
				downstream "dsp$name-$slot" "up$name" "$slot" $((16 + 32 * bridge + 16 * port + slot))
				ram "mem$name-$slot" "dsp$name-$slot" 256M $((0x3000 + 32 * bridge + 16 * port + slot))
			done
		done
	done
	windows "cxl-fmw.0.targets.0=hb0,cxl-fmw.0.size=4G,cxl-fmw.1.targets.0=hb1,cxl-fmw.1.size=4G"
}
