/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What regions consist of, as plain data: windows, the memdevs below them, what is free. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cxl_bus;
struct cxl_ctx;
struct cxl_decoder;
struct cxl_memdev;
struct cxl_region;

#define MIB		(1024ULL * 1024)
#define CAPACITY_UNIT	(256 * MIB)	/* DPA and HPA come in multiples of it */
#define WAYS_MAX	16
#define HOPS_MAX	8		/* CXL 3.1 allows fewer levels of switches */
#define QOS_UNKNOWN	-1

enum memory_kind {
	MEMORY_RAM,
	MEMORY_PMEM,
	MEMORY_KINDS,			/* as a wish: whichever fits */
};

struct extent {
	uint64_t start;
	uint64_t size;
};

/* One of the ways of a window: the host bridge behind it. */
struct window_target {
	const char *name;
	long id;			/* of the root's dport */
};

/* A root decoder: a range of host physical addresses for regions. */
struct window {
	const char *name;
	const char *root;		/* the root port it belongs to */
	uint64_t start;
	uint64_t size;
	unsigned int ways;
	unsigned int granularity;
	bool capable[MEMORY_KINDS];
	int qos_class;
	struct window_target targets[WAYS_MAX];	/* in the order of the ways */
	unsigned int nr_targets;
	struct extent *free;		/* whole units of what nobody holds */
	size_t nr_free;
	char *holder;			/* who holds most of the rest, in words */
	const char *unread;		/* a region whose place is not known */
	int unseen;			/* why others were not seen: -errno; 0: they were */
	struct cxl_decoder *decoder;
};

/*
 * How much a port has to decode already. Its decoders are taken in the order
 * of addresses: a region goes above all those that pass the port.
 */
struct load {
	const char *port;
	unsigned int free_decoders;
	const char *top;		/* the decoder that starts highest; NULL: none */
	uint64_t top_start;
	char *holder;			/* whom @top serves, in words */
	const char *region;		/* the same, where it is a region that can be destroyed; else NULL */
};

/* A range that a decoder decodes without a region, so that the kernel takes it for free. */
struct stray {
	const char *decoder;
	struct extent extent;
};

/* A step on the way from the root to a memdev: at this port, through this dport. */
struct hop {
	const char *port;
	const char *dport;
	long dport_id;
	const struct load *load;	/* NULL: of no concern */
};

/* A memdev, seen as something to make regions of. */
struct device {
	const char *name;
	unsigned int id;
	uint64_t serial;
	bool enabled;
	bool detached;			/* enabled, but a port above it is not */
	uint64_t size[MEMORY_KINDS];
	uint64_t free[MEMORY_KINDS];	/* what the next allocation may take */
	uint64_t pmem_start;		/* the end of all that is allocated: device_pmem_start() */
	bool ram_shut;			/* pmem is allocated: the rest of the ram is skipped */
	int qos_class[MEMORY_KINDS];
	struct hop path[HOPS_MAX];	/* from the root down; while it is not attached, the root alone */
	unsigned int nr_hops;
	const char *next_decoder;	/* NULL: all are taken */
	char *holder;			/* of the last allocation, in words; NULL: none */
	const char *unread;		/* a decoder whose allocation is not known */
	struct load load;		/* of its own endpoint */
	struct cxl_decoder *decoder;
	struct cxl_memdev *memdev;
};

/* Where its next allocation of pmem starts: behind the ram, and behind the allocations. */
static inline uint64_t device_pmem_start(const struct device *d)
{
	return d->pmem_start > d->size[MEMORY_RAM] ? d->pmem_start : d->size[MEMORY_RAM];
}

/* Names and handles belong to the context that was read. */
struct topology {
	struct window *windows;		/* by id */
	size_t nr_windows;
	struct device *devices;		/* as they were named, or by id */
	size_t nr_devices;
	struct load **loads;		/* of the ports on the way, once each */
	size_t nr_loads;
	struct stray *strays;
	size_t nr_strays;
	const struct scope *scope;	/* while it is read */
};

/* What matters of a machine; NULL and 0: all of it. */
struct scope {
	struct cxl_bus *bus;
	struct cxl_decoder *window;
	struct cxl_memdev *const *memdevs;
	size_t nr_memdevs;
	struct cxl_region *const *without;	/* that are to be destroyed before: as if they were not there */
	size_t nr_without;
	struct cxl_decoder *const *without_dpa;	/* whose DPA is to be freed before */
	size_t nr_without_dpa;
};

/* Whether that region, which may be NULL, is to be destroyed before. */
static inline bool scope_is_without(const struct scope *scope, const struct cxl_region *region)
{
	for (size_t i = 0; region && i < scope->nr_without; i++)
		if (scope->without[i] == region)
			return true;
	return false;
}

static inline bool scope_frees(const struct scope *scope, const struct cxl_decoder *decoder)
{
	for (size_t i = 0; i < scope->nr_without_dpa; i++)
		if (scope->without_dpa[i] == decoder)
			return true;
	return false;
}

/*
 * 0 or -ENOMEM, or why something could not be read. Who is not below one of
 * the windows is not read further than to know that; nor is what is free in a
 * window that leads to nobody. Free with topology_free().
 */
int topology_read(struct cxl_ctx *ctx, const struct scope *scope,
		  struct topology **ret);
void topology_free(struct topology *topology);

static inline void topology_freep(struct topology **t) { topology_free(*t); }
#define _cleanup_topology_ __attribute__((cleanup(topology_freep)))
