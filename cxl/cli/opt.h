/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Option tables: from the words typed to a struct, and from the table to usage and completion. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/status.h"

struct command;

enum opt_kind {
	OPT_KIND_END,
	OPT_KIND_FLAG,		/* bool; also --no-NAME */
	OPT_KIND_COUNT,		/* int, one more each time it is given */
	OPT_KIND_TEXT,		/* const char *, as typed; NULL if not given */
	OPT_KIND_DECIMAL,	/* struct opt_number: decimal digits within [min, max] */
	OPT_KIND_NUMBER,	/* struct opt_number: decimal, 0x hex or 0 octal */
	OPT_KIND_SIZE,		/* struct opt_number: a number and k, m, g or t */
	OPT_KIND_DEBUG,		/* no field: the debug log of tool and library */
	OPT_KIND_QUIET,		/* no field: neither counters nor news */
	OPT_KIND_TIMEOUT,	/* no field: see struct opt_parsed */
	OPT_KIND_GLOBAL,	/* no field: globals.c has taken it before, except abbreviated */
};

/* A number that may not have been given. */
struct opt_number {
	bool given;
	uint64_t value;
};

/*
 * One row per option: how it is spelt, what it takes, the field it fills.
 * Give @value_name (what the usage calls the value) in capitals: "NAME".
 */
struct opt {
	enum opt_kind kind;
	char letter;			/* 0: none */
	const char *name;
	size_t field;
	const char *value_name;
	const char *help;
	uint64_t min, max;		/* OPT_KIND_DECIMAL */
	bool may_lack_value;		/* then it is OPT_NO_VALUE, or ""; a value stands behind "=" */
};

#define OPT_NO_VALUE	UINT64_MAX

/* The offset of a field; a field of another type does not compile. */
#define OPT_FIELD(_type, _struct, _field)				\
	_Generic(((struct _struct *)0)->_field,				\
		 _type: offsetof(struct _struct, _field))

#define OPT_FLAG(_letter, _name, _struct, _field, _help)		\
	{ .kind = OPT_KIND_FLAG, .letter = (_letter), .name = (_name),	\
	  .field = OPT_FIELD(bool, _struct, _field), .help = (_help) }
#define OPT_COUNT(_letter, _name, _struct, _field, _help)		\
	{ .kind = OPT_KIND_COUNT, .letter = (_letter), .name = (_name),	\
	  .field = OPT_FIELD(int, _struct, _field), .help = (_help) }
#define OPT_TEXT(_letter, _name, _struct, _field, _value, _help)	\
	{ .kind = OPT_KIND_TEXT, .letter = (_letter), .name = (_name),	\
	  .field = OPT_FIELD(const char *, _struct, _field),		\
	  .value_name = (_value), .help = (_help) }
#define OPT_MAYBE_TEXT(_name, _struct, _field, _value, _help)		\
	{ .kind = OPT_KIND_TEXT, .name = (_name),			\
	  .field = OPT_FIELD(const char *, _struct, _field),		\
	  .may_lack_value = true, .value_name = (_value), .help = (_help) }
#define OPT_DECIMAL(_letter, _name, _struct, _field, _min, _max, _value, _help) \
	{ .kind = OPT_KIND_DECIMAL, .letter = (_letter), .name = (_name), \
	  .field = OPT_FIELD(struct opt_number, _struct, _field),	\
	  .min = (_min), .max = (_max),					\
	  .value_name = (_value), .help = (_help) }
#define OPT_MAYBE_DECIMAL(_name, _struct, _field, _min, _max, _value, _help) \
	{ .kind = OPT_KIND_DECIMAL, .name = (_name),			\
	  .field = OPT_FIELD(struct opt_number, _struct, _field),	\
	  .min = (_min), .max = (_max), .may_lack_value = true,		\
	  .value_name = (_value), .help = (_help) }
#define OPT_NUMBER(_letter, _name, _struct, _field, _value, _help)	\
	{ .kind = OPT_KIND_NUMBER, .letter = (_letter), .name = (_name), \
	  .field = OPT_FIELD(struct opt_number, _struct, _field),	\
	  .value_name = (_value), .help = (_help) }
#define OPT_SIZE(_letter, _name, _struct, _field, _value, _help)	\
	{ .kind = OPT_KIND_SIZE, .letter = (_letter), .name = (_name),	\
	  .field = OPT_FIELD(struct opt_number, _struct, _field),	\
	  .value_name = (_value), .help = (_help) }
#define OPT_DEBUG							\
	{ .kind = OPT_KIND_DEBUG, .name = "debug",			\
	  .help = "print what the tool and the library do" }
#define OPT_END	{ .kind = OPT_KIND_END }

/* What the user wants instead of running the command. */
enum opt_help {
	OPT_HELP_NONE,
	OPT_HELP_USAGE,		/* -h */
	OPT_HELP_MANUAL,	/* --help */
};

/* What all commands have in common. */
struct opt_parsed {
	enum opt_help help;
	int nr_operands;		/* meaningless with @help */
	/*
	 * --timeout, or its default; 0: waiting has no limit but its own, as
	 * with a command that has an option of that name itself.
	 */
	unsigned int timeout_ms;
};

/*
 * Fill @into from argv[1..argc-1] and move the operands to the front of @argv
 * (from argv[0] on, NULL behind them). @ret is filled after STATUS_DONE.
 */
enum status opt_parse(const struct opt *table, int argc, char **argv, void *into,
		      struct opt_parsed *ret);

/* @visit each option of a command: those of its @table, then those of every command. */
typedef void opt_visit(const struct opt *opt, void *arg);
void opt_each(const struct opt *table, opt_visit *visit, void *arg);

/* The usage of @command, options and all. */
void opt_usage(const struct command *command, FILE *file);

/* The options as items of --json=2. */
struct output;
void opt_show(const struct command *command, struct output *out);

/* The long names, each with --, separated by spaces: for completion. */
void opt_list(const struct opt *table, FILE *file);
