/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Plans: from a topology and a request to the ordered steps that create a region, or the rule that is broken. */
#pragma once

#include "geometry/record.h"
#include "memory/policy.h"
#include "plan/finding.h"
#include "plan/topology.h"

/* The caller's request; zero, NULL and MEMORY_KINDS leave it to the plan. */
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
	bool force;			/* data of another geometry is discarded */
	struct geometries layouts;	/* what layouts tell of the geometry of data; borrowed */
	bool has_use;			/* what its memory is to be used as: */
	enum cxl_memory_mode use;
	enum cxl_memory_zone zone;
};

/* In the order of checking: the later, the nearer to a plan. */
enum rule {
	RULE_NONE,			/* none is broken: there is a plan */
	RULE_NO_MEMORY,			/* our own, that is */
	RULE_WAYS_VALUE,
	RULE_GRANULARITY_VALUE,
	RULE_SIZE_VALUE,
	RULE_UUID_OF_RAM,
	RULE_USE_OF_PMEM,
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
	RULE_GEOMETRY,
	RULES,
};

enum step_kind {
	/* of creating a region */
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
	STEP_USE,
	STEP_KINDS,

	/* of disabling and destroying one */
	STEP_DISABLE,
	STEP_RESET,
	STEP_CLEAR,
	STEP_DELETE,
	STEP_FREE,

	/* of recovering */
	STEP_REGION,			/* it is dismantled and deleted */
	STEP_ORPHAN,			/* the DPA of a decoder is freed */
	STEP_MEMDEV,			/* it is disabled and enabled again */

	/* of preparing a removal, around STEP_DISABLE */
	STEP_MIGRATE,			/* processes get other memory */
	STEP_DESTROY,			/* a region is dismantled, deleted, its DPA freed */
	STEP_UNBIND,			/* the memdev is disabled */
	STEP_LOCATE,			/* its slot shows where it is */
	STEP_POWER,			/* its slot is powered off */
};

#define NEW_REGION "region"		/* what a step calls the region to be */

/* One change of the machine. */
struct cxl_plan_step {
	struct cxl_plan *plan;
	enum step_kind kind;
	const char *object;		/* whose attribute is written: decoder4.0, or NEW_REGION */
	char attribute[32];		/* "target0" */
	char written[64];		/* "decoder4.0"; "": not an attribute's value */
	char *what;			/* "set target0 to decoder4.0 (mem1)" */
	char *undo;			/* "clear target0"; NULL: nothing to be undone */
	char *done;			/* of recovering: "deleted" */
	uint64_t value;
	const struct device *device;	/* of the steps of one member */
	struct cxl_region *region;	/* of what is no longer, one of these */
	struct cxl_decoder *decoder;
	struct cxl_memdev *memdev;
};

struct removal;

struct cxl_plan {
	struct cxl_ctx *ctx;
	struct findings findings;
	struct cxl_plan_step *steps;
	size_t nr_steps;
	size_t nr_done;
	const struct cxl_plan_step *failed;
	struct cxl_region *region;	/* that was created, or is to be destroyed */
	int (*apply)(struct cxl_plan *plan);
	struct removal *removal;	/* of preparing a removal */

	/* Who wants to know, and who stops it; NULL: nobody. */
	cxl_plan_step_fn *on_step;
	void *on_step_arg;
	cxl_plan_stop_fn *stop;
	void *stop_arg;

	/* Of a region to be created: */
	struct topology *topology;	/* NULL: borrowed */
	const struct window *window;
	enum memory_kind kind;
	uint64_t size;
	unsigned int ways;
	unsigned int granularity;
	unsigned char uuid[16];		/* pmem */
	const struct device *members[WAYS_MAX];	/* by position */
	bool has_use;
	enum cxl_memory_mode use;
	enum cxl_memory_zone zone;
	struct policy policy;		/* of the kernel, while it is another */

	struct replacement *replacement;	/* by which regions go; NULL: none does */
	void (*release)(struct cxl_plan *plan);	/* of what else it owns; NULL: nothing */

	/* If there is no plan: */
	enum rule broken;
	char *object;			/* by which object; NULL: by the request itself */
	char *reason;
	char remedy[384];		/* "": none is known */
	uint64_t needed, available;	/* 0: not about a quantity */
};

/* Never NULL but when memory is out. The plan borrows from @topology. Free with cxl_plan_free(). */
struct cxl_plan *plan_make(const struct topology *topology,
			   const struct request *request);

/* What a layout tells about the geometry of data, as seen from one memdev; 0 or -ENOMEM. */
int request_add_geometry(struct cxl_region_request *request, const struct geometry *geometry);

/* cxl_plan_create_region() on a topology that was read, and that the plan borrows. */
int plan_on(struct cxl_ctx *ctx, const struct topology *topology,
	    const struct cxl_region_request *request, struct cxl_plan **ret);

/* cxl_plan_create_region() on a machine without those regions, which are to be destroyed before. */
int plan_create_without(struct cxl_ctx *ctx, const struct cxl_region_request *request,
			struct cxl_region *const *without, size_t nr_without,
			struct cxl_plan **ret);

/* A plan without steps, which @apply will carry out; NULL when memory is out. */
struct cxl_plan *plan_new(struct cxl_ctx *ctx, int (*apply)(struct cxl_plan *plan));

/*
 * Adds a step, with what it does in words; NULL when memory is out. Steps move:
 * none may be kept while others are added.
 */
struct cxl_plan_step *plan_add(struct cxl_plan *plan, enum step_kind kind,
			       const char *object, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Tells that @step begins, or is undone. */
void plan_tell(struct cxl_plan *plan, const struct cxl_plan_step *step, bool undo);

/* Why the caller wants to stop, in words; NULL: go on. */
const char *plan_stopped(struct cxl_plan *plan);

/*
 * Carries out @one, a part of another plan whose planning returned @rc: what it has
 * found, and finds then, goes to @fn. Returns @rc, or what applying it returned.
 */
int plan_run(struct cxl_plan *one, int rc, cxl_finding_fn *fn, void *arg);

/* Writes the end of planning to @ret: also of a plan that failed with @rc, for its findings. Returns @rc. */
int plan_hand_over(struct cxl_plan *plan, int rc, struct cxl_plan **ret);

static inline void plan_freep(struct cxl_plan **p) { cxl_plan_free(*p); }
#define _cleanup_plan_ __attribute__((cleanup(plan_freep)))
