/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one voice on stderr. */
#pragma once

#include <stdarg.h>

#define SAY_FORMAT(_format, _args) __attribute__((format(printf, _format, _args)))

/*
 * Speak for @command ("create-region") from now on, at the level that the
 * environment variable @log_env names (NULL: none).
 */
void say_begin(const char *command, const char *log_env);

/* --debug: everything, of the tool and of the library. */
void say_set_debug(void);
int say_is_debug(void);

/*
 * Errors are one line and always said:
 *
 *	cxl COMMAND: OBJECT: STEP: CAUSE (REMEDY)
 *
 * @object and @step may be NULL where there is none. say_errno() takes the
 * cause, and the remedy where one is known, from a table by -errno or errno;
 * say_error() takes the cause in words. A remedy is part of the words.
 */
void say_errno(const char *object, const char *step, int err);
void say_error(const char *object, const char *step, const char *format, ...)
	SAY_FORMAT(3, 4);

/*
 * Where the table knows no remedy, @advise is asked for one of the failure of
 * @object with @err, and may answer NULL. NULL for @advise ends that.
 */
typedef const char *say_advise(void *arg, const char *object, int err);
void say_set_adviser(say_advise *advise, void *arg);

/* What @err means to an administrator: "not permitted"; never NULL. */
const char *say_cause(int err);
/* What to do about it: "run as root"; NULL if we do not know. */
const char *say_remedy(int err);

/* `cxl COMMAND: OBJECT: text`: it went on, but look at this. */
void say_warning(const char *object, const char *format, ...) SAY_FORMAT(2, 3);

/* `cxl COMMAND: OBJECT: text`: one of several things is done. */
void say_news(const char *object, const char *format, ...) SAY_FORMAT(2, 3);

/*
 * `OWNER: FUNCTION: text`, the form of the counters and successes that scripts
 * match: say_counter("cxl region", "cmd_create_region", "created %d region%s", ...)
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
