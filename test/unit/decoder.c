// SPDX-License-Identifier: GPL-2.0-or-later
/* Decoders and regions: every value that the kernel may say, and what none is. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <uuid/uuid.h>
#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "device-files.h"
#include "tap.h"

#define WINDOW	ROOT0 "/decoder0.0"
#define REGION	WINDOW "/region4"
#define DECODER	ROOT0 "/endpoint100/decoder100.0"
#define MEM(id)	words("sys/devices/pci0000:0c/0000:0c:%02x.0/mem%d", id, id)

/* Everything is read when it is made: so a context for each look. */
static struct cxl_ctx *looked_at(const struct tree *tree)
{
	struct cxl_ctx *ctx = NULL;

	ok(cxl_new_at(&ctx, tree->root) == 0, "given a machine");
	return ctx;
}

/* ---- words --------------------------------------------------------------- */

static const struct {
	const char *text;
	enum cxl_decoder_mode mode;
} modes[] = {
	{ "none", CXL_DECODER_MODE_NONE },
	{ "ram", CXL_DECODER_MODE_RAM },
	{ "pmem", CXL_DECODER_MODE_PMEM },
	{ "mixed", CXL_DECODER_MODE_MIXED },
	{ "of a later kernel", CXL_DECODER_MODE_MIXED },
};

static void test_modes(struct tree *tree)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		struct cxl_decoder *decoder;
		struct cxl_ctx *ctx;

		machine_set(tree, DECODER, "mode", modes[i].text);
		ctx = looked_at(tree);
		decoder = cxl_decoder_get_by_name(ctx, "decoder100.0");
		ok(cxl_decoder_get_mode(decoder) == modes[i].mode &&
		   !strcmp(cxl_decoder_get_mode_name(decoder), modes[i].text),
		   "mode %s", modes[i].text);
		cxl_unref(ctx);
	}
	machine_set(tree, DECODER, "mode", "ram");
}

static const struct {
	const char *text;
	enum cxl_decoder_target_type type;
} types[] = {
	{ "expander", CXL_DECODER_TTYPE_EXPANDER },
	{ "accelerator", CXL_DECODER_TTYPE_ACCELERATOR },
	{ "toaster", CXL_DECODER_TTYPE_UNKNOWN },
};

static void test_types(struct tree *tree)
{
	struct cxl_ctx *ctx = looked_at(tree);
	struct cxl_decoder *decoder = cxl_decoder_get_by_name(ctx, "decoder100.0");

	ok(cxl_decoder_get_target_type(decoder) == CXL_DECODER_TTYPE_UNKNOWN,
	   "no target type");
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		machine_set(tree, DECODER, "target_type", types[i].text);
		ok(cxl_decoder_get_target_type(decoder) == types[i].type,
		   "target type %s", types[i].text);
	}
	cxl_unref(ctx);
}

/* ---- yes or no ----------------------------------------------------------- */

static void test_abilities(struct tree *tree)
{
	struct cxl_decoder *window;
	struct cxl_ctx *ctx;

	machine_set(tree, WINDOW, "cap_pmem", "0");
	machine_set(tree, WINDOW, "cap_type2", "0");
	machine_set(tree, WINDOW, "locked", "1");
	tree_remove(tree, WINDOW "/cap_type3");
	ctx = looked_at(tree);
	window = cxl_decoder_get_by_name(ctx, "decoder0.0");
	ok(!cxl_decoder_is_pmem_capable(window) && cxl_decoder_is_volatile_capable(window) &&
	   !cxl_decoder_is_accelmem_capable(window) && !cxl_decoder_is_mem_capable(window) &&
	   cxl_decoder_is_locked(window), "a window can what it says that it can");
	ok(cxl_root_decoder_get_qos_class(window) == CXL_QOS_CLASS_NONE,
	   "and has no class that it does not say");
	ok(cxl_decoder_is_accelmem_capable(cxl_decoder_get_by_name(ctx, "decoder100.0")),
	   "below it every decoder can all");
	cxl_unref(ctx);
	machine_set(tree, WINDOW, "cap_type3", "1");
}

static void test_absent(struct tree *tree)
{
	struct cxl_decoder *decoder;
	struct cxl_ctx *ctx;

	tree_hide(tree, DECODER "/size");
	tree_hide(tree, DECODER "/dpa_size");
	tree_hide(tree, DECODER "/mode");
	tree_hide(tree, DECODER "/region");
	ctx = looked_at(tree);
	decoder = cxl_decoder_get_by_name(ctx, "decoder100.0");
	ok(decoder && cxl_decoder_get_size(decoder) == ULLONG_MAX &&
	   cxl_decoder_get_dpa_size(decoder) == ULLONG_MAX &&
	   !cxl_decoder_get_mode_name(decoder) && !cxl_decoder_get_region_name(decoder) &&
	   cxl_decoder_get_mode(decoder) == CXL_DECODER_MODE_NONE,
	   "what is missing is absent, and hides no decoder");
	cxl_unref(ctx);
	tree_show(tree, DECODER "/region");
	tree_show(tree, DECODER "/mode");
	tree_show(tree, DECODER "/dpa_size");
	tree_show(tree, DECODER "/size");
}

/* ---- regions ------------------------------------------------------------- */

static const struct {
	const char *text;
	enum cxl_region_locked_state state;
} locks[] = {
	{ NULL, CXL_REGION_LOCKED_UNKNOWN },
	{ "0", CXL_REGION_UNLOCKED },
	{ "1", CXL_REGION_LOCKED },
};

static void test_locks(struct tree *tree)
{
	for (size_t i = 0; i < sizeof(locks) / sizeof(*locks); i++) {
		struct cxl_ctx *ctx;

		if (locks[i].text)
			machine_set(tree, REGION, "locked", locks[i].text);
		ctx = looked_at(tree);
		ok(cxl_region_locked_state(cxl_region_get_by_name(ctx, "region4")) ==
		   locks[i].state, "locked: %s", locks[i].text ? locks[i].text : "not said");
		cxl_unref(ctx);
	}
}

static bool has_uuid(struct tree *tree, const char *wanted)
{
	struct cxl_ctx *ctx = looked_at(tree);
	char text[UUID_STR_LEN];
	uuid_t uuid;

	cxl_region_get_uuid(cxl_region_get_by_name(ctx, "region4"), uuid);
	uuid_unparse_lower(uuid, text);
	cxl_unref(ctx);
	return ok(!strcmp(text, wanted), "uuid %s", text);
}

static void test_uuids(struct tree *tree)
{
	static const char none[] = "00000000-0000-0000-0000-000000000000";
	static const char some[] = "12345678-9abc-def0-1234-56789abcdef0";

	has_uuid(tree, none);
	machine_set(tree, REGION, "uuid", some);
	has_uuid(tree, some);
	machine_set(tree, REGION, "uuid", "12345678-9abc-def0-1234-56789abcdefg");
	has_uuid(tree, none);
}

static bool mismatches(const struct tree *tree)
{
	struct cxl_ctx *ctx = looked_at(tree);
	bool answer = cxl_region_qos_class_mismatch(cxl_region_get_by_name(ctx, "region4"));

	cxl_unref(ctx);
	return answer;
}

static bool differs(const struct tree *tree)
{
	struct cxl_ctx *ctx = looked_at(tree);
	bool answer = cxl_region_qos_class_differs(cxl_region_get_by_name(ctx, "region4"));

	cxl_unref(ctx);
	return answer;
}

static void test_classes(struct tree *tree)
{
	ok(!mismatches(tree), "nobody has a class");
	machine_set(tree, WINDOW, "qos_class", "1");
	ok(mismatches(tree) && !differs(tree), "only the window has one: nothing can be compared");
	machine_set(tree, MEM(0), "ram/qos_class", "1");
	machine_set(tree, MEM(1), "ram/qos_class", "1");
	ok(!mismatches(tree), "all have the same");
	machine_set(tree, MEM(1), "ram/qos_class", "2");
	ok(mismatches(tree) && differs(tree), "the second member has another");
	machine_set(tree, MEM(1), "ram/qos_class", "junk");
	ok(mismatches(tree), "one that is no number is none");
	machine_set(tree, REGION, "target0", "junk");
	machine_set(tree, MEM(1), "ram/qos_class", "1");
	ok(mismatches(tree), "as is that of a member that is no decoder");
	machine_set(tree, REGION, "target0", "decoder100.0");
}

/* A region whose place may not be read leaves a gap where it is. */
static void test_gaps(struct tree *tree)
{
	struct cxl_ctx *ctx = looked_at(tree);
	struct cxl_decoder *window = cxl_decoder_get_by_name(ctx, "decoder0.0");

	ok(cxl_decoder_get_max_available_extent(window) == (1ULL << 31) - (1 << 29),
	   "a gap behind the region");
	machine_set(tree, REGION, "resource", words("%#llx", (1ULL << 32) + (1 << 30)));
	ok(cxl_decoder_get_max_available_extent(window) == 1 << 30, "one before it");
	machine_set(tree, REGION, "size", "junk");
	ok(cxl_decoder_get_max_available_extent(window) == 1ULL << 31,
	   "a region without a size takes no place");
	cxl_unref(ctx);
	tree_hide(tree, WINDOW "/start");
	ctx = looked_at(tree);
	ok(cxl_decoder_get_max_available_extent(
		cxl_decoder_get_by_name(ctx, "decoder0.0")) == ULLONG_MAX,
	   "of a window without a start nothing is known");
	cxl_unref(ctx);
	tree_show(tree, WINDOW "/start");
}

/* ---- who holds a window's addresses --------------------------------------- */

#define ZEROS	"00000000-00000000 : CXL Window 0\n  00000000-00000000 : region4\n"

static const struct {
	const char *story, *iomem, *told;
	int rc;
} claims[] = {
	{ "no table", NULL, "", -ENOENT },
	{ "an empty table", "", "", -EACCES },
	{ "zeros, for who may not look", ZEROS, "", -EACCES },
	{ "no such window",
	  "00001000-0009ffff : System RAM\n1000000000-10ffffffff : CXL Window 1\n",
	  "", -ENOENT },
	{ "a window that is free", "100000000-17fffffff : CXL Window 0\n", "", 0 },
	{ "a region and another driver, not what is below them",
	  "00001000-0009ffff : System RAM\n"
	  "100000000-17fffffff : CXL Window 0\n"
	  "  100000000-11fffffff : region4\n"
	  "    100000000-11fffffff : dax4.0\n"
	  "  140000000-14fffffff : dax7.0\n"
	  "    140000000-14fffffff : System RAM (kmem)\n"
	  "180000000-18fffffff : CXL Window 1\n"
	  "  180000000-18fffffff : region5\n",
	  "100000000+20000000 region4, 140000000+10000000 dax7.0, ", 0 },
	{ "a window inside of another range, and a claim that reaches out of it",
	  "00000000-fffffffff : bus\n"
	  "  0f0000000-18fffffff : CXL Window 0\n"
	  "    0f0000000-10fffffff : Soft Reserved\n"
	  "    180000000-18fffffff : behind it\n"
	  "  200000000-20fffffff : after it\n",
	  "100000000+10000000 Soft Reserved, ", 0 },
	{ "lines that are none", "junk\n100000000-17fffffff : CXL Window 0\n"
	  "  : \n  11fffffff-100000000 : backwards\n", "", 0 },
};

static int note_claim(void *arg, unsigned long long start,
		      unsigned long long size, const char *owner)
{
	char *text = arg;
	size_t n = strlen(text);

	snprintf(text + n, 256 - n, "%llx+%llx %s, ", start, size, owner);
	return 0;
}

static int stop_at_once(void *arg, unsigned long long start,
			unsigned long long size, const char *owner)
{
	return 7;
}

static void test_claims(struct tree *tree)
{
	struct cxl_ctx *ctx;

	for (size_t i = 0; i < ARRAY_SIZE(claims); i++) {
		char told[256] = "";
		int rc;

		if (claims[i].iomem)
			tree_file(tree, "proc/iomem", claims[i].iomem);
		ctx = looked_at(tree);
		rc = cxl_decoder_walk_claims(cxl_decoder_get_by_name(ctx, "decoder0.0"),
					     note_claim, told);
		ok(rc == claims[i].rc && strcmp(told, claims[i].told) == 0,
		   "%s: %d, %s", claims[i].story, rc, told);
		cxl_unref(ctx);
	}
	tree_file(tree, "proc/iomem", claims[5].iomem);
	ctx = looked_at(tree);
	ok(cxl_decoder_walk_claims(cxl_decoder_get_by_name(ctx, "decoder0.0"),
				   stop_at_once, NULL) == 7, "the caller ends it");
	ok(cxl_decoder_walk_claims(cxl_decoder_get_by_name(ctx, "decoder100.0"),
				   stop_at_once, NULL) == -EINVAL,
	   "an endpoint's decoder is no window");
	cxl_unref(ctx);
}

int main(void)
{
	struct tree *tree = machine_with_region(2, 2, 4, 1ULL << 32);

	test_modes(tree);
	test_types(tree);
	test_abilities(tree);
	test_absent(tree);
	test_locks(tree);
	test_uuids(tree);
	test_classes(tree);
	test_gaps(tree);
	test_claims(tree);
	tree_free(tree);
	return tap_done();
}
