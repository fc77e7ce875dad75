// SPDX-License-Identifier: GPL-2.0-or-later
/* A capture on a machine made of files, with each of its calls failing: it is whole, or it says what it lacks. */
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <cxl/libcxl.h>

#include "capture/collect.h"
#include "core/scope.h"
#include "file-tree.h"
#include "tap.h"

/* ---- calls that fail ----------------------------------------------------- */

enum what_fails {
	READS,
	ALLOCATIONS,
};

static struct {
	bool counts;
	enum what_fails what;
	long calls, fails_at;	/* from 1 */
	const char *name;	/* of the call that failed */
} fault;

static bool fails(enum what_fails what, const char *name)
{
	if (!fault.counts || what != fault.what || ++fault.calls != fault.fails_at)
		return false;
	fault.name = name;
	errno = what == READS ? EIO : ENOMEM;
	return true;
}

/* Each calls the C library's, unless it is the one that fails. */
#define WRAP(what, type, failed, call, parameters, arguments)		\
	type __real_##call parameters;					\
	type __wrap_##call parameters;					\
	type __wrap_##call parameters					\
	{								\
		return fails(what, #call) ? (failed) : __real_##call arguments;	\
	}

WRAP(READS, DIR *, NULL, fdopendir, (int fd), (fd))
WRAP(READS, ssize_t, -1, read, (int fd, void *buf, size_t len), (fd, buf, len))
WRAP(READS, struct dirent *, NULL, readdir, (DIR *dir), (dir))
WRAP(READS, struct dirent *, NULL, readdir64, (DIR *dir), (dir))
WRAP(READS, int, -1, fstatat, (int fd, const char *name, struct stat *st, int flags), (fd, name, st, flags))
WRAP(READS, int, -1, fstatat64, (int fd, const char *name, struct stat *st, int flags), (fd, name, st, flags))
WRAP(READS, ssize_t, -1, readlinkat, (int fd, const char *name, char *buf, size_t len), (fd, name, buf, len))
WRAP(READS, int, -1, openat, (int fd, const char *name, int flags, mode_t mode), (fd, name, flags, mode))
WRAP(READS, int, -1, openat64, (int fd, const char *name, int flags, mode_t mode), (fd, name, flags, mode))
WRAP(READS, long, -1, syscall, (long nr, long a, long b, long c, long d), (nr, a, b, c, d))
WRAP(ALLOCATIONS, void *, NULL, malloc, (size_t size), (size))
WRAP(ALLOCATIONS, void *, NULL, realloc, (void *old, size_t size), (old, size))
WRAP(ALLOCATIONS, void *, NULL, reallocarray, (void *old, size_t count, size_t size), (old, count, size))
WRAP(ALLOCATIONS, char *, NULL, strdup, (const char *text), (text))
WRAP(ALLOCATIONS, int, -1, vasprintf, (char **ret, const char *format, va_list args), (ret, format, args))

/* ---- the machine --------------------------------------------------------- */

static void make_machine(struct tree *tree)
{
	tree_file(tree, "sys/devices/platform/ACPI0017:00/root0/uevent", "\n");
	tree_file(tree, "sys/devices/pci0000:0c/0000:0d:00.0/class", "0x050210\n");
	tree_file(tree, "sys/devices/pci0000:0c/0000:0d:00.0/mem0/serial", "0x1\n");
	tree_link(tree, "sys/bus/cxl/devices/root0", "../../../devices/platform/ACPI0017:00/root0");
	tree_link(tree, "sys/bus/cxl/devices/mem0", "../../../devices/pci0000:0c/0000:0d:00.0/mem0");
	tree_link(tree, "sys/bus/pci/devices/0000:0d:00.0", "../../../devices/pci0000:0c/0000:0d:00.0");
	tree_file(tree, "sys/devices/system/memory/block_size_bytes", "8000000\n");
	tree_file(tree, "sys/devices/system/node/node0/meminfo", "Node 0 MemTotal: 1 kB\n");
	tree_file(tree, "etc/modprobe.d/cxl.conf", "blacklist cxl_pci\n# and more\n");
	tree_file(tree, "proc/cpuinfo", "processor: 0\n\nprocessor: 1\n");
	tree_file(tree, "proc/mounts", "none /sys/kernel/debug debugfs rw 0 0\n");
	tree_file(tree, "kernel-release", "7.0\n");
	tree_file(tree, "boot/config-7.0", "CONFIG_CXL_BUS=m\n");
	tree_dir(tree, "dev/cxl");
}

/* ---- captures ------------------------------------------------------------ */

static void capture(const struct tree *tree, struct cxl_ctx *ctx, struct collection *collection)
{
	*collection = (struct collection){ .ctx = ctx, .source.root = -1 };
	if (source_open(&collection->source, tree->root)) {
		ok(false, "the machine is opened");
		return;
	}
	fault.calls = 0;
	fault.name = NULL;
	fault.counts = true;
	collect(collection);
	fault.counts = false;
}

static bool is_same(const struct archive *a, const struct archive *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; same && i < a->count; i++) {
		const struct member *x = &a->members[i], *y = &b->members[i];

		same = !strcmp(x->path, y->path) && x->type == y->type && x->size == y->size &&
		       !memcmp(x->data, y->data, x->size);
	}
	return same;
}

/* It fails, or has a list of what could not be read. */
static bool is_honest(const struct collection *collection, const struct archive *clean)
{
	if (collection->archive.error)
		return true;
	for (size_t i = 0; i < collection->archive.count; i++)
		if (!strcmp(collection->archive.members[i].path, "unread"))
			return true;
	return is_same(&collection->archive, clean);
}

static void try_each(const struct tree *tree, struct cxl_ctx *ctx, enum what_fails what, const char *words)
{
	_cleanup_collection_ struct collection clean;
	long calls, silent = 0;

	fault.what = what;
	fault.fails_at = 0;
	capture(tree, ctx, &clean);
	calls = fault.calls;
	ok(calls > 20 && !clean.archive.error && !clean.unread.len, "a capture with %ld %s is whole", calls, words);
	for (fault.fails_at = 1; fault.fails_at <= calls; fault.fails_at++) {
		_cleanup_collection_ struct collection torn;

		capture(tree, ctx, &torn);
		if (is_honest(&torn, &clean.archive))
			continue;
		silent++;
		printf("# call %ld, %s, fails without a word\n", fault.fails_at, fault.name);
	}
	ok(!silent, "with any of its %s failing, it fails or says what it lacks", words);
}

int main(void)
{
	struct tree *tree = tree_new();
	struct cxl_ctx *ctx;

	make_machine(tree);
	if (ok(!cxl_new_at(&ctx, tree->root), "the library opens the machine")) {
		try_each(tree, ctx, READS, "reads");
		try_each(tree, ctx, ALLOCATIONS, "allocations");
		cxl_unref(ctx);
	}
	tree_free(tree);
	return tap_done();
}
