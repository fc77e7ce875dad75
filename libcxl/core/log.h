/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages: what the library prints, or passes to the program's function. */
#pragma once

#include <stdarg.h>
#include <syslog.h>

struct cxl_ctx;

typedef void log_fn(struct cxl_ctx *ctx, int priority, const char *file,
		    int line, const char *function, const char *format,
		    va_list args);

struct log {
	log_fn *fn;
	int priority;		/* a syslog priority: prints this one and graver */
};

/* To standard error, at LOG_ERR or what CXL_LOG in the environment asks for. */
void log_init(struct log *log);

__attribute__((format(printf, 6, 7)))
void log_say(struct cxl_ctx *ctx, int priority, const char *file, int line,
	     const char *function, const char *format, ...);

#define log_error(ctx, ...) \
	log_say(ctx, LOG_ERR, __FILE__, __LINE__, __func__, __VA_ARGS__)
#define log_debug(ctx, ...) \
	log_say(ctx, LOG_DEBUG, __FILE__, __LINE__, __func__, __VA_ARGS__)
