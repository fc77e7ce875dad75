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
 * The first error the platform can inject (debugfs cxl/einj_types, since 6.9,
 * only for root), in the order of the file; NULL when it can inject none.
 */
struct cxl_protocol_error *cxl_protocol_error_get_first(struct cxl_ctx *ctx);

/* The error after @error; NULL at the end. */
struct cxl_protocol_error *
cxl_protocol_error_get_next(struct cxl_protocol_error *error);

/* For each error the platform can inject. */
#define cxl_protocol_error_foreach(ctx, error)				\
	for (error = cxl_protocol_error_get_first(ctx); error != NULL;	\
	     error = cxl_protocol_error_get_next(error))

/*
 * Its number for cxl_dport_protocol_error_inject(): CXL.cache 0x1000, 0x2000,
 * 0x4000, CXL.mem 0x8000, 0x10000, 0x20000. Never 0.
 */
unsigned int cxl_protocol_error_get_num(struct cxl_protocol_error *error);

/*
 * Its name: "cache-" or "mem-", then "correctable", "uncorrectable" or
 * "fatal". Never NULL.
 */
const char *cxl_protocol_error_get_str(struct cxl_protocol_error *error);

/*
 * The path of the dport's debugfs file einj_inject, a string that the caller
 * frees; NULL when there is no such file, or no debugfs.
 */
char *cxl_dport_get_einj_path(struct cxl_dport *dport);

/*
 * Injects error @error at the dport (debugfs cxl/DPORT/einj_inject, since
 * 6.9). -ENOENT without the file; -EINVAL when the platform does not know the
 * number or not at this dport; -EBUSY or -EIO when its firmware fails.
 */
int cxl_dport_protocol_error_inject(struct cxl_dport *dport,
				    unsigned int error);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_EINJ_H */
