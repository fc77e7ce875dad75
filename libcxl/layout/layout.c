// SPDX-License-Identifier: LGPL-2.1-or-later
/* A layout and its entries: lifetime and getters. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "layout/layout.h"

EXPORT struct cxl_layout *cxl_layout_new(struct cxl_ctx *ctx)
{
	struct cxl_layout *layout = calloc(1, sizeof(*layout));

	if (!layout)
		return NULL;
	layout->refs = 1;
	layout->ctx = cxl_ref(ctx);
	return layout;
}

EXPORT struct cxl_layout *cxl_layout_ref(struct cxl_layout *layout)
{
	if (layout)
		layout->refs++;
	return layout;
}

EXPORT void cxl_layout_unref(struct cxl_layout *layout)
{
	if (!layout || --layout->refs)
		return;
	while (layout->first) {
		struct cxl_layout_entry *next = layout->first->next;

		layout_entry_free(layout->first);
		layout->first = next;
	}
	cxl_unref(layout->ctx);
	free(layout);
}

struct cxl_layout_entry *layout_entry_new(struct cxl_layout *layout)
{
	struct cxl_layout_entry *entry = calloc(1, sizeof(*entry));

	if (entry)
		entry->layout = layout;
	return entry;
}

void layout_entry_free(struct cxl_layout_entry *entry)
{
	if (!entry)
		return;
	for (unsigned int i = 0; i < WAYS_MAX; i++) {
		free(entry->members[i].slot);
		free(entry->members[i].host);
		free(entry->window.targets[i]);
	}
	free(entry->obstacles);
	free(entry->name);
	free(entry->file);
	free(entry);
}

struct cxl_layout_entry *layout_find(const struct cxl_layout *layout, const char *name)
{
	struct cxl_layout_entry *entry = layout->first;

	while (entry && strcmp(entry->name, name) != 0)
		entry = entry->next;
	return entry;
}

void layout_add(struct cxl_layout *layout, struct cxl_layout_entry *entry)
{
	struct cxl_layout_entry **last = &layout->first;

	while (*last)
		last = &(*last)->next;
	*last = entry;
}

int layout_refuse(struct cxl_layout *layout, const char *file, unsigned int line,
		  const char *key, const char *format, ...)
{
	char reason[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(reason, sizeof(reason), format, ap);
	va_end(ap);
	snprintf(layout->error, sizeof(layout->error), "%.160s:%u: %s%s%s", file, line,
		 key && *key ? key : "", key && *key ? ": " : "", reason);
	return -EINVAL;
}

EXPORT const char *cxl_layout_get_error(struct cxl_layout *layout)
{
	return *layout->error ? layout->error : NULL;
}

EXPORT struct cxl_layout_entry *cxl_layout_entry_get_first(struct cxl_layout *layout)
{
	return layout->first;
}

EXPORT struct cxl_layout_entry *cxl_layout_entry_get_next(struct cxl_layout_entry *entry)
{
	return entry->next;
}

EXPORT const char *cxl_layout_entry_get_name(struct cxl_layout_entry *entry)
{
	return entry->name;
}

EXPORT enum cxl_layout_state cxl_layout_entry_get_state(struct cxl_layout_entry *entry)
{
	return entry->state;
}

EXPORT const char *cxl_layout_entry_get_reason(struct cxl_layout_entry *entry)
{
	return *entry->reason ? entry->reason : NULL;
}

EXPORT struct cxl_region *cxl_layout_entry_get_region(struct cxl_layout_entry *entry)
{
	return entry->region;
}

EXPORT struct cxl_region *cxl_layout_entry_get_obstacle(struct cxl_layout_entry *entry)
{
	return entry->nr_obstacles && !entry->behind ? entry->obstacles[entry->nr_obstacles - 1] : NULL;
}

EXPORT void cxl_layout_entry_set_failed(struct cxl_layout_entry *entry)
{
	entry->failed = true;
}

EXPORT bool cxl_layout_has_region(struct cxl_layout *layout, struct cxl_region *region)
{
	for (struct cxl_layout_entry *entry = layout->first; entry; entry = entry->next)
		if (entry->region == region)
			return true;
	return false;
}
