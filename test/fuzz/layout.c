// SPDX-License-Identifier: GPL-2.0-or-later
/* The text of a layout file: refused with its line, or read, compared, and written as a text that reads as the same. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "fuzz.h"
#include "layout/compare.h"
#include "layout/machine.h"

/* A machine without regions, so that no entry is satisfied. */
static struct seen_memdev memdevs[] = {
	{ .name = "mem0", .host = "0000:0d:00.0", .slot = "1", .serial = 1, .ready = true, .memdev = (void *)&memdevs[0] },
	{ .name = "mem1", .host = "0000:0e:00.0", .slot = "2", .serial = 2, .ready = true, .memdev = (void *)&memdevs[1] },
	{ .name = "mem2", .host = "0000:0f:00.0", .slot = "2", .serial = 2, .ready = true, .memdev = (void *)&memdevs[2] },
};
static struct seen_window windows[] = {
	{ .name = "decoder0.0", .start = 1ULL << 32, .ways = 1, .targets = { "pci0000:0c" }, .nr_targets = 1,
	  .decoder = (void *)&windows[0] },
};

static void compare_all(struct cxl_layout *layout)
{
	struct seen_machine machine = { memdevs, 3, windows, 1, NULL, 0 };
	struct cxl_layout_entry *e;

	compare(layout, &machine);
	cxl_layout_entry_foreach(layout, e) {
		enum cxl_layout_state state = cxl_layout_entry_get_state(e);

		always(state == CXL_LAYOUT_CREATE || state == CXL_LAYOUT_WAITING || state == CXL_LAYOUT_CONFLICT);
		always(state == CXL_LAYOUT_CREATE || cxl_layout_entry_get_reason(e));
		always(state != CXL_LAYOUT_CREATE || e->found[0]);
	}
}

static struct cxl_layout *read_layout(const char *text, size_t size, int wanted)
{
	struct cxl_layout *layout = cxl_layout_new(NULL);
	int rc;

	always(layout);
	rc = cxl_layout_read(layout, "f", text, size);
	always(rc == 0 || (rc == -EINVAL && wanted));
	always(rc == 0 ? !cxl_layout_get_error(layout) : !strncmp(cxl_layout_get_error(layout), "f:", 2));
	if (!rc)
		return layout;
	cxl_layout_unref(layout);
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cxl_layout *layout, *again;
	char *text = fuzz_text(data, size), *once = NULL, *twice = NULL;

	layout = read_layout(text, size, -EINVAL);
	free(text);
	if (!layout)
		return 0;
	always(cxl_layout_write(layout, &once) == 0);
	compare_all(layout);
	again = read_layout(once, strlen(once), 0);
	always(again && cxl_layout_write(again, &twice) == 0 && !strcmp(once, twice));
	free(once);
	free(twice);
	cxl_layout_unref(layout);
	cxl_layout_unref(again);
	return 0;
}
