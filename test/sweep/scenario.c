// SPDX-License-Identifier: GPL-2.0-or-later
/* The scenarios: a machine, what was done to it before, and the command that is swept. */
#include <errno.h>

#include "sweep.h"

/* Half of sim_mixed. */
static const struct sim_spec small = {
	.name = "small",
	.bridges = { { 0x0c, 2 } },
	.windows = { { 16 * UNIT, 256, 1, { 0 }, true, true } },
	.cards = { { 0, 0, NO_SWITCH, 0, 2 * UNIT, 1 }, { 0, 1, NO_SWITCH, 2 * UNIT, 0, 2 } },
};

/* Two ram cards, whose memory comes online. */
#define ONLINE \
	.bridges = { { 0x0c, 2 } }, \
	.windows = { { 16 * UNIT, 256, 1, { 0 }, true, true } }, \
	.cards = { { 0, 0, NO_SWITCH, UNIT, 0, 1 }, { 0, 1, NO_SWITCH, UNIT, 0, 2 } }, \
	.memory_online = true

static const struct sim_spec online = {
	.name = "online",
	ONLINE,
};

/* In slots that have a switch. */
static const struct sim_spec slots = {
	.name = "slots",
	ONLINE,
	.pci_slots = true,
};

/* Somebody puts the memory online again at once; or a little later. */
static const struct sim_spec stays_online = {
	.name = "stays online",
	ONLINE,
	.memory_returns = 1,
};

static const struct sim_spec returns_online = {
	.name = "returns online",
	ONLINE,
	.memory_returns = 4,
};

/* Four of pmem, two below each host bridge. */
static const struct sim_spec four = {
	.name = "four",
	.bridges = { { 0x0c, 2 }, { 0xde, 2 } },
	.windows = { { 32 * UNIT, 256, 2, { 0, 1 }, false, true } },
	.cards = {
		{ 0, 0, NO_SWITCH, 0, UNIT, 1 },
		{ 0, 1, NO_SWITCH, 0, UNIT, 2 },
		{ 1, 0, NO_SWITCH, 0, UNIT, 3 },
		{ 1, 1, NO_SWITCH, 0, UNIT, 4 },
	},
};

/* Two below a switch, one beside it. */
static const struct sim_spec switched = {
	.name = "switched",
	.bridges = { { 0x0c, 2 } },
	.switches = { { 0, 0, 2 } },
	.windows = { { 16 * UNIT, 256, 1, { 0 }, true, true } },
	.cards = {
		{ 0, 0, 0, UNIT, 0, 1 },
		{ 0, 0, 1, UNIT, 0, 2 },
		{ 0, 1, NO_SWITCH, UNIT, UNIT, 3 },
	},
};

#define CREATE_X1	"create-region -t ram -d decoder0.0 -m mem1"
#define CREATE_X2	"create-region -t ram -d decoder0.2 -m mem1 mem3"
#define CREATE_HALF	"create-region -t ram -d decoder0.2 -m mem1 mem3 -s 512M"
#define CREATE_PMEM	"create-region -t pmem -d decoder0.1 -m mem2 -s 256M"
#define CREATE_SMALL	"create-region -t pmem -d decoder0.0 -m mem0"
#define CREATE_X4	"create-region -t pmem -m mem0 mem2 mem1 mem3 " \
			"-U 1b4e28ba-2fa1-11d2-883f-b9a761bde3fb"
/* Half a region: DPA of mem1, and a name. */
#define DPA_MODE	"write sys/bus/cxl/devices/decoder3.0/mode ram"
#define DPA_SIZE	"write sys/bus/cxl/devices/decoder3.0/dpa_size 0x10000000"
#define HALF_MADE	"write sys/bus/cxl/devices/decoder0.0/create_ram_region region0"
/* What is of no entry: DPA of mem0, and a pmem region. */
#define PMEM_MODE	"write sys/bus/cxl/devices/decoder5.0/mode pmem"
#define PMEM_SIZE	"write sys/bus/cxl/devices/decoder5.0/dpa_size 0x10000000"
#define OTHER_HALF	"write sys/bus/cxl/devices/decoder0.0/create_pmem_region region0"
#define SANITIZE	"write sys/bus/cxl/devices/mem1/security/sanitize 1"
#define NO_LABELS	"disable-memdev mem0"
#define LABELS		"write-labels mem0 -s 2500 -i " LABEL_FILE
#define POISON		"inject-poison mem1 -a 0x1000"

const struct scenario scenarios[] = {
	{ "list", &sim_mixed, { CREATE_X2 }, "list" },
	{ "list-v", &sim_mixed, { CREATE_X2 }, "list -v" },
	{ "list-mem1", &sim_mixed, { CREATE_X1 }, "list -m mem1" },
	{ "list-idle", &switched, { NULL }, "list -vv" },
	{ "list-memory", &online, { CREATE_X1 }, "list -R --memory" },
	{ "list-table", &sim_mixed, { CREATE_X2 }, "list --table" },
	{ "list-tree", &sim_mixed, { CREATE_X2 }, "list --tree=decode" },
	{ "graph-decode", &sim_mixed, { CREATE_X2 }, "graph --view=decode" },
	{ "graph-physical", &sim_mixed, { CREATE_X2 }, "graph --format=dot" },
	{ "graph-use", &online, { CREATE_X1 }, "graph --view=use" },
	{ "list-errors", &sim_mixed, { CREATE_X1, POISON " -f" }, "list -L -m mem1" },

	{ "create-x1", &sim_mixed, { NULL }, CREATE_X1, AIM_CREATE, { 2 } },
	{ "create-x2", &sim_mixed, { NULL }, CREATE_X2, AIM_CREATE, { 2, 4 } },
	{ "create-x4", &four, { NULL }, CREATE_X4, AIM_CREATE },
	{ "create-any", &sim_mixed, { NULL }, "create-region -t ram",
	  AIM_CREATE, .any = true },
	{ "create-second", &sim_mixed, { "create-region -t ram -d decoder0.0 -m mem1 -s 256M" },
	  "create-region -t ram -d decoder0.0 -m mem1 -s 256M", AIM_CREATE, { 2 } },
	/* the decoders on the way still show the range of the region before */
	{ "create-again", &sim_mixed, { CREATE_X2, "destroy-region -f region2" },
	  CREATE_X2, AIM_CREATE, { 2, 4 } },
	{ "create-switch", &switched, { NULL },
	  "create-region -t ram -m mem0 mem1", AIM_CREATE, { 1, 2 } },

	/* the way back, from each step that can be refused */
	{ "back-from-size", &sim_mixed, { NULL }, CREATE_X2, AIM_CREATE, { 2, 4 },
	  "size", ERANGE, 1 },
	{ "back-from-dpa", &sim_mixed, { NULL }, CREATE_X2, AIM_CREATE, { 2, 4 },
	  "dpa_size", ENOSPC, 1 },
	{ "back-from-target", &sim_mixed, { NULL }, CREATE_X2, AIM_CREATE, { 2, 4 },
	  "target1", ENXIO, 1 },
	{ "back-from-commit", &sim_mixed, { NULL }, CREATE_X2, AIM_CREATE, { 2, 4 },
	  "commit", EBUSY, 1 },
	{ "back-from-enable", &sim_mixed, { NULL }, CREATE_X1, AIM_CREATE, { 2 },
	  "bind", ENXIO, 1 },

	{ "enable", &sim_mixed, { CREATE_X1, "disable-region region0" },
	  "enable-region region0", AIM_DESTROY, { 2 } },
	{ "enable-all", &sim_mixed, { CREATE_X1, CREATE_PMEM, "disable-region all" },
	  "enable-region all", AIM_DESTROY, { 2, 3 } },
	{ "disable", &sim_mixed, { CREATE_X1 }, "disable-region region0",
	  AIM_DESTROY, { 2 } },
	{ "disable-online", &online, { CREATE_X1 }, "disable-region region0",
	  AIM_DESTROY, { 2 } },
	{ "destroy", &sim_mixed, { CREATE_X2 }, "destroy-region -f region2",
	  AIM_DESTROY, { 2, 4 } },
	{ "destroy-online", &online, { CREATE_X1 }, "destroy-region -f region0",
	  AIM_DESTROY, { 2 } },
	{ "destroy-disabled", &sim_mixed, { CREATE_X1, "disable-region region0" },
	  "destroy-region region0", AIM_DESTROY, { 2 } },
	{ "destroy-all", &sim_mixed, { CREATE_X1, CREATE_PMEM },
	  "destroy-region -f all", AIM_DESTROY, { 2, 3 } },
	{ "destroy-stack", &sim_mixed,
	  { "create-region -t ram -d decoder0.0 -m mem1 -s 256M",
	    "create-region -t ram -d decoder0.0 -m mem1 -s 256M" },
	  "destroy-region -f all", AIM_DESTROY, { 2 } },

	/* the memory of a region */
	{ "create-wait", &online, { NULL }, CREATE_X1 " --wait", AIM_CREATE, { 2 } },
	{ "enable-wait", &online, { CREATE_X1, "disable-region region0" },
	  "enable-region region0 --wait=5", AIM_DESTROY, { 2 } },
	{ "wait", &online, { CREATE_X1 }, "wait --for=online region0", AIM_LOOK, { 2 } },
	{ "status", &online, { CREATE_X1 }, "status", AIM_LOOK },
	/* everything it can find, it finds, or says that it cannot look */
	{ "doctor", &online, { CREATE_X1, "disable-region region0" }, "doctor", AIM_LOOK, .status = 1, .sick = SICK },
	{ "doctor-firmware", &small, { NULL }, "doctor", AIM_LOOK, .status = 1, .sick = SICK_FIRMWARE },
	{ "wait-late", &online, { CREATE_X1, "offline-region region0" },
	  "wait --for=online region0 --timeout 1", AIM_LOOK, { 2 }, .status = 4 },
	{ "offline", &online, { CREATE_X1 }, "offline-region region0", AIM_DESTROY, { 2 } },
	{ "offline-held", &online, { CREATE_X1 }, "offline-region region0 --timeout 1",
	  AIM_LOOK, { 2 }, "state", EBUSY, 1 },
	{ "online", &online, { CREATE_X1, "offline-region region0" },
	  "online-region region0", AIM_DESTROY, { 2 } },
	{ "online-zone", &online, { CREATE_X1 }, "online-region region0 -z kernel",
	  AIM_LOOK, { 2 }, .status = 1 },

	{ "create-devdax", &online, { NULL }, CREATE_X1 " --mode=devdax", AIM_CREATE, { 2 },
	  .finish = "set-mode region0 devdax" },
	{ "create-zone", &online, { NULL }, CREATE_X1 " --zone=kernel", AIM_CREATE, { 2 },
	  .finish = "set-mode region0 system-ram --zone=kernel" },
	{ "create-mode-back", &online, { NULL }, CREATE_X1 " --mode=devdax", AIM_CREATE, { 2 },
	  "new_id", ENXIO, 1, .finish = "destroy-region -f all" },
	{ "mode-devdax", &online, { CREATE_X1 }, "set-mode region0 devdax", AIM_MODE, { 2 } },
	{ "mode-ram", &online, { CREATE_X1, "set-mode region0 devdax" },
	  "set-mode region0 system-ram -z movable", AIM_MODE, { 2 } },
	{ "mode-zone", &online, { CREATE_X1 }, "set-mode region0 system-ram -z kernel",
	  AIM_MODE, { 2 } },
	{ "mode-held", &online, { CREATE_X1 }, "set-mode region0 devdax --timeout 1",
	  AIM_LOOK, { 2 }, "state", EBUSY, 1 },
	{ "mode-back", &online, { CREATE_X1 }, "set-mode region0 devdax",
	  AIM_MODE, { 2 }, "new_id", ENXIO, 1 },

	/* refused: whatever cannot be seen, nothing changes */
	{ "destroy-enabled", &sim_mixed, { CREATE_X2 }, "destroy-region region2",
	  AIM_LOOK, .status = 1 },
	{ "disable-held", &online, { CREATE_X1 }, "disable-region region0 --timeout 1",
	  AIM_LOOK, { 2 }, "state", EBUSY, 1 },
	{ "destroy-held", &online, { CREATE_X1 }, "destroy-region -f region0 --timeout 1",
	  AIM_LOOK, { 2 }, "state", EBUSY, 1 },
	{ "disable-stays", &stays_online, { CREATE_X1 }, "disable-region -f region0",
	  AIM_LOOK, { 2 }, .status = 1 },
	{ "disable-returns", &returns_online, { CREATE_X1 }, "disable-region region0",
	  AIM_LOOK, { 2 }, .status = 1 },
	{ "destroy-returns", &returns_online, { CREATE_X1 }, "destroy-region -f region0",
	  AIM_LOOK, { 2 }, .status = 1 },
	{ "destroy-locked", &sim_mixed, { CREATE_PMEM, "lock region1" },
	  "destroy-region -f region1", AIM_LOOK, { 3 }, .status = 1 },
	{ "destroy-one", &sim_mixed, { CREATE_X1, CREATE_PMEM },
	  "destroy-region -f region1", AIM_DESTROY, { 3 }, .spared = "region0" },
	{ "destroy-behind", &sim_mixed,
	  { "create-region -t ram -d decoder0.0 -m mem1 -s 256M",
	    "create-region -t ram -d decoder0.0 -m mem1 -s 256M" },
	  "destroy-region -f region0", AIM_LOOK, { 2 }, .status = 1 },

	/* refused because a file cannot be read: nothing changes, and the message names it */
	{ "blind-state", &online, { CREATE_X1 }, "disable-region -f region0",
	  AIM_LOOK, { 2 }, .status = 1, .hidden = "memory154/state" },
	{ "blind-block-size", &online, { CREATE_X1 }, "destroy-region -f region0",
	  AIM_LOOK, { 2 }, .status = 1, .hidden = "block_size_bytes" },
	{ "blind-mode", &online, { CREATE_X1 }, "set-mode region0 devdax",
	  AIM_LOOK, { 2 }, .status = 1, .hidden = "memory154/state" },
	{ "blind-size", &online, { CREATE_X1 }, "disable-region -f region0",
	  AIM_LOOK, { 2 }, .status = 1, .hidden = "region0/size" },
	{ "blind-resource", &online, { CREATE_X1 }, "destroy-region -f region0",
	  AIM_LOOK, { 2 }, .status = 1, .hidden = "region0/resource" },
	{ "blind-driver", &online, { CREATE_X1 }, "destroy-region -f region0",
	  AIM_LOOK, { 2 }, .status = 1, .hidden = "region0/driver" },
	{ "blind-locked", &sim_mixed, { CREATE_PMEM, "lock region1" },
	  "destroy-region -f region1", AIM_LOOK, { 3 }, .status = 1, .hidden = "region1/locked" },
	{ "blind-recover", &small, { CREATE_SMALL, "disable-region region0" }, "recover",
	  AIM_RECOVER, { 1 }, .status = 1, .hidden = "region0/commit" },
	{ "blind-mapped", &online, { CREATE_X1 }, "disable-memdev mem1",
	  AIM_LOOK, { 2 }, .status = 1, .hidden = ".0/region" },
	{ "blind-memdev", &sim_mixed, { CREATE_X1 }, "disable-memdev mem1",
	  AIM_LOOK, { 2 }, .status = 1, .hidden = "mem1/driver" },
	{ "blind-errors", &sim_mixed, { CREATE_X1, POISON " -f" }, "list -L -m mem1",
	  AIM_LOOK, { 2 }, .status = 1, .hidden = "mem1/trigger_poison_list" },
	{ "blind-poison", &online, { CREATE_X1 }, POISON,
	  AIM_LOOK, { 2 }, .status = 1, .hidden = "region0/driver" },

	{ "inject", &sim_mixed, { NULL }, POISON, AIM_POISON, { 2 } },
	{ "inject-used", &sim_mixed, { CREATE_X1 }, POISON " -f", AIM_POISON, { 2 } },
	{ "clear", &sim_mixed, { POISON }, "clear-poison mem1 -a 0x1000",
	  AIM_POISON, { 2 } },
	{ "inject-offset", &sim_mixed, { CREATE_X1 },
	  "inject-poison region0 -o 0x2000 -f", AIM_POISON, { 2 } },
	{ "inject-kernel", &sim_mixed, { CREATE_X2 },
	  "inject-poison region2 -o 0x2000 -f", AIM_POISON, { 2, 4 } },
	{ "clear-offset", &sim_mixed, { CREATE_X1, "inject-poison region0 -o 0x2000 -f" },
	  "clear-poison region0 -o 0x2000 -f", AIM_POISON, { 2 } },

	{ "inject-online", &online, { CREATE_X1 }, POISON, AIM_LOOK, { 2 }, .status = 1 },
	{ "clear-online", &online, { CREATE_X1 }, "clear-poison region0 -o 0x2000",
	  AIM_LOOK, { 2 }, .status = 1 },

	/* the mailbox */
	{ "list-mailbox", &sim_mixed, { NULL }, "list -m mem0 -HIFA" },
	{ "read-labels", &sim_mixed, { NULL }, "read-labels mem0 -s 2500 -O 8" },
	{ "zero-labels", &sim_mixed, { NO_LABELS, LABELS }, "zero-labels mem0 -s 2500",
	  AIM_MAILBOX, { 1 } },
	{ "write-labels", &sim_mixed, { NO_LABELS }, LABELS, AIM_MAILBOX, { 1 } },
	{ "labels-kept", &sim_mixed, { NULL }, "zero-labels mem0", AIM_LOOK, { 1 },
	  .status = 1 },
	{ "set-partition", &sim_mixed, { NULL }, "set-partition mem1 -t pmem -s 256M",
	  AIM_MAILBOX, { 2 } },
	{ "set-alerts", &sim_mixed, { NULL },
	  "set-alert-config mem1 --life-used-alert=on --life-used-threshold=80",
	  AIM_MAILBOX, { 2 } },

	/* out of the machine */
	{ "removal", &online, { CREATE_X1 }, "prepare-removal mem1", AIM_DESTROY, { 2 } },
	{ "removal-held", &online, { CREATE_X1 }, "prepare-removal mem1 --timeout 1",
	  AIM_DESTROY, { 2 }, "state", EBUSY, 1 },
	{ "removal-undone", &online, { CREATE_X1 }, "prepare-removal mem1 --timeout 1",
	  AIM_RETURN, { 2 }, "cxl_mem/unbind", EBUSY, 1 },
	{ "removal-power", &slots, { CREATE_X1 },
	  "prepare-removal slot:2 --locate --power-off", AIM_DESTROY, { 2 } },
	{ "removal-powered", &slots, { CREATE_X1 },
	  "prepare-removal mem1 --timeout 1 --locate --power-off", AIM_RETURN, { 2 },
	  "/power", EBUSY, 1 },
	{ "removal-locked", &sim_mixed, { CREATE_PMEM, "lock region1" }, "prepare-removal mem2",
	  AIM_LOOK, { 3 }, .status = 1 },

	/* drivers, and memory without a region */
	{ "disable-memdev", &sim_mixed, { NULL }, "disable-memdev mem1",
	  AIM_DESTROY, { 2 } },
	{ "disable-mapped", &sim_mixed, { CREATE_X1 }, "disable-memdev -f mem1",
	  AIM_DESTROY, { 2 } },
	{ "disable-used", &sim_mixed, { CREATE_X1 }, "disable-memdev mem1",
	  AIM_LOOK, .status = 1 },
	{ "disable-mapped-online", &online, { CREATE_X1 }, "disable-memdev -f mem1",
	  AIM_DESTROY, { 2 } },
	{ "disable-mapped-held", &online, { CREATE_X1 }, "disable-memdev -f mem1 --timeout 1",
	  AIM_LOOK, { 2 }, "state", EBUSY, 1 },
	{ "disable-mapped-returns", &returns_online, { CREATE_X1 }, "disable-memdev -f mem1",
	  AIM_LOOK, { 2 }, .status = 1 },
	{ "disable-locked", &sim_mixed, { CREATE_PMEM, "lock region1" }, "disable-memdev -f mem2",
	  AIM_LOOK, { 3 }, .status = 1 },
	{ "disable-port-used", &sim_mixed, { CREATE_X1 }, "disable-port port1",
	  AIM_LOOK, .status = 1 },
	{ "disable-port-enabled", &sim_mixed, { NULL }, "disable-port port1",
	  AIM_LOOK, .status = 1 },
	{ "disable-ports", &switched, { NULL }, "disable-port -f port1 port2",
	  AIM_DESTROY },
	{ "disable-port-held", &online, { CREATE_X1 }, "disable-port -f port1 --timeout 1",
	  AIM_LOOK, .refused = "state", .refused_with = EBUSY, .status = 1 },
	{ "sanitize", &sim_mixed, { NULL }, "sanitize-memdev mem1", AIM_WAIT, { 2 } },
	{ "wait-sanitize", &sim_mixed, { SANITIZE }, "wait-sanitize mem1", AIM_WAIT },
	{ "sanitize-used", &sim_mixed, { CREATE_X1 }, "sanitize-memdev mem1",
	  AIM_LOOK, .status = 1 },
	{ "enable-memdevs", &small, { "disable-memdev all" }, "enable-memdev all", AIM_DESTROY },
	{ "enable-memdev", &sim_mixed, { "disable-memdev mem1" },
	  "enable-memdev mem1", AIM_DESTROY, { 2 } },
	{ "disable-port", &sim_mixed, { NULL }, "disable-port -f port1",
	  AIM_DESTROY, { 1, 2 } },
	{ "enable-port", &sim_mixed, { "disable-port -f port1" },
	  "enable-port port1", AIM_DESTROY, { 1, 2 } },
	{ "reserve-dpa", &sim_mixed, { NULL }, "reserve-dpa mem1 -s 256M",
	  AIM_CREATE, { 2 } },
	{ "free-dpa", &sim_mixed, { "reserve-dpa mem1 -s 256M" }, "free-dpa mem1",
	  AIM_CREATE, { 2 } },
	{ "recover", &small, { DPA_MODE, DPA_SIZE }, "recover",
	  AIM_RECOVER, { 2 } },
	{ "recover-half", &small, { HALF_MADE, CREATE_X1 }, "recover", AIM_RECOVER },
	{ "recover-nothing", &small, { CREATE_SMALL, "disable-region region0" }, "recover",
	  AIM_RECOVER },

	/* layouts */
	{ "export", &online, { CREATE_X1 }, "export", AIM_LOOK },
	{ "diff", &sim_mixed, { CREATE_X2 }, "diff " LAYOUT_FILE, AIM_DESTROY, { 2, 4 } },
	{ "diff-listing", &small, { CREATE_SMALL }, "diff " LISTING_FILE, AIM_DESTROY },
	{ "apply", &sim_mixed, { NULL }, "apply " LAYOUT_FILE, AIM_CREATE, { 2, 4 }, .again = true },
	{ "apply-satisfied", &sim_mixed, { CREATE_X2 }, "apply " LAYOUT_FILE,
	  AIM_DESTROY, { 2, 4 } },
	{ "apply-replace", &sim_mixed, { CREATE_HALF, CREATE_HALF }, "apply --replace " LAYOUT_FILE,
	  AIM_REPLACE, { 2, 4 }, .again = true },
	{ "apply-conflict", &sim_mixed, { CREATE_HALF }, "apply " LAYOUT_FILE, AIM_CREATE, { 2, 4 }, .status = 1 },
	{ "apply-dry-run", &sim_mixed, { CREATE_HALF }, "apply --dry-run --replace " LAYOUT_FILE, AIM_CREATE },
	{ "apply-foreign-half", &sim_mixed, { PMEM_MODE, PMEM_SIZE, OTHER_HALF }, "apply " LAYOUT_FILE,
	  AIM_CREATE, { 2, 4 }, .again = true },
	{ "apply-disabled", &sim_mixed, { CREATE_X2, "disable-region region2" },
	  "apply " LAYOUT_FILE, AIM_DESTROY, { 2, 4 }, .again = true },

	{ "wait-applied", &sim_mixed, { CREATE_X2 }, "wait --for=applied", AIM_LOOK, { 2, 4 } },
	{ "wait-applied-late", &sim_mixed, { NULL }, "wait --for=applied --timeout 2", AIM_LOOK, { 2, 4 },
	  .status = 4 },

	/* a program that uses the library's plans itself */
	{ "library-create", &sim_mixed, { NULL }, "library create decoder0.2 mem1 mem3",
	  AIM_CREATE, { 2, 4 } },
	{ "library-any", &sim_mixed, { NULL }, "library create", AIM_CREATE, .any = true },
	{ "library-back", &sim_mixed, { NULL }, "library create decoder0.2 mem1 mem3",
	  AIM_CREATE, { 2, 4 }, "commit", EBUSY, 1 },
	{ "library-destroy", &sim_mixed, { CREATE_X2 }, "library destroy -f region2",
	  AIM_DESTROY, { 2, 4 } },
	{ "library-destroy-online", &online, { CREATE_X1 }, "library destroy -f region0",
	  AIM_DESTROY, { 2 } },
	{ "library-enabled", &sim_mixed, { CREATE_X2 }, "library destroy region2",
	  AIM_LOOK, .status = 1 },
	{ "library-locked", &sim_mixed, { CREATE_PMEM, "lock region1" },
	  "library destroy -f region1", AIM_LOOK, { 3 }, .status = 1 },
	{ "library-blind", &online, { CREATE_X1 }, "library destroy -f region0",
	  AIM_LOOK, { 2 }, .status = 1, .hidden = "region0/driver" },
	{ "library-recover", &small, { DPA_MODE, DPA_SIZE }, "library recover",
	  AIM_RECOVER, { 2 } },
	{ "library-recover-half", &small, { HALF_MADE, CREATE_X1 }, "library recover", AIM_RECOVER },
};

const size_t nr_scenarios = sizeof(scenarios) / sizeof(*scenarios);
