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

int cxl_new(struct cxl_ctx **ctx);
int cxl_new_at(struct cxl_ctx **ctx, const char *root);
struct cxl_ctx *cxl_ref(struct cxl_ctx *ctx);
void cxl_unref(struct cxl_ctx *ctx);

void cxl_set_log_fn(struct cxl_ctx *ctx,
		    void (*log_fn)(struct cxl_ctx *ctx, int priority,
				   const char *file, int line, const char *fn,
				   const char *format, va_list args));
int cxl_get_log_priority(struct cxl_ctx *ctx);
void cxl_set_log_priority(struct cxl_ctx *ctx, int priority);

void cxl_set_userdata(struct cxl_ctx *ctx, void *userdata);
void *cxl_get_userdata(struct cxl_ctx *ctx);
void cxl_set_private_data(struct cxl_ctx *ctx, void *data);
void *cxl_get_private_data(struct cxl_ctx *ctx);

bool cxl_debugfs_exists(struct cxl_ctx *ctx);
int cxl_settle(struct cxl_ctx *ctx);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_CTX_H */
