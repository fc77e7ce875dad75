/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A protocol error: one that the platform can inject into a link, at a dport,
 * for tests (ACPI 6.5 18.6.4). It belongs to the context.
 */
#ifndef CXL_LIBCXL_EINJ_H
#define CXL_LIBCXL_EINJ_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;
struct cxl_dport;
struct cxl_protocol_error;

/*
 * Returns the first error that the platform can inject (debugfs cxl/einj_types,
 * since 6.9, readable by root only), in the order of the file, or NULL when
 * there is none.
 */
struct cxl_protocol_error *cxl_protocol_error_get_first(struct cxl_ctx *ctx);

/* Returns the error after @error, or NULL after the last. */
struct cxl_protocol_error *
cxl_protocol_error_get_next(struct cxl_protocol_error *error);

/* Iterates over the errors that the platform can inject. */
#define cxl_protocol_error_foreach(ctx, error)				\
	for (error = cxl_protocol_error_get_first(ctx); error != NULL;	\
	     error = cxl_protocol_error_get_next(error))

/*
 * Returns the number of the error, for cxl_dport_protocol_error_inject():
 * CXL.cache 0x1000, 0x2000, 0x4000, CXL.mem 0x8000, 0x10000, 0x20000. Never 0.
 */
unsigned int cxl_protocol_error_get_num(struct cxl_protocol_error *error);

/*
 * Returns the name of the error: "cache-" or "mem-", then "correctable",
 * "uncorrectable" or "fatal". Never NULL.
 */
const char *cxl_protocol_error_get_str(struct cxl_protocol_error *error);

/*
 * Returns the path of the dport's debugfs file einj_inject, a string that the
 * caller frees; NULL when there is no such file, or no debugfs.
 */
char *cxl_dport_get_einj_path(struct cxl_dport *dport);

/*
 * Returns 0 after injecting @error at the dport (debugfs cxl/DPORT/einj_inject,
 * since 6.9). Fails with -ENOENT without the file; -EINVAL when the platform
 * does not know the number, or not for this dport; -EBUSY or -EIO when its
 * firmware fails.
 */
int cxl_dport_protocol_error_inject(struct cxl_dport *dport,
				    unsigned int error);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_EINJ_H */
