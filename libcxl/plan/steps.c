// SPDX-License-Identifier: LGPL-2.1-or-later
/* The steps of a plan whose every rule holds, and the words for them. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

#include "core/cleanup.h"
#include "memory/dax-driver.h"
#include "plan/plan.h"
#include "plan/steps.h"

/* -- words -- */

const char *memory_kind_name(enum memory_kind kind)
{
	return kind == MEMORY_RAM ? "ram" : kind == MEMORY_PMEM ? "pmem" : "memory";
}

/* In the largest unit of 1024 of which it is a multiple. */
struct words size_words(uint64_t size)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB" };
	unsigned int power = 0;
	struct words w = {};

	for (; size && size % 1024 == 0 && power + 1 < ARRAY_SIZE(units); power++)
		size /= 1024;
	words_format(&w, "%llu %s", (unsigned long long)size, units[size ? power : 2]);
	return w;
}

void words_add(struct words *w, const char *separator, const char *name)
{
	size_t length = strlen(w->text);

	snprintf(w->text + length, sizeof(w->text) - length, "%s%s",
		 length ? separator : "", name);
}

void words_format(struct words *w, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(w->text, sizeof(w->text), format, ap);
	va_end(ap);
}

struct words targets_words(const struct window *window)
{
	struct words w = {};

	for (unsigned int i = 0; i < window->nr_targets; i++)
		words_add(&w, ", ", window->targets[i].name);
	return w;
}

struct words devices_words(const struct device *const *devices,
			   unsigned int count)
{
	struct words w = {};

	for (unsigned int i = 0; i < count; i++)
		words_add(&w, " ", devices[i]->name);
	return w;
}

/* -- steps -- */

/* Room for the next step of @plan. */
static struct cxl_plan_step *step_add(struct cxl_plan *p, enum step_kind kind,
			     const char *object, uint64_t value)
{
	struct cxl_plan_step *s = &p->steps[p->nr_steps++];

	s->plan = p;
	s->kind = kind;
	s->object = object;
	s->value = value;
	return s;
}

/* What a step does; where memory is out it stays NULL, and steps_make() looks. */
__attribute__((format(printf, 2, 3)))
static void step_what(struct cxl_plan_step *s, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&s->what, format, ap) < 0)
		s->what = NULL;
	va_end(ap);
}

/* Which attribute gets which value. */
__attribute__((format(printf, 3, 4)))
static void step_writes(struct cxl_plan_step *s, const char *attribute,
			const char *format, ...)
{
	va_list ap;

	snprintf(s->attribute, sizeof(s->attribute), "%s", attribute);
	va_start(ap, format);
	vsnprintf(s->written, sizeof(s->written), format, ap);
	va_end(ap);
}

__attribute__((format(printf, 2, 3)))
static void step_undo(struct cxl_plan_step *s, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&s->undo, format, ap) < 0)
		s->undo = NULL;
	va_end(ap);
}

static void add_region(struct cxl_plan *p)
{
	struct cxl_plan_step *s;

	s = step_add(p, STEP_CREATE, p->window->name, p->kind);
	step_what(s, "create a %s region", memory_kind_name(p->kind));
	step_undo(s, "delete the region");
	snprintf(s->attribute, sizeof(s->attribute), "create_%s_region",
		 memory_kind_name(p->kind));

	s = step_add(p, STEP_GRANULARITY, NEW_REGION, p->granularity);
	step_what(s, "set interleave_granularity to %u", p->granularity);
	step_writes(s, "interleave_granularity", "%u", p->granularity);

	s = step_add(p, STEP_WAYS, NEW_REGION, p->ways);
	step_what(s, "set interleave_ways to %u", p->ways);
	step_writes(s, "interleave_ways", "%u", p->ways);
}

static void add_uuid(struct cxl_plan *p, const struct request *r)
{
	const unsigned char *uuid = r->uuid ? r->uuid : r->spare_uuid;
	struct cxl_plan_step *s;
	char text[UUID_STR_LEN];

	if (p->kind != MEMORY_PMEM || !uuid)
		return;
	memcpy(p->uuid, uuid, sizeof(p->uuid));
	uuid_unparse_lower(p->uuid, text);
	s = step_add(p, STEP_UUID, NEW_REGION, 0);
	step_what(s, "set uuid to %s", text);
	step_writes(s, "uuid", "%s", text);
}

static void add_size(struct cxl_plan *p)
{
	struct cxl_plan_step *s = step_add(p, STEP_SIZE, NEW_REGION, p->size);

	step_what(s, "set size to %s", size_words(p->size).text);
	step_writes(s, "size", "%llu", (unsigned long long)p->size);
}

/* The kernel allocates DPA only to a decoder that has a mode. */
static void add_allocation(struct cxl_plan *p, const struct device *dev)
{
	uint64_t share = p->size / p->ways;
	struct cxl_plan_step *s;

	s = step_add(p, STEP_MODE, dev->next_decoder, p->kind);
	s->device = dev;
	step_what(s, "set mode to %s (%s)", memory_kind_name(p->kind), dev->name);
	step_writes(s, "mode", "%s", memory_kind_name(p->kind));

	s = step_add(p, STEP_DPA, dev->next_decoder, share);
	s->device = dev;
	step_what(s, "set dpa_size to %s (%s)", size_words(share).text, dev->name);
	step_undo(s, "set dpa_size to 0 (%s)", dev->name);
	step_writes(s, "dpa_size", "%llu", (unsigned long long)share);
}

static void add_target(struct cxl_plan *p, unsigned int position)
{
	const struct device *dev = p->members[position];
	struct cxl_plan_step *s = step_add(p, STEP_TARGET, NEW_REGION, position);
	char target[32];

	s->device = dev;
	step_what(s, "set target%u to %s (%s)", position, dev->next_decoder,
		  dev->name);
	step_undo(s, "clear target%u", position);
	snprintf(target, sizeof(target), "target%u", position);
	step_writes(s, target, "%s", dev->next_decoder);
}

static void add_life(struct cxl_plan *p)
{
	struct cxl_plan_step *s;

	s = step_add(p, STEP_COMMIT, NEW_REGION, 1);
	step_what(s, "commit");
	step_undo(s, "reset");
	step_writes(s, "commit", "1");

	s = step_add(p, STEP_ENABLE, NEW_REGION, 0);
	step_what(s, "enable");
	step_undo(s, "disable");
	step_writes(s, "driver", "%s", "");
}

/* Its undo is that of enabling. */
static void add_use(struct cxl_plan *p, const struct request *r)
{
	static const char *const zones[] = {
		[CXL_MEMORY_ZONE_DEFAULT] = ", online",
		[CXL_MEMORY_ZONE_MOVABLE] = ", online in the zone movable",
		[CXL_MEMORY_ZONE_KERNEL] = ", online in a zone of the kernel",
		[CXL_MEMORY_ZONE_NONE] = ", offline",
	};
	struct cxl_plan_step *s;

	if (!r->has_use)
		return;
	p->has_use = true;
	p->use = r->use;
	p->zone = r->zone;
	s = step_add(p, STEP_USE, NEW_REGION, 0);
	step_what(s, "use its memory as %s%s", memory_mode_name(r->use),
		  r->use == CXL_MEMORY_MODE_SYSTEM_RAM ? zones[r->zone] : "");
	step_writes(s, "driver", "%s", "");
}

/* All words there, and an undo for every step that needs one? */
static int steps_check(const struct cxl_plan *p)
{
	static const bool undone[STEP_KINDS] = {
		[STEP_CREATE] = true, [STEP_DPA] = true, [STEP_TARGET] = true,
		[STEP_COMMIT] = true, [STEP_ENABLE] = true,
	};

	for (size_t i = 0; i < p->nr_steps; i++)
		if (!p->steps[i].what ||
		    (undone[p->steps[i].kind] && !p->steps[i].undo))
			return -ENOMEM;
	return 0;
}

int steps_make(struct cxl_plan *p, const struct request *r)
{
	/* eight for the region, and for each member: mode, DPA, target */
	p->steps = calloc(8 + 3 * p->ways, sizeof(*p->steps));
	if (!p->steps)
		return -ENOMEM;

	add_region(p);
	add_uuid(p, r);
	add_size(p);
	for (unsigned int i = 0; i < p->ways; i++)
		add_allocation(p, p->members[i]);
	for (unsigned int i = 0; i < p->ways; i++)
		add_target(p, i);
	add_life(p);
	add_use(p, r);
	return steps_check(p);
}
