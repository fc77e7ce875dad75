/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What tests of layouts have in common; each has its own. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "planned.h"

static struct cxl_layout *layout;

static inline struct cxl_layout_entry *first(void)
{
	return cxl_layout_entry_get_first(layout);
}

/* The text of a layout with @region alone. */
static inline char *exported(struct cxl_region *region)
{
	char *text = NULL;

	layout = cxl_layout_new(ctx);
	ok(cxl_layout_add_region(layout, region, NULL) == 0 &&
	   cxl_layout_add_region(layout, region, NULL) == -EEXIST &&
	   cxl_layout_write(layout, &text) == 0, "the region is exported, once");
	cxl_layout_unref(layout);
	return text;
}

static inline bool compares(enum cxl_layout_state state)
{
	return cxl_refresh(ctx) == 0 && cxl_layout_compare(layout) == 0 &&
	       cxl_layout_entry_get_state(first()) == state;
}

static inline void read_layout(const char *text)
{
	layout = cxl_layout_new(ctx);
	ok(cxl_layout_read(layout, "file", text, strlen(text)) == 0, "the layout is read");
}

#define ENTRY(name, size) "{\"name\":\"" name "\",\"type\":\"ram\",\"size\":" size ",\"ways\":2," \
	"\"granularity\":256,\"members\":[{\"serial\":\"0x3\"},{\"serial\":\"0x4\"}]," \
	"\"window\":{\"ways\":1,\"targets\":[\"pci0000:de\"]}}"
#define FILE_OF(entries) "{\"version\":1,\"regions\":[" entries "]}"

static inline struct cxl_layout_entry *second(void)
{
	return cxl_layout_entry_get_next(first());
}

static inline bool states_are(enum cxl_layout_state a, enum cxl_layout_state b)
{
	printf("# %d %s\n# %d %s\n", cxl_layout_entry_get_state(first()), cxl_layout_entry_get_reason(first()),
	       cxl_layout_entry_get_state(second()), cxl_layout_entry_get_reason(second()));
	return cxl_layout_entry_get_state(first()) == a && cxl_layout_entry_get_state(second()) == b;
}

/* A region of half the size is in the way of the layout's; returns it. */
static inline struct cxl_region *given_smaller(void)
{
	struct cxl_region *region;
	char *text, *size;

	begin();
	region = create_ram();
	text = exported(region);
	size = strstr(text, "\"size\":536870912,");
	ok(size != NULL, "its size");
	size[strlen("\"size\":")] = ' ';
	memcpy(size, "\"size\":1073741824", strlen("\"size\":1073741824"));
	size[strlen("\"size\":1073741824")] = ',';
	read_layout(text);
	free(text);
	sim_describe(before, sizeof(before));
	ok(compares(CXL_LAYOUT_CONFLICT), "it is in conflict with the layout");
	return region;
}

static inline bool finds(struct cxl_plan *plan, const char *id, const char *words)
{
	struct cxl_finding *f;

	cxl_finding_foreach(plan, f)
		if (!strcmp(cxl_finding_get_id(f), id) && strstr(cxl_finding_get_line(f), words))
			return true;
	cxl_finding_foreach(plan, f)
		printf("# %s: %s\n", cxl_finding_get_id(f), cxl_finding_get_line(f));
	return false;
}
