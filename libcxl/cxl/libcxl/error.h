/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Error detail: what a call that failed was about, beyond its errno. */
#ifndef CXL_LIBCXL_ERROR_H
#define CXL_LIBCXL_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;
struct cxl_error;

/*
 * What is known of the last call on @ctx that failed; NULL while none has. It
 * is noted by what changes the machine, searches by name, reads anew,
 * translates, waits or makes and sends a command; not by what merely answers
 * from memory or fills in a command. Like errno it says nothing of a call that
 * succeeded: ask at once
 * after a failure. It belongs to the context, and a later call may overwrite
 * it. Noting takes no memory. A context is for one thread at a time, so the
 * note is of this thread's call. Of a context that could not be made, only the
 * errno tells.
 */
const struct cxl_error *cxl_get_error(struct cxl_ctx *ctx);

/* The errno, positive; the call itself returned it, or set it with its NULL. */
int cxl_error_get_errno(const struct cxl_error *error);

/*
 * The name of the object that the call was about: "region0"; NULL where it was
 * about the whole machine. Of a search it is the name that was sought.
 */
const char *cxl_error_get_object(const struct cxl_error *error);

/*
 * The attribute that the call was about, a file in the object's directory
 * (in debugfs for poison): "size", "target3"; NULL where it is no single one.
 * For drivers it is "driver".
 */
const char *cxl_error_get_attribute(const struct cxl_error *error);

/* What was being done, as a verb: "set", "attach", "bind". Never NULL. */
const char *cxl_error_get_step(const struct cxl_error *error);

/* The likely remedy, in a few words, for people; NULL where none is known. */
const char *cxl_error_get_hint(const struct cxl_error *error);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_ERROR_H */
