// SPDX-License-Identifier: GPL-2.0-or-later
/* Plans: hand-written machines, what is wanted of them, and the plan or the rule that was broken. */
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "plan/plan.h"
#include "plan/steps.h"
#include "tap.h"

#define GIB	(1024 * MIB)
#define RAM	MEMORY_RAM
#define PMEM	MEMORY_PMEM

/* -- machines -- */

static struct extent all_free[] = { { 0x400000000, 4 * GIB } };
static struct extent in_pieces[] = {
	{ 0x400000000, 512 * MIB }, { 0x440000000, 768 * MIB },
};

#define WINDOW(_name, _ways, _granularity, ...)				\
	{ .name = _name, .root = "root0", .start = 0x400000000,		\
	  .size = 4 * GIB, .ways = _ways, .granularity = _granularity,	\
	  .nr_targets = _ways, .qos_class = 0,				\
	  .capable = { true, true }, .free = all_free, .nr_free = 1,	\
	  .targets = { __VA_ARGS__ } }

#define HB0	{ "hb0", 10 }
#define HB1	{ "hb1", 20 }
#define HB2	{ "hb2", 30 }

/* A memdev behind root port @_rp of host bridge @_hb. */
#define DEVICE(_n, _decoder, _ram, _pmem, ...)				\
	{ .name = "mem" #_n, .id = _n, .enabled = true,			\
	  .size = { _ram, _pmem }, .free = { _ram, _pmem },		\
	  .qos_class = { QOS_UNKNOWN, QOS_UNKNOWN },			\
	  .next_decoder = _decoder, .path = { __VA_ARGS__ },		\
	  .nr_hops = sizeof((struct hop[]){ __VA_ARGS__ }) / sizeof(struct hop) }

#define AT_HB(_hb)	{ "root0", "hb" #_hb, 10 + 10 * _hb }
#define AT_RP(_hb, _rp)	AT_HB(_hb), { "port" #_hb, "rp" #_hb #_rp, _rp }
#define AT_DSP(_hb, _rp, _dsp) AT_RP(_hb, _rp), { "switch" #_hb #_rp, "dsp" #_dsp, _dsp }

/* Two host bridges, two root ports each. */
static struct window hb2_windows[] = {
	WINDOW("decoder0.0", 1, 256, HB0),
	WINDOW("decoder0.1", 1, 256, HB1),
	WINDOW("decoder0.2", 2, 4096, HB0, HB1),
};
static struct device hb2_devices[] = {
	DEVICE(0, "decoder3.0", 0, 1 * GIB, AT_RP(0, 0)),
	DEVICE(1, "decoder4.0", 512 * MIB, 0, AT_RP(0, 1)),
	DEVICE(2, "decoder5.0", 0, 512 * MIB, AT_RP(1, 0)),
	DEVICE(3, "decoder6.0", 1 * GIB, 0, AT_RP(1, 1)),
};

/* Two host bridges; below each two switches with two memdevs each. */
static struct window switched_windows[] = {
	WINDOW("decoder0.0", 2, 1024, HB0, HB1),
	WINDOW("decoder0.1", 1, 256, HB0),
};
static struct device switched_devices[] = {
	DEVICE(0, "decoder10.0", 1 * GIB, 1 * GIB, AT_DSP(0, 0, 0)),
	DEVICE(1, "decoder11.0", 1 * GIB, 1 * GIB, AT_DSP(0, 0, 1)),
	DEVICE(2, "decoder12.0", 1 * GIB, 1 * GIB, AT_DSP(0, 1, 2)),
	DEVICE(3, "decoder13.0", 1 * GIB, 1 * GIB, AT_DSP(0, 1, 3)),
	DEVICE(4, "decoder14.0", 1 * GIB, 1 * GIB, AT_DSP(1, 0, 4)),
	DEVICE(5, "decoder15.0", 1 * GIB, 1 * GIB, AT_DSP(1, 0, 5)),
	DEVICE(6, "decoder16.0", 1 * GIB, 1 * GIB, AT_DSP(1, 1, 6)),
	DEVICE(7, "decoder17.0", 1 * GIB, 1 * GIB, AT_DSP(1, 1, 7)),
};

/* Three host bridges, interleaved; one with a switch of four. */
static struct window three_windows[] = {
	WINDOW("decoder0.0", 3, 256, HB0, HB1, HB2),
	WINDOW("decoder0.1", 1, 256, HB0),
};
static struct device three_devices[] = {
	DEVICE(0, "decoder4.0", 1 * GIB, 0, AT_DSP(0, 0, 0)),
	DEVICE(1, "decoder5.0", 1 * GIB, 0, AT_DSP(0, 0, 1)),
	DEVICE(2, "decoder6.0", 1 * GIB, 0, AT_DSP(0, 0, 2)),
	DEVICE(3, "decoder7.0", 1 * GIB, 0, AT_DSP(0, 0, 3)),
	DEVICE(4, "decoder8.0", 1 * GIB, 0, AT_RP(1, 0)),
	DEVICE(5, "decoder9.0", 1 * GIB, 0, AT_RP(1, 1)),
	DEVICE(6, "decoder10.0", 1 * GIB, 0, AT_RP(2, 0)),
	DEVICE(7, "decoder11.0", 1 * GIB, 0, AT_RP(2, 1)),
};

/* A switch of three and other ways of being uneven. */
static struct window lopsided_windows[] = {
	WINDOW("decoder0.0", 1, 256, HB0),
	WINDOW("decoder0.1", 1, 256, HB1),
};
static struct device lopsided_devices[] = {
	DEVICE(0, "decoder4.0", 1 * GIB, 0, AT_DSP(0, 0, 0)),
	DEVICE(1, "decoder5.0", 1 * GIB, 0, AT_DSP(0, 0, 1)),
	DEVICE(2, "decoder6.0", 1 * GIB, 0, AT_DSP(0, 0, 2)),
	DEVICE(3, "decoder7.0", 1 * GIB, 0, AT_RP(0, 1)),
	DEVICE(4, "decoder8.0", 1 * GIB, 0, AT_RP(1, 0)),
	DEVICE(5, "decoder9.0", 1 * GIB, 0, AT_DSP(1, 1, 0)),
	DEVICE(6, "decoder10.0", 1 * GIB, 0, AT_DSP(1, 1, 1)),
	DEVICE(7, "decoder11.0", 1 * GIB, 0, AT_DSP(1, 2, 0)),
	DEVICE(8, "decoder12.0", 1 * GIB, 0, AT_DSP(1, 2, 1)),
};

static struct window uneven_windows[] = { WINDOW("decoder0.0", 1, 256, HB0) };
static struct device uneven_devices[] = {
	DEVICE(0, "decoder4.0", 1 * GIB, 0, AT_RP(0, 0)),
	DEVICE(1, "decoder5.0", 1 * GIB, 0, AT_RP(0, 1)),
	DEVICE(2, "decoder6.0", 1 * GIB, 0, AT_DSP(0, 2, 0)),
	DEVICE(3, "decoder7.0", 1 * GIB, 0, AT_DSP(0, 2, 1)),
	DEVICE(4, "decoder8.0", 1 * GIB, 0, AT_DSP(0, 3, 0)),
	DEVICE(5, "decoder9.0", 1 * GIB, 0, AT_DSP(0, 3, 1)),
	DEVICE(6, "decoder10.0", 1 * GIB, 0, AT_DSP(0, 3, 2)),
	DEVICE(7, "decoder11.0", 1 * GIB, 0, AT_DSP(0, 3, 3)),
};

/* One host bridge: everything that can be wrong with a memdev, and a window in pieces. */
static struct window odd_windows[] = {
	{ .name = "decoder0.0", .root = "root0", .ways = 1, .granularity = 256,
	  .nr_targets = 1, .capable = { [RAM] = true }, .qos_class = 1,
	  .free = in_pieces, .nr_free = 2, .targets = { HB0 } },
};
static struct device odd_devices[] = {
	DEVICE(0, "decoder3.0", 4 * GIB, 0, AT_RP(0, 0)),
	{ .name = "mem1", .id = 1, .size = { GIB, GIB } },
	{ .name = "mem2", .id = 2, .enabled = true, .size = { GIB, GIB },
	  .free = { 0, 512 * MIB }, .ram_shut = true, .next_decoder = "decoder4.1",
	  .path = { AT_RP(0, 1) }, .nr_hops = 2 },
	{ .name = "mem3", .id = 3, .enabled = true, .size = { GIB, 0 },
	  .free = { 512 * MIB, 0 }, .path = { AT_RP(0, 2) }, .nr_hops = 2 },
	{ .name = "mem4", .id = 4, .enabled = true, .size = { GIB, 0 },
	  .free = { GIB, 0 }, .qos_class = { 7, QOS_UNKNOWN },
	  .next_decoder = "decoder6.0", .path = { AT_RP(0, 3) }, .nr_hops = 2 },
	DEVICE(5, "decoder7.0", 1 * GIB, 0, AT_HB(1)),
};

/* One host bridge that decodes already: its second window lies below what it decodes. */
static char for_region4[] = "region4 (cxl destroy-region region4)";
static char for_region0[] = "region0, which the platform locks until the next boot";
static const struct load busy = { "port0", 2, "decoder1.0", 0x400000000, for_region4, "region4" };
static const struct load full = { "port1", 0, "decoder2.3", 0x100000000, for_region0, NULL };
static struct extent below[] = { { 0x200000000, 4 * GIB } };
static struct window loaded_windows[] = {
	{ .name = "decoder0.0", .root = "root0", .ways = 1, .granularity = 256,
	  .nr_targets = 1, .capable = { true, true }, .qos_class = QOS_UNKNOWN,
	  .free = below, .nr_free = 1, .targets = { HB0 } },
	{ .name = "decoder0.1", .root = "root0", .ways = 1, .granularity = 256,
	  .nr_targets = 1, .capable = { true, true }, .qos_class = QOS_UNKNOWN,
	  .free = in_pieces + 1, .nr_free = 1, .targets = { HB0 } },
	WINDOW("decoder0.2", 1, 256, HB1),
};
static struct device loaded_devices[] = {
	DEVICE(0, "decoder3.0", 1 * GIB, 0,
	       AT_HB(0), { "port0", "rp00", 0, &busy }),
	DEVICE(1, "decoder4.0", 1 * GIB, 0,
	       AT_HB(1), { "port1", "rp10", 0, &full }),
};

/*
 * Platforms: who has addresses and memory beside regions of ours. The second
 * window is the first one's fellow, and free.
 */
static char by_dax[] = "4080 MiB at 0x408000000 belong to dax3.0 of dax_hmem";
static char by_firmware[] = "decoder5.0 holds 1 GiB for the platform's firmware";
static struct extent sliver[] = { { 0x4ff000000, 16 * MIB } };
static struct window taken_windows[] = {
	{ .name = "decoder0.0", .root = "root0", .start = 0x400000000,
	  .size = 4 * GIB, .ways = 1, .granularity = 256, .nr_targets = 1,
	  .capable = { true, true }, .qos_class = QOS_UNKNOWN, .free = sliver,
	  .nr_free = 1, .holder = by_dax, .targets = { HB0 } },
	WINDOW("decoder0.1", 1, 256, HB1),
	{ .name = "decoder0.2", .root = "root0", .start = 0x800000000,
	  .size = 4 * GIB, .ways = 1, .granularity = 256, .nr_targets = 1,
	  .capable = { true, true }, .qos_class = QOS_UNKNOWN,
	  .unread = "region7", .targets = { HB0 } },
	WINDOW("decoder0.3", 1, 256, HB2),
};
static struct device taken_devices[] = {
	DEVICE(0, "decoder3.0", 1 * GIB, 0, AT_RP(0, 0)),
	DEVICE(1, "decoder4.0", 1 * GIB, 0, AT_RP(1, 0)),
	{ .name = "mem2", .id = 2, .enabled = true, .size = { GIB, 0 },
	  .holder = by_firmware, .next_decoder = "decoder5.1",
	  .path = { AT_RP(0, 1) }, .nr_hops = 2 },
	{ .name = "mem3", .id = 3, .enabled = true, .size = { GIB, 0 },
	  .unread = "decoder6.1", .path = { AT_RP(0, 2) }, .nr_hops = 2 },
	{ .name = "mem4", .id = 4, .enabled = true, .detached = true,
	  .size = { GIB, 0 }, .path = { AT_HB(0) }, .nr_hops = 1 },
	{ .name = "mem5", .id = 5, .size = { GIB, GIB }, .path = { AT_HB(2) },
	  .nr_hops = 1 },
	/* an accelerator: no sizes, and memory of a kind that is unknown to us */
	{ .name = "mem6", .id = 6, .enabled = true, .next_decoder = "decoder9.0",
	  .path = { AT_RP(2, 0) }, .nr_hops = 2 },
};

/* A window at address 0, where the kernel gives out nothing before 256 MiB. */
static struct extent low_free[] = { { 256 * MIB, 512 * MIB } };
static struct window low_windows[] = {
	{ .name = "decoder0.0", .root = "root0", .size = 768 * MIB, .ways = 1,
	  .granularity = 256, .nr_targets = 1, .capable = { true, true },
	  .qos_class = QOS_UNKNOWN, .free = low_free, .nr_free = 1,
	  .targets = { HB0 } },
};
static char for_region1[] = "region1 (cxl destroy-region region1)";
static const struct load at_zero = { "port0", 2, "decoder1.0", 0, for_region1 };
static struct device low_devices[] = {
	DEVICE(0, "decoder3.0", 1 * GIB, 0, AT_HB(0), { "port0", "rp00", 0, &at_zero }),
};

/* Firmware committed a decoder there, and the kernel made no region of it. */
static struct stray strays[] = { { "decoder7.0", { 0x410000000, 1 * GIB } } };
static struct window astray_windows[] = { WINDOW("decoder0.0", 1, 256, HB0) };
static struct device astray_devices[] = {
	DEVICE(0, "decoder3.0", 1 * GIB, 0, AT_RP(0, 0)),
};
static const struct topology astray = {
	astray_windows, 1, astray_devices, 1, .strays = strays, .nr_strays = 1,
};

#define MACHINE(_name) static const struct topology _name = {		\
	_name ## _windows, ARRAY_SIZE(_name ## _windows),		\
	_name ## _devices, ARRAY_SIZE(_name ## _devices) }

MACHINE(hb2);
MACHINE(switched);
MACHINE(three);
MACHINE(lopsided);
MACHINE(uneven);
MACHINE(odd);
MACHINE(loaded);
MACHINE(taken);
MACHINE(low);
static const struct topology empty;

/* -- requests and outcomes -- */

#define NAMED(...) .memdevs = (const char *[]){ __VA_ARGS__ },		\
	.nr_memdevs = sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *)
#define IN(_window)	.window = "decoder0." #_window
#define ANY_KIND	.kind = MEMORY_KINDS

static const unsigned char some_uuid[16] = { 1, 2, 3 };

struct row {
	const char *story;
	const struct topology *machine;
	struct request request;

	/* a plan: */
	const char *members;
	const char *window;
	uint64_t size;
	/* or none: */
	enum rule broken;
	const char *object;
	const char *says;
};

static const struct row rows[] = {
	/* given what works, when asked, then the plan */
	{ "one ram memdev", &hb2, { IN(0), NAMED("mem1"), .kind = RAM },
	  "mem1", "decoder0.0", 512 * MIB },
	{ "the kind that the named memdev has", &hb2, { IN(0), NAMED("mem1"), ANY_KIND },
	  "mem1", "decoder0.0", 512 * MIB },
	{ "pmem where both would do", &hb2, { IN(0), ANY_KIND },
	  "mem0", "decoder0.0", 1 * GIB },
	{ "two host bridges, the smaller memdev decides", &hb2,
	  { IN(2), NAMED("mem0", "mem2"), .kind = PMEM },
	  "mem0 mem2", "decoder0.2", 1 * GIB },
	{ "all ram below an interleaved window", &hb2, { IN(2), .kind = RAM },
	  "mem1 mem3", "decoder0.2", 1 * GIB },
	{ "the window is chosen: x2 for two bridges", &hb2,
	  { NAMED("mem1", "mem3"), .kind = RAM },
	  "mem1 mem3", "decoder0.2", 1 * GIB },
	{ "the window is chosen: the one above the memdev", &hb2,
	  { NAMED("mem3"), ANY_KIND }, "mem3", "decoder0.1", 1 * GIB },
	{ "nothing said at all: the most pmem", &hb2, { ANY_KIND },
	  "mem0 mem2", "decoder0.2", 1 * GIB },
	{ "a size", &hb2, { IN(0), NAMED("mem0"), ANY_KIND, .size = 256 * MIB },
	  "mem0", "decoder0.0", 256 * MIB },
	{ "another granularity below a x1 window", &hb2,
	  { IN(0), NAMED("mem0"), ANY_KIND, .granularity = 16384 },
	  "mem0", "decoder0.0", 1 * GIB },
	{ "x8 behind switches: digits from the root down", &switched,
	  { IN(0), .kind = RAM, .size = 2 * GIB },
	  "mem0 mem4 mem2 mem6 mem1 mem5 mem3 mem7", "decoder0.0", 2 * GIB },
	{ "x4 of eight: spread over the ports first", &switched,
	  { IN(0), .kind = PMEM, .ways = 4 },
	  "mem0 mem4 mem2 mem6", "decoder0.0", 4 * GIB },
	{ "x2 of eight: one per host bridge", &switched,
	  { IN(0), .kind = PMEM, .ways = 2 }, "mem0 mem4", "decoder0.0", 2 * GIB },
	{ "x2 below one host bridge", &switched,
	  { IN(1), .kind = PMEM, .ways = 2 }, "mem0 mem2", "decoder0.1", 2 * GIB },
	{ "x1", &switched, { IN(1), .kind = PMEM, .ways = 1 },
	  "mem0", "decoder0.1", 1 * GIB },
	{ "the order given is kept where it works", &switched,
	  { IN(0), NAMED("mem3", "mem4", "mem1", "mem7"), .kind = RAM },
	  "mem3 mem4 mem1 mem7", "decoder0.0", 4 * GIB },
	{ "two behind one switch", &switched,
	  { IN(1), NAMED("mem2", "mem3"), .kind = RAM },
	  "mem2 mem3", "decoder0.1", 2 * GIB },
	{ "one side fans out at the bridge, the other at a switch", &switched,
	  { IN(0), NAMED("mem0", "mem4", "mem1", "mem6"), .kind = RAM },
	  "mem0 mem4 mem1 mem6", "decoder0.0", 4 * GIB },
	{ "a port with three dports in use gives two", &lopsided,
	  { IN(0), .kind = RAM, .ways = 2 }, "mem0 mem3", "decoder0.0", 2 * GIB },
	{ "and four, two behind each of two dports", &lopsided,
	  { IN(1), .kind = RAM, .ways = 4 },
	  "mem5 mem7 mem6 mem8", "decoder0.1", 4 * GIB },
	{ "three host bridges", &three, { IN(0), .kind = RAM, .ways = 3 },
	  "mem0 mem4 mem6", "decoder0.0", 3 * GIB },
	{ "three host bridges, six ways: a switch beside root ports", &three,
	  { IN(0), .kind = RAM, .ways = 6, .size = 1536 * MIB },
	  "mem0 mem4 mem6 mem1 mem5 mem7", "decoder0.0", 1536 * MIB },
	{ "four behind one switch", &three, { IN(1), .kind = RAM },
	  "mem0 mem1 mem2 mem3", "decoder0.1", 4 * GIB },
	{ "eight memdevs over three host bridges: six of them", &three, { IN(0), .kind = RAM },
	  "mem0 mem4 mem6 mem1 mem5 mem7", "decoder0.0", 3 * GIB },
	{ "three behind one root port, one behind the other: one of each", &lopsided,
	  { IN(0), .kind = RAM }, "mem0 mem3", "decoder0.0", 2 * GIB },
	{ "unequal numbers behind four dports: one of each", &uneven,
	  { IN(0), .kind = RAM }, "mem0 mem1 mem2 mem4", "decoder0.0", 4 * GIB },
	{ "the size is clipped to the largest free extent", &odd,
	  { IN(0), NAMED("mem0"), ANY_KIND }, "mem0", "decoder0.0", 768 * MIB },
	{ "clipped to whole units of all ways", &odd,
	  { IN(0), NAMED("mem0", "mem4"), ANY_KIND },
	  "mem0 mem4", "decoder0.0", 512 * MIB },
	{ "qos classes are only looked at when they are to be enforced", &odd,
	  { IN(0), NAMED("mem4"), ANY_KIND }, "mem4", "decoder0.0", 768 * MIB },
	{ "enforced, what differs is not chosen", &odd,
	  { IN(0), ANY_KIND, .enforce_qos = true, .ways = 1 },
	  "mem0", "decoder0.0", 768 * MIB },

	{ "a window above what the port decodes already", &loaded,
	  { IN(1), NAMED("mem0"), ANY_KIND }, "mem0", "decoder0.1", 768 * MIB },
	{ "the same, chosen because of that", &loaded,
	  { NAMED("mem0"), ANY_KIND }, "mem0", "decoder0.1", 768 * MIB },

	/* given what cannot be, then the rule, and by what it is broken */
	{ "5 ways", &switched, { IN(0), ANY_KIND, .ways = 5 },
	  .broken = RULE_WAYS_VALUE, .says = "5 ways" },
	{ "17 ways", &switched, { IN(0), ANY_KIND, .ways = 17 },
	  .broken = RULE_WAYS_VALUE },
	{ "2^31 ways", &switched, { IN(0), ANY_KIND, .ways = 1u << 31 },
	  .broken = RULE_WAYS_VALUE },
	{ "more memdevs than ways", &switched,
	  { IN(0), NAMED("mem0", "mem4"), ANY_KIND, .ways = 1 },
	  .broken = RULE_WAYS_VALUE, .says = "2 memdevs are named for 1 ways" },
	{ "granularity 300", &hb2, { IN(0), ANY_KIND, .granularity = 300 },
	  .broken = RULE_GRANULARITY_VALUE },
	{ "granularity 128", &hb2, { IN(0), ANY_KIND, .granularity = 128 },
	  .broken = RULE_GRANULARITY_VALUE },
	{ "granularity 32768", &hb2, { IN(0), ANY_KIND, .granularity = 32768 },
	  .broken = RULE_GRANULARITY_VALUE },
	{ "granularity other than the window's, interleaved", &hb2,
	  { IN(2), ANY_KIND, .granularity = 256 },
	  .broken = RULE_GRANULARITY, .object = "decoder0.2", .says = "4096" },
	{ "a size that is no multiple of 256 MiB", &hb2,
	  { IN(0), ANY_KIND, .size = 100 * MIB },
	  .broken = RULE_SIZE_VALUE, .says = "256 MiB" },
	{ "nor of 256 MiB a way", &hb2,
	  { IN(2), NAMED("mem0", "mem2"), ANY_KIND, .size = 768 * MIB },
	  .broken = RULE_SIZE_VALUE, .says = "512 MiB" },
	{ "the same where the ways were ours to choose", &hb2,
	  { IN(2), ANY_KIND, .size = 768 * MIB },
	  .broken = RULE_SIZE, .says = "each of the 2 ways" },
	{ "a uuid for ram", &hb2, { IN(0), .kind = RAM, .uuid = some_uuid },
	  .broken = RULE_UUID_OF_RAM },
	{ "a mode for pmem", &hb2, { IN(0), .kind = PMEM, .has_use = true },
	  .broken = RULE_USE_OF_PMEM },
	{ "a uuid where it turns out to be ram", &odd,
	  { IN(0), ANY_KIND, .uuid = some_uuid },
	  .broken = RULE_UUID_OF_RAM, .object = "decoder0.0" },
	{ "a memdev twice", &hb2, { IN(2), NAMED("mem0", "mem0"), ANY_KIND },
	  .broken = RULE_MEMDEV_TWICE, .object = "mem0" },
	{ "no such memdev", &hb2, { IN(0), NAMED("mem9"), ANY_KIND },
	  .broken = RULE_MEMDEV_KNOWN, .object = "mem9" },
	{ "no such window", &hb2, { IN(9), ANY_KIND },
	  .broken = RULE_WINDOW_KNOWN, .object = "decoder0.9" },
	{ "no window at all", &empty, { ANY_KIND }, .broken = RULE_WINDOW_KNOWN },
	{ "a disabled memdev", &odd, { IN(0), NAMED("mem1"), ANY_KIND },
	  .broken = RULE_ENABLED, .object = "mem1", .says = "enable-memdev mem1" },
	{ "a disabled memdev, no window named", &odd, { NAMED("mem1"), ANY_KIND },
	  .broken = RULE_ENABLED, .object = "mem1" },
	{ "a window that takes no pmem", &odd, { IN(0), .kind = PMEM },
	  .broken = RULE_CAPABLE, .object = "decoder0.0" },
	{ "a memdev below another host bridge", &odd,
	  { IN(0), NAMED("mem5"), ANY_KIND },
	  .broken = RULE_REACHES, .object = "mem5", .says = "below hb1" },
	{ "a memdev that no window reaches", &odd, { NAMED("mem5"), ANY_KIND },
	  .broken = RULE_REACHES, .object = "mem5" },
	{ "a memdev without pmem", &hb2, { IN(0), NAMED("mem1"), .kind = PMEM },
	  .broken = RULE_KIND, .object = "mem1" },
	{ "pmem and ram together", &hb2,
	  { IN(2), NAMED("mem0", "mem3"), ANY_KIND },
	  .broken = RULE_KIND, .object = "mem3" },
	{ "more ways than memdevs", &hb2, { IN(2), .kind = RAM, .ways = 4 },
	  .broken = RULE_CANDIDATES, .object = "decoder0.2", .says = "2 memdevs" },
	{ "fewer ways than host bridges", &hb2,
	  { IN(2), NAMED("mem0"), ANY_KIND },
	  .broken = RULE_WAYS, .object = "decoder0.2", .says = "2 host bridges" },
	{ "four ways over three host bridges", &three,
	  { IN(0), .kind = RAM, .ways = 4 }, .broken = RULE_WAYS,
	  .object = "decoder0.0" },
	{ "twelve ways, and one port has not enough", &three,
	  { IN(0), .kind = RAM, .ways = 12 }, .broken = RULE_CANDIDATES },
	{ "three of a switch", &three,
	  { IN(1), NAMED("mem0", "mem1", "mem2"), .kind = RAM },
	  .broken = RULE_WAYS, .object = "decoder0.1" },
	{ "both on one side of an interleaved window", &switched,
	  { IN(0), NAMED("mem0", "mem1"), .kind = RAM },
	  .broken = RULE_SPREAD, .object = "decoder0.0", .says = "are below hb0" },
	{ "three behind one switch and one behind the other", &switched,
	  { IN(1), NAMED("mem0", "mem1", "mem2"), .kind = RAM, .ways = 3 },
	  .broken = RULE_WAYS },
	{ "a swapped order", &hb2, { IN(2), NAMED("mem3", "mem1"), .kind = RAM },
	  .broken = RULE_ORDER, .object = "mem3", .says = "works: mem1 mem3" },
	{ "neighbours behind one switch", &switched,
	  { IN(1), NAMED("mem0", "mem1", "mem2", "mem3"), .kind = RAM },
	  .broken = RULE_ORDER, .object = "mem1",
	  .says = "works: mem0 mem2 mem1 mem3" },
	{ "three behind one root port, one behind the other", &lopsided,
	  { IN(0), .kind = RAM, .ways = 4 }, .broken = RULE_SPREAD, .object = "switch00",
	  .says = "3 of its dports" },
	{ "one directly, two behind a switch, one behind another", &lopsided,
	  { IN(1), NAMED("mem4", "mem5", "mem6", "mem7"), .kind = RAM },
	  .broken = RULE_SPREAD, .object = "port1", .says = "3 of its dports" },
	{ "uneven below a port", &lopsided,
	  { IN(0), NAMED("mem0", "mem1", "mem3"), .kind = RAM },
	  .broken = RULE_WAYS },
	{ "four dports in use, with unequal numbers behind them", &uneven,
	  { IN(0), .kind = RAM, .ways = 8 },
	  .broken = RULE_SPREAD, .object = "port0",
	  .says = "1 are behind rp00, 2 behind rp02" },
	{ "another qos class, enforced", &odd,
	  { IN(0), NAMED("mem4"), ANY_KIND, .enforce_qos = true },
	  .broken = RULE_QOS, .object = "mem4", .says = "class 7" },
	{ "all decoders taken", &odd, { IN(0), NAMED("mem3"), ANY_KIND },
	  .broken = RULE_DECODER, .object = "mem3" },
	{ "ram below allocated pmem", &odd, { IN(0), NAMED("mem2"), ANY_KIND },
	  .broken = RULE_DPA, .object = "mem2", .says = "pmem is allocated" },
	{ "not enough DPA", &hb2,
	  { IN(2), NAMED("mem0", "mem2"), ANY_KIND, .size = 2 * GIB },
	  .broken = RULE_DPA, .object = "mem2",
	  .says = "1 GiB needed, 512 MiB free" },
	{ "not enough HPA", &odd,
	  { IN(0), NAMED("mem0"), ANY_KIND, .size = 1 * GIB },
	  .broken = RULE_HPA, .object = "decoder0.0", .says = "768 MiB" },
	{ "a window below what the port decodes already", &loaded,
	  { IN(0), NAMED("mem0"), ANY_KIND }, .broken = RULE_HPA_ORDER,
	  .object = "port0",
	  .says = "destroy it first: cxl destroy-region -f region4; or use a window above" },
	{ "a port without a free decoder", &loaded, { NAMED("mem1"), ANY_KIND },
	  .broken = RULE_PORT_DECODER, .object = "port1",
	  .says = "decoder2.3 for region0, which the platform locks" },
	{ "a window that another driver has", &taken,
	  { IN(0), NAMED("mem0"), ANY_KIND }, .broken = RULE_HPA,
	  .object = "decoder0.0", .says = "belong to dax3.0 of dax_hmem" },
	{ "it is not chosen", &taken, { .kind = RAM, .ways = 1 },
	  "mem1", "decoder0.1", 1 * GIB },
	{ "a region whose place is not known", &taken,
	  { IN(2), NAMED("mem0"), ANY_KIND }, .broken = RULE_HPA,
	  .object = "decoder0.2", .says = "where region7 lies" },
	{ "memory that firmware's decoder has", &taken,
	  { IN(0), NAMED("mem2"), ANY_KIND }, .broken = RULE_DPA,
	  .object = "mem2", .says = "decoder5.0 holds 1 GiB for the platform's firmware" },
	{ "an allocation that cannot be read", &taken,
	  { IN(0), NAMED("mem3"), ANY_KIND }, .broken = RULE_DECODER,
	  .object = "mem3", .says = "dpa_size of decoder6.1 cannot be read" },
	{ "a memdev below a port that is disabled", &taken,
	  { IN(0), NAMED("mem4"), ANY_KIND }, .broken = RULE_ENABLED,
	  .object = "mem4", .says = "cxl enable-port" },
	{ "all below it are disabled", &taken, { IN(3), .kind = RAM },
	  .broken = RULE_CANDIDATES, .object = "decoder0.3",
	  .says = "disabled: mem5 (cxl enable-memdev mem5)" },
	{ "the kind is not that of a disabled memdev", &taken, { IN(3), ANY_KIND },
	  .broken = RULE_CANDIDATES, .says = "of free ram" },
	{ "a memdev without sizes", &taken, { IN(3), NAMED("mem6"), ANY_KIND },
	  .broken = RULE_KIND, .object = "mem6" },
	{ "a window at address 0", &low, { IN(0), ANY_KIND, .size = 512 * MIB },
	  "mem0", "decoder0.0", 512 * MIB },
	{ "nobody decodes what firmware decodes already", &astray,
	  { IN(0), NAMED("mem0"), ANY_KIND }, .broken = RULE_HPA,
	  .object = "decoder7.0", .says = "it decodes 0x410000000" },
	{ "but what lies before it", &astray,
	  { IN(0), NAMED("mem0"), ANY_KIND, .size = 256 * MIB },
	  "mem0", "decoder0.0", 256 * MIB },
	{ "of all windows, the reason of the nearest", &hb2,
	  { NAMED("mem1"), ANY_KIND, .size = 1 * GIB },
	  .broken = RULE_DPA, .object = "mem1" },
};

static bool same(const char *wanted, const char *got)
{
	return !wanted || (got && strcmp(wanted, got) == 0);
}

static bool fits_plan(const struct row *row, const struct cxl_plan *p)
{
	return row->members && p->broken == RULE_NONE &&
	       p->size == row->size && same(row->window, p->window->name) &&
	       strcmp(devices_words(p->members, p->ways).text, row->members) == 0;
}

static bool fits_reason(const struct row *row, const struct cxl_plan *p)
{
	return !row->members && p->broken == row->broken && p->nr_steps == 0 &&
	       same(row->object, p->object) && p->reason &&
	       (!row->says || strstr(p->reason, row->says) || strstr(p->remedy, row->says));
}

static void test_row(const struct row *row)
{
	_cleanup_plan_ struct cxl_plan *p = plan_make(row->machine, &row->request);

	if (ok(fits_plan(row, p) || fits_reason(row, p), "%s", row->story))
		return;
	printf("# rule %d, object %s: %s\n", p->broken,
	       p->object ? p->object : "-", p->reason ? p->reason : "-");
	if (p->broken == RULE_NONE)
		printf("# %s in %s, %s\n", devices_words(p->members, p->ways).text,
		       p->window->name, size_words(p->size).text);
}

/* Given a pmem region of two, when planned, then these steps in this order. */
static void test_steps(void)
{
	static const char *const wanted[][3] = {
		{ "decoder0.2", "create a pmem region", "delete the region" },
		{ "region", "set interleave_granularity to 4096" },
		{ "region", "set interleave_ways to 2" },
		{ "region", "set uuid to 01020300-0000-0000-0000-000000000000" },
		{ "region", "set size to 1 GiB" },
		{ "decoder3.0", "set mode to pmem (mem0)" },
		{ "decoder3.0", "set dpa_size to 512 MiB (mem0)",
		  "set dpa_size to 0 (mem0)" },
		{ "decoder5.0", "set mode to pmem (mem2)" },
		{ "decoder5.0", "set dpa_size to 512 MiB (mem2)",
		  "set dpa_size to 0 (mem2)" },
		{ "region", "set target0 to decoder3.0 (mem0)", "clear target0" },
		{ "region", "set target1 to decoder5.0 (mem2)", "clear target1" },
		{ "region", "commit", "reset" },
		{ "region", "enable", "disable" },
	};
	static const struct request request = {
		IN(2), ANY_KIND, .spare_uuid = some_uuid,
	};
	_cleanup_plan_ struct cxl_plan *p = plan_make(&hb2, &request);

	if (!ok(p->nr_steps == ARRAY_SIZE(wanted), "a pmem x2 has %zu steps",
		p->nr_steps))
		return;
	for (size_t i = 0; i < p->nr_steps; i++) {
		const struct cxl_plan_step *s = &p->steps[i];

		ok(same(wanted[i][0], s->object) && same(wanted[i][1], s->what) &&
		   same(wanted[i][2], s->undo) && !wanted[i][2] == !s->undo,
		   "step %zu: %s: %s", i + 1, s->object, s->what);
	}
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		test_row(&rows[i]);
	test_steps();
	return tap_done();
}
