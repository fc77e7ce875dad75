// SPDX-License-Identifier: GPL-2.0-or-later
/* What is free of a window's addresses, and who holds the rest. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "device-files.h"
#include "plan/room.h"
#include "plan/topology.h"
#include "tap.h"

static struct tree *tree;

/* A window of 16 units; region1 has the second. */
static void given(const char *iomem)
{
	tree = machine_with_window();
	machine_decoder(tree, 0, 0, 0, UNIT, "region1");
	machine_unit_region(tree, 1);
	if (iomem)
		tree_file(tree, "proc/iomem", iomem);
}

static const struct {
	const char *iomem, *holder;
	size_t nr_free;
	uint64_t last;
	int unseen;
} rows[] = {
	{ NULL, "256 MiB at 0x110000000 belong to region1", 2, 14 * UNIT, -ENOENT },
	{ "100000000-1ffffffff : CXL Window 0\n"
	  "  110000000-11fffffff : region1\n",
	  "256 MiB at 0x110000000 belong to region1", 2, 14 * UNIT },
	{ "100000000-1ffffffff : CXL Window 0\n"
	  "  110000000-11fffffff : region1\n"
	  "  180000000-1bfffffff : dax3.0\n",
	  "1 GiB at 0x180000000 belong to dax3.0 of dax_hmem", 3, 4 * UNIT },
	{ "100000000-1ffffffff : CXL Window 0\n"
	  "  108000000-1ffffffff : Soft Reserved\n",
	  "3968 MiB at 0x108000000 belong to Soft Reserved, as the firmware set it aside", 0 },
	{ "100000000-1ffffffff : CXL Window 0\n"
	  "  180000000-1ffffffff : mystery\n",
	  "2 GiB at 0x180000000 belong to mystery, which is not of CXL", 2, 6 * UNIT },
};

static struct window look(struct cxl_ctx **ctx)
{
	struct cxl_decoder *decoder;

	cxl_new_at(ctx, tree->root);
	decoder = cxl_decoder_get_by_name(*ctx, "decoder0.0");
	return (struct window){
		.name = "decoder0.0", .decoder = decoder,
		.start = cxl_decoder_get_resource(decoder),
		.size = cxl_decoder_get_size(decoder),
	};
}

static void test_row(size_t i)
{
	struct window w;
	struct cxl_ctx *ctx;

	given(rows[i].iomem);
	w = look(&ctx);
	ok(room_read(&w, &(struct scope){ 0 }) == 0 && w.nr_free == rows[i].nr_free &&
	   (!w.nr_free || w.free[w.nr_free - 1].size == rows[i].last) &&
	   w.unseen == rows[i].unseen && w.holder && strstr(w.holder, rows[i].holder),
	   "%s", rows[i].holder);
	room_done(&w);
	cxl_unref(ctx);
	tree_free(tree);
}

static void test_unread(void)
{
	struct window w;
	struct cxl_ctx *ctx;

	given(NULL);
	machine_set(tree, ROOT0 "/decoder0.0/region1", "resource", "0x1");
	w = look(&ctx);
	ok(room_read(&w, &(struct scope){ 0 }) == 0 && !w.nr_free && w.unread && !strcmp(w.unread, "region1"),
	   "a region whose place is not known");
	room_done(&w);
	w.start = ULLONG_MAX;
	w.free = NULL;
	w.holder = NULL;
	ok(room_read(&w, &(struct scope){ 0 }) == 0 && !w.nr_free, "nor the place of the window");
	cxl_unref(ctx);
	tree_free(tree);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		test_row(i);
	test_unread();
	return tap_done();
}
