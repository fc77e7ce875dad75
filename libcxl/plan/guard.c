// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The geometry guard. The kernel finds namespaces by their labels, which do not tell
 * the granularity: a region of another one is accepted, and reads other bytes.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "plan/broken.h"
#include "plan/guard.h"

_Static_assert(WAYS_MAX == GEOMETRY_WAYS, "as many members as a region has");

/* A comparison on its way: of one plan, for one member. */
struct guard {
	struct cxl_plan *plan;
	const struct request *request;
	const struct evidence *all;	/* of all members */
	unsigned int at;		/* the position of the member */
};

static const struct device *device_of(const struct guard *g)
{
	return g->plan->members[g->at];
}

static uint64_t share_of(const struct cxl_plan *p)
{
	return p->size / p->ways;
}

/* Where the member's part of the region will start. */
static uint64_t start_of(const struct guard *g)
{
	return device_pmem_start(device_of(g));
}

/* What is allocated already belongs to another region, and stays as it is. */
static bool concerns(const struct guard *g, const struct label *label)
{
	uint64_t start = start_of(g);

	return !label->valid || label->dpa >= start || label->size > start - label->dpa;
}

static bool may_have_data(const struct guard *g)
{
	const struct evidence *e = &g->all[g->at];

	for (size_t i = 0; i < e->labels.count; i++)
		if (concerns(g, &e->labels.all[i]))
			return true;
	return e->unread;
}

/* -- what differs, in words -- */

struct differences {
	char text[256];
	size_t length;
};

__attribute__((format(printf, 2, 3)))
static void add_words(struct differences *d, const char *format, ...)
{
	va_list ap;
	int n;

	if (d->length + 1 >= sizeof(d->text))
		return;
	va_start(ap, format);
	n = vsnprintf(d->text + d->length, sizeof(d->text) - d->length, format, ap);
	va_end(ap);
	d->length += n > 0 ? (size_t)n : 0;
}

/* 0 is not known, which is no difference. */
static void compare_number(struct differences *d, const char *what, uint64_t known, uint64_t planned)
{
	if (known && known != planned)
		add_words(d, "%s%s %" PRIu64 ", not %" PRIu64, d->length ? "; " : "", what,
			  known, planned);
}

static void compare_position(struct differences *d, unsigned int known, unsigned int planned)
{
	if (known != planned)
		add_words(d, "%sposition %u, not %u", d->length ? "; " : "", known, planned);
}

static void add_dpa(const struct guard *g, struct differences *d, uint64_t start, uint64_t size)
{
	uint64_t planned = start_of(g);

	add_words(d, "%sDPA 0x%" PRIx64 "-0x%" PRIx64 ", not 0x%" PRIx64 "-0x%" PRIx64, d->length ? "; " : "",
		  start, start + size - 1, planned, planned + share_of(g->plan) - 1);
}

static bool is_elsewhere(const struct guard *g, const struct geometry *known)
{
	return known->has_dpa && known->dpa != start_of(g);
}

static struct differences compare_geometry(const struct guard *g, const struct geometry *known)
{
	const struct cxl_plan *p = g->plan;
	struct differences d = {};

	compare_number(&d, "ways", known->ways, p->ways);
	compare_position(&d, known->position, g->at);
	if (p->ways > 1 || known->ways > 1)
		compare_number(&d, "granularity", known->granularity, p->granularity);
	compare_number(&d, "size", known->size, p->size);
	if (is_elsewhere(g, known))
		add_dpa(g, &d, known->dpa, known->size / known->ways);
	return d;
}

/* -- the command that would create it as it was -- */

static const char *memdev_name(struct cxl_ctx *ctx, uint64_t serial, char buf[32])
{
	const char *name = NULL;
	struct cxl_memdev *memdev;
	unsigned int count = 0;

	cxl_memdev_foreach(ctx, memdev)
		if (cxl_memdev_get_serial(memdev) == serial) {
			name = cxl_memdev_get_devname(memdev);
			count++;
		}
	if (count == 1)
		return name;
	snprintf(buf, 32, "serial:0x%" PRIx64, serial);
	return buf;
}

static bool is_complete(const struct geometry *known)
{
	for (unsigned int i = 0; i < known->ways; i++)
		if (!known->serials[i])
			return false;
	return known->ways && known->granularity && known->size;
}

#define DISCARD "discard the data: cxl create-region --force"
#define ELSEWHERE "create first the region below it, or destroy the one in its place; or " DISCARD

static void name_command(const struct guard *g, const struct geometry *known)
{
	struct differences command = {};
	char uuid[UUID_STR_LEN], name[32];

	if (g->request->window)
		add_words(&command, " -d %s", g->request->window);
	if (!uuid_is_null(known->uuid)) {
		uuid_unparse(known->uuid, uuid);
		add_words(&command, " -U %s", uuid);
	}
	add_words(&command, " -s %" PRIu64 " -g %u -m", known->size, known->granularity);
	for (unsigned int i = 0; i < known->ways; i++)
		add_words(&command, " %s", memdev_name(g->plan->ctx, known->serials[i], name));
	if (command.length < sizeof(command.text))
		rule_remedy(g->plan, "create the region as it was: cxl create-region -t pmem%s; or " DISCARD,
			    command.text);
}

/* -- what is known -- */

/* The labels do not tell which memdevs, the size, and mostly not the granularity. */
static struct geometry geometry_of(const struct label *label)
{
	return (struct geometry){
		.ways = label->has_ways ? label->ways : 0,
		.position = label->position,
		.granularity = label->granularity,
	};
}

/* What was recorded for memory that the region is to have. */
static bool is_recorded_here(const struct guard *g, const struct geometry *known)
{
	uint64_t start = start_of(g);

	return known->dpa < start + share_of(g->plan) &&
	       start < known->dpa + known->size / known->ways;
}

static bool is_recorded_of_it(const struct guard *g, const struct geometry *known)
{
	return !uuid_is_null(known->uuid) && !uuid_compare(known->uuid, g->plan->uuid);
}

/* That of the same region, which may have had other memory; else that of the memory. */
static const struct geometry *find_record(const struct guard *g)
{
	const struct geometries *record = &g->all[g->at].record;
	const struct geometry *found = NULL;
	int best = 0;

	for (size_t i = 0; i < record->count; i++) {
		const struct geometry *known = &record->all[i];
		int fits = 2 * is_recorded_of_it(g, known) + is_recorded_here(g, known);

		if (fits > best) {
			best = fits;
			found = known;
		}
	}
	return found;
}

/* The entry of a layout for the memdev: the one that is like the plan, or else the first. */
static const struct geometry *find_in_layouts(const struct guard *g)
{
	const struct geometries *layouts = &g->request->layouts;
	const struct geometry *found = NULL;

	for (size_t i = 0; i < layouts->count; i++) {
		const struct geometry *known = &layouts->all[i];

		if (known->serials[known->position] != device_of(g)->serial)
			continue;
		if (!compare_geometry(g, known).length)
			return known;
		if (!found)
			found = known;
	}
	return found;
}

/* -- the verdict on one member -- */

/* Always false. */
static bool differs(const struct guard *g, const char *origin, const char *text)
{
	const char *name = device_of(g)->name;

	if (g->request->force) {
		find(&g->plan->findings, &(struct cxl_finding){
				.kind = CXL_FINDING_WARNING, .id = "geometry-forced" },
		     name, NULL, "its data is lost: according to %s, it has %s", origin, text);
		return false;
	}
	return rule_broken(g->plan, RULE_GEOMETRY, name, "according to %s, its data has %s", origin, text);
}

static bool agrees(const struct guard *g, const struct geometry *known, const char *origin)
{
	struct differences d = compare_geometry(g, known);

	return !d.length || differs(g, origin, d.text);
}

static bool has_label(const struct labels *labels, const struct label *like)
{
	for (size_t i = 0; i < labels->count; i++)
		if (labels->all[i].valid && !memcmp(labels->all[i].uuid, like->uuid, sizeof(like->uuid)))
			return true;
	return false;
}

/* Every member has its part of a namespace. */
static bool is_whole(const struct guard *g, const struct label *label)
{
	char uuid[UUID_STR_LEN], text[128];

	for (unsigned int i = 0; label->has_ways && i < g->plan->ways; i++) {
		if (g->all[i].unread || has_label(&g->all[i].labels, label))
			continue;
		uuid_unparse(label->uuid, uuid);
		snprintf(text, sizeof(text), "a part of %s %s, of which %s has none",
			 label->is_region ? "region" : "namespace", uuid, g->plan->members[i]->name);
		return differs(g, "its labels", text);
	}
	return true;
}

/* -- where the data lies -- */

static bool is_inside(const struct guard *g, const struct label *label)
{
	uint64_t start = start_of(g), share = share_of(g->plan);

	if (label->dpa < start || label->dpa - start > share || label->size > share - (label->dpa - start))
		return false;
	return !label->is_region || label->dpa == start;
}

static bool is_behind(const struct guard *g, const struct label *label)
{
	return label->dpa >= start_of(g) + share_of(g->plan);
}

/* Whether a layout has an entry behind that of the region, on the memory behind it, that the label fits. */
static bool is_of_later_entry(const struct guard *g, const struct label *label)
{
	const struct geometries *layouts = &g->request->layouts;
	bool own = false;

	for (size_t i = 0; i < layouts->count; i++) {
		const struct geometry *known = &layouts->all[i];

		if (known->serials[known->position] != device_of(g)->serial || uuid_is_null(known->uuid))
			continue;
		if (!uuid_compare(known->uuid, g->plan->uuid))
			own = true;
		else if (own && known->position == label->position &&
			 (!label->has_ways || known->ways == label->ways))
			return true;
	}
	return false;
}

/*
 * What lies behind the region is that of a later one, where it is known that the region has data or an
 * entry of its own, or its user says that it has.
 */
static bool is_of_later_region(const struct guard *g, const struct label *label)
{
	const struct evidence *e = &g->all[g->at];

	if (!label->valid || !is_behind(g, label))
		return false;
	if (g->request->force)
		return true;
	for (size_t i = 0; i < e->labels.count; i++)
		if (e->labels.all[i].valid && is_inside(g, &e->labels.all[i]))
			return true;
	for (size_t i = 0; i < e->record.count; i++)
		if (is_recorded_here(g, &e->record.all[i]))
			return true;
	return is_of_later_entry(g, label);
}

static bool is_in_place(const struct guard *g, const struct label *label)
{
	struct differences d = {};

	if (!label->size || is_inside(g, label))
		return true;
	add_dpa(g, &d, label->dpa, label->size);
	rule_remedy(g->plan, ELSEWHERE);
	return differs(g, "its labels", d.text);
}

static bool labels_agree(const struct guard *g, bool *granularity_known)
{
	const struct labels *labels = &g->all[g->at].labels;

	for (size_t i = 0; i < labels->count; i++) {
		const struct label *label = &labels->all[i];
		struct geometry known = geometry_of(label);

		if (!label->valid || !concerns(g, label) || is_of_later_region(g, label))
			continue;
		if (!agrees(g, &known, "its labels") || !is_whole(g, label) || !is_in_place(g, label))
			return false;
		if (label->granularity)
			*granularity_known = true;
	}
	return true;
}

__attribute__((format(printf, 2, 3)))
static void warn(const struct guard *g, const char *format, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	find(&g->plan->findings, &(struct cxl_finding){
			.kind = CXL_FINDING_WARNING, .id = "geometry-unknown" },
	     device_of(g)->name, NULL, "%s", text);
}

static bool has_strange_label(const struct labels *labels)
{
	for (size_t i = 0; i < labels->count; i++)
		if (!labels->all[i].valid)
			return true;
	return false;
}

static void warn_unknown(const struct guard *g)
{
	const struct evidence *e = &g->all[g->at];

	if (e->unread)
		warn(g, "its labels cannot be read (%s), so it may hold data, and nothing tells how it was interleaved",
		     strerror(-e->unread));
	else if (has_strange_label(&e->labels))
		warn(g, "it holds data (%zu labels, some damaged or of unknown form), and nothing tells how it was interleaved",
		     e->labels.count);
	else if (g->plan->ways > 1)
		warn(g, "it holds data, and nothing tells the granularity that it was written with; this region has %u",
		     g->plan->granularity);
}

/* Not only that of a later region. */
static bool has_data_here(const struct guard *g)
{
	const struct evidence *e = &g->all[g->at];

	for (size_t i = 0; i < e->labels.count; i++)
		if (concerns(g, &e->labels.all[i]) && !is_of_later_region(g, &e->labels.all[i]))
			return true;
	return e->unread;
}

static bool check_member(const struct guard *g)
{
	const struct evidence *e = &g->all[g->at];
	const struct geometry *record = find_record(g);
	const struct geometry *known = record ? record : find_in_layouts(g);
	bool granularity_known = known;

	if (known && is_elsewhere(g, known))
		rule_remedy(g->plan, ELSEWHERE);
	else if (known && is_complete(known))
		name_command(g, known);
	else
		rule_remedy(g->plan, DISCARD);
	if (!labels_agree(g, &granularity_known))
		return false;
	if (known && !agrees(g, known, record ? "its record" : known->origin))
		return false;
	if (e->unrecorded)
		warn(g, "the record of its geometry cannot be read (%s)", strerror(-e->unrecorded));
	if (!granularity_known && has_data_here(g))
		warn_unknown(g);
	return true;
}

void guard_compare(struct cxl_plan *plan, const struct request *r,
		   const struct evidence evidence[WAYS_MAX])
{
	struct guard guard = { plan, r, evidence, 0 };

	for (; guard.at < plan->ways && !plan->broken; guard.at++)
		if (may_have_data(&guard))
			check_member(&guard);
	if (!plan->broken)
		*plan->remedy = '\0';
}

/* -- reading the evidence -- */

static int read_evidence(struct cxl_plan *p, const struct device *d, struct evidence *e)
{
	e->unread = labels_read(d->memdev, &e->labels);
	if (e->unread != -ENOMEM && (e->unread || e->labels.count) && d->serial)
		e->unrecorded = record_read(p->ctx, d->serial, &e->record);
	return e->unread == -ENOMEM || e->unrecorded == -ENOMEM ? -ENOMEM : 0;
}

int guard_check(struct cxl_plan *plan, const struct request *r)
{
	struct evidence evidence[WAYS_MAX] = {};
	int rc = 0;

	if (plan->kind != MEMORY_PMEM || plan->ctx->io.readonly)
		return 0;
	for (unsigned int i = 0; i < plan->ways && !rc; i++)
		rc = read_evidence(plan, plan->members[i], &evidence[i]);
	if (!rc)
		guard_compare(plan, r, evidence);
	for (unsigned int i = 0; i < plan->ways; i++) {
		labels_done(&evidence[i].labels);
		geometries_done(&evidence[i].record);
	}
	return rc;
}

/* -- the record -- */

static struct geometry geometry_of_plan(const struct cxl_plan *p)
{
	struct geometry g = { .size = p->size, .ways = p->ways, .granularity = p->granularity };

	memcpy(g.uuid, p->uuid, sizeof(g.uuid));
	for (unsigned int i = 0; i < p->ways; i++)
		g.serials[i] = p->members[i]->serial;
	return g;
}

static bool has_serials(const struct cxl_plan *p)
{
	for (unsigned int i = 0; i < p->ways; i++)
		if (!p->members[i]->serial || p->members[i]->serial == UINT64_MAX)
			return false;
	return true;
}

/* Where the kernel allocated, or where it allocates next: only root may read the former. */
static uint64_t dpa_of(const struct device *d)
{
	uint64_t dpa = cxl_decoder_get_dpa_resource(d->decoder);

	return dpa == UINT64_MAX ? device_pmem_start(d) : dpa;
}

void guard_record(struct cxl_plan *plan)
{
	struct geometry g = geometry_of_plan(plan);
	int rc = 0;

	if (plan->kind != MEMORY_PMEM || !has_serials(plan))
		return;
	for (; g.position < plan->ways && !rc; g.position++) {
		g.dpa = dpa_of(plan->members[g.position]);
		rc = record_write(plan->ctx, g.serials[g.position], &g);
	}
	if (rc && rc != -EOPNOTSUPP)
		find(&plan->findings, &(struct cxl_finding){
				.kind = CXL_FINDING_WARNING, .id = "geometry-not-recorded" },
		     cxl_region_get_devname(plan->region), NULL, "its geometry is not recorded (%s)",
		     strerror(-rc));
}
