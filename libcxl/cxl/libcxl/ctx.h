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
 * A context and all its objects are for one thread at a time, getters and
 * cxl_ref() included: what they answer may be read or counted just then.
 * Threads that share one take turns by a lock of their own; better, each has a
 * context, which needs none. A context may be handed on to another thread, but
 * its watchdog goes on waking the one that set it.
 */

/*
 * A context of this machine, with one reference, in *@ctx. Reads no device
 * yet, and succeeds where there is no CXL. 0 or a negative errno.
 */
int cxl_new(struct cxl_ctx **ctx);

/*
 * A context of the machine whose /sys, /dev and /proc lie below the directory
 * @root: a captured one. It only looks, even where @root is "/": whatever would
 * change the machine, send it a command or wait for it fails with -EROFS.
 * Nothing outside @root is opened, wherever links lead, and nothing in it but
 * directories and regular files. -ENOENT or -ENOTDIR when @root is no directory.
 */
int cxl_new_at(struct cxl_ctx **ctx, const char *root);

/* One reference more. Returns @ctx; NULL gives NULL. */
struct cxl_ctx *cxl_ref(struct cxl_ctx *ctx);

/* One reference less; the last one frees every object. NULL is allowed. */
void cxl_unref(struct cxl_ctx *ctx);

/*
 * Where messages go; standard error by default, nowhere with a NULL @log_fn,
 * which gets the syslog priority, where in the library the message arose, and
 * the text as printf takes it, without a newline.
 */
void cxl_set_log_fn(struct cxl_ctx *ctx,
		    void (*log_fn)(struct cxl_ctx *ctx, int priority,
				   const char *file, int line, const char *fn,
				   const char *format, va_list args));

/*
 * The least urgent syslog priority that is logged: LOG_ERR (3), unless the
 * variable CXL_LOG said otherwise when the context was made.
 */
int cxl_get_log_priority(struct cxl_ctx *ctx);

/* Log what is as urgent as @priority (LOG_ERR .. LOG_DEBUG) or more. */
void cxl_set_log_priority(struct cxl_ctx *ctx, int priority);

/*
 * Keeps a pointer of the caller's with the context, who goes on owning it.
 * Nothing happens when @ctx is NULL.
 */
void cxl_set_userdata(struct cxl_ctx *ctx, void *userdata);

/* What cxl_set_userdata() kept; NULL before that and for a NULL @ctx. */
void *cxl_get_userdata(struct cxl_ctx *ctx);

/* A second such pointer, for a layer between the library and its caller. */
void cxl_set_private_data(struct cxl_ctx *ctx, void *data);

/* What cxl_set_private_data() kept; NULL before that. */
void *cxl_get_private_data(struct cxl_ctx *ctx);

/*
 * Whether debugfs is mounted and its directory "cxl" within our reach, which
 * takes root. Without it there is no injecting: neither poison nor protocol
 * errors.
 */
bool cxl_debugfs_exists(struct cxl_ctx *ctx);

/*
 * 0 when all that was enumerated so far is in the lists, but what left
 * meanwhile; else why the first object is missing that is there: -ENOMEM,
 * -EMFILE or the like. Ask before relying on a list to be whole.
 */
int cxl_get_missing(struct cxl_ctx *ctx);

/*
 * The name of what cxl_get_missing() is about: an object ("mem0") or a file;
 * NULL when nothing is missing. It belongs to the context, and stays the same
 * until the context is freed. Not in version 85.
 */
const char *cxl_get_missing_name(struct cxl_ctx *ctx);

/*
 * 0 when every lock that was asked for so far was taken. A kernel without file
 * locks (flock) keeps nobody from anything: there the library acts without, and
 * this is why: -ENOSYS, -EOPNOTSUPP or -ENOLCK. Another program that changes
 * regions may have acted at the same time then.
 */
int cxl_get_unlocked(struct cxl_ctx *ctx);

/*
 * Waits until the kernel has dealt with the unbinding it queued
 * (/sys/bus/cxl/flush, since 5.18) and udev with its events. 0, at once where
 * nothing is queued; -ETIMEDOUT when it lasts longer than some seconds.
 */
int cxl_settle(struct cxl_ctx *ctx);

/*
 * Brings the context up to date, for programs that live long: objects whose
 * device left are retired, the attributes of the others read anew, and what is
 * enumerated next is what is there then. Retired objects that nobody took a
 * reference to (cxl_memdev_ref() and its like) are freed: pointers to them that
 * were merely borrowed are dead after this call, as are borrowed targets and
 * mappings. 0, or -ENOMEM.
 */
int cxl_refresh(struct cxl_ctx *ctx);

/*
 * No wait and no retry of this context goes on for more than so many
 * milliseconds from now, whatever its own deadline; 0: only their own again.
 * What runs out of time answers with the error it was waiting out.
 */
void cxl_set_timeout(struct cxl_ctx *ctx, unsigned int milliseconds);

/*
 * Some reads and poison writes can wait for ever inside the kernel while a
 * device is removed or a region is reconfigured, and are freed by a signal
 * that has a handler. With a watchdog the calling thread, which must be the
 * one that uses @ctx, is sent @signal (SIGALRM, SIGRTMIN + n: one the program
 * spares) every @milliseconds; the library tries again what was interrupted.
 * A handler of the program's is left in place; where there is none the library
 * puts an empty one, and takes it away again with 0 @milliseconds, which ends
 * the watchdog, as the context's end does. It holds still while memory is
 * taken offline. System calls of the program itself see EINTR. 0; -EINVAL for
 * a @signal that there is not; -ENOMEM or -EAGAIN when there is no timer left.
 */
int cxl_set_watchdog(struct cxl_ctx *ctx, int signal,
		     unsigned int milliseconds);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_CTX_H */
