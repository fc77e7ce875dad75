// SPDX-License-Identifier: GPL-2.0-or-later
/* The record of geometries: what is written is read back, in place of what lay there; a damaged one tells nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "device-files.h"
#include "geometry/record.h"
#include "tap.h"

#define UNITS(n) ((n) * (256ULL << 20))

/* -- what reaches the disk -- */

static int synced, refuse_rename;

int fsync(int fd)
{
	synced++;
	return 0;
}

int renameat(int from, const char *old, int to, const char *new)
{
	if (refuse_rename) {
		errno = ENOSPC;
		return -1;
	}
	return (int)syscall(SYS_renameat2, from, old, to, new, 0);
}

/* -- a machine -- */

static struct tree *tree;
static struct cxl_ctx *ctx;

static void begin(void)
{
	tree = tree_new();
	cxl_new(&ctx);
	io_done(&ctx->io);
	io_init(&ctx->io, tree->root);
	synced = 0;
}

static void finish(void)
{
	cxl_unref(ctx);
	tree_free(tree);
}

static const struct geometry two = {
	.uuid = { 1, 2 }, .size = UNITS(2), .ways = 2, .granularity = 4096, .position = 1,
	.dpa = UNITS(4), .has_dpa = true, .serials = { 0x11, 0x22 },
};

static bool is(const struct geometry *a, const struct geometry *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static void test_back(void)
{
	struct geometry behind = two, inside = two;
	_cleanup_geometries_ struct geometries read = {};

	begin();
	ok(!record_read(ctx, 0x22, &read) && !read.count, "nothing is recorded");
	ok(!record_write(ctx, 0x22, &two) && synced == 2, "a file and its directory are on disk");
	ok(!record_read(ctx, 0x22, &read) && read.count == 1 && is(read.all, &two), "it is read back");
	geometries_done(&read);
	behind.dpa = two.dpa + UNITS(1);
	ok(!record_write(ctx, 0x22, &behind) && !record_read(ctx, 0x22, &read) && read.count == 2 &&
	   is(&read.all[0], &two) && is(&read.all[1], &behind), "what lies behind it is added");
	geometries_done(&read);
	inside.dpa = behind.dpa + UNITS(1) - 1;
	ok(!record_write(ctx, 0x22, &inside) && !record_read(ctx, 0x22, &read) && read.count == 2 &&
	   is(&read.all[0], &two) && is(&read.all[1], &inside), "what overlaps is replaced");
	geometries_done(&read);
	ok(!record_read(ctx, 0x11, &read) && !read.count, "each serial number has its own file");
	finish();
}

static void test_path(void)
{
	_cleanup_geometries_ struct geometries read = {};
	struct stat st;

	begin();
	ok(cxl_set_geometry_path(ctx, "relative") == -EINVAL && cxl_set_geometry_path(ctx, "/") == -EINVAL,
	   "the path is absolute");
	ok(!cxl_set_geometry_path(ctx, "/else/where") && !record_write(ctx, 1, &two) &&
	   !fstatat(tree->fd, "else/where/0x1", &st, 0) && st.st_size && (st.st_mode & 0777) == 0644,
	   "it can be another");
	ok(!cxl_set_geometry_path(ctx, NULL) && !record_read(ctx, 1, &read) && !read.count, "or the usual");
	finish();
}

static void test_failure(void)
{
	_cleanup_geometries_ struct geometries read = {};
	struct stat st;

	begin();
	ok(!record_write(ctx, 0x22, &two), "a record");
	refuse_rename = 1;
	ok(record_write(ctx, 0x22, &(struct geometry){ .size = UNITS(9), .ways = 1, .granularity = 256,
		.serials = { 0x22 } }) == -ENOSPC, "another cannot be written");
	refuse_rename = 0;
	ok(!record_read(ctx, 0x22, &read) && read.count == 1 && is(read.all, &two), "the old one stays");
	ok(fstatat(tree->fd, "var/lib/cxl/geometry/0x22.new", &st, 0) < 0, "and nothing else");
	finish();
	begin();
	tree_file(tree, "var/lib/cxl", "no directory");
	ok(record_write(ctx, 0x22, &two) == -ENOTDIR, "the directory cannot be made");
	finish();
}

/* Where nothing can be kept, nothing is. */
static void test_refused(void)
{
	struct io_calls calls = io_kernel;

	begin();
	tree_dir(tree, "var/lib/cxl/geometry/0x22.new");
	ok(record_write(ctx, 0x22, &two) == -EISDIR, "a file that cannot be made");
	ok(io_replace(&ctx->io, "name", "") == -EINVAL, "a file needs a directory");
	ctx->io.readonly = true;
	ok(record_write(ctx, 1, &two) == -EROFS, "a captured machine is not written");
	ctx->io.readonly = false;
	calls.replace = NULL;
	ctx->io.calls = &calls;
	ok(record_write(ctx, 1, &two) == -EOPNOTSUPP, "a machine may keep nothing");
	ctx->io.calls = &io_kernel;
	finish();
}

#define LINE(dpa, size, ways, granularity, position, serials) \
	"uuid=01020000-0000-0000-0000-000000000000 dpa=" dpa " size=" size " ways=" ways \
	" granularity=" granularity " position=" position " serials=" serials "\n"

static const struct {
	const char *text;
	int rc;
} texts[] = {
	{ "", 0 },
	{ "# a comment\n\n", 0 },
	{ LINE("0", "536870912", "2", "256", "1", "1,2"), 0 },
	{ "x\n", -EBADMSG },
	{ "uuid=1 dpa=0\n", -EBADMSG },
	{ LINE("", "536870912", "2", "256", "1", "1,2"), -EBADMSG },
	{ LINE("0", "0", "2", "256", "1", "1,2"), -EBADMSG },
	{ LINE("0", "-1", "2", "256", "1", "1,2"), -EBADMSG },
	{ LINE("0", "536870912", "0", "256", "0", ""), -EBADMSG },
	{ LINE("0", "536870912", "17", "256", "1", "1,2"), -EBADMSG },
	{ LINE("0", "536870912", "2", "0", "1", "1,2"), -EBADMSG },
	{ LINE("0", "536870912", "2", "32768", "1", "1,2"), -EBADMSG },
	{ LINE("0", "536870912", "2", "256", "2", "1,2"), -EBADMSG },
	{ LINE("0", "536870912", "2", "256", "1", "1"), -EBADMSG },
	{ LINE("0", "536870912", "2", "256", "1", "1,2,3"), -EBADMSG },
	{ LINE("0", "536870912", "2", "256", "1", "1,x"), -EBADMSG },
	{ LINE("0", "536870912", "2", "256", "1", "1,2 more"), -EBADMSG },
};

static void test_texts(void)
{
	begin();
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_geometries_ struct geometries read = {};

		tree_file(tree, "var/lib/cxl/geometry/0x5", texts[i].text);
		ok(record_read(ctx, 5, &read) == texts[i].rc, "text %zu is %s", i,
		   texts[i].rc ? "no record" : "a record");
	}
	ok(!record_write(ctx, 5, &two), "what is no record can be replaced");
	finish();
}

int main(void)
{
	test_back();
	test_path();
	test_failure();
	test_refused();
	test_texts();
	return tap_done();
}
