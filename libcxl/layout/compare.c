// SPDX-License-Identifier: LGPL-2.1-or-later
/* The pure function from a layout and a machine to what each entry lacks. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "layout/compare.h"
#include "layout/machine.h"
#include "layout/turn.h"

__attribute__((format(printf, 3, 4)))
static bool end(struct cxl_layout_entry *e, enum cxl_layout_state state, const char *format, ...)
{
	va_list ap;

	e->state = state;
	va_start(ap, format);
	vsnprintf(e->reason, sizeof(e->reason), format, ap);
	va_end(ap);
	return false;
}

/* -- members -- */

static const struct seen_memdev *by_serial(const struct seen_machine *m, uint64_t serial,
					   const struct seen_memdev *behind)
{
	size_t i = behind ? (size_t)(behind - m->memdevs) + 1 : 0;

	for (; i < m->nr_memdevs; i++)
		if (m->memdevs[i].serial == serial)
			return &m->memdevs[i];
	return NULL;
}

static const struct seen_memdev *by_host(const struct seen_machine *m, const char *host)
{
	for (size_t i = 0; host && i < m->nr_memdevs; i++)
		if (m->memdevs[i].host && !strcmp(m->memdevs[i].host, host))
			return &m->memdevs[i];
	return NULL;
}

static const struct seen_memdev *by_slot(const struct seen_machine *m, const char *slot,
					 const struct seen_memdev *behind)
{
	size_t i = behind ? (size_t)(behind - m->memdevs) + 1 : 0;

	for (; i < m->nr_memdevs; i++)
		if (m->memdevs[i].slot && !strcmp(m->memdevs[i].slot, slot))
			return &m->memdevs[i];
	return NULL;
}

/* Whether an entry has the memdev by its serial: then it replaces no other. */
static bool is_named(const struct cxl_layout *layout, uint64_t serial)
{
	for (const struct cxl_layout_entry *e = layout->first; serial && e; e = e->next)
		for (unsigned int i = 0; i < e->ways; i++)
			if (e->members[i].has_serial && e->members[i].serial == serial)
				return true;
	return false;
}

/* The card with the serial is missing: may the one in its place be used? */
static bool find_replacement(struct cxl_layout_entry *e, const struct layout_member *wanted,
			     const struct seen_machine *m, const struct seen_memdev **ret)
{
	const struct seen_memdev *other = wanted->slot ? by_slot(m, wanted->slot, NULL) :
							by_host(m, wanted->host);

	if (!other || is_named(e->layout, other->serial))
		return end(e, CXL_LAYOUT_WAITING, "waiting for serial 0x%" PRIx64, wanted->serial);
	if (!e->allow_replacement)
		return end(e, CXL_LAYOUT_CONFLICT,
			   "%s%s has serial 0x%" PRIx64 ", not 0x%" PRIx64
			   " (if the card was replaced, set \"allow_replacement\")",
			   wanted->slot ? "slot " : "", wanted->slot ? wanted->slot : wanted->host,
			   other->serial, wanted->serial);
	e->replaced = true;
	*ret = other;
	return true;
}

static bool find_by_serial(struct cxl_layout_entry *e, const struct layout_member *wanted,
			   const struct seen_machine *m, const struct seen_memdev **ret)
{
	const struct seen_memdev *unread = by_serial(m, SERIAL_UNREAD, NULL);
	const struct seen_memdev *found = by_serial(m, wanted->serial, NULL), *other;

	if (unread)
		return end(e, CXL_LAYOUT_CONFLICT, "the serial number of %s cannot be read", unread->name);
	if (!found)
		return find_replacement(e, wanted, m, ret);
	other = by_serial(m, wanted->serial, found);
	if (other)
		return end(e, CXL_LAYOUT_CONFLICT, "%s and %s both have serial 0x%" PRIx64
			   " (name the memdev by \"slot\" or \"host\" alone)", found->name, other->name,
			   wanted->serial);
	*ret = found;
	return true;
}

/* A slot has one card; where that has two memdevs, the slot is the key of neither. */
static bool find_by_slot(struct cxl_layout_entry *e, const struct layout_member *wanted,
			 const struct seen_machine *m, const struct seen_memdev **ret)
{
	const struct seen_memdev *found = by_slot(m, wanted->slot, NULL), *other;

	if (!found)
		return end(e, CXL_LAYOUT_WAITING, "waiting for slot %s", wanted->slot);
	other = by_slot(m, wanted->slot, found);
	if (other)
		return end(e, CXL_LAYOUT_CONFLICT, "%s and %s are both in slot %s (name the memdev by \"serial\")",
			   found->name, other->name, wanted->slot);
	if (wanted->host && strcmp(found->host, wanted->host) != 0)
		return end(e, CXL_LAYOUT_CONFLICT, "slot %s has host %s, not %s (correct \"host\", or remove it)",
			   wanted->slot, found->host, wanted->host);
	*ret = found;
	return true;
}

static bool find_by_host(struct cxl_layout_entry *e, const struct layout_member *wanted,
			 const struct seen_machine *m, const struct seen_memdev **ret)
{
	*ret = by_host(m, wanted->host);
	return *ret || end(e, CXL_LAYOUT_WAITING, "waiting for host %s", wanted->host);
}

static bool find_by_key(struct cxl_layout_entry *e, const struct layout_member *wanted,
			const struct seen_machine *m, const struct seen_memdev **ret)
{
	if (wanted->has_serial)
		return find_by_serial(e, wanted, m, ret);
	return wanted->slot ? find_by_slot(e, wanted, m, ret) : find_by_host(e, wanted, m, ret);
}

static bool find_member(struct cxl_layout_entry *e, unsigned int at,
			const struct seen_machine *m)
{
	const struct seen_memdev *found = NULL;

	if (!find_by_key(e, &e->members[at], m, &found))
		return false;
	for (unsigned int i = 0; i < at; i++)
		if (e->found[i] == found->memdev)
			return end(e, CXL_LAYOUT_CONFLICT, "%s is the memdev of position %u and of %u",
				   found->name, i, at);
	if (!found->ready)
		return end(e, CXL_LAYOUT_WAITING, "waiting for %s, which is disabled", found->name);
	e->found[at] = found->memdev;
	return true;
}

/* All of them, so that a conflict is not hidden by what is waited for, and it is known whom the entry concerns. */
static bool find_members(struct cxl_layout_entry *e, const struct seen_machine *m)
{
	char conflict[sizeof(e->reason)] = "";
	bool found = true;

	for (unsigned int i = 0; i < e->ways; i++) {
		if (find_member(e, i, m))
			continue;
		found = false;
		if (e->state == CXL_LAYOUT_CONFLICT && !*conflict)
			memcpy(conflict, e->reason, sizeof(conflict));
	}
	return *conflict ? end(e, CXL_LAYOUT_CONFLICT, "%s", conflict) : found;
}

/* -- the window -- */

static bool is_like(const struct layout_window *wanted, const struct seen_window *w)
{
	if (wanted->ways && wanted->ways != w->ways)
		return false;
	if (wanted->nr_targets && wanted->nr_targets != w->nr_targets)
		return false;
	for (unsigned int i = 0; i < wanted->nr_targets; i++)
		if (strcmp(wanted->targets[i], w->targets[i]) != 0)
			return false;
	return true;
}

/* The base is the weakest property: firmware may move windows. */
static bool find_window(struct cxl_layout_entry *e, const struct seen_machine *m)
{
	const struct layout_window *wanted = &e->window;
	const struct seen_window *like = NULL;
	unsigned int count = 0;

	for (size_t i = 0; wanted->given && i < m->nr_windows; i++) {
		const struct seen_window *w = &m->windows[i];

		if (!is_like(wanted, w))
			continue;
		like = w;
		count++;
		if (wanted->has_base && w->start == wanted->base) {
			count = 1;
			break;
		}
	}
	if (!wanted->given)
		return true;
	if (!count || (wanted->has_base && like->start != wanted->base && !wanted->nr_targets))
		return end(e, CXL_LAYOUT_CONFLICT, "no window has these properties");
	if (count > 1)
		return end(e, CXL_LAYOUT_CONFLICT, "%u windows have these properties", count);
	e->root = like->decoder;
	return true;
}

/* -- regions -- */

static bool is_region(const struct cxl_layout_entry *e, const struct seen_region *r)
{
	if (!r->committed || r->matched || r->kind != e->kind || r->size != e->size ||
	    r->ways != e->ways || r->granularity != e->granularity)
		return false;
	if (e->has_uuid && memcmp(r->uuid, e->uuid, sizeof(e->uuid)) != 0)
		return false;
	if (e->root && r->window != e->root)
		return false;
	for (unsigned int i = 0; i < e->ways; i++)
		if (r->members[i] != e->found[i])
			return false;
	return true;
}

static bool has_member(const struct seen_region *r, const struct cxl_memdev *memdev)
{
	for (unsigned int i = 0; i < WAYS_MAX; i++)
		if (r->members[i] == memdev)
			return true;
	return false;
}

static const char *name_of(const struct seen_machine *m, const struct cxl_memdev *memdev)
{
	for (size_t i = 0; i < m->nr_memdevs; i++)
		if (m->memdevs[i].memdev == memdev)
			return m->memdevs[i].name;
	return "a memdev";
}

/* Which member of the entry it has; NULL: none. */
static const struct cxl_memdev *shared_member(const struct cxl_layout_entry *e,
					      const struct seen_region *r)
{
	for (unsigned int at = 0; at < e->ways; at++)
		if (has_member(r, e->found[at]))
			return e->found[at];
	return NULL;
}

static int add_obstacle(struct cxl_layout_entry *e, struct cxl_region *region)
{
	struct cxl_region **more = reallocarray(e->obstacles, e->nr_obstacles + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	e->obstacles = more;
	more[e->nr_obstacles++] = region;
	return 0;
}

/* A region of the same kind on a member, which nobody asked for, may be what the entry was before. */
static int find_obstacles(struct cxl_layout_entry *e, const struct seen_machine *m)
{
	int rc = 0;

	for (size_t i = 0; i < m->nr_regions && !rc; i++) {
		const struct seen_region *r = &m->regions[i];
		const struct cxl_memdev *shared;

		if (r->matched || !r->committed || r->kind != e->kind)
			continue;
		shared = shared_member(e, r);
		if (!shared)
			continue;
		end(e, CXL_LAYOUT_CONFLICT, "%s belongs to %s, which no entry describes",
		    name_of(m, shared), r->name);
		rc = add_obstacle(e, r->region);
	}
	return rc;
}

static bool may_be_other_card(const struct cxl_layout_entry *e, const struct seen_machine *m)
{
	for (unsigned int i = 0; i < e->ways; i++)
		for (size_t at = 0; at < m->nr_memdevs; at++)
			if (m->memdevs[at].memdev == e->found[i] && m->memdevs[at].serial &&
			    !e->members[i].has_serial)
				return true;
	return false;
}

static int compare_without_region(struct cxl_layout_entry *e, const struct seen_machine *m)
{
	int rc = find_obstacles(e, m);

	if (rc || e->nr_obstacles)
		return rc;
	if (e->kind == MEMORY_PMEM && !e->allow_replacement && may_be_other_card(e, m))
		end(e, CXL_LAYOUT_CONFLICT, "a card named without its serial may hold data of another machine"
		    " (add its serial, or set \"allow_replacement\")");
	else
		end(e, CXL_LAYOUT_CREATE, "%s", "");
	return 0;
}

static bool is_used_as(const struct layout_use *wanted, const struct layout_use *use)
{
	if (!use->given || use->mode != wanted->mode)
		return false;
	return wanted->mode != CXL_MEMORY_MODE_SYSTEM_RAM || use->zone == wanted->zone;
}

static void compare_with_region(struct cxl_layout_entry *e, const struct seen_region *r)
{
	e->disabled = !r->enabled;
	if (e->disabled)
		end(e, CXL_LAYOUT_CHANGE, "%s is disabled", r->name);
	else if (e->use.given && r->unread)
		end(e, CXL_LAYOUT_CONFLICT, "the use of %s cannot be read: %s", r->name,
		    strerror(-r->unread));
	else if (e->use.given && !is_used_as(&e->use, &r->use))
		end(e, CXL_LAYOUT_CHANGE, "%s is used in another mode or zone", r->name);
	else
		end(e, CXL_LAYOUT_SATISFIED, "%s", "");
}

static void match(struct cxl_layout_entry *e, struct seen_machine *m)
{
	for (size_t i = 0; i < m->nr_regions; i++) {
		if (!is_region(e, &m->regions[i]))
			continue;
		m->regions[i].matched = true;
		e->region = m->regions[i].region;
		compare_with_region(e, &m->regions[i]);
		return;
	}
}

static void reset(struct cxl_layout_entry *e)
{
	*e->reason = '\0';
	e->state = CXL_LAYOUT_CREATE;
	e->region = NULL;
	e->nr_obstacles = 0;
	e->behind = NULL;
	e->root = NULL;
	e->disabled = false;
	e->replaced = false;
	memset(e->found, 0, sizeof(e->found));
}

/* -- all of it -- */

/* First what exists: only then is clear what is in the way of the rest. */
int compare(struct cxl_layout *layout, struct seen_machine *m)
{
	struct cxl_layout_entry *e;
	int rc = 0;

	for (e = layout->first; e; e = e->next) {
		reset(e);
		if (find_members(e, m) && find_window(e, m))
			match(e, m);
	}
	for (e = layout->first; e && !rc; e = e->next)
		if (!e->region && e->state == CXL_LAYOUT_CREATE)
			rc = compare_without_region(e, m);
	turn_sort(layout, m);
	turn_wait(layout, m);
	return rc;
}
