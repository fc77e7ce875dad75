// SPDX-License-Identifier: GPL-2.0-or-later
/* Option tables: from the words typed to a struct, and from the table to usage and completion. */
#include <errno.h>
#include <string.h>

#include "cli/command.h"
#include "cli/nearest.h"
#include "cli/opt.h"
#include "core/output.h"
#include "core/say.h"
#include "core/size.h"

/* Where in the words typed we are. */
struct parser {
	const struct opt *table;
	char **argv;
	int argc;
	int at;
	void *into;
	struct opt_number timeout;
	enum opt_help help;
};

#define OPT_NAME_MAX 64

static const struct opt no_options[] = { OPT_END };

#define TIMEOUT_DEFAULT	30
#define TIMEOUT_MAX	86400

/* What each command takes that takes options. Its own ones go before, also abbreviated. */
static const struct opt common[] = {
	{ .kind = OPT_KIND_TIMEOUT, .name = "timeout", .max = TIMEOUT_MAX,
	  .value_name = "SECONDS",
	  .help = "wait no longer for the machine or another cxl (30; 0: no limit)" },
	{ .kind = OPT_KIND_QUIET, .letter = 'q', .name = "quiet",
	  .help = "print only errors and warnings on standard error" },
	{ .kind = OPT_KIND_GLOBAL, .name = "json", .value_name = "2|2,compact",
	  .help = "print one JSON document of stable form" },
	{ .kind = OPT_KIND_GLOBAL, .name = "sysroot", .value_name = "DIR",
	  .help = "look at a captured machine, a directory or an archive" },
	OPT_END,
};

static bool takes_value(const struct opt *opt)
{
	return opt->value_name != NULL;
}

static bool is_switch(const struct opt *opt)
{
	return opt->kind == OPT_KIND_FLAG || opt->kind == OPT_KIND_COUNT;
}

static enum status bad_value(const struct opt *opt, const char *text, int err,
			     const char *wanted)
{
	char step[OPT_NAME_MAX + 2];

	snprintf(step, sizeof(step), "--%s", opt->name);
	if (err == -ERANGE)
		say_error(step, NULL, "\"%s\" does not fit in 64 bits", text);
	else
		say_error(step, NULL, "\"%s\" is not %s", text, wanted);
	return STATUS_USAGE;
}

static enum status set_decimal(const struct opt *opt, const char *text,
			       struct opt_number *number)
{
	char wanted[96];
	uint64_t value;
	int rc;

	snprintf(wanted, sizeof(wanted), "a decimal number from %llu to %llu",
		 (unsigned long long)opt->min, (unsigned long long)opt->max);
	rc = number_parse_decimal(text, &value);
	if (rc < 0 || value < opt->min || value > opt->max)
		return bad_value(opt, text, -EINVAL, wanted);
	*number = (struct opt_number){ .given = true, .value = value };
	return STATUS_DONE;
}

static enum status set_number(const struct opt *opt, const char *text,
			      struct opt_number *number)
{
	uint64_t value;
	int rc = number_parse(text, &value);

	if (rc < 0)
		return bad_value(opt, text, rc,
				 "a number (decimal, or hexadecimal after 0x)");
	*number = (struct opt_number){ .given = true, .value = value };
	return STATUS_DONE;
}

static enum status set_size(const struct opt *opt, const char *text,
			    struct opt_number *number)
{
	uint64_t value;
	int rc = size_parse(text, &value);

	if (rc < 0)
		return bad_value(opt, text, rc,
				 "a size (such as 256M, 256MiB, or 256MB for powers of 1000)");
	*number = (struct opt_number){ .given = true, .value = value };
	return STATUS_DONE;
}

/* Fill the field of an option that is on or, with --no-, off. */
static void set_switch(const struct opt *opt, void *field, bool on)
{
	if (opt->kind == OPT_KIND_FLAG)
		*(bool *)field = on;
	else
		*(int *)field = on ? *(int *)field + 1 : 0;
}

static enum status set(struct parser *p, const struct opt *opt, const char *value)
{
	void *field = (char *)p->into + opt->field;

	switch (opt->kind) {
	case OPT_KIND_FLAG:
	case OPT_KIND_COUNT:
		set_switch(opt, field, true);
		return STATUS_DONE;
	case OPT_KIND_TEXT:
		*(const char **)field = value;
		return STATUS_DONE;
	case OPT_KIND_DECIMAL:
		return set_decimal(opt, value, field);
	case OPT_KIND_NUMBER:
		return set_number(opt, value, field);
	case OPT_KIND_SIZE:
		return set_size(opt, value, field);
	case OPT_KIND_TIMEOUT:
		return set_decimal(opt, value, &p->timeout);
	case OPT_KIND_DEBUG:
		say_set_debug();
		return STATUS_DONE;
	case OPT_KIND_QUIET:
		say_set_quiet();
		return STATUS_DONE;
	case OPT_KIND_GLOBAL:
		say_error(NULL, NULL, "--%s is not written in full (--%s=%s)", opt->name,
			  opt->name, opt->value_name);
		return STATUS_OPTION;
	case OPT_KIND_END:
		break;
	}
	return STATUS_OPTION;
}

static enum status set_no_value(const struct parser *p, const struct opt *opt)
{
	void *field = (char *)p->into + opt->field;

	if (opt->kind == OPT_KIND_TEXT)
		*(const char **)field = "";
	else
		*(struct opt_number *)field =
			(struct opt_number){ .given = true, .value = OPT_NO_VALUE };
	return STATUS_DONE;
}

/* @spelling is what was typed: "-s" or "--size". */
static enum status set_from_next(struct parser *p, const struct opt *opt,
				 const char *spelling)
{
	if (p->at + 1 >= p->argc) {
		say_error(NULL, NULL, "%s needs a value: %s", spelling,
			  opt->value_name);
		return STATUS_OPTION;
	}
	return set(p, opt, p->argv[++p->at]);
}

static void try_option(const struct opt *opt, void *nearest)
{
	nearest_try(nearest, opt->name);
}

static enum status unknown_option(const struct opt *table, const char *spelling)
{
	char name[OPT_NAME_MAX] = "";
	struct nearest nearest = { .word = name };

	if (!strncmp(spelling, "--", 2))
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(spelling + 2, "="), spelling + 2);
	opt_each(table, try_option, &nearest);
	if (nearest.found)
		say_error(NULL, NULL, "no option %s (did you mean --%s?)", spelling, nearest.found);
	else
		say_error(NULL, NULL, "no option %s (-h shows the options)", spelling);
	return STATUS_OPTION;
}

static enum status ambiguous_option(const struct opt *a, const struct opt *b,
				    const char *word)
{
	say_error(NULL, NULL, "%s could be --%s or --%s", word, a->name, b->name);
	return STATUS_OPTION;
}

/*
 * The row whose name is, or alone begins with, @name[0..len). @ret_other is a
 * second one that begins so.
 */
static const struct opt *find_in(const struct opt *table, const char *name,
				 size_t len, const struct opt **ret_other)
{
	const struct opt *found = NULL;

	*ret_other = NULL;
	for (const struct opt *o = table; o->kind != OPT_KIND_END; o++) {
		if (strncmp(o->name, name, len) != 0)
			continue;
		if (o->name[len] == '\0') {
			*ret_other = NULL;
			return o;
		}
		if (found)
			*ret_other = o;
		else
			found = o;
	}
	return found;
}

static const struct opt *find_long(const struct opt *table, const char *name,
				   size_t len, const struct opt **ret_other)
{
	const struct opt *own = find_in(table, name, len, ret_other);

	return own || table == no_options ? own :
	       find_in(common, name, len, ret_other);
}

static bool has(const struct opt *table, const char *name)
{
	for (const struct opt *o = table; o->kind != OPT_KIND_END; o++)
		if (strcmp(o->name, name) == 0)
			return true;
	return false;
}

/* --no-NAME */
static enum status parse_negated(struct parser *p, const char *word)
{
	const char *name = word + strlen("--no-");
	const struct opt *other;
	const struct opt *opt = find_long(p->table, name, strlen(name), &other);

	if (other)
		return ambiguous_option(opt, other, word);
	if (!opt || !*name || !is_switch(opt))
		return unknown_option(p->table, word);
	set_switch(opt, (char *)p->into + opt->field, false);
	return STATUS_DONE;
}

/* --NAME, --NAME=VALUE, --NAME VALUE */
static enum status parse_long(struct parser *p)
{
	const char *word = p->argv[p->at];
	const char *name = word + 2;
	size_t len = strcspn(name, "=");
	const char *value = name[len] == '=' ? name + len + 1 : NULL;
	const struct opt *other;
	const struct opt *opt = len ? find_long(p->table, name, len, &other) : NULL;

	if (!opt && strncmp(word, "--no-", 5) == 0)
		return parse_negated(p, word);
	if (!opt)
		return unknown_option(p->table, word);
	if (other)
		return ambiguous_option(opt, other, word);
	if (value && !takes_value(opt)) {
		say_error(NULL, NULL, "--%s takes no value", opt->name);
		return STATUS_OPTION;
	}
	if (opt->may_lack_value && !value)
		return set_no_value(p, opt);
	if (takes_value(opt) && !value)
		return set_from_next(p, opt, word);
	return set(p, opt, value);
}

static const struct opt *find_letter(const struct opt *table, char letter)
{
	for (const struct opt *o = table; o->kind != OPT_KIND_END; o++)
		if (o->letter && o->letter == letter)
			return o;
	return NULL;
}

/* -x, -xyz, -xVALUE, -x VALUE */
static enum status parse_letters(struct parser *p)
{
	const char *word = p->argv[p->at];

	for (const char *c = word + 1; *c; c++) {
		const struct opt *own = find_letter(p->table, *c);
		const struct opt *opt = own ? own : find_letter(common, *c);
		char spelling[] = { '-', *c, '\0' };
		enum status status;

		if (!opt && *c == 'h') {
			p->help = OPT_HELP_USAGE;
			return STATUS_DONE;
		}
		if (!opt)
			return unknown_option(p->table, spelling);
		if (takes_value(opt))
			return c[1] ? set(p, opt, c + 1) :
				      set_from_next(p, opt, spelling);
		status = set(p, opt, NULL);
		if (status)
			return status;
	}
	return STATUS_DONE;
}

static enum status parse_word(struct parser *p, int *nr_operands)
{
	char *word = p->argv[p->at];

	if (strcmp(word, "--help") == 0)
		p->help = OPT_HELP_MANUAL;
	else if (word[0] != '-' || !word[1])
		p->argv[(*nr_operands)++] = word;
	else if (word[1] == '-')
		return parse_long(p);
	else
		return parse_letters(p);
	return STATUS_DONE;
}

enum status opt_parse(const struct opt *table, int argc, char **argv, void *into,
		      struct opt_parsed *ret)
{
	struct parser p = {
		.table = table ? table : no_options,
		.argc = argc, .argv = argv, .into = into,
	};
	enum status status = STATUS_DONE;
	int nr = 0;

	p.timeout.value = has(p.table, "timeout") ? 0 : TIMEOUT_DEFAULT;
	for (p.at = 1; p.at < argc && !status && !p.help; p.at++) {
		if (strcmp(argv[p.at], "--") == 0)
			break;
		status = parse_word(&p, &nr);
	}
	*ret = (struct opt_parsed){ .help = p.help, .timeout_ms = (unsigned int)p.timeout.value * 1000 };
	if (status || p.help)
		return status;
	while (++p.at < argc)	/* what stands behind -- */
		argv[nr++] = argv[p.at];
	argv[nr] = NULL;
	ret->nr_operands = nr;
	return STATUS_DONE;
}

#define USAGE_HELP_COLUMN 32

static void print_option(const struct opt *opt, FILE *file)
{
	int n = fprintf(file, "    ");

	if (opt->letter)
		n += fprintf(file, "-%c, ", opt->letter);
	n += fprintf(file, "--%s", opt->name);
	if (takes_value(opt))
		n += fprintf(file, opt->may_lack_value ? "[=%s]" : " %s", opt->value_name);
	if (n >= USAGE_HELP_COLUMN) {
		fputc('\n', file);
		n = 0;
	}
	fprintf(file, "%*s%s\n", USAGE_HELP_COLUMN - n, "", opt->help);
}

void opt_each(const struct opt *table, opt_visit *visit, void *arg)
{
	for (const struct opt *o = table; o && o->kind != OPT_KIND_END; o++)
		visit(o, arg);
	for (const struct opt *o = table ? common : no_options;
	     o->kind != OPT_KIND_END; o++)
		if (!has(table, o->name))
			visit(o, arg);
}

static void usage_line(const struct opt *opt, void *file)
{
	print_option(opt, file);
}

static void show_option(const struct opt *opt, void *arg)
{
	const char letter[] = { opt->letter, '\0' };
	struct output *out = arg;

	output_open_object(out, NULL);
	output_text(out, "kind", "option");
	output_text(out, "name", opt->name);
	if (opt->letter)
		output_text(out, "letter", letter);
	if (opt->value_name)
		output_text(out, "value", opt->value_name);
	output_text(out, "text", opt->help);
	output_close_object(out);
}

void opt_show(const struct command *command, struct output *out)
{
	opt_each(command->options, show_option, out);
}

void opt_usage(const struct command *command, FILE *file)
{
	fprintf(file, "usage: cxl %s %s\n\n", command->name, command->synopsis);
	opt_each(command->options, usage_line, file);
	fputc('\n', file);
}

/* Where the next name goes, and what stands before it. */
struct name_list {
	FILE *file;
	const char *blank;
};

static void list_name(const struct opt *opt, void *arg)
{
	struct name_list *list = arg;

	fprintf(list->file, "%s--%s", list->blank, opt->name);
	list->blank = " ";
}

void opt_list(const struct opt *table, FILE *file)
{
	opt_each(table, list_name, &(struct name_list){ file, "" });
}
