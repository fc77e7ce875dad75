// SPDX-License-Identifier: LGPL-2.1-or-later
/* Processes that have the node of a device open or mapped. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "core/io.h"
#include "core/text.h"
#include "memory/open-files.h"
#include "memory/process.h"
#include "memory/users.h"

/* proc/PID/task/TID/map_files/START-END is the longest. */
#define PROC_PATH_MAX 128

struct file_search {
	const struct io *io;
	const struct device_node *node;
	const char *dir;	/* the one that is being listed */
	const char *pid;	/* whose that is */
	struct user_sink *sink;
};

/* Calls @each for what is in @dir/@sub. */
static int list_below(const struct file_search *search, const char *sub,
		      int (*each)(void *arg, const char *name))
{
	char path[PROC_PATH_MAX];
	struct file_search below = *search;
	int rc = path_join(path, sizeof(path), search->dir, sub);

	if (rc < 0)
		return rc;
	below.dir = path;
	return io_list(search->io, search->io->root, path, each, &below);
}

/* ---- one open file or mapping ------------------------------------------- */

/* O_PATH reaches what the link stands for, by whatever name, and opens no device. */
static int stat_link(const struct io *io, const char *path, struct stat *st)
{
	int fd = io_open(io, io->root, path, O_PATH), rc;

	if (fd < 0)
		return fd;
	rc = io_stat(io, fd, st);
	io_close(io, fd);
	return rc;
}

/* 1 where it is the device's node; sockets, pipes and the like have no path. */
static int match_node(const struct file_search *search, const char *name)
{
	char path[PROC_PATH_MAX], link[IO_PATH_MAX];
	struct stat st;
	ssize_t n = path_join(path, sizeof(path), search->dir, name);

	if (!n)
		n = io_readlink(search->io, search->io->root, path, link, sizeof(link));
	if (n > 0 && link[0] != '/')
		return 0;
	if (n >= 0)
		n = stat_link(search->io, path, &st);
	if (n < 0)
		return process_is_away(n) ? 0 : (int)n;
	return (st.st_mode & S_IFMT) == search->node->type && st.st_rdev == search->node->number;
}

static void set_device(struct cxl_memory_user *user, const char *device)
{
	snprintf(user->device, sizeof(user->device), "%.*s", MEMORY_NAME_MAX - 1, device);
}

int device_used_by(const struct io *io, const char *device, const char *pid, enum cxl_memory_use use,
		   struct user_sink *sink)
{
	struct cxl_memory_user user = { .use = use };
	char comm[IO_TEXT_MAX];

	process_name(io, pid, comm);
	snprintf(user.name, sizeof(user.name), "%.*s", USER_NAME_MAX - 1, comm);
	set_device(&user, device);
	if (text_to_int(pid, &user.pid) < 0)
		user.pid = 0;
	return sink->add(sink, &user);
}

static int found(const struct file_search *search, enum cxl_memory_use use)
{
	return device_used_by(search->io, search->node->name, search->pid, use, search->sink);
}

static int try_fd(void *arg, const char *name)
{
	int rc = match_node(arg, name);

	return rc > 0 ? found(arg, CXL_MEMORY_USE_OPEN) : rc;
}

static int try_mapping(void *arg, const char *name)
{
	int rc = match_node(arg, name);

	return rc > 0 ? found(arg, CXL_MEMORY_USE_MAPPED) : rc;
}

/* ---- one process ---------------------------------------------------------- */

/* Threads may have files of their own; those of a leader that ended are not listed. */
static int try_thread(void *arg, const char *name)
{
	struct file_search *search = arg, thread = *search;
	char path[PROC_PATH_MAX];
	int rc = path_join(path, sizeof(path), search->dir, name);

	if (rc < 0)
		return rc;
	thread.dir = path;
	rc = list_below(&thread, "fd", try_fd);
	return process_is_away(rc) ? 0 : rc;
}

/* A mapping outlives the file descriptor that it was made with. */
static int try_process(void *arg, const char *name)
{
	struct file_search *search = arg, process = *search;
	char path[PROC_PATH_MAX];
	int rc;

	if (!process_is(name))
		return 0;
	snprintf(path, sizeof(path), "proc/%s", name);
	process.dir = path;
	process.pid = name;
	rc = list_below(&process, "task", try_thread);
	if (!rc)
		rc = list_below(&process, "map_files", try_mapping);
	return process_is_away(rc) ? 0 : rc;
}

/* ---- all processes -------------------------------------------------------- */

/* What cannot be looked at may have it open. */
int device_may_be_open(const char *device, const char *why, struct user_sink *sink)
{
	struct cxl_memory_user user = { .use = CXL_MEMORY_USE_UNKNOWN };

	snprintf(user.name, sizeof(user.name), "%s", why);
	set_device(&user, device);
	return sink->add(sink, &user);
}

int device_node_find_users(const struct io *io, const struct device_node *node, struct user_sink *sink)
{
	struct file_search search = { .io = io, .node = node, .sink = sink };
	int rc;

	if (!sees_all_processes(io))
		return device_may_be_open(node->name, "not every process can be seen from here", sink);
	rc = io_list(io, io->root, "proc", try_process, &search);
	return rc < 0 ? device_may_be_open(node->name, strerror(-rc), sink) : rc;
}

int device_number_read(const struct io *io, int base, const char *dir, dev_t *number)
{
	char path[IO_PATH_MAX], text[IO_TEXT_MAX];
	int major, minor;
	ssize_t n = path_join(path, sizeof(path), dir, "dev");

	if (!n)
		n = io_read(io, base, path, text, sizeof(text));
	if (n < 0)
		return (int)n;
	if (text_to_pair(text, "", ':', &major, &minor))
		return -EPROTO;
	*number = makedev(major, minor);
	return 0;
}
