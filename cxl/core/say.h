/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one voice on stderr. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>

#include "core/status.h"

struct cxl_cause;
struct cxl_ctx;

#define SAY_FORMAT(_format, _args) __attribute__((format(printf, _format, _args)))

/*
 * Speak for @command ("create-region") from now on, at the level that the
 * environment variable @log_env names (NULL: none).
 */
void say_begin(const char *command, const char *log_env);

/* --debug: everything, of the tool and of the library. */
void say_set_debug(void);
bool say_is_debug(void);

/* --quiet: errors and warnings, but no counter, news or progress. */
void say_set_quiet(void);

/*
 * Errors are one line and always said:
 *
 *	cxl COMMAND: OBJECT: STEP: CAUSE (REMEDY)
 *
 * @object and @step may be NULL where there is none. say_errno() takes cause
 * and remedy from cxl_cause_find(), by -errno or errno and the attribute
 * that gave it: the caller of say_errno_at() passes that, else the adviser may know.
 * say_error() takes the cause in words. A remedy is part of the words. Each
 * returns STATUS_FAILED, so that the caller can return it.
 */
enum status say_errno(const char *object, const char *step, int err);
enum status say_errno_at(const char *object, const char *step,
			 const char *attribute, int err);
enum status say_error(const char *object, const char *step, const char *format, ...)
	SAY_FORMAT(3, 4);

/* say_error(), with the stable name that programs know @cause by; NULL: it has none. */
enum status say_error_as(const char *cause, const char *object, const char *step,
			 const char *format, ...) SAY_FORMAT(4, 5);

/* A line as values; NULL where there is none. */
struct saying {
	bool warning;		/* or an error */
	int number;		/* errno or -errno; 0: no call failed */
	const char *object, *step, *attribute, *value;
	const char *cause;	/* a stable identifier */
	const char *text;	/* what is wrong; it ends with the remedy in brackets where @remedy is NULL */
	const char *remedy;
};

/* Print an error whose cause and remedy the caller knows. */
enum status say_values(const struct saying *saying);

/* @record also gets each error and warning; NULL: nobody does. */
void say_set_recorder(void (*record)(const struct saying *saying));
/* The command that speaks, or NULL. */
const char *say_command(void);

/*
 * STATUS_DONE where @ctx has seen all that it looked at, else an error: what it
 * did not see may be what was looked for. NULL for @object: name the first
 * that it did not see.
 */
enum status say_missing(struct cxl_ctx *ctx, const char *object, const char *step);

/*
 * What else is known of the failure of @saying->object with @saying->number: its cause, or NULL;
 * also sets the attribute and the value that are known. NULL for @advise: nobody knows more.
 */
struct saying;
typedef const struct cxl_cause *say_advise(void *arg, struct saying *saying);
void say_set_adviser(say_advise *advise, void *arg);

/* What @err means to an administrator: "not permitted"; never NULL. */
const char *say_cause(int err);

/* `cxl COMMAND: OBJECT: text`: it went on, but look at this. */
void say_warning(const char *object, const char *format, ...) SAY_FORMAT(2, 3);

/* `cxl COMMAND: OBJECT: text`: one of several things is done. */
void say_news(const char *object, const char *format, ...) SAY_FORMAT(2, 3);

/*
 * A counter or a success: "created 1 region" on a terminal. Elsewhere it is
 * `OWNER: FUNCTION: text`, the form that scripts match:
 * say_counter("cxl region", "cmd_create_region", "created %d region%s", ...)
 */
void say_counter(const char *owner, const char *function, const char *format, ...)
	SAY_FORMAT(3, 4);

/*
 * A line on the terminal that the next one takes the place of; the empty text
 * takes it away. Nothing where standard error is no terminal.
 */
void say_passing(const char *text);

/* Only with --debug or a log level of debug. */
void say_debug(const char *format, ...) SAY_FORMAT(1, 2);
