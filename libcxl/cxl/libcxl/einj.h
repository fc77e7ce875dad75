/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Protocol errors: which the platform can inject, and injecting one at a dport. */
#ifndef CXL_LIBCXL_EINJ_H
#define CXL_LIBCXL_EINJ_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;
struct cxl_dport;
struct cxl_protocol_error;

struct cxl_protocol_error *cxl_protocol_error_get_first(struct cxl_ctx *ctx);
struct cxl_protocol_error *
cxl_protocol_error_get_next(struct cxl_protocol_error *error);
#define cxl_protocol_error_foreach(ctx, error)				\
	for (error = cxl_protocol_error_get_first(ctx); error != NULL;	\
	     error = cxl_protocol_error_get_next(error))
unsigned int cxl_protocol_error_get_num(struct cxl_protocol_error *error);
const char *cxl_protocol_error_get_str(struct cxl_protocol_error *error);

char *cxl_dport_get_einj_path(struct cxl_dport *dport);
int cxl_dport_protocol_error_inject(struct cxl_dport *dport,
				    unsigned int error);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_EINJ_H */
