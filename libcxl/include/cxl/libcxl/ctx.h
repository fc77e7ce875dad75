/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The context: one view of one machine, and the owner of every object. */
#ifndef CXL_LIBCXL_CTX_H
#define CXL_LIBCXL_CTX_H

#include <stdarg.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;

/*
 * Only one thread at a time may use a context and its objects, even for getters
 * and cxl_ref(): a getter may read an attribute, and cxl_ref() changes a count.
 * Threads that share a context need a lock of their own; a context for each
 * thread needs none. A context may be handed over to another thread, but its
 * watchdog still sends the signal to the thread that set it.
 */

/*
 * Returns 0 and writes to *@ctx a new context of this machine, with one
 * reference. Reads no device yet, and succeeds on a machine without CXL. Fails
 * with a negative errno.
 */
int cxl_new(struct cxl_ctx **ctx);

/*
 * Returns 0 and writes to *@ctx a new context of the machine whose /sys, /dev
 * and /proc lie below the directory @root: a captured machine. The context is
 * read-only, even where @root is "/": functions that would change the machine,
 * send a command to it or wait for it fail with -EROFS. The library opens
 * nothing outside @root, wherever links lead, and inside it only directories
 * and regular files. Fails with -ENOENT or -ENOTDIR when @root is not a
 * directory.
 */
int cxl_new_at(struct cxl_ctx **ctx, const char *root);

/* Returns @ctx after taking a reference to it; NULL for NULL. */
struct cxl_ctx *cxl_ref(struct cxl_ctx *ctx);

/*
 * Drops a reference to @ctx; the last one frees every object. NULL is ignored.
 */
void cxl_unref(struct cxl_ctx *ctx);

/*
 * Sets the function that receives messages; by default they go to standard
 * error, and with a NULL @log_fn nowhere. It gets the syslog priority, the
 * place in the library that logs the message, and the text in the form of
 * printf, without a newline.
 */
void cxl_set_log_fn(struct cxl_ctx *ctx,
		    void (*log_fn)(struct cxl_ctx *ctx, int priority,
				   const char *file, int line, const char *fn,
				   const char *format, va_list args));

/*
 * Returns the least urgent syslog priority that is logged: LOG_ERR (3), unless
 * the environment variable CXL_LOG set another when the context was created.
 */
int cxl_get_log_priority(struct cxl_ctx *ctx);

/*
 * Sets the least urgent syslog priority that is logged, LOG_ERR .. LOG_DEBUG.
 */
void cxl_set_log_priority(struct cxl_ctx *ctx, int priority);

/*
 * Stores a pointer of the caller in the context; the caller still owns its
 * target. Does nothing when @ctx is NULL.
 */
void cxl_set_userdata(struct cxl_ctx *ctx, void *userdata);

/*
 * Returns the pointer that cxl_set_userdata() stored; NULL before that and for
 * a NULL @ctx.
 */
void *cxl_get_userdata(struct cxl_ctx *ctx);

/*
 * Stores a second such pointer, for a layer between the library and its caller.
 */
void cxl_set_private_data(struct cxl_ctx *ctx, void *data);

/* Returns the pointer that cxl_set_private_data() stored; NULL before that. */
void *cxl_get_private_data(struct cxl_ctx *ctx);

/*
 * Returns true when debugfs is mounted and this process can access its
 * directory "cxl", which needs root. Without it neither poison nor protocol
 * errors can be injected.
 */
bool cxl_debugfs_exists(struct cxl_ctx *ctx);

/*
 * Returns 0 when the lists contain every object enumerated so far, except those
 * that have left since; else the error that prevented reading the first missing
 * object: -ENOMEM, -EMFILE or the like. Check it before relying on a complete
 * list.
 */
int cxl_get_missing(struct cxl_ctx *ctx);

/*
 * Returns the name of the object ("mem0") or file that cxl_get_missing() is
 * about; NULL when nothing is missing. It belongs to the context and stays the
 * same until the context is freed. Not in version 85.
 */
const char *cxl_get_missing_name(struct cxl_ctx *ctx);

/*
 * Returns 0 when the library took every lock requested so far. On a kernel
 * without file locks (flock) it acts without a lock, and this function returns
 * the reason: -ENOSYS, -EOPNOTSUPP or -ENOLCK. Another program that changes
 * regions may then have acted at the same time.
 */
int cxl_get_unlocked(struct cxl_ctx *ctx);

/*
 * Returns 0 after waiting until the kernel has finished the unbinding that it
 * queued (/sys/bus/cxl/flush, since 5.18) and udev has handled its events; at
 * once where nothing is queued. Fails with -ETIMEDOUT when that takes longer
 * than some seconds.
 */
int cxl_settle(struct cxl_ctx *ctx);

/*
 * Returns 0 after refreshing the context, for long-lived programs: it retires
 * the objects whose devices have left, and discards the attributes of the others
 * and the lists. So the next iteration enumerates the devices present then, and
 * the first getter of an object that needs an attribute reads all its attributes
 * again: a refresh costs one directory listing, and a program pays only for the
 * objects that it reads. If the device has left by then, they are what was last
 * read. It frees the retired objects to which no caller holds a reference
 * (cxl_memdev_ref() and its like): borrowed pointers to them are invalid after
 * this call, as are borrowed targets and mappings. Fails with -ENOMEM.
 */
int cxl_refresh(struct cxl_ctx *ctx);

/*
 * Returns a file descriptor for poll(): it becomes readable when a device of
 * the machine appears or leaves, is bound, unbound, onlined or offlined, for
 * long-lived programs. Then call cxl_watch_drain(), and cxl_refresh() if that
 * returns 1. It reports what happens after the first call; later calls return
 * the same descriptor. It belongs to the context: only poll it. It is a netlink
 * socket with the uevents of the kernel. A change of an attribute alone, such as
 * the size of a region, emits no uevent. No uevent arrives in a network
 * namespace of a user namespace, as in unprivileged containers: the descriptor
 * then never becomes readable, so poll with a timeout there. Fails with
 * -EOPNOTSUPP on a captured machine, -ENOMEM, or the errno that prevented opening
 * or binding the socket. Not in version 85.
 */
int cxl_watch_fd(struct cxl_ctx *ctx);

/*
 * Returns 1 after reading every uevent that waits at the descriptor of
 * cxl_watch_fd(), if one of them is about a device that the library reads (of
 * the subsystem cxl, dax, fwctl, memory, nd or node), or if the kernel dropped
 * any because too many waited; else 0. Call it before cxl_refresh(), so that an
 * event in between makes the descriptor readable again. Never waits. Fails with
 * -EBADF before cxl_watch_fd(), or with the errno that prevented reading. Not in
 * version 85.
 */
int cxl_watch_drain(struct cxl_ctx *ctx);

/*
 * Returns 0 after setting the directory in which the library records the geometry
 * of each persistent region that a plan creates, by serial number, and which plans
 * read; NULL: "/var/lib/cxl/geometry", as without a call. The path is below the
 * root of the machine. Fails with -EINVAL when @path does not start with a slash,
 * -ENOMEM. Not in version 85.
 */
int cxl_set_geometry_path(struct cxl_ctx *ctx, const char *path);

/*
 * Limits every wait and retry of this context to @milliseconds from now,
 * whatever its own deadline; 0 removes the limit. A function that runs out of
 * time fails with the error that it was retrying.
 */
void cxl_set_timeout(struct cxl_ctx *ctx, unsigned int milliseconds);

/*
 * Returns 0 after setting a watchdog. Some reads and poison writes can block in
 * the kernel without a limit while a device is removed or a region is
 * reconfigured; a signal with a handler interrupts them. The watchdog sends
 * @signal (SIGALRM, SIGRTMIN + n: one that the program does not use) every
 * @milliseconds to the calling thread, which must be the one that uses @ctx;
 * the library retries what was interrupted. If the program has a handler for
 * the signal, the library leaves it in place; otherwise it installs an empty
 * one. 0 @milliseconds ends the watchdog, as the end of the context does, and
 * removes that handler. The watchdog pauses while memory is offlined. System
 * calls of the program itself fail with EINTR. Fails with -EINVAL when @signal
 * does not exist, -ENOMEM or -EAGAIN when no timer is available.
 */
int cxl_set_watchdog(struct cxl_ctx *ctx, int signal,
		     unsigned int milliseconds);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_CTX_H */
