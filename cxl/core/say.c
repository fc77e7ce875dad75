// SPDX-License-Identifier: GPL-2.0-or-later
/* The one voice on stderr. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/say.h"
#include "core/scope.h"

static struct {
	const char *command;	/* NULL: the tool itself */
	int level;
	bool quiet;
	say_advise *advise;	/* NULL: nobody knows more */
	void *adviser;
	void (*record)(const struct saying *saying);	/* NULL: nobody */
} voice = { .level = LOG_NOTICE };

const char *say_cause(int err)
{
	const struct cxl_cause *cause = cxl_cause_find(err, NULL);

	return cause ? cxl_cause_get_text(cause) : strerror(abs(err));
}

/* A number, or how the word begins; anything else leaves the level alone. */
static int level_from_text(const char *text, int level)
{
	static const struct {
		const char *word;
		int level;
	} words[] = {
		{ "err", LOG_ERR },
		{ "notice", LOG_NOTICE },
		{ "info", LOG_INFO },
		{ "debug", LOG_DEBUG },
	};
	char *end;
	long value = strtol(text, &end, 10);

	if (end != text && *end == '\0' && value >= 0 && value <= LOG_DEBUG)
		return (int)value;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strncmp(text, words[i].word, strlen(words[i].word)) == 0)
			return words[i].level;
	return level;
}

void say_begin(const char *command, const char *log_env)
{
	const char *text = log_env ? secure_getenv(log_env) : NULL;

	voice.command = command;
	if (text)
		voice.level = level_from_text(text, voice.level);
}

void say_set_debug(void)
{
	voice.level = LOG_DEBUG;
}

void say_set_quiet(void)
{
	voice.quiet = true;
}

bool say_is_debug(void)
{
	return voice.level >= LOG_DEBUG;
}

/* `cxl COMMAND: OBJECT: STEP: `, without what is not there. */
static void print_head(const char *object, const char *step)
{
	fputs("cxl", stderr);
	if (voice.command)
		fprintf(stderr, " %s", voice.command);
	fputs(": ", stderr);
	if (object)
		fprintf(stderr, "%s: ", object);
	if (step)
		fprintf(stderr, "%s: ", step);
}

void say_set_adviser(say_advise *advise, void *arg)
{
	voice.advise = advise;
	voice.adviser = arg;
}

static const struct cxl_cause *ask_adviser(struct saying *saying)
{
	return voice.advise && saying->object ? voice.advise(voice.adviser, saying) : NULL;
}

/* What holds for this attribute goes before what the library knows, and that before what holds for any. */
static const struct cxl_cause *find_cause(struct saying *saying)
{
	const struct cxl_cause *cause = cxl_cause_find(saying->number, saying->attribute);
	const struct cxl_cause *advised = ask_adviser(saying);

	if (cause && !cxl_cause_is_general(cause))
		return cause;
	return advised ? advised : cause;
}

void say_set_recorder(void (*record)(const struct saying *saying))
{
	voice.record = record;
}

const char *say_command(void)
{
	return voice.command;
}

static void record(const struct saying *saying)
{
	if (voice.record)
		voice.record(saying);
}

enum status say_values(const struct saying *saying)
{
	print_head(saying->object, saying->step);
	fputs(saying->text, stderr);
	if (saying->remedy)
		fprintf(stderr, " (%s)", saying->remedy);
	fputc('\n', stderr);
	record(saying);
	return STATUS_FAILED;
}

enum status say_errno_at(const char *object, const char *step,
			 const char *attribute, int err)
{
	struct saying saying = {
		.object = object, .step = step, .attribute = attribute, .number = err,
	};
	const struct cxl_cause *cause = find_cause(&saying);

	saying.cause = cause ? cxl_cause_get_id(cause) : NULL;
	saying.text = cause ? cxl_cause_get_text(cause) : strerror(abs(err));
	saying.remedy = cause ? cxl_cause_get_remedy(cause) : NULL;
	return say_values(&saying);
}

enum status say_errno(const char *object, const char *step, int err)
{
	return say_errno_at(object, step, NULL, err);
}

enum status say_missing(struct cxl_ctx *ctx, const char *object, const char *step)
{
	int rc = cxl_get_missing(ctx);

	if (!rc)
		return STATUS_DONE;
	return say_errno(object ? object : cxl_get_missing_name(ctx), step, rc);
}

static void print_line(const char *object, const char *step,
		       const char *format, va_list ap)
{
	print_head(object, step);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
}

/* As print_line(), and records the line. */
static void print_recorded(struct saying *saying, const char *format, va_list ap)
{
	_cleanup_free_ char *text = NULL;
	va_list again;

	va_copy(again, ap);
	print_line(saying->object, saying->step, format, ap);
	if (voice.record && vasprintf(&text, format, again) >= 0) {
		saying->text = text;
		record(saying);
	}
	va_end(again);
}

enum status say_error(const char *object, const char *step, const char *format, ...)
{
	struct saying saying = { .object = object, .step = step };
	va_list ap;

	va_start(ap, format);
	print_recorded(&saying, format, ap);
	va_end(ap);
	return STATUS_FAILED;
}

enum status say_error_as(const char *cause, const char *object, const char *step,
			 const char *format, ...)
{
	struct saying saying = { .object = object, .step = step, .cause = cause };
	va_list ap;

	va_start(ap, format);
	print_recorded(&saying, format, ap);
	va_end(ap);
	return STATUS_FAILED;
}

void say_warning(const char *object, const char *format, ...)
{
	struct saying saying = { .warning = true, .object = object };
	va_list ap;

	if (voice.level < LOG_WARNING)
		return;
	va_start(ap, format);
	print_recorded(&saying, format, ap);
	va_end(ap);
}

void say_news(const char *object, const char *format, ...)
{
	va_list ap;

	if (voice.quiet || voice.level < LOG_NOTICE)
		return;
	va_start(ap, format);
	print_line(object, NULL, format, ap);
	va_end(ap);
}

void say_counter(const char *owner, const char *function, const char *format, ...)
{
	va_list ap;

	if (voice.quiet)
		return;
	if (!isatty(STDERR_FILENO))
		fprintf(stderr, "%s: %s: ", owner, function);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void say_passing(const char *text)
{
	if (!voice.quiet && isatty(STDERR_FILENO))
		dprintf(STDERR_FILENO, "\r%s\033[K", text);	/* stderr takes no such characters */
}

void say_debug(const char *format, ...)
{
	va_list ap;

	if (!say_is_debug())
		return;
	print_head(NULL, NULL);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
}
