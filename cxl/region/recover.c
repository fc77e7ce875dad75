// SPDX-License-Identifier: GPL-2.0-or-later
/* The orphans of a machine, and the ordered steps that undo them. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "core/scope.h"
#include "region/dpa.h"
#include "region/holder.h"
#include "region/orphan.h"
#include "region/recover.h"
#include "region/steps.h"

static void forget(struct recoveries *all)
{
	for (size_t i = 0; i < all->count; i++) {
		free(all->list[i].what);
		free(all->list[i].done);
	}
	all->count = 0;
}

void recoveries_done(struct recoveries *all)
{
	forget(all);
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

/* Its other members are what a card that comes late completes. */
static void say_waiting(struct cxl_region *region)
{
	struct cxl_decoder *decoder = orphan_committed_member(region);

	bool committed;

	if (!decoder || cxl_region_is_enabled(region) > 0 ||
	    cxl_region_query_committed(region, &committed) || committed)
		return;
	say_news(cxl_region_get_devname(region),
		 "left as it is: firmware committed %s of it, and a member is missing",
		 cxl_decoder_get_devname(decoder));
}

static void look_at_region(struct recoveries *all, struct cxl_region *region)
{
	bool orphan;
	int rc = orphan_query_region(region, &orphan);

	if (rc) {
		say_errno(cxl_region_get_devname(region), "look for orphans", rc);
		all->status = STATUS_FAILED;
	} else if (orphan)
		add_region(all, region);
	else
		say_waiting(region);
}

static void find_regions(struct cxl_ctx *ctx, struct recoveries *all)
{
	struct cxl_decoder *window;
	struct cxl_region *region;
	struct cxl_bus *bus;

	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window)
			cxl_region_foreach(window, region)
				look_at_region(all, region);
	if (all->count)
		qsort(all->list, all->count, sizeof(*all->list),
		      by_resource_descending);
}

/* -- decoders of a memdev -- */

/* What its decoders are about: one of each, or NULL. */
struct use {
	struct cxl_decoder *leaked;
	struct cxl_decoder *used;	/* by more than an orphan */
};

static bool is_used(struct cxl_decoder *decoder, enum orphan_decoder orphan,
		    struct cxl_region *region)
{
	if (region)
		return !orphan_is_region(region);
	return orphan == ORPHAN_NONE && decoder_dpa(decoder) != DPA_NONE;
}

static struct use read_use(struct cxl_port *port)
{
	struct use use = {};
	struct cxl_decoder *decoder;
	struct cxl_region *region;

	cxl_decoder_foreach(port, decoder) {
		enum orphan_decoder orphan;

		cxl_decoder_refresh(decoder);	/* or as it was */
		orphan = orphan_of_decoder(decoder, &region);
		if (orphan == ORPHAN_LEAKED)
			use.leaked = decoder;
		if (is_used(decoder, orphan, region))
			use.used = decoder;
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
	if (use->used) {
		say_error(decoder, NULL,
			  "it names %s, which does not exist, and its memdev is used for %s",
			  region, holder_of_decoder(use->used).text);
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

static void say_behind(struct recoveries *all, struct cxl_decoder *decoder,
		       struct cxl_decoder *later)
{
	say_error(cxl_decoder_get_devname(decoder), NULL,
		  "DPA is freed from the end, and %s holds some behind it for %s",
		  cxl_decoder_get_devname(later), holder_of_decoder(later).text);
	all->status = STATUS_FAILED;
}

static void say_unread(struct recoveries *all, struct cxl_decoder *decoder,
		       const char *what)
{
	say_error(cxl_decoder_get_devname(decoder), "look for orphans",
		  "%s cannot be read", what);
	all->status = STATUS_FAILED;
}

/* Why memory that is in no region is left where it is. */
static void say_kept(struct recoveries *all, struct cxl_decoder *decoder)
{
	enum keeper keeper = orphan_keeper(decoder);

	if (keeper == KEEPER_UNKNOWN ||
	    (keeper == KEEPER_NONE && !cxl_decoder_get_region_name(decoder) &&
	     !cxl_decoder_is_gone(decoder)))	/* it was unknown a moment before */
		say_unread(all, decoder, "whose its memory is");
	else if (keeper == KEEPER_FIRMWARE)
		say_news(cxl_decoder_get_devname(decoder),
			 "left as it is: firmware committed it, and it is in no region (dmesg may say why)");
}

/* What is to be freed, or in a region that is to be deleted before that. */
static bool is_to_be_freed(struct recoveries *all, struct cxl_decoder *decoder)
{
	struct cxl_region *region;
	enum orphan_decoder orphan = orphan_of_decoder(decoder, &region);

	if (region)
		return orphan_is_region(region);
	if (orphan == ORPHAN_NONE)
		say_kept(all, decoder);
	return orphan == ORPHAN_DPA;
}

/* @used is a later decoder that keeps its DPA, or NULL; gives back the next such. */
static struct cxl_decoder *look_at_dpa(struct recoveries *all,
				       struct cxl_memdev *memdev,
				       struct cxl_decoder *decoder,
				       struct cxl_decoder *used)
{
	cxl_decoder_refresh(decoder);	/* or as it was */
	if (decoder_dpa(decoder) == DPA_NONE || cxl_decoder_is_gone(decoder))
		return used;
	if (decoder_dpa(decoder) == DPA_UNKNOWN) {
		say_unread(all, decoder, "its dpa_size");
		return decoder;
	}
	if (!is_to_be_freed(all, decoder))
		return decoder;
	if (used)
		say_behind(all, decoder, used);
	else
		add_dpa(all, decoder, memdev);
	return used;
}

/* From the last: the kernel frees no other. */
static void find_dpa(struct recoveries *all, struct cxl_port *port,
		     struct cxl_memdev *memdev)
{
	struct cxl_decoder *decoder, *used = NULL;

	cxl_decoder_foreach_reverse(port, decoder)
		used = look_at_dpa(all, memdev, decoder, used);
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

/* With half the truth nothing is undone: what was not seen may be what is used. */
void recoveries_find(struct cxl_ctx *ctx, struct recoveries *all)
{
	int rc;

	find_regions(ctx, all);
	each_memdev(ctx, all, find_free_dpa);
	each_memdev(ctx, all, find_leaks);
	rc = cxl_get_missing(ctx);
	if (!rc)
		return;
	say_errno(cxl_get_missing_name(ctx), "look for orphans", rc);
	all->status = STATUS_FAILED;
	forget(all);
}
