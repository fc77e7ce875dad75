// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where a disk is mounted: in this mount namespace, and in those of other processes. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "core/io.h"
#include "core/text.h"
#include "memory/mounts.h"
#include "memory/open-files.h"
#include "memory/process.h"
#include "memory/users.h"

#define TABLE_MAX	1048576		/* of mounts, of swaps, of types of file systems */
#define NAMESPACE_MAX	32		/* "mnt:[4026531841]" */

int table_look(const struct io *io, const char *file, const char *const *words)
{
	_cleanup_free_ char *text = malloc(TABLE_MAX);
	ssize_t n = text ? io_load(io, io->root, file, text, TABLE_MAX) : -ENOMEM;

	if (n < 0)
		return (int)n;
	while (*words && !strstr(text, *words))
		words++;
	return *words != NULL;
}

/* "36 35 259:0 / /mnt rw - ext4 /dev/pmem0 rw"; btrfs has a number of its own. */
static int look(const struct io *io, const char *pid, const struct device_node *disk)
{
	char file[64], number[IO_TEXT_MAX], name[IO_TEXT_MAX];

	snprintf(file, sizeof(file), "proc/%s/mountinfo", pid);
	snprintf(number, sizeof(number), " %u:%u ", major(disk->number), minor(disk->number));
	snprintf(name, sizeof(name), " /dev/%s ", disk->name);
	return table_look(io, file, (const char *const []){ number, name, NULL });
}

/* Every process has a table of mounts, but for those of a captured machine. */
int mounts_look(const struct io *io, const struct device_node *disk)
{
	int rc = look(io, "self", disk);

	return rc == -ENOENT && io->readonly ? 0 : rc;
}

/* ---- other mount namespaces ------------------------------------------------- */

struct mount_search {
	const struct io *io;
	const struct device_node *disk;
	struct user_sink *sink;
	char (*seen)[NAMESPACE_MAX];	/* namespaces that need no other look */
	size_t count;
};

static int read_namespace(const struct io *io, const char *pid, char name[NAMESPACE_MAX])
{
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "proc/%s/ns/mnt", pid);
	n = io_readlink(io, io->root, path, name, NAMESPACE_MAX);
	return n < 0 ? (int)n : 0;
}

static bool was_seen(const struct mount_search *search, const char *name)
{
	for (size_t i = 0; i < search->count; i++)
		if (!strcmp(search->seen[i], name))
			return true;
	return false;
}

static int remember(struct mount_search *search, const char *name)
{
	void *more = reallocarray(search->seen, search->count + 1, sizeof(*search->seen));

	if (!more)
		return -ENOMEM;
	search->seen = more;
	strcpy(search->seen[search->count++], name);
	return 0;
}

/* A process that is about to end has a table, but cannot be asked for it: EINVAL. */
static int try_process(void *arg, const char *pid)
{
	struct mount_search *search = arg;
	char name[NAMESPACE_MAX];
	int rc = process_is(pid) ? read_namespace(search->io, pid, name) : -ENOENT;

	if (!rc && was_seen(search, name))
		return 0;
	if (!rc)
		rc = look(search->io, pid, search->disk);
	if (rc < 0)
		return rc == -EINVAL || process_is_away(rc) ? 0 : rc;
	if (rc > 0)
		rc = device_used_by(search->io, search->disk->name, pid, CXL_MEMORY_USE_MOUNT, search->sink);
	return rc ? rc : remember(search, name);
}

int mounts_find_users(const struct io *io, const struct device_node *disk, struct user_sink *sink)
{
	struct mount_search search = { .io = io, .disk = disk, .sink = sink };
	char own[NAMESPACE_MAX];
	int rc = read_namespace(io, "self", own);

	if (!rc)
		rc = remember(&search, own);
	if (!rc)
		rc = io_list(io, io->root, "proc", try_process, &search);
	free(search.seen);
	return rc < 0 ? device_may_be_open(disk->name, strerror(-rc), sink) : rc;
}
