// SPDX-License-Identifier: GPL-2.0-or-later
/* Translating: every byte of a region against a model that deals them out one by one. */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "device-files.h"
#include "tap.h"

#define CEDT "sys/firmware/acpi/tables/CEDT"
#define GIB (1ULL << 30)
#define DPA_BASE 0x10000000ULL
#define ROUNDS 5		/* how often each member is dealt a line */

/* ---- machines ------------------------------------------------------------ */

struct shape {
	unsigned int ways, granularity;
	unsigned int window_ways;
	uint64_t start, cache;
	bool table;		/* firmware says how the window is interleaved */
};

static const struct shape shapes[] = {
	{ 1, 256, 1, 4 * GIB },
	{ 1, 16384, 1, 4 * GIB, 0x1000 },
	{ 2, 256, 1, 4 * GIB },
	{ 2, 4096, 2, 4 * GIB, 0, true },
	{ 4, 1024, 1, 5 * GIB },
	{ 4, 512, 4, 5 * GIB, 0x8000, true },
	{ 8, 256, 2, 4 * GIB, 0, true },
	{ 16, 256, 1, 4 * GIB },
	{ 3, 256, 3, 3 * GIB },
	{ 6, 1024, 3, 3 * GIB, 0x4000 },
	{ 12, 256, 3, 3 * GIB },
};

/* The memdev at a position; not its own number, so that they are not confused. */
static int memdev_at(const struct shape *shape, unsigned int position)
{
	return (int)((position * 5 + 3) % 17);
}

static uint64_t region_size(const struct shape *shape)
{
	return shape->cache + (uint64_t)ROUNDS * shape->ways * shape->granularity;
}

struct cfmws {
	uint8_t type, reserved1;
	uint16_t length;
	uint32_t reserved2;
	uint64_t base, size;
	uint8_t ways, arithmetic;
	uint16_t reserved3;
	uint32_t granularity;
	uint16_t restrictions, qtg;
	uint32_t target;
} __attribute__((packed));

struct cedt {
	unsigned char header[36];
	unsigned char host_bridge[32];
	struct cfmws other, window;
} __attribute__((packed));

/* A host bridge, a XOR window elsewhere, and the window at @start. */
static struct cedt cedt_of(uint64_t start, uint8_t arithmetic)
{
	struct cedt cedt = {
		.header = "CEDT", .host_bridge = { 0, 0, 32 },
		.other = { .type = 1, .length = htole16(sizeof(struct cfmws)),
			   .base = htole64(64 * GIB), .size = htole64(GIB), .arithmetic = 1 },
		.window = { .type = 1, .length = htole16(sizeof(struct cfmws)),
			    .base = htole64(start), .size = htole64(GIB),
			    .arithmetic = arithmetic },
	};

	return cedt;
}

static void put_cedt(struct tree *tree, struct cedt cedt, size_t len)
{
	tree_bytes(tree, CEDT, &cedt, len);
}

static struct tree *machine_of(const struct shape *shape)
{
	struct tree *tree = tree_new();
	int memdevs[16];

	machine_root(tree);
	machine_window(tree, &(struct machine_window){
		.start = shape->start, .size = GIB, .granularity = 256,
		.ways = shape->window_ways });
	for (unsigned int i = 0; i < shape->ways; i++) {
		memdevs[i] = memdev_at(shape, i);
		machine_memdev(tree, memdevs[i]);
		machine_decoder(tree, memdevs[i], 0, DPA_BASE + i * 0x100000,
				(region_size(shape) - shape->cache) / shape->ways,
				"region4");
	}
	machine_region(tree, &(struct members){
		.id = 4, .start = shape->start, .size = region_size(shape),
		.cache = shape->cache, .ways = shape->ways,
		.granularity = shape->granularity, .memdevs = memdevs });
	if (shape->table)
		put_cedt(tree, cedt_of(shape->start, 0), sizeof(struct cedt));
	return tree;
}

/* ---- both ways, against the model ----------------------------------------- */

static bool goes_to(struct cxl_region *region, uint64_t offset, int id, uint64_t dpa)
{
	struct cxl_memdev *memdev = NULL;
	unsigned long long got = 0;

	return cxl_region_translate_offset(region, offset, &memdev, &got) == 0 &&
	       cxl_memdev_get_id(memdev) == id && got == dpa;
}

static bool comes_from(struct cxl_ctx *ctx, int id, uint64_t dpa,
		       struct cxl_region *region, uint64_t offset)
{
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, words("mem%d", id));
	struct cxl_region *found = NULL;
	unsigned long long got = 0;

	return cxl_memdev_translate_dpa(memdev, dpa, &found, &got) == 0 &&
	       found == region && got == offset;
}

/* Deals the region out, a line to each in turn, and looks at some bytes of each. */
static void test_all_lines(const struct shape *shape, struct cxl_ctx *ctx,
			   struct cxl_region *region)
{
	const unsigned int bytes[] = { 0, 1, shape->granularity / 2,
				       shape->granularity - 1 };
	uint64_t dealt[16] = { 0 };
	unsigned int turn = 0, there = 0, back = 0, looked = 0;

	for (uint64_t line = shape->cache; line < region_size(shape);
	     line += shape->granularity) {
		uint64_t dpa = DPA_BASE + turn * 0x100000 + dealt[turn];
		int id = memdev_at(shape, turn);

		for (size_t i = 0; i < ARRAY_SIZE(bytes); i++, looked++) {
			there += goes_to(region, line + bytes[i], id, dpa + bytes[i]);
			back += comes_from(ctx, id, dpa + bytes[i], region,
					   line + bytes[i]);
		}
		dealt[turn] += shape->granularity;
		turn = turn + 1 == shape->ways ? 0 : turn + 1;
	}
	ok(there == looked, "x%u by %u below x%u: %u of %u bytes go where they should",
	   shape->ways, shape->granularity, shape->window_ways, there, looked);
	ok(back == looked, "x%u by %u below x%u: %u of %u bytes come back",
	   shape->ways, shape->granularity, shape->window_ways, back, looked);
}

static void test_edges(const struct shape *shape, struct cxl_ctx *ctx,
		       struct cxl_region *region)
{
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(
		ctx, words("mem%d", memdev_at(shape, 0)));
	uint64_t last = (region_size(shape) - shape->cache) / shape->ways - 1;
	struct cxl_region *found = NULL;
	struct cxl_memdev *got = NULL;
	unsigned long long n;

	ok(cxl_region_translate_offset(region, region_size(shape), &got, &n) == -ERANGE &&
	   cxl_region_translate_offset(region, UINT64_MAX, &got, &n) == -ERANGE && !got,
	   "no byte behind the region");
	ok(!shape->cache ||
	   (cxl_region_translate_offset(region, 0, &got, &n) == -ERANGE &&
	    cxl_region_translate_offset(region, shape->cache - 1, &got, &n) == -ERANGE &&
	    !got), "no byte of the cache");
	ok(cxl_memdev_translate_dpa(memdev, DPA_BASE + last, &found, &n) == 0,
	   "the last byte of a memdev");
	found = NULL;
	ok(cxl_memdev_translate_dpa(memdev, DPA_BASE + last + 1, &found, &n) == -ENOENT &&
	   cxl_memdev_translate_dpa(memdev, DPA_BASE - 1, &found, &n) == -ENOENT &&
	   cxl_memdev_translate_dpa(memdev, UINT64_MAX, &found, &n) == -ENOENT && !found,
	   "no byte of a memdev that is not mapped");
}

static void test_shape(const struct shape *shape)
{
	struct tree *tree = machine_of(shape);
	struct cxl_region *region;
	struct cxl_ctx *ctx;

	cxl_new_at(&ctx, tree->root);
	region = cxl_region_get_by_name(ctx, "region4");
	if (ok(region != NULL, "a region of %u", shape->ways)) {
		test_all_lines(shape, ctx, region);
		test_edges(shape, ctx, region);
	}
	cxl_unref(ctx);
	tree_free(tree);
}

/* ---- what cannot be known, or is not there --------------------------------- */

static const struct shape x2 = { 2, 256, 2, 4 * GIB, 0, true };

/* Both ways agree on what they answer. */
static int answer(struct tree *tree)
{
	struct cxl_region *region;
	struct cxl_memdev *memdev;
	unsigned long long n;
	struct cxl_ctx *ctx;
	int rc, back;

	cxl_new_at(&ctx, tree->root);
	region = cxl_region_get_by_name(ctx, "region4");
	rc = cxl_region_translate_offset(region, 0, &memdev, &n);
	memdev = cxl_memdev_get_by_name(ctx, words("mem%d", memdev_at(&x2, 0)));
	back = cxl_memdev_translate_dpa(memdev, DPA_BASE, &region, &n);
	if (rc == -ENXIO && back == -ENOENT)	/* not in use: in no region */
		back = rc;
	cxl_unref(ctx);
	return rc == back ? rc : -EPROTO;
}

static void test_arithmetic(void)
{
	struct tree *tree = machine_of(&x2);
	struct cedt cedt = cedt_of(x2.start, 0);
	size_t whole = sizeof(cedt) - sizeof(cedt.window);
	int known = 0;

	ok(answer(tree) == 0, "the firmware says modulo");
	put_cedt(tree, cedt_of(x2.start, 1), sizeof(cedt));
	ok(answer(tree) == -EOPNOTSUPP, "the firmware says XOR");
	put_cedt(tree, cedt_of(x2.start, 7), sizeof(cedt));
	ok(answer(tree) == -EOPNOTSUPP, "the firmware says what nobody knows");
	put_cedt(tree, cedt_of(x2.start + GIB, 0), sizeof(cedt));
	ok(answer(tree) == -EOPNOTSUPP, "the firmware knows no such window");
	for (size_t len = 0; len <= whole + 25; len++) {
		put_cedt(tree, cedt_of(x2.start, 0), len);
		known += answer(tree) != -EOPNOTSUPP;
	}
	ok(!known, "a table that ends before it says so");
	cedt.window.length = 24;
	put_cedt(tree, cedt, sizeof(cedt));
	ok(answer(tree) == -EOPNOTSUPP, "a window that ends before it says so");
	cedt = cedt_of(x2.start, 0);
	cedt.other.length = 0;
	put_cedt(tree, cedt, sizeof(cedt));
	ok(answer(tree) == -EOPNOTSUPP, "an entry of no length");
	tree_remove(tree, CEDT);
	ok(answer(tree) == -EOPNOTSUPP, "there is no table");
	tree_free(tree);
}

/* Noise never crashes, hangs, or passes for knowledge of a window. */
static void test_noise(void)
{
	struct tree *tree = machine_of(&x2);
	unsigned int seed = 85, known = 0;
	unsigned char noise[600];

	for (int i = 0; i < 60; i++) {
		for (size_t n = 0; n < sizeof(noise); n++)
			noise[n] = (unsigned char)(rand_r(&seed) % (i % 2 ? 256 : 6));
		tree_bytes(tree, CEDT, noise, sizeof(noise));
		known += answer(tree) != -EOPNOTSUPP;
	}
	ok(!known, "60 tables of noise");
	tree_free(tree);
}

static const struct {
	const char *path, *attr, *value;
	int rc;
} changes[] = {
	{ "decoder0.0/region4", "commit", "0", -ENXIO },
	{ "decoder0.0/region4", "interleave_ways", "0", -ENXIO },
	{ "decoder0.0/region4", "interleave_ways", "17", -ENXIO },
	{ "decoder0.0/region4", "interleave_ways", "junk", -EBADMSG },
	{ "decoder0.0/region4", "interleave_granularity", "0", -ENXIO },
	{ "decoder0.0/region4", "interleave_granularity", "", -EBADMSG },
	{ "decoder0.0/region4", "size", "junk", -EBADMSG },
	{ "decoder0.0/region4", "target0", "", -ENXIO },
	{ "decoder0.0/region4", "target0", "decoder999.0", -ENXIO },
	{ "decoder0.0/region4", "target0", "decoder0.0", -ENXIO },
	{ "decoder0.0/region4", "target0", "mem3", -ENXIO },
	{ "endpoint103/decoder103.0", "dpa_resource", "junk", -ENXIO },
};

static void test_changes(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		struct tree *tree = machine_of(&x2);

		machine_set(tree, words(ROOT0 "/%s", changes[i].path),
			    changes[i].attr, changes[i].value);
		ok(answer(tree) == changes[i].rc, "%s/%s is \"%s\"", changes[i].path,
		   changes[i].attr, changes[i].value);
		tree_free(tree);
	}
}

/* Three host bridges, and a start that is no multiple of three: not computed. */
static void test_off_grid(void)
{
	struct shape shape = { 3, 256, 3, 4 * GIB };
	struct tree *tree = machine_of(&shape);
	struct cxl_memdev *memdev;
	unsigned long long dpa;
	struct cxl_ctx *ctx;

	cxl_new_at(&ctx, tree->root);
	ok(cxl_region_translate_offset(cxl_region_get_by_name(ctx, "region4"), 0,
				       &memdev, &dpa) == -EOPNOTSUPP,
	   "x3 off the grid");
	cxl_unref(ctx);
	tree_free(tree);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		test_shape(&shapes[i]);
	test_arithmetic();
	test_noise();
	test_changes();
	test_off_grid();
	return tap_done();
}
