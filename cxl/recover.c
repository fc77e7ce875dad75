// SPDX-License-Identifier: GPL-2.0-or-later
/* The orphans of a machine, and the ordered steps that undo them. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cleanup.h"
#include "command.h"
#include "orphan.h"
#include "recover.h"
#include "say.h"
#include "steps.h"

void recoveries_done(struct recoveries *all)
{
	for (size_t i = 0; i < all->count; i++) {
		free(all->list[i].what);
		free(all->list[i].done);
	}
	free(all->list);
}

const char *recovery_object(const struct recovery *r)
{
	switch (r->kind) {
	case RECOVERY_REGION:
		return cxl_region_get_devname(r->region);
	case RECOVERY_DPA:
		return cxl_decoder_get_devname(r->decoder);
	default:
		return cxl_memdev_get_devname(r->memdev);
	}
}

static void out_of_memory(struct recoveries *all)
{
	if (!all->status)
		say_errno(NULL, "look for orphans", -ENOMEM);
	all->status = STATUS_FAILED;
}

/* What is added, to be filled; or NULL. */
static struct recovery *add(struct recoveries *all,
			    const struct recovery *r)
{
	struct recovery *more = reallocarray(all->list, all->count + 1,
					     sizeof(*more));

	if (!more) {
		out_of_memory(all);
		return NULL;
	}
	all->list = more;
	more[all->count] = *r;
	return &more[all->count++];
}

static char *words(struct recoveries *all, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static char *words(struct recoveries *all, const char *format, ...)
{
	char *text;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vasprintf(&text, format, ap);
	va_end(ap);
	if (n >= 0)
		return text;
	out_of_memory(all);
	return NULL;
}

/* -- regions -- */

static void add_region(struct recoveries *all, struct cxl_region *region)
{
	struct recovery *r = add(all, &(struct recovery){
		.kind = RECOVERY_REGION, .region = region });

	if (!r)
		return;
	r->what = words(all, "empty its targets and delete it (it is not committed and has no driver)");
	r->done = words(all, "deleted (it was not committed and had no driver)");
}

/* Decoders are given back in the reverse of the order in which they were taken. */
static int by_resource_descending(const void *a, const void *b)
{
	unsigned long long left =
		cxl_region_get_resource(((const struct recovery *)a)->region);
	unsigned long long right =
		cxl_region_get_resource(((const struct recovery *)b)->region);

	return (left < right) - (left > right);
}

static void find_regions(struct cxl_ctx *ctx, struct recoveries *all)
{
	struct cxl_decoder *window;
	struct cxl_region *region;
	struct cxl_bus *bus;

	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window)
			cxl_region_foreach(window, region)
				if (orphan_is_region(region))
					add_region(all, region);
	if (all->count)
		qsort(all->list, all->count, sizeof(*all->list),
		      by_resource_descending);
}

/* -- decoders of a memdev -- */

/* What its decoders are about: one of each, or NULL. */
struct use {
	struct cxl_decoder *leaked;
	struct cxl_region *region;	/* in use: no orphan */
};

static struct use read_use(struct cxl_port *port)
{
	struct use use = {};
	struct cxl_decoder *decoder;
	struct cxl_region *region;

	cxl_decoder_foreach(port, decoder) {
		cxl_decoder_refresh(decoder);	/* or as it was */
		if (orphan_of_decoder(decoder, &region) == ORPHAN_LEAKED)
			use.leaked = decoder;
		if (region && !orphan_is_region(region))
			use.region = region;
	}
	return use;
}

/* The kernel lets go of a leaked decoder only with its memdev. */
static void add_memdev(struct recoveries *all, struct cxl_memdev *memdev,
		       const struct use *use)
{
	const char *decoder = cxl_decoder_get_devname(use->leaked);
	const char *region = cxl_decoder_get_region_name(use->leaked);
	struct recovery *r;

	if (!region)
		return;
	if (use->region) {
		say_error(decoder, NULL,
			  "it names %s, which does not exist, and %s uses the same memdev (first: cxl destroy-region %s)",
			  region, cxl_region_get_devname(use->region),
			  cxl_region_get_devname(use->region));
		all->status = STATUS_FAILED;
		return;
	}
	r = add(all, &(struct recovery){ .kind = RECOVERY_MEMDEV, .memdev = memdev });
	if (!r)
		return;
	r->what = words(all, "disable and enable it (%s names %s, which does not exist)",
			  decoder, region);
	r->done = words(all, "disabled and enabled again (%s named %s, which does not exist)",
			  decoder, region);
}

static void add_dpa(struct recoveries *all, struct cxl_decoder *decoder,
		    struct cxl_memdev *memdev)
{
	uint64_t size = cxl_decoder_get_dpa_size(decoder);
	const char *name = cxl_memdev_get_devname(memdev);
	struct recovery *r = add(all, &(struct recovery){
		.kind = RECOVERY_DPA, .decoder = decoder });

	if (!r)
		return;
	r->what = words(all, "set dpa_size to 0 (%s of %s, in no region)",
			size_words(size).text, name);
	r->done = words(all, "set dpa_size to 0 (%s of %s, in no region)",
			size_words(size).text, name);
}

static bool holds_dpa(struct cxl_decoder *decoder)
{
	unsigned long long size = cxl_decoder_get_dpa_size(decoder);

	return size && size != ULLONG_MAX;
}

static void say_behind(struct recoveries *all, struct cxl_decoder *decoder,
		       struct cxl_decoder *later)
{
	struct cxl_region *region = cxl_decoder_get_region(later);

	say_error(cxl_decoder_get_devname(decoder), NULL,
		  "%s of %s holds DPA behind it, and DPA is freed from the end",
		  cxl_decoder_get_devname(later),
		  region ? cxl_region_get_devname(region) : "a region");
	all->status = STATUS_FAILED;
}

static bool is_unread(struct cxl_decoder *decoder)
{
	return cxl_decoder_get_dpa_size(decoder) == ULLONG_MAX &&
	       !cxl_decoder_is_gone(decoder);
}

static void say_unread(struct recoveries *all, struct cxl_decoder *decoder)
{
	say_error(cxl_decoder_get_devname(decoder), "look for orphans",
		  "its dpa_size cannot be read");
	all->status = STATUS_FAILED;
}

/* From the last: the kernel frees no other. */
static void find_dpa(struct recoveries *all, struct cxl_port *port,
		     struct cxl_memdev *memdev)
{
	struct cxl_decoder *decoder, *used = NULL;
	struct cxl_region *region;

	cxl_decoder_foreach_reverse(port, decoder) {
		cxl_decoder_refresh(decoder);	/* or as it was */
		if (is_unread(decoder))
			say_unread(all, decoder);
		if (!holds_dpa(decoder))
			continue;
		orphan_of_decoder(decoder, &region);
		if (region && !orphan_is_region(region))
			used = decoder;
		else if (used)
			say_behind(all, decoder, used);
		else
			add_dpa(all, decoder, memdev);
	}
}

static void find_free_dpa(struct recoveries *all, struct cxl_memdev *memdev,
		    struct cxl_port *port)
{
	if (!read_use(port).leaked)
		find_dpa(all, port, memdev);
}

static void find_leaks(struct recoveries *all, struct cxl_memdev *memdev,
		      struct cxl_port *port)
{
	struct use use = read_use(port);

	if (use.leaked)
		add_memdev(all, memdev, &use);
}

static void each_memdev(struct cxl_ctx *ctx, struct recoveries *all,
			void (*look)(struct recoveries *all,
				     struct cxl_memdev *memdev,
				     struct cxl_port *port))
{
	struct cxl_endpoint *endpoint;
	struct cxl_memdev *memdev;

	cxl_memdev_foreach(ctx, memdev) {
		endpoint = cxl_memdev_get_endpoint(memdev);
		if (endpoint)
			look(all, memdev, cxl_endpoint_get_port(endpoint));
	}
}

void recoveries_find(struct cxl_ctx *ctx, struct recoveries *all)
{
	int rc;

	find_regions(ctx, all);
	each_memdev(ctx, all, find_free_dpa);
	each_memdev(ctx, all, find_leaks);
	rc = cxl_get_missing(ctx);
	if (!rc)
		return;
	say_errno(NULL, "look for orphans", rc);
	all->status = STATUS_FAILED;
}
