/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Error detail: which object, attribute and step a failed call was about, and
 * the cause and remedy of its errno.
 */
#ifndef CXL_LIBCXL_ERROR_H
#define CXL_LIBCXL_ERROR_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cause;
struct cxl_ctx;
struct cxl_error;

/*
 * Returns what the library recorded about the last call on @ctx that failed, or
 * NULL while none has. It records failures of functions that change the
 * machine, search by name, read again, translate, wait, or create and send a
 * command; not of functions that only return stored values or fill in a
 * command. Like errno it is meaningless after a call that succeeded: read it
 * directly after a failure. It belongs to the context, and a later call may
 * overwrite it. Recording allocates no memory. Only one thread at a time uses a
 * context, so the record is about a call of this thread. When a context cannot
 * be created, there is only the errno.
 */
const struct cxl_error *cxl_get_error(struct cxl_ctx *ctx);

/*
 * Returns the errno, a positive number; the call itself returned it, or set
 * errno when it returned NULL.
 */
int cxl_error_get_errno(const struct cxl_error *error);

/*
 * Returns the name of the object that the call was about, "region0"; for a
 * search, the name it searched for. NULL where the call was about the whole
 * machine.
 */
const char *cxl_error_get_object(const struct cxl_error *error);

/*
 * Returns the attribute that the call was about, a file in the object's
 * directory (in debugfs for poison): "size", "target3"; "driver" for binding
 * and unbinding. NULL where it was not about one attribute.
 */
const char *cxl_error_get_attribute(const struct cxl_error *error);

/*
 * Returns the step that failed, as a verb: "set", "attach", "bind". Never NULL.
 */
const char *cxl_error_get_step(const struct cxl_error *error);

/*
 * Returns the value that could not be written to the attribute, truncated to 63
 * bytes, or NULL when the failure was not a write to the attribute.
 */
const char *cxl_error_get_value(const struct cxl_error *error);

/*
 * Returns the cause, or NULL when the library knows none for this errno and
 * attribute. It is never freed.
 */
const struct cxl_cause *cxl_error_get_cause(const struct cxl_error *error);

/*
 * Returns the likely remedy in a few words for people, or NULL when none is
 * known: the remedy of the cause.
 */
const char *cxl_error_get_hint(const struct cxl_error *error);

/*
 * Returns what @err, a positive or negative errno, means when @attribute gave
 * it ("dpa_size", "target3", "mailbox"), else what it means anywhere; NULL when
 * the library has no cause for it. @attribute may be NULL. It is never
 * freed.
 */
const struct cxl_cause *cxl_cause_find(int err, const char *attribute);

/*
 * Returns true for a cause that holds for any attribute, "no-permission", and
 * false for one of an attribute, "dpa-exhausted".
 */
bool cxl_cause_is_general(const struct cxl_cause *cause);

/*
 * Returns the identifier of the cause, for programs: "dpa-exhausted". Later
 * versions may add identifiers; they do not change one. Never NULL.
 */
const char *cxl_cause_get_id(const struct cxl_cause *cause);

/*
 * Returns what is wrong, in a few English words for people: "the region is
 * locked". Never NULL.
 */
const char *cxl_cause_get_text(const struct cxl_cause *cause);

/*
 * Returns what to do about it, in a few English words for people: "run as
 * root"; NULL when no remedy is known.
 */
const char *cxl_cause_get_remedy(const struct cxl_cause *cause);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_ERROR_H */
