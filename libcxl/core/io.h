/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The door: the only file system calls of the library go through here. */
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "core/cleanup.h"
#include "core/list.h"

/* The longest attribute text that is believed, its NUL included. */
#define IO_TEXT_MAX 1024
#define IO_PATH_MAX 4096

#define IO_NODES_MAX 1024	/* as many as a kernel can have */

struct io_nodes {		/* a set of NUMA nodes */
	unsigned long bits[IO_NODES_MAX / (8 * sizeof(unsigned long))];
};

/*
 * The calls behind the door. io_kernel is the kernel's; a test may stand a
 * simulated machine here, or make the k-th call fail. Each returns what the
 * system call of that name returns, with -errno in place of -1.
 */
struct io_calls {
	int (*open)(void *machine, int dirfd, const char *name, int flags);
	int (*close)(void *machine, int fd);
	int (*stat)(void *machine, int fd, struct stat *st);
	int (*exists)(void *machine, int dirfd, const char *name);
	ssize_t (*read)(void *machine, int fd, void *buf, size_t len);
	ssize_t (*write)(void *machine, int fd, const void *buf, size_t len);
	/* at an offset; NULL: no file has one */
	ssize_t (*read_at)(void *machine, int fd, void *buf, size_t len, uint64_t at);
	ssize_t (*readlink)(void *machine, int dirfd, const char *name,
			    char *buf, size_t len);
	ssize_t (*getdents)(void *machine, int fd, void *buf, size_t len);
	int (*ioctl)(void *machine, int fd, unsigned long request, void *arg);
	int (*lock)(void *machine, int fd);	/* -EAGAIN: another holds it */
	/* what a program keeps with a file; NULL: nothing can be kept */
	ssize_t (*get_mark)(void *machine, int fd, const char *name, void *buf,
			    size_t len);
	int (*set_mark)(void *machine, int fd, const char *name,
			const char *value);	/* NULL: none any more */
	/* the machine's clock; NULL: this program's */
	uint64_t (*now)(void *machine);		/* milliseconds */
	void (*sleep)(void *machine, unsigned int ms);
	/* a file of the events about devices from now on; NULL: no such thing */
	int (*watch)(void *machine);
	/* waits for the next of them; NULL: without a callback */
	int (*await)(void *machine, int fd, int ms);
	/* waits for a change; NULL: without a callback */
	int (*poll)(void *machine, int fd, int ms);
	/* migrate_pages(); NULL: no process has memory */
	int (*migrate)(void *machine, int pid, const struct io_nodes *from,
		       const struct io_nodes *to);
	/* replaces a file as a whole, with its directories; NULL: nothing can be kept */
	int (*replace)(void *machine, int root, const char *path, const char *text);
};

extern const struct io_calls io_kernel;
int io_kernel_migrate(void *machine, int pid, const struct io_nodes *from,
		      const struct io_nodes *to);

/* A machine: the calls that reach it and the directory that is its root. */
struct io {
	const struct io_calls *calls;
	void *machine;		/* first argument of every call */
	int root;		/* directory fd of the machine's root */
	void (*free_machine)(void *machine);	/* or NULL */
	bool readonly;		/* a captured machine: it is never written */
	uint64_t deadline;	/* no waiting past it; 0: none */
	int unlocked;		/* why a lock was done without; 0: none was */
	struct {		/* the last write, if it failed */
		int number;
		char name[64], value[64];
	} refused;
	struct list dirs;	/* node.c: directories that stay open a while */
	unsigned int nr_dirs;
};

/*
 * What new contexts on "/" stand behind: the kernel. A test puts a simulated
 * machine here before it makes a context.
 */
extern const struct io_calls *io_calls_here;
extern void *io_machine_here;

/* 0 or -errno; @path is "/" for the machine this program runs on. */
int io_init(struct io *io, const char *path);

void io_done(struct io *io);

/*
 * @dirfd: io->root, or a directory opened through the same door; names are
 * relative to it and have no leading slash. All return a value >= 0 or -errno.
 */
int io_open(const struct io *io, int dirfd, const char *name, int flags);
int io_open_dir(const struct io *io, int dirfd, const char *name);
void io_close(const struct io *io, int fd);
int io_stat(const struct io *io, int fd, struct stat *st);

/*
 * Whether @name exists: returns 0 and writes the answer to @ret, or fails with
 * -errno where that cannot be seen, which is neither yes nor no.
 */
_must_check_ int io_look(const struct io *io, int dirfd, const char *name,
			 bool *ret);
int io_ioctl(const struct io *io, int fd, unsigned long request, void *arg);

/*
 * The text of an attribute without its newline, NUL-terminated; its length.
 * -EOVERFLOW when it does not fit.
 */
ssize_t io_read(const struct io *io, int dirfd, const char *name,
		char *buf, size_t len);

/*
 * The same on a file that is open already and was not read yet; -EAGAIN when the
 * text lost its end.
 */
ssize_t io_read_fd(const struct io *io, int fd, char *buf, size_t len);

/*
 * The whole of a file that is no attribute (a table, a list), NUL-terminated;
 * its length. -EFBIG when it is longer than @len - 1.
 */
ssize_t io_load(const struct io *io, int dirfd, const char *name,
		char *buf, size_t len);

/* Part of a binary file: what pread() returns, with -errno; -EOPNOTSUPP where no file can be read so. */
ssize_t io_read_at(const struct io *io, int fd, void *buf, size_t len, uint64_t at);

/* One write of the whole value; 0, or -EROFS on a captured machine. */
int io_write(const struct io *io, int dirfd, const char *name,
	     const char *value);

/* The same on a file that is open already. */
int io_write_fd(const struct io *io, int fd, const char *value);

/*
 * Records that the last write was of @value to @name, and returned @rc. Then:
 * the value of the last write that failed, if it was to @name and failed with
 * @rc; else NULL.
 */
void io_note_write(struct io *io, const char *name, const char *value, int rc);
const char *io_refused(const struct io *io, const char *name, int rc);

/* All the bytes at @buf, by as many writes as the file wants; 0 or -errno. */
int io_write_all(const struct io *io, int fd, const void *buf, size_t len);

/*
 * Waits until an attribute that was read through @fd changes, at most so many
 * milliseconds: 1, or 0 when it did not, or -errno. The kernel does not tell
 * when the device leaves.
 */
int io_poll(const struct io *io, int fd, unsigned int ms);

/*
 * The whole of a file of the user's, who named it: on this host, whatever the
 * root of the machine. A buffer for the caller to free, and its length; -EFBIG
 * when that is more than @max.
 */
int io_read_host_file(const char *path, size_t max, void **ret, size_t *ret_len);

/*
 * A file with the kernel's events about devices from now on, or -EOPNOTSUPP;
 * and the next of them: its length, or -EAGAIN when there is no other.
 */
int io_watch(const struct io *io);
ssize_t io_next_event(const struct io *io, int fd, char *buf, size_t len);

/* Waits for the next, at most so many milliseconds: 1, or 0 when none came, or -errno. */
int io_await_event(const struct io *io, int fd, unsigned int ms);

/* Adds @node to a set: false where no kernel has that many. */
bool io_nodes_add(struct io_nodes *nodes, unsigned int node);
bool io_nodes_have(const struct io_nodes *nodes, unsigned int node);

/*
 * Moves what process @pid has on the nodes @from to the nodes @to, as far as it
 * can be moved: 0, or -errno; -ESRCH of a process that has ended.
 */
int io_migrate(const struct io *io, int pid, const struct io_nodes *from,
	       const struct io_nodes *to);

ssize_t io_readlink(const struct io *io, int dirfd, const char *name,
		    char *buf, size_t len);

/*
 * An extended attribute of an attribute's file: the kernel keeps it for as long
 * as the device lives. Its text, NUL-terminated, and its length, or -ENODATA
 * when there is none; and setting it, or with NULL removing it.
 */
ssize_t io_get_mark(const struct io *io, int dirfd, const char *name,
		    const char *mark, char *buf, size_t len);
int io_set_mark(const struct io *io, int dirfd, const char *name,
		const char *mark, const char *value);

/*
 * Calls @each for every name in the directory, "." and ".." left out, until
 * it returns non-zero: that, 0 at the end, or -errno.
 */
int io_list(const struct io *io, int dirfd, const char *name,
	    int (*each)(void *arg, const char *name), void *arg);

/* The same with the inode of each entry: of a link itself, not of what it leads to. */
typedef int io_entry_fn(void *arg, const char *name, uint64_t inode);
int io_list_entries(const struct io *io, int dirfd, const char *name,
		    io_entry_fn *each, void *arg);

/*
 * Waits for the advisory lock that our own processes take on a file; the fd
 * holds it until io_close(). -EAGAIN when another held it for too long. Where
 * the kernel has no such locks it succeeds without, and io->unlocked says why.
 */
int io_lock(struct io *io, int dirfd, const char *name, int flags);

/* The same on a file that is open already; 0 or -errno. */
int io_lock_fd(struct io *io, int fd);

/*
 * Replaces a file that this library keeps, at @path below the root, and makes the
 * directories on the way: a reader finds the old text or the new one, also after a
 * power failure. 0 or -errno; -EOPNOTSUPP where nothing can be kept.
 */
int io_replace(const struct io *io, const char *path, const char *text);

/* What io_kernel does for that (store.c). */
int store_replace(void *machine, int root, const char *path, const char *text);

/* Milliseconds on a clock that never goes back; and waiting on it. */
uint64_t io_now(const struct io *io);
void io_sleep(const struct io *io, unsigned int ms);

/* Whether @rc says that the file is not there, or has left with its device. */
static inline bool io_is_away(ssize_t rc)
{
	return rc == -ENOENT || rc == -ENODEV || rc == -ENOTDIR;
}
