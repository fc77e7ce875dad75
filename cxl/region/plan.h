/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a topology and a request to the ordered steps that make a region, or the reason why there are none. */
#pragma once

#include "region/topology.h"

/* What was asked for; zero, NULL and MEMORY_KINDS leave it to us. */
struct request {
	const char *window;		/* "decoder0.1" */
	const char *const *memdevs;	/* "mem3", in the order of the positions */
	size_t nr_memdevs;
	enum memory_kind kind;
	uint64_t size;
	unsigned int ways;
	unsigned int granularity;
	const unsigned char *uuid;	/* 16 bytes */
	const unsigned char *spare_uuid; /* for pmem, where @uuid is left to us */
	bool enforce_qos;
};

/* In the order in which they are looked at: the later, the nearer to a plan. */
enum rule {
	RULE_NONE,			/* none is broken: there is a plan */
	RULE_NO_MEMORY,			/* our own, that is */
	RULE_WAYS_VALUE,
	RULE_GRANULARITY_VALUE,
	RULE_SIZE_VALUE,
	RULE_UUID_OF_RAM,
	RULE_MEMDEV_TWICE,
	RULE_WINDOW_KNOWN,
	RULE_MEMDEV_KNOWN,
	RULE_ENABLED,
	RULE_CAPABLE,
	RULE_REACHES,
	RULE_KIND,
	RULE_CANDIDATES,
	RULE_WAYS,
	RULE_SPREAD,
	RULE_ORDER,
	RULE_GRANULARITY,
	RULE_QOS,
	RULE_DECODER,
	RULE_SIZE,
	RULE_DPA,
	RULE_HPA,
	RULE_PORT_DECODER,
	RULE_HPA_ORDER,
	RULES,
};

enum step_kind {
	STEP_CREATE,
	STEP_GRANULARITY,
	STEP_WAYS,
	STEP_UUID,
	STEP_SIZE,
	STEP_MODE,
	STEP_DPA,
	STEP_TARGET,
	STEP_COMMIT,
	STEP_ENABLE,
	STEP_KINDS,
};

#define NEW_REGION "region"		/* what a step calls the region to be */

/* One change of the machine. */
struct step {
	enum step_kind kind;
	const char *object;		/* whose attribute is written: decoder4.0, or NEW_REGION */
	char *what;			/* "set target0 to decoder4.0 (mem1)" */
	char *undo;			/* "clear target0"; NULL: nothing to be undone */
	uint64_t value;
	const struct device *device;	/* of the steps of one member */
};

struct plan {
	const struct window *window;
	enum memory_kind kind;
	uint64_t size;
	unsigned int ways;
	unsigned int granularity;
	unsigned char uuid[16];		/* pmem */
	const struct device *members[WAYS_MAX];	/* by position */

	struct step *steps;
	size_t nr_steps;

	/* If there is no plan: */
	enum rule broken;
	char *object;			/* by which object; NULL: by the request itself */
	char *reason;
};

/* Never NULL but when memory is out. The plan borrows from @topology. Free with plan_free(). */
struct plan *plan_make(const struct topology *topology,
		       const struct request *request);
void plan_free(struct plan *plan);

/* What the exit status says of a broken rule (enum command_status). */
int rule_status(enum rule rule);

static inline void plan_freep(struct plan **p) { plan_free(*p); }
#define _cleanup_plan_ __attribute__((cleanup(plan_freep)))
