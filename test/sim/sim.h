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
	bool pci_slots;		/* the slots of its cards can be found, and powered off */
	int memory_slow;	/* so many calls after kmem has added the blocks it onlines them; 0: at once */
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

/* A copy of the whole machine. sim_keep() makes one, sim_put_back() restores the machine from it. */
struct sim_kept {
	void *bytes;
	size_t used;
};
void sim_keep(struct sim_kept *kept);
void sim_put_back(const struct sim_kept *kept);
void sim_kept_free(struct sim_kept *kept);

/* ---- what happens to it ------------------------------------------------ */

struct sim_card *sim_card(uint64_t serial);
/* Writes the bytes of its ram and of its pmem to @sizes. */
void sim_card_sizes(const struct sim_card *card, uint64_t *sizes);
/* The name of its memdev, such as "mem0"; "" if it has no memdev. */
const char *sim_card_name(const struct sim_card *card);
/* How often the character device of its memdev is open: while it is, no other memdev gets the number. */
int sim_card_pins(const struct sim_card *card);
void sim_card_pull(struct sim_card *card);
/* Plugs a card that was pulled into its slot. */
void sim_card_plug(struct sim_card *card);
/* Another PCI function appears that a driver is bound to. */
void sim_give_function(const char *name);
/* Pulls the card and plugs another one, which has twice its size and its serial + 0x8000. */
struct sim_card *sim_card_replace(struct sim_card *card);

/* Writes @text to the file at @path, as an administrator would; returns 0 or -errno. */
int sim_write(const char *path, const char *text);
/* The text of the file at @path; "" if there is no such file. */
const char *sim_text(const char *path);

/* ---- faults ------------------------------------------------------------ */

enum sim_call {
	CALL_OPEN, CALL_CLOSE, CALL_STAT, CALL_EXISTS, CALL_READ, CALL_WRITE,
	CALL_READLINK, CALL_GETDENTS, CALL_IOCTL, CALL_LOCK, CALL_WATCH, CALL_POLL,
};

/* The kind of file that a call was made on. */
enum sim_place {
	PLACE_NONE,		/* no such file */
	PLACE_DIR, PLACE_ATTR, PLACE_DEBUGFS, PLACE_CDEV, PLACE_LINK, PLACE_PLAIN,
};

/* One call in the trace of a run. */
struct sim_record {
	enum sim_call call;
	enum sim_place place;
	bool writing;
	bool rebuilt;		/* the kernel may remove and recreate it */
	int rc;
	char name[80];		/* the last components of the path */
};
const struct sim_record *sim_trace(long call);
extern const char *const sim_call_names[];

/* With SIM_TRACE=FILE each call is logged to FILE; this adds a line. */
void sim_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

enum sim_fault_kind {
	FAULT_NONE,
	FAULT_ERRNO,		/* the call fails and does nothing */
	FAULT_LASTING,		/* and each later one of its kind on the same file */
	FAULT_AFTER,		/* the call does its work, and fails */
	FAULT_EMPTY,		/* a read returns nothing */
	FAULT_SHORT,		/* a read returns half of the text */
	FAULT_PULL,		/* the card leaves before the call */
	FAULT_REPLACE,		/* and another is plugged in its slot */
	FAULT_REBUILD,		/* the kernel recreates the attribute group that the call is on */
	FAULT_SIGNAL,		/* raised before the call */
	FAULT_KILL,		/* the process is killed before the call */
};

struct sim_fault {
	enum sim_fault_kind kind;
	long call;		/* the number of the call, from 1; 0: never */
	int number;		/* errno or signal */
	uint64_t serial;	/* of the card */
};
void sim_set_fault(const struct sim_fault *fault);
/* A second fault, at a later call than the first. */
void sim_set_second_fault(const struct sim_fault *fault);

/* Calls @happens directly before the next @call on a path that contains @part; it may set a fault for that call. */
void sim_look_out(enum sim_call call, const char *part, void (*happens)(void));
/* Whether @happens is still to be called. */
bool sim_looks_out(void);

/* Every write to an attribute of that name fails with @err; "driver/bind": in that directory; "" ends that. */
void sim_refuse(const char *attr, int err);
/* Every call on a path that ends with @path fails with EIO; "" ends that. */
void sim_hide(const char *path);
/* Every write to an attribute of that name succeeds and does nothing; "" ends that. */
void sim_ignore(const char *attr);

/* Removes all marks, so that no reservation has an owner. */
void sim_forget_marks(void);

long sim_calls(void);		/* the number of calls so far; close() does not count */
void sim_begin(int actor);	/* a run begins: calls and violations are counted from here */
void sim_end(int actor);	/* its process ended: its files are closed */
int sim_open_fds(int actor);

/* Interleaves the calls of the actors by this seed; 0: there is only one actor. */
void sim_schedule(uint64_t seed, int actors);
void sim_actor_starts(int actor);
void sim_actor_ends(int actor);

/* While several actors run, cards leave and come back at random. */
void sim_set_hotplug(bool on);

/* The clock of the machine: it advances only when an actor sleeps. */
uint64_t sim_now_ns(void);
void sim_sleep_ns(uint64_t ns);

/* ---- what it looks like ------------------------------------------------ */

/*
 * Writes the state of the machine as text: regions, allocations, reservations,
 * drivers, poison, memory. An administrator sees no difference between two
 * machines with the same text.
 */
void sim_describe(char *buf, size_t len);

/* The number of violations in this run (see violation.c), and the text of the first. */
int sim_violations(void);
const char *sim_first_violation(void);

/* The serial numbers of the cards that the run may write to; @count 0: all cards. */
void sim_allow(const uint64_t *serials, int count);

/* No run may change the regions that are committed now, or the region of this name. */
void sim_guard_all(void);
void sim_guard(const char *region);
/* No run may inject poison into memory that is online. */
void sim_guard_memory(void);
/* Locks the region, as a platform's firmware does. */
void sim_lock_region(const char *region);

/* The state of the device of that name; false for a card that replaced another. */
bool sim_lives(const char *name);
bool sim_is_bound(const char *name);
bool sim_is_committed(const char *name);
bool sim_is_locked(const char *name);
bool sim_is_online(const char *name);		/* a region, a memory block */

int sim_regions_enabled(void);

/* What an incomplete create or destroy has left behind; "" if nothing. */
const char *sim_orphan(void);
/* The part of it that belongs to no region: DPA that no destroy will free. */
const char *sim_lost(void);

/* The poison records that @actor caused since the last call of sim_poison_posted(). */
struct sim_poison {
	char memdev[16];
	char region[16];
	uint64_t dpa, length;
};
int sim_poison_posted(int actor, struct sim_poison *records, int max);
int sim_poison_count(uint64_t serial);

/* Prints all files of the machine with their texts. */
void sim_print_tree(FILE *file);
