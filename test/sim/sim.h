/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A simulated machine below io.c, as a test describes, drives and checks it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define MIB	(1024ULL * 1024)
#define UNIT	(256 * MIB)		/* of DPA and HPA */

#define SIM_BRIDGES	4
#define SIM_WINDOWS	8
#define SIM_CARDS	16
#define NO_SWITCH	-1

/* ---- a machine, described ---------------------------------------------- */

struct sim_bridge_spec {
	int bus;		/* of pci0000:XX, and its UID */
	int root_ports;
};

/* Below a root port: a switch of so many downstream ports. */
struct sim_switch_spec {
	int bridge, root_port, downstream;
};

struct sim_window_spec {
	uint64_t size;
	unsigned int granularity;
	int nr_bridges;		/* 0: no window */
	int bridges[SIM_BRIDGES];
	bool ram, pmem;
};

struct sim_card_spec {
	int bridge, root_port;
	int downstream;		/* of the switch there, or NO_SWITCH */
	uint64_t ram, pmem;
	uint64_t serial;	/* 0: no card */
	uint32_t labels;	/* bytes, where it has pmem; 0: 4096 */
};

struct sim_spec {
	const char *name;
	struct sim_bridge_spec bridges[SIM_BRIDGES];
	struct sim_switch_spec switches[SIM_BRIDGES];
	struct sim_window_spec windows[SIM_WINDOWS];
	struct sim_card_spec cards[SIM_CARDS];
	bool memory_online;	/* the kernel takes ram regions as system memory */
	int memory_returns;	/* so many calls after a block went offline it is online again; 0: it stays offline */
	bool qos;		/* the cards know their class */
	int poison_max;		/* how many a card holds; 0: 8 */
};

/*
 * Two host bridges, each with a pmem and a ram card of 2 UNIT: mem0 and mem1
 * below the first, mem2 and mem3 below the second. decoder0.0 and decoder0.1
 * are a window over each host bridge, decoder0.2 is one over both.
 */
extern const struct sim_spec sim_mixed;

/* Makes the arena on first use, and in it the machine; io.c then works on it. */
void sim_make(const struct sim_spec *spec);

/* The whole machine, kept and put back. */
struct sim_kept {
	void *bytes;
	size_t used;
};
void sim_keep(struct sim_kept *kept);
void sim_put_back(const struct sim_kept *kept);
void sim_kept_free(struct sim_kept *kept);

/* ---- what happens to it ------------------------------------------------ */

struct sim_card *sim_card(uint64_t serial);
/* Its ram and its pmem. */
void sim_card_sizes(const struct sim_card *card, uint64_t *sizes);
/* "mem0" as of now; "" while it has none. */
const char *sim_card_name(const struct sim_card *card);
void sim_card_pull(struct sim_card *card);
/* A card into an empty slot. */
void sim_card_plug(struct sim_card *card);
/* Pulled, and another of twice its size and serial + 0x8000 plugged at once. */
struct sim_card *sim_card_replace(struct sim_card *card);

/* As an administrator: writes @text to the file at @path; 0 or -errno. */
int sim_write(const char *path, const char *text);
/* The text of the file at @path, "" where there is none. */
const char *sim_text(const char *path);

/* ---- faults ------------------------------------------------------------ */

enum sim_call {
	CALL_OPEN, CALL_CLOSE, CALL_STAT, CALL_EXISTS, CALL_READ, CALL_WRITE,
	CALL_READLINK, CALL_GETDENTS, CALL_IOCTL, CALL_LOCK, CALL_WATCH, CALL_POLL,
};

/* What a call was made on. */
enum sim_place {
	PLACE_NONE,		/* no such file */
	PLACE_DIR, PLACE_ATTR, PLACE_DEBUGFS, PLACE_CDEV, PLACE_LINK, PLACE_PLAIN,
};

/* One call, as the trace has it. */
struct sim_record {
	enum sim_call call;
	enum sim_place place;
	bool writing;
	bool rebuilt;		/* the kernel may take it away and put it back */
	int rc;
	char name[80];		/* the last components of the path */
};
const struct sim_record *sim_trace(long call);
extern const char *const sim_call_names[];

/* With SIM_TRACE=FILE every call is told there, and a line of one's own between them. */
void sim_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

enum sim_fault_kind {
	FAULT_NONE,
	FAULT_ERRNO,		/* the call fails, nothing happened */
	FAULT_LASTING,		/* and each later one of its kind on the same file */
	FAULT_AFTER,		/* it happened, and yet the call fails */
	FAULT_EMPTY,		/* a read gives nothing */
	FAULT_SHORT,		/* a read gives half */
	FAULT_PULL,		/* the card leaves before the call */
	FAULT_REPLACE,		/* and another takes its place */
	FAULT_REBUILD,		/* the attribute group at hand is rebuilt */
	FAULT_SIGNAL,		/* raised before the call */
	FAULT_KILL,		/* the process ends before the call, whatever it does */
};

struct sim_fault {
	enum sim_fault_kind kind;
	long call;		/* at which call, counted from 1; 0: never */
	int number;		/* errno or signal */
	uint64_t serial;	/* of the card */
};
void sim_set_fault(const struct sim_fault *fault);
/* Besides that one, which comes first. */
void sim_set_second_fault(const struct sim_fault *fault);

/* Right before the next such call on a path with @part in it, @happens: it may set a fault for that call. */
void sim_look_out(enum sim_call call, const char *part, void (*happens)(void));
/* Whether it has still to come. */
bool sim_looks_out(void);

/* Every write to an attribute of that name fails so; "" is none. */
void sim_refuse(const char *attr, int err);
/* Whoever looks at a path that ends so is told EIO. */
void sim_hide(const char *path);
/* Every write to an attribute of that name is taken, and does nothing. */
void sim_ignore(const char *attr);

/* Nothing is marked any more: memory that was set aside is nobody's. */
void sim_forget_marks(void);

long sim_calls(void);		/* made so far, closing left out */
void sim_begin(int actor);	/* a run begins: calls and violations are counted from here */
void sim_end(int actor);	/* its process ended: what it held is let go */
int sim_open_fds(int actor);

/* Interleaves the calls of the actors by this seed; 0: there is only one actor. */
void sim_schedule(uint64_t seed, int actors);
void sim_actor_starts(int actor);
void sim_actor_ends(int actor);

/* While several act, cards come and go by chance. */
void sim_set_hotplug(bool on);

/* Time does not pass by itself. */
uint64_t sim_now_ns(void);
void sim_sleep_ns(uint64_t ns);

/* ---- what it looks like ------------------------------------------------ */

/*
 * What counts of the machine's state, as text: regions, allocations,
 * reservations, drivers, poison, memory. Two machines of the same text are the
 * same to an administrator.
 */
void sim_describe(char *buf, size_t len);

/* What a tool must never do was done so often; the first of it in words. */
int sim_violations(void);
const char *sim_first_violation(void);

/* Cards that the run may write to, by serial; all, if none was named. */
void sim_allow(const uint64_t *serials, int count);

/* Regions that stand now, or that of this name, are not to be touched by a run. */
void sim_guard_all(void);
void sim_guard(const char *region);
/* Nor is poison to be put into memory that is online. */
void sim_guard_memory(void);
/* The platform keeps it as it is. */
void sim_lock_region(const char *region);

/* What is true of the device of that name, which is not a card's that took another's place. */
bool sim_lives(const char *name);
bool sim_is_bound(const char *name);
bool sim_is_committed(const char *name);
bool sim_is_locked(const char *name);
bool sim_is_online(const char *name);		/* a region, a memory block */

int sim_regions_enabled(void);

/* Residue that a region's failed birth or death leaves; "" if none. */
const char *sim_orphan(void);
/* Only what no region knows of any more: memory that nobody will give back. */
const char *sim_lost(void);

/* The poison records that actor @actor had posted since the last call. */
struct sim_poison {
	char memdev[16];
	char region[16];
	uint64_t dpa, length;
};
int sim_poison_posted(int actor, struct sim_poison *records, int max);
int sim_poison_count(uint64_t serial);

/* All files of the machine with their texts, for a comparison. */
void sim_print_tree(FILE *file);
