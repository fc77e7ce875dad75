// SPDX-License-Identifier: GPL-2.0-or-later
/* Contexts: counted, silent unless asked, on any machine or on none. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <syslog.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/log.h"
#include "device-files.h"
#include "tap.h"

/* ---- life ---------------------------------------------------------------- */

static void test_life(void)
{
	struct tree *tree = tree_new();
	struct cxl_ctx *ctx = NULL;
	struct cxl_memdev *memdev;

	machine_memdev(tree, 0);
	ok(cxl_new_at(&ctx, tree->root) == 0 && ctx, "a context");
	memdev = cxl_memdev_get_first(ctx);
	ok(cxl_ref(ctx) == ctx, "a second reference");
	cxl_unref(ctx);
	ok(cxl_memdev_get_id(memdev) == 0 && cxl_memdev_get_ctx(memdev) == ctx,
	   "its objects outlive the first unref");
	cxl_unref(ctx);
	ok(cxl_ref(NULL) == NULL, "no context has no reference");
	cxl_unref(NULL);
	tree_free(tree);
}

static void test_no_machine(void)
{
	struct tree *tree = tree_new();
	struct cxl_ctx *ctx = NULL;

	tree_file(tree, "file", "");
	ok(cxl_new_at(&ctx, words("%s/nowhere", tree->root)) == -ENOENT && !ctx,
	   "no directory, no context");
	ok(cxl_new_at(&ctx, words("%s/file", tree->root)) == -ENOTDIR && !ctx,
	   "a file, no context");
	ok(cxl_new_at(&ctx, tree->root) == 0, "an empty machine");
	ok(!cxl_memdev_get_first(ctx) && !cxl_bus_get_first(ctx), "has no CXL");
	ok(!cxl_debugfs_exists(ctx) && !cxl_protocol_error_get_first(ctx),
	   "and no debugfs");
	ok(cxl_settle(ctx) == 0, "and holds still");
	cxl_unref(ctx);
	tree_free(tree);
}

/* ---- what the program keeps ---------------------------------------------- */

static void test_data(struct cxl_ctx *ctx)
{
	int mine, other;

	ok(!cxl_get_userdata(ctx) && !cxl_get_private_data(ctx), "nothing is kept");
	cxl_set_userdata(ctx, &mine);
	cxl_set_private_data(ctx, &other);
	ok(cxl_get_userdata(ctx) == &mine && cxl_get_private_data(ctx) == &other,
	   "two pointers are kept apart");
	cxl_set_userdata(NULL, &mine);
	ok(!cxl_get_userdata(NULL), "no context keeps none");
}

/* ---- messages ------------------------------------------------------------ */

static char heard[256];
static int heard_priority, heard_count;

static void listen(struct cxl_ctx *ctx, int priority, const char *file,
		   int line, const char *function, const char *format,
		   va_list args)
{
	vsnprintf(heard, sizeof(heard), format, args);
	heard_priority = priority;
	heard_count++;
}

static void test_log(struct cxl_ctx *ctx)
{
	cxl_set_log_fn(ctx, listen);
	log_error(ctx, "%s: %d", "mem0", 7);
	ok(heard_count == 1 && heard_priority == LOG_ERR && !strcmp(heard, "mem0: 7"),
	   "an error is heard");
	log_debug(ctx, "chatter");
	ok(heard_count == 1, "debug is not, by default");
	cxl_set_log_priority(ctx, LOG_DEBUG);
	log_debug(ctx, "chatter");
	ok(heard_count == 2 && heard_priority == LOG_DEBUG, "it is when asked for");
	cxl_set_log_priority(ctx, LOG_CRIT);
	log_error(ctx, "an error");
	ok(heard_count == 2, "nothing less urgent than wanted");
	cxl_set_log_priority(ctx, LOG_DEBUG);
	cxl_set_log_fn(ctx, NULL);
	log_error(ctx, "to nobody");
	ok(heard_count == 2, "without a listener there is no message");
}

/* Who said nothing of it reads errors on standard error. */
static void test_default_log(void)
{
	int before = dup(STDERR_FILENO), file = memfd_create("err", 0);
	char text[128] = "";
	struct cxl_ctx *ctx;

	if (cxl_new_at(&ctx, "/tmp") < 0)
		return;
	dup2(file, STDERR_FILENO);
	log_error(ctx, "%s: %d", "mem0", 7);
	fflush(stderr);
	dup2(before, STDERR_FILENO);
	ok(pread(file, text, sizeof(text) - 1, 0) > 0 &&
	   !strcmp(text, "libcxl: test_default_log: mem0: 7\n"),
	   "an error on standard error");
	close(before);
	close(file);
	cxl_unref(ctx);
}

static const struct {
	const char *text;
	int priority;
} wishes[] = {
	{ "debug", LOG_DEBUG }, { "info", LOG_INFO }, { "notice", LOG_NOTICE },
	{ "err", LOG_ERR }, { "error", LOG_ERR }, { "7", 7 }, { "0", 0 },
	{ "", LOG_ERR }, { "junk", LOG_ERR }, { "7x", LOG_ERR },
};

static int priority_of_new(void)
{
	struct cxl_ctx *ctx;
	int priority;

	if (cxl_new_at(&ctx, "/tmp") < 0)
		return -1;
	priority = cxl_get_log_priority(ctx);
	cxl_unref(ctx);
	return priority;
}

static void test_environment(void)
{
	unsetenv("CXL_LOG");
	ok(priority_of_new() == LOG_ERR, "errors only, unless told otherwise");
	for (size_t i = 0; i < ARRAY_SIZE(wishes); i++) {
		setenv("CXL_LOG", wishes[i].text, 1);
		ok(priority_of_new() == wishes[i].priority, "CXL_LOG=%s",
		   wishes[i].text);
	}
	unsetenv("CXL_LOG");
}

/* ---- debugfs ------------------------------------------------------------- */

static bool debugfs_is_found(struct tree *tree)
{
	struct cxl_ctx *ctx;
	bool found;

	cxl_new_at(&ctx, tree->root);
	found = cxl_debugfs_exists(ctx);
	cxl_unref(ctx);
	return found;
}

static void test_debugfs(void)
{
	struct tree *tree = tree_new();

	tree_file(tree, "proc/mounts",
		  "proc /proc proc rw 0 0\n"
		  "junk\n"
		  "none /sys/kernel/debug tmpfs rw 0 0\n"
		  "debugfs /mnt/debug debugfs rw 0 0\n");
	ok(!debugfs_is_found(tree), "mounted, but without cxl");
	tree_dir(tree, "mnt/debug/cxl");
	ok(debugfs_is_found(tree), "mounted at an unusual place");
	tree_file(tree, "proc/mounts", "proc /proc proc rw 0 0\n");
	ok(!debugfs_is_found(tree), "not mounted there any more");
	tree_dir(tree, "sys/kernel/debug/cxl");
	ok(debugfs_is_found(tree), "at the usual place");
	tree_free(tree);
}

static void test_protocol_errors(void)
{
	static const char *const wanted[] = { "mem-fatal", "cache-correctable" };
	struct tree *tree = tree_new();
	struct cxl_protocol_error *error;
	struct cxl_ctx *ctx;
	size_t n = 0;

	tree_file(tree, "sys/kernel/debug/cxl/einj_types",
		  "0x00020000\tCXL.mem Protocol Uncorrectable fatal\n"
		  "0x00000001\tProcessor Correctable\n"
		  "\n"
		  "junk\n"
		  "0x00001000\tCXL.cache Protocol Correctable\n"
		  "0x100000000001000\ttoo large\n");
	cxl_new_at(&ctx, tree->root);
	cxl_protocol_error_foreach(ctx, error) {
		ok(n < ARRAY_SIZE(wanted) &&
		   !strcmp(cxl_protocol_error_get_str(error), wanted[n]),
		   "einj_types: %s", cxl_protocol_error_get_str(error));
		n++;
	}
	ok(n == ARRAY_SIZE(wanted), "einj_types: only errors of CXL");
	cxl_unref(ctx);
	tree_free(tree);
}

int main(void)
{
	struct tree *tree = tree_new();
	struct cxl_ctx *ctx;

	test_life();
	test_default_log();
	test_no_machine();
	if (cxl_new_at(&ctx, tree->root) == 0) {
		test_data(ctx);
		test_log(ctx);
		cxl_unref(ctx);
	}
	test_environment();
	test_debugfs();
	test_protocol_errors();
	tree_free(tree);
	return tap_done();
}
