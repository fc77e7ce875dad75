// SPDX-License-Identifier: LGPL-2.1-or-later
/* Messages: what the library prints, or passes to the program's function. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/log.h"
#include "core/text.h"

static const struct {
	const char *prefix;
	int priority;
} names[] = {
	{ "err",	LOG_ERR },
	{ "notice",	LOG_NOTICE },
	{ "info",	LOG_INFO },
	{ "debug",	LOG_DEBUG },
};

static int priority_of(const char *text)
{
	int number;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(text, names[i].prefix, strlen(names[i].prefix)))
			return names[i].priority;
	return text_to_int(text, &number) < 0 ? LOG_ERR : number;
}

static void to_stderr(struct cxl_ctx *ctx, int priority, const char *file,
		      int line, const char *function, const char *format,
		      va_list args)
{
	fprintf(stderr, "libcxl: %s: ", function);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void log_init(struct log *log)
{
	const char *wanted = secure_getenv("CXL_LOG");

	log->fn = to_stderr;
	log->priority = wanted ? priority_of(wanted) : LOG_ERR;
}

void log_say(struct cxl_ctx *ctx, int priority, const char *file, int line,
	     const char *function, const char *format, ...)
{
	va_list args;

	if (priority > ctx->log.priority || !ctx->log.fn)
		return;
	va_start(args, format);
	ctx->log.fn(ctx, priority, file, line, function, format, args);
	va_end(args);
}
