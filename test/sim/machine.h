/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of the simulated kernel and its devices, shared by the files of the simulator. */
#pragma once

#include "sim.h"
#include "tree.h"

#define SIM_DECODERS	4
#define SIM_PORTS	64
#define SIM_DPORTS	8
#define SIM_WAYS	16
#define SIM_FDS		128
#define SIM_FAULTS	2
#define SIM_ACTORS	3
#define SIM_REGIONS	32
#define SIM_POISON	16
#define SIM_BLOCKS	256
#define SIM_EVENTS	64
#define SIM_LABELS	4096		/* bytes: two payloads and a little */
#define NO_DPA		UINT64_MAX

enum sim_mode { SIM_NONE, SIM_RAM, SIM_PMEM };
enum sim_port_kind { SIM_ROOT, SIM_BRIDGE, SIM_SWITCH, SIM_ENDPOINT };

/* What the hardware was last programmed with; 0: never. */
struct sim_registers {
	unsigned int ways, granularity;
};

struct sim_decoder {
	struct sim_port *port;
	int id;
	struct sim_node *dir;
	struct sim_region *region;	/* reserved for or attached to */
	uint64_t start, size;
	unsigned int ways, granularity;
	struct sim_registers registers;
	bool enabled;			/* committed */
	/* root */
	bool ram, pmem;
	int nr_targets;
	int targets[SIM_WAYS];		/* dport ids */
	int next_region;
	/* endpoint */
	enum sim_mode mode;
	uint64_t dpa, dpa_size;
	int position;
};

struct sim_dport {
	int id;
	struct sim_node *device;
};

struct sim_port {
	enum sim_port_kind kind;
	int id;
	struct sim_port *parent;
	struct sim_dport *parent_dport;
	struct sim_node *dir, *device;
	int nr_dports, nr_decoders;
	struct sim_dport dports[SIM_DPORTS];
	struct sim_decoder decoders[SIM_WINDOWS];
	bool bound;
	int last_committed;
	int last_allocated;		/* endpoint: the decoder with the highest DPA */
	struct sim_memdev *memdev;
};

/* The thresholds that were set. */
struct sim_alerts {
	uint8_t enable, life_used;
	uint16_t over_temperature;
};

/* A card: it keeps its poison, labels and settings when it is pulled. */
struct sim_card {
	uint64_t serial, ram, pmem;
	char firmware[17];
	int nr_poison;
	uint64_t poison[SIM_POISON];
	uint64_t next_ram, next_pmem;	/* from the next boot on */
	uint32_t label_size;
	uint8_t *labels;
	struct sim_alerts alerts;
	uint64_t sanitized_at;		/* ns; 0: never */
	struct sim_registers registers[SIM_DECODERS];
	bool allowed;			/* the run may write to it */
	uint32_t foreign_to;		/* actors that read the card whose name it got */
	struct sim_slot *slot;
	struct sim_memdev *memdev;
	long plugged_since;		/* the call at which it came */
};

struct sim_slot {
	struct sim_port *port;		/* whose dport it hangs on */
	struct sim_dport *dport;
	char device[16];		/* the name of its PCI device */
	struct sim_card *card;
	unsigned int attention;		/* its indicator: 0 off, 1 on, 2 blinks */
};

struct sim_memdev {
	int id;
	struct sim_card *card;
	struct sim_node *dir, *pci, *cdev, *debugfs, *nvdimm;
	struct sim_port *endpoint;
	bool bound, alive;
	int pins;			/* open character devices */
	uint64_t detached_until;	/* a bind before that is refused */
};

/* The kernel's states of a region. */
enum sim_state { REGION_IDLE, REGION_INTERLEAVE, REGION_ACTIVE, REGION_COMMIT };

struct sim_region {
	int id;
	struct sim_decoder *root;
	struct sim_node *dir, *child, *dax, *debugfs;
	enum sim_mode mode;
	enum sim_state state;
	unsigned int ways, granularity;
	uint64_t start, size;
	bool has_uuid;
	char uuid[37];
	struct sim_decoder *targets[SIM_WAYS];
	int nr_targets;
	bool alive, bound;
	bool was_bound;
	bool lost_member;		/* a member left: it cannot be committed again */
	bool corrupt;			/* by a second write of a target */
	bool locked;
	bool guarded;			/* a violation if the run changes it */
	long probing_until;		/* number of the call at which kmem onlines its blocks; 0: it is bound */
	long hole_since;		/* number of the call at which a member left; 0: none left */
	int maker;			/* actor */
};

struct sim_block {
	uint64_t index;
	struct sim_node *dir;
	bool online, movable;
	long returns_at;		/* number of the call at which it comes online again; 0: never */
	struct sim_region *region;
};

struct sim_fd {
	bool used, path_only, writable;
	struct sim_node *node;
	size_t at;			/* bytes read, or names given */
	uint64_t after_ino;
	long seen;			/* events */
};

/* A lasting fault: this kind of call on this file fails from some call on. */
struct sim_broken {
	bool begun;
	enum sim_call call;
	char path[SIM_PATH_MAX];
};

struct sim_event {
	const char *action;
	const struct sim_node *dir;
};

struct sim {
	size_t used;
	uint64_t last_ino;
	struct sim_spec spec;
	struct sim_node *root, *devices, *drivers, *debugfs, *dev, *memory;
	struct sim_port *root_port;
	struct sim_port *ports[SIM_PORTS];	/* by id */
	struct sim_slot slots[SIM_CARDS];
	struct sim_card *cards[SIM_CARDS * 2];
	int nr_slots, nr_cards;
	struct sim_memdev *memdevs[SIM_CARDS * 2];	/* by id */
	bool region_ids[SIM_REGIONS + SIM_WINDOWS];
	struct sim_region *regions[SIM_REGIONS];
	struct sim_block blocks[SIM_BLOCKS];
	int nr_blocks;
	char policy[16];		/* what happens to memory that is added */
	char dax_ids[8][16];		/* that device_dax binds by name */

	/* calls.c */
	struct sim_fd fds[SIM_ACTORS][SIM_FDS];
	int actor;
	bool acting;			/* a run is under way */
	long calls;
	struct sim_fault faults[SIM_FAULTS];
	struct sim_broken broken[SIM_FAULTS];
	char called[SIM_PATH_MAX];	/* the path of the current call */
	struct {
		enum sim_call call;
		char part[64];
		void (*happens)(void);
	} look_out;
	char refused[32];
	int refused_with;
	char ignored[32], hidden[64];
	uint64_t now_ns;
	struct sim_node *rebuilding;
	long rebuilt_at_call;
	uint64_t rebuilt_at_ns;

	/* event.c */
	struct sim_node *events;
	struct sim_event last_events[SIM_EVENTS];
	long nr_events;

	/* turns.c */
	uint64_t seed;
	int actors;

	/* violation.c */
	bool pulling;			/* no actor causes what happens now */
	int violations;
	char violation[160];
	bool all_allowed;
	bool memory_guarded;

	/* poison.c */
	int nr_posted[SIM_ACTORS];
	struct sim_poison posted[SIM_ACTORS][64];
};

extern struct sim *sim;

/* arena.c */
void sim_arena_make(void);
void *sim_alloc(size_t size);
char *sim_strdup(const char *text);

/* violation.c: records what the tool must never do; @format names object and action. */
void sim_violate(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Records a violation if the run may not write to @card. */
void sim_touch(const struct sim_card *card, const char *what);
/* Records a violation if the run may not unbind, reset or delete @region. */
void sim_take_apart(const struct sim_region *region, const char *how);
/* Records a violation if the run may not inject or clear poison in @region. */
void sim_touch_memory(const struct sim_region *region, const char *how);
/* Whether a condition that exists since a call has existed so long that the tool could have read it. */
bool sim_was_avoidable(long since_call);

/* device.c: what all devices have */
void sim_device_add(struct sim_node *dir, const char *devtype, int modalias);
void sim_device_remove(struct sim_node *dir);
void sim_driver_bind(struct sim_node *dir, const char *driver);
void sim_driver_unbind(struct sim_node *dir);
bool sim_driver_has(const struct sim_node *dir);
int sim_parse_u64(const char *text, uint64_t *ret);
int sim_parse_bool(const char *text, bool *ret);
/* Returns the device of that name on the bus, or NULL. */
struct sim_node *sim_device(const char *name);

/* event.c */
void sim_events_make(void);
void sim_event(const char *action, const struct sim_node *dir);
int sim_event_text(long *seen, char *buf);

/* driver.c */
void sim_drivers_make(void);

/* pci-slot.c: the slots that have a card, from 1 on. */
void sim_pci_slots_make(void);

/* port.c */
struct sim_port *sim_port_new(enum sim_port_kind kind, struct sim_port *parent,
			      struct sim_dport *dport, struct sim_node *device);
struct sim_dport *sim_dport_add(struct sim_port *port, int id,
				struct sim_node *device);
struct sim_decoder *sim_decoder_add(struct sim_port *port, const char *devtype);
void sim_port_remove(struct sim_port *port);
/* Its decoders disappear with its driver and return with it; the hardware keeps its registers. */
void sim_decoders_vanish(struct sim_port *port);
void sim_decoders_appear(struct sim_port *port);
/* Reserves a decoder of @port for @region; returns 0 or -errno. */
int sim_port_reserve(struct sim_port *port, struct sim_region *region);
/* Releases it if no member below @port is left. */
void sim_port_release(struct sim_port *port, struct sim_region *region);
struct sim_decoder *sim_port_decoder(struct sim_port *port,
				     const struct sim_region *region);
int sim_decoder_commit(struct sim_decoder *decoder);
/* Sets its fields from its registers. */
void sim_decoder_enumerate(struct sim_decoder *decoder);
void sim_decoder_reset(struct sim_decoder *decoder);

/* endpoint.c */
void sim_endpoint_make(struct sim_memdev *memdev);
void sim_endpoint_unmake(struct sim_memdev *memdev);

/* memdev.c */
void sim_memdev_appear(struct sim_card *card);
void sim_memdev_vanish(struct sim_memdev *memdev);
int sim_memdev_bind(struct sim_memdev *memdev);
void sim_memdev_unbind(struct sim_memdev *memdev);
void sim_memdev_unpin(struct sim_memdev *memdev);
void sim_card_init(struct sim_card *card, uint32_t labels);

/* mailbox.c */
int sim_mailbox_ioctl(struct sim_memdev *memdev, unsigned long request, void *arg);

/* region.c */
extern const struct sim_attr sim_create_ram[], sim_create_pmem[], sim_delete[];
int sim_region_id_take(void);
bool sim_region_has_hole(const struct sim_region *region);
const char *sim_mode_name(enum sim_mode mode);

/* target.c */
void sim_targets_make(struct sim_region *region, unsigned int old_ways);
void sim_target_detach(struct sim_region *region, int position);
int sim_region_commit(struct sim_region *region);
void sim_region_reset(struct sim_region *region);

/* bound.c */
int sim_region_bind(struct sim_region *region);
void sim_region_unbind(struct sim_region *region);
void sim_region_take_offline(const struct sim_region *region);
bool sim_region_is_online(const struct sim_region *region);
/* How many of its blocks are online in ZONE_MOVABLE, or in another zone, or will be by themselves. */
int sim_region_blocks_online(const struct sim_region *region, bool movable);
/* Brings memory online again that went offline, as another program would. */
void sim_memory_return(void);
void sim_probe_end(struct sim_region *region);

void sim_blocks_add(struct sim_region *region);
void sim_blocks_remove(struct sim_region *region);

/* dax.c */
void sim_dax_make(void);
void sim_dax_add(struct sim_region *region);
void sim_dax_remove(struct sim_region *region);
/* The driver of its DAX device; "" if it has none. */
const char *sim_dax_driver(const struct sim_region *region);

/* poison.c */
extern const struct sim_attr sim_poison_list[];
void sim_memdev_debugfs(struct sim_memdev *memdev);
void sim_region_debugfs(struct sim_region *region);

/* fault.c */
void sim_trace_make(void);

/* turns.c */
void sim_turn(void);
