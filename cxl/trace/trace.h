/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Poison records: the kernel posts them as trace events, read in a private tracefs instance. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct cxl_memdev;
struct cxl_region;
struct trace;

/* Flags of a poison list: the event's own bits. */
#define TRACE_POISON_MORE	(1 << 0)
#define TRACE_POISON_OVERFLOW	(1 << 1)
#define TRACE_POISON_SCANNING	(1 << 2)

struct poison_record {
	uint64_t dpa;
	uint64_t hpa;		/* UINT64_MAX: not translated */
	uint64_t length;	/* bytes */
	uint64_t overflow_time;
	unsigned int source;
	unsigned int flags;
};

struct poison_list {
	struct poison_record *records;
	size_t count;
};
void poison_list_done(struct poison_list *list);
#define _cleanup_poison_ __attribute__((cleanup(poison_list_done)))

/*
 * Make the instance; 0 or -errno (-EOPNOTSUPP: built without tracefs; -ENOSYS: its library is
 * not installed). The
 * instance goes away with trace_end() and when a signal ends the program.
 */
int trace_begin(struct trace **ret);
void trace_end(struct trace *trace);

/* The poison list of the device; of a region, the records that lie in it. */
int trace_read_memdev(struct trace *trace, struct cxl_memdev *memdev,
		      struct poison_list *ret);
int trace_read_region(struct trace *trace, struct cxl_region *region,
		      struct poison_list *ret);
