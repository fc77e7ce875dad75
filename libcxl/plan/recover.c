// SPDX-License-Identifier: LGPL-2.1-or-later
/* The orphans of a machine, and the ordered steps that undo them. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "plan/destroy.h"
#include "plan/dpa.h"
#include "plan/holder.h"
#include "plan/orphan.h"
#include "plan/plan.h"
#include "plan/recover.h"
#include "plan/steps.h"

#define FAILED(_id) (struct cxl_finding){ .kind = CXL_FINDING_FAILED, .id = (_id) }
#define NEWS(_id) (struct cxl_finding){ .kind = CXL_FINDING_NEWS, .id = (_id) }

/* A plan that grows, and the first errno of what cannot be undone. */
struct orphan_search {
	struct cxl_plan *plan;
	int rc;
	const struct recover_scope *scope;	/* NULL: all of the machine */
};

static bool concerns_region(const struct orphan_search *all, struct cxl_region *region)
{
	return !all->scope || all->scope->region(all->scope->arg, region);
}

/* In a region that is to be deleted before, or in none. */
static bool concerns_decoder(const struct orphan_search *all, struct cxl_memdev *memdev,
			     struct cxl_decoder *decoder)
{
	struct cxl_region *region = cxl_decoder_get_region(decoder);

	if (!all->scope)
		return true;
	return region ? concerns_region(all, region) :
			all->scope->dpa(all->scope->arg, memdev, decoder);
}

static void spoil(struct orphan_search *all, int rc)
{
	if (!all->rc)
		all->rc = rc;
}

static struct findings *findings_of(struct orphan_search *all)
{
	return &all->plan->findings;
}

static void out_of_memory(struct orphan_search *all)
{
	all->plan->findings.lost = true;
}

/* Which attribute is written, and the words for it once it is done. */
__attribute__((format(printf, 4, 5)))
static void describe(struct orphan_search *all, struct cxl_plan_step *s,
		     const char *attribute, const char *format, ...)
{
	va_list ap;

	snprintf(s->attribute, sizeof(s->attribute), "%s", attribute);
	va_start(ap, format);
	if (vasprintf(&s->done, format, ap) < 0) {
		s->done = NULL;
		out_of_memory(all);
	}
	va_end(ap);
}

/* -- regions -- */

static void add_region(struct orphan_search *all, struct cxl_region *region)
{
	struct cxl_plan_step *s = plan_add(all->plan, STEP_REGION,
		cxl_region_get_devname(region),
		"empty its targets and delete it (it is not committed and has no driver)");

	if (!s) {
		out_of_memory(all);
		return;
	}
	s->region = region;
	describe(all, s, "delete_region", "deleted (it was not committed and had no driver)");
}

/* The kernel frees decoders in the reverse of the order in which it allocated them. */
static int by_resource_descending(const void *a, const void *b)
{
	unsigned long long left =
		cxl_region_get_resource(((const struct cxl_plan_step *)a)->region);
	unsigned long long right =
		cxl_region_get_resource(((const struct cxl_plan_step *)b)->region);

	return (left < right) - (left > right);
}

/* Its other members are what a card that comes late completes. */
static void find_waiting(struct orphan_search *all, struct cxl_region *region)
{
	struct cxl_decoder *decoder = orphan_committed_member(region);
	bool committed;

	if (!decoder || cxl_region_is_enabled(region) > 0 ||
	    cxl_region_query_committed(region, &committed) || committed)
		return;
	find(findings_of(all), &NEWS("region-waits"), cxl_region_get_devname(region), NULL,
	     "left as it is: firmware committed %s of it, and a member is missing",
	     cxl_decoder_get_devname(decoder));
}

static void look_at_region(struct orphan_search *all, struct cxl_region *region)
{
	bool orphan;
	int rc;

	if (!concerns_region(all, region))
		return;
	rc = cxl_region_query_orphan(region, &orphan);
	if (rc)
		spoil(all, find_errno(findings_of(all), cxl_region_get_devname(region),
				      "look for orphans", NULL, rc));
	else if (orphan)
		add_region(all, region);
	else
		find_waiting(all, region);
}

static void find_regions(struct cxl_ctx *ctx, struct orphan_search *all)
{
	struct cxl_decoder *window;
	struct cxl_region *region;
	struct cxl_bus *bus;

	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window)
			cxl_region_foreach(window, region)
				look_at_region(all, region);
	if (all->plan->nr_steps)
		qsort(all->plan->steps, all->plan->nr_steps, sizeof(*all->plan->steps),
		      by_resource_descending);
}

/* -- decoders of a memdev -- */

/* What its decoders are about: one of each, or NULL. */
struct use {
	struct cxl_decoder *leaked;
	struct cxl_decoder *used;	/* by more than an orphan */
};

static bool is_used(struct cxl_decoder *decoder, enum cxl_decoder_orphan orphan,
		    struct cxl_region *region)
{
	if (region)
		return !orphan_is_region(region);
	return orphan == CXL_DECODER_NO_ORPHAN && cxl_decoder_holds_dpa(decoder) != CXL_DECODER_DPA_NONE;
}

static struct use read_use(struct cxl_port *port)
{
	struct use use = {};
	struct cxl_decoder *decoder;
	struct cxl_region *region;

	cxl_decoder_foreach(port, decoder) {
		enum cxl_decoder_orphan orphan;

		cxl_decoder_refresh(decoder);	/* or as it was */
		orphan = cxl_decoder_get_orphan(decoder, &region);
		if (orphan == CXL_DECODER_ORPHAN_REGION)
			use.leaked = decoder;
		if (is_used(decoder, orphan, region))
			use.used = decoder;
	}
	return use;
}

static void refuse_memdev(struct orphan_search *all, const struct use *use, const char *region)
{
	find(findings_of(all), &FAILED("memdev-in-use"),
	     cxl_decoder_get_devname(use->leaked), NULL,
	     "it names %s, which does not exist, and its memdev is used for %s",
	     region, holder_of_decoder(use->used).text);
	spoil(all, -EBUSY);
}

/* The kernel lets go of a leaked decoder only with its memdev. */
static void add_memdev(struct orphan_search *all, struct cxl_memdev *memdev,
		       const struct use *use)
{
	const char *decoder = cxl_decoder_get_devname(use->leaked);
	const char *region = cxl_decoder_get_region_name(use->leaked);
	struct cxl_plan_step *s;

	if (!region)
		return;
	if (use->used) {
		refuse_memdev(all, use, region);
		return;
	}
	s = plan_add(all->plan, STEP_MEMDEV, cxl_memdev_get_devname(memdev),
		     "disable and enable it (%s names %s, which does not exist)",
		     decoder, region);
	if (!s) {
		out_of_memory(all);
		return;
	}
	s->memdev = memdev;
	describe(all, s, "driver", "disabled and enabled again (%s named %s, which does not exist)",
		 decoder, region);
}

static void add_dpa(struct orphan_search *all, struct cxl_decoder *decoder,
		    struct cxl_memdev *memdev)
{
	struct words size = size_words(cxl_decoder_get_dpa_size(decoder));
	const char *name = cxl_memdev_get_devname(memdev);
	struct cxl_plan_step *s = plan_add(all->plan, STEP_ORPHAN,
		cxl_decoder_get_devname(decoder),
		"set dpa_size to 0 (%s of %s, in no region)", size.text, name);

	if (!s) {
		out_of_memory(all);
		return;
	}
	s->decoder = decoder;
	snprintf(s->written, sizeof(s->written), "0");
	describe(all, s, "dpa_size", "set dpa_size to 0 (%s of %s, in no region)",
		 size.text, name);
}

static void find_behind(struct orphan_search *all, struct cxl_decoder *decoder,
			struct cxl_decoder *later)
{
	find(findings_of(all), &FAILED("dpa-behind"), cxl_decoder_get_devname(decoder), NULL,
	     "DPA is freed from the end, and %s holds some behind it for %s",
	     cxl_decoder_get_devname(later), holder_of_decoder(later).text);
	spoil(all, -EBUSY);
}

static void find_unread(struct orphan_search *all, struct cxl_decoder *decoder,
			const char *what)
{
	find(findings_of(all), &FAILED("decoder-unread"), cxl_decoder_get_devname(decoder),
	     "look for orphans", "%s cannot be read", what);
	spoil(all, -EIO);
}

/* Why memory that is in no region is left where it is. */
static void find_kept(struct orphan_search *all, struct cxl_decoder *decoder)
{
	enum keeper keeper = orphan_keeper(decoder);

	if (keeper == KEEPER_UNKNOWN ||
	    (keeper == KEEPER_NONE && !cxl_decoder_get_region_name(decoder) &&
	     !cxl_decoder_is_gone(decoder)))	/* it was unknown a moment before */
		find_unread(all, decoder, "whose its memory is");
	else if (keeper == KEEPER_FIRMWARE)
		find(findings_of(all), &NEWS("firmware-decoder"),
		     cxl_decoder_get_devname(decoder), NULL,
		     "left as it is: firmware committed it, and it is in no region (dmesg may say why)");
}

/* What is to be freed, or in a region that is to be deleted before that. */
static bool is_to_be_freed(struct orphan_search *all, struct cxl_decoder *decoder)
{
	struct cxl_region *region;
	enum cxl_decoder_orphan orphan = cxl_decoder_get_orphan(decoder, &region);

	if (region)
		return orphan_is_region(region);
	if (orphan == CXL_DECODER_NO_ORPHAN)
		find_kept(all, decoder);
	return orphan == CXL_DECODER_ORPHAN_DPA;
}

/* @used is a later decoder that keeps its DPA, or NULL; returns the next such. */
static struct cxl_decoder *look_at_dpa(struct orphan_search *all,
				       struct cxl_memdev *memdev,
				       struct cxl_decoder *decoder,
				       struct cxl_decoder *used)
{
	cxl_decoder_refresh(decoder);	/* or as it was */
	if (cxl_decoder_holds_dpa(decoder) == CXL_DECODER_DPA_NONE || cxl_decoder_is_gone(decoder))
		return used;
	if (cxl_decoder_holds_dpa(decoder) == CXL_DECODER_DPA_UNKNOWN) {
		find_unread(all, decoder, "its dpa_size");
		return decoder;
	}
	if (!concerns_decoder(all, memdev, decoder) || !is_to_be_freed(all, decoder))
		return decoder;
	if (used)
		find_behind(all, decoder, used);
	else
		add_dpa(all, decoder, memdev);
	return used;
}

/* From the last: the kernel frees no other. */
static void find_dpa(struct orphan_search *all, struct cxl_port *port,
		     struct cxl_memdev *memdev)
{
	struct cxl_decoder *decoder, *used = NULL;

	cxl_decoder_foreach_reverse(port, decoder)
		used = look_at_dpa(all, memdev, decoder, used);
}

static void find_free_dpa(struct orphan_search *all, struct cxl_memdev *memdev,
			  struct cxl_port *port)
{
	if (!read_use(port).leaked)
		find_dpa(all, port, memdev);
}

static void find_leaks(struct orphan_search *all, struct cxl_memdev *memdev,
		       struct cxl_port *port)
{
	struct use use = read_use(port);

	if (use.leaked && concerns_decoder(all, memdev, use.leaked))
		add_memdev(all, memdev, &use);
}

static void each_memdev(struct cxl_ctx *ctx, struct orphan_search *all,
			void (*look)(struct orphan_search *all,
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

static void forget_steps(struct cxl_plan *p)
{
	while (p->nr_steps) {
		struct cxl_plan_step *s = &p->steps[--p->nr_steps];

		free(s->what);
		free(s->done);
	}
}

/* With half the truth nothing is undone: what was not seen may be what is used. */
static int find_all(struct orphan_search *all, struct cxl_ctx *ctx)
{
	int rc;

	find_regions(ctx, all);
	each_memdev(ctx, all, find_free_dpa);
	each_memdev(ctx, all, find_leaks);
	rc = cxl_get_missing(ctx);
	if (!rc)
		return all->rc;
	forget_steps(all->plan);
	return find_errno(findings_of(all), cxl_get_missing_name(ctx),
			  "look for orphans", NULL, rc);
}

/* -- undoing them -- */

/* There is nothing to be done any more. */
#define SKIPPED 1

static int cannot_tell(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	find(&p->findings, &FAILED("orphan-unread"), s->object, "look again",
	     "what has become of it cannot be read");
	return -EIO;
}

/* What was an orphan may have become a region that works since. */
static int do_region(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	bool enabled, committed = true;
	int rc;

	cxl_region_refresh(s->region);
	if (orphan_is_region(s->region))
		return region_take_apart(s->region, &p->findings);
	rc = cxl_region_query_enabled(s->region, &enabled);
	if (!rc && !enabled)
		rc = cxl_region_query_committed(s->region, &committed);
	if (rc == -ENODEV || (!rc && (enabled || committed)))
		return SKIPPED;
	return cannot_tell(p, s);
}

static int do_dpa(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	struct cxl_region *region;

	cxl_decoder_refresh(s->decoder);
	if (cxl_decoder_get_orphan(s->decoder, &region) == CXL_DECODER_ORPHAN_DPA)
		return decoder_free_dpa(s->decoder, &p->findings);
	if (region || cxl_decoder_is_gone(s->decoder) ||
	    cxl_decoder_holds_dpa(s->decoder) == CXL_DECODER_DPA_NONE)
		return SKIPPED;
	return cannot_tell(p, s);
}

/* The kernel creates its decoders again with it: what they named is forgotten. */
static int do_memdev(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	const char *step = "disable";
	int rc = cxl_memdev_disable_invalidate(s->memdev);

	if (!rc) {
		step = "enable it again";
		cxl_settle(p->ctx);
		rc = cxl_memdev_enable(s->memdev);
	}
	return rc ? find_errno(&p->findings, s->object, step, NULL, rc) : 0;
}

static int recover(struct cxl_plan *p, const struct cxl_plan_step *s)
{
	int rc;

	plan_tell(p, s, false);
	if (s->kind == STEP_REGION)
		rc = do_region(p, s);
	else
		rc = s->kind == STEP_ORPHAN ? do_dpa(p, s) : do_memdev(p, s);
	if (rc)
		return rc;
	find(&p->findings, &NEWS("recovered"), s->object, NULL, "%s", s->done);
	return 0;
}

/* Each by itself is whole: between two is a good place to stop. */
static int apply_all(struct cxl_plan *p)
{
	int result = 0;

	for (size_t i = 0; i < p->nr_steps; i++) {
		const struct cxl_plan_step *s = &p->steps[i];
		int rc = plan_stopped(p) ? -ECANCELED : recover(p, s);

		p->nr_done += !rc;
		if (rc < 0 && !p->failed)
			p->failed = s;
		if (rc == -ECANCELED)
			return rc;
		if (rc < 0 && !result)
			result = rc;
	}
	return result;
}

int plan_recover(struct cxl_ctx *ctx, const struct recover_scope *scope, struct cxl_plan **ret)
{
	struct orphan_search all = { plan_new(ctx, apply_all), 0, scope };
	int rc;

	*ret = NULL;
	if (!all.plan)
		return -ENOMEM;
	rc = find_all(&all, ctx);
	if (all.plan->findings.lost)
		forget_steps(all.plan);
	return plan_hand_over(all.plan, rc, ret);
}

EXPORT int cxl_plan_recover(struct cxl_ctx *ctx, struct cxl_plan **ret)
{
	return plan_recover(ctx, NULL, ret);
}
