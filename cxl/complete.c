// SPDX-License-Identifier: GPL-2.0-or-later
/* What a shell can offer for the word that is being typed: commands, options, the names of objects. */
#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "complete.h"
#include "cli/opt.h"
#include "core/scope.h"
#include "view/column.h"

#define DEVICES	"/sys/bus/cxl/devices/"

/* What a value or an operand is called in usages, and what it can be. */
static const struct value_kind {
	const char *name;
	const char *objects;	/* which the kernel has below this pattern */
	const char *words;	/* with | between them */
	bool files;
	bool operand;		/* a synopsis that has the name means an operand */
} kinds[] = {
	{ "MEMDEV",	DEVICES "mem[0-9]*" },
	{ "BUS",	DEVICES "root[0-9]*" },
	{ "PORT",	DEVICES "port[0-9]*" },
	{ "ENDPOINT",	DEVICES "endpoint[0-9]*" },
	{ "DECODER",	DEVICES "decoder[0-9]*" },
	{ "REGION",	DEVICES "region[0-9]*" },
	{ "DEVICE",	DEVICES "*" },
	{ "DPORT",	DEVICES "*/dport[0-9]*" },
	{ "EVENT",	"/sys/kernel/tracing/events/cxl/cxl_*",
			"add|remove|bind|unbind|change|overflow|lost" },
	{ "TYPE",	.words = "pmem|ram|volatile" },
	{ "PROTOCOL",	.words = "mem|cache" },
	{ "SEVERITY",	.words = "correctable|uncorrectable|fatal" },
	{ "STATE",	.words = "enabled|dax|present|online|ready|gone|applied" },
	{ "MODE",	.words = "system-ram|devdax|famfs", .operand = true },
	{ "ZONE",	.words = "movable|kernel" },
	{ "WHERE",	.words = "standard|journal|syslog", .files = true },
	{ "DIR",	.files = true },
	{ "FILE",	.files = true },
};

/* Where we are in the words typed. */
struct typed {
	const char *sysroot;	/* "" for this machine */
	const char *kept;	/* what stands before the part to complete: "--memdev=mem0," */
	size_t nr_kept;
	const char *part;
	char **words;		/* all of them, the command first */
	int nr;
};

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* A captured machine can have any name, and a shell would print it. */
static bool is_plain(const char *text)
{
	while ((unsigned char)*text >= ' ' && *text != 0x7f)
		text++;
	return !*text;
}

static void offer(const struct typed *typed, const char *text, const char *help)
{
	if (begins(text, typed->part) && is_plain(text))
		printf("%.*s%s%s%s\n", (int)typed->nr_kept, typed->kept, text,
		       help ? "\t" : "", help ? help : "");
}

/* The part to complete is only what stands behind @from characters. */
static void keep(struct typed *typed, size_t from)
{
	typed->nr_kept += from;
	typed->part += from;
}

/* -- what there is on the machine -- */

/* A file is an object by its own name; a link to a dport by that of its device. */
static void offer_object(const struct typed *typed, const char *path)
{
	char device[PATH_MAX];
	ssize_t len = readlink(path, device, sizeof(device) - 1);
	const char *name = strrchr(path, '/') + 1;

	if (begins(name, "dport") && len > 0) {
		device[len] = '\0';
		name = strrchr(device, '/') ? strrchr(device, '/') + 1 : device;
	}
	offer(typed, name, NULL);
}

/* The real path of the machine to complete for; glob() passes no argument on. */
static const char *sysroot_path;

/* A link in a captured machine may lead out of it. */
static bool is_inside(const char *path)
{
	size_t len = strlen(sysroot_path);

	if (strcmp(sysroot_path, "/") == 0)
		return true;
	return begins(path, sysroot_path) && (path[len] == '/' || !path[len]);
}

static void *open_inside(const char *path)
{
	_cleanup_free_ char *real = realpath(path, NULL);

	if (real && is_inside(real))
		return opendir(real);
	errno = ENOENT;
	return NULL;
}

static struct dirent *read_opened(void *dir)
{
	return readdir(dir);
}

static void close_opened(void *dir)
{
	closedir(dir);
}

static void glob_machine(const struct typed *typed, const char *path, glob_t *found)
{
	_cleanup_free_ char *real = realpath(*typed->sysroot ? typed->sysroot : "/", NULL);

	found->gl_opendir = open_inside;
	found->gl_readdir = read_opened;
	found->gl_closedir = close_opened;
	found->gl_stat = stat;
	found->gl_lstat = lstat;
	sysroot_path = real;
	if (real && glob(path, GLOB_ALTDIRFUNC, NULL, found) != 0)
		found->gl_pathc = 0;
}

static void offer_objects(const struct typed *typed, const char *pattern)
{
	_cleanup_free_ char *path = NULL;
	glob_t found = {};

	if (asprintf(&path, "%s%s", typed->sysroot, pattern) < 0) {
		path = NULL;
		return;
	}
	glob_machine(typed, path, &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		offer_object(typed, found.gl_pathv[i]);
	globfree(&found);
}

static void offer_files(const struct typed *typed)
{
	_cleanup_free_ char *pattern = NULL;
	glob_t found = {};

	if (asprintf(&pattern, "%s*", typed->part) < 0) {
		pattern = NULL;
		return;
	}
	if (glob(pattern, GLOB_MARK, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			offer(typed, found.gl_pathv[i], NULL);
	globfree(&found);
}

/* -- values and operands -- */

/* "bar|json|none" */
static void offer_words(const struct typed *typed, const char *words)
{
	_cleanup_free_ char *copy = strdup(words);
	char *rest = copy, *word;

	while (rest && (word = strsep(&rest, "|")))
		offer(typed, word, NULL);
}

static void offer_kind(const struct typed *typed, const struct value_kind *kind)
{
	if (kind->objects)
		offer_objects(typed, kind->objects);
	if (kind->words)
		offer_words(typed, kind->words);
	if (kind->files)
		offer_files(typed);
}

/* "+SIZE" is beyond the usual columns. */
static void offer_columns(struct typed *typed)
{
	if (*typed->part == '+')
		keep(typed, 1);
	for (const struct column *c = columns; c->name; c++)
		offer(typed, c->name, c->help);
}

/* "pmem|ram" says it itself; of "MEMDEV[,...]" the last one is being typed. */
static void offer_value(struct typed *typed, const char *value_name)
{
	size_t len = strcspn(value_name, "[");
	const char *comma = value_name[len] ? strrchr(typed->part, ',') : NULL;

	if (comma)
		keep(typed, (size_t)(comma + 1 - typed->part));
	if (begins(value_name, "COLUMN"))
		offer_columns(typed);
	if (strchr(value_name, '|'))
		offer_words(typed, value_name);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i].name) == len && begins(value_name, kinds[i].name))
			offer_kind(typed, &kinds[i]);
}

static void offer_commands(const struct typed *typed)
{
	for (const struct command *const *c = commands; *c; c++)
		offer(typed, (*c)->name, (*c)->summary);
}

/* "PORT" is a word of "PORT... [options]", not of "DPORT -p PROTOCOL". */
static bool has_word(const char *text, const char *word)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	for (size_t len; *text; text += len + !len) {
		len = strspn(text, letters);
		if (len == strlen(word) && begins(text, word))
			return true;
	}
	return false;
}

/* -- options -- */

static void offer_option(const struct opt *opt, void *arg)
{
	_cleanup_free_ char *name = NULL;

	if (asprintf(&name, "--%s", opt->name) < 0)
		name = NULL;
	else
		offer(arg, name, opt->help);
}

/* The option that a word ends in: "--memdev", "-m", "-uTm". */
struct sought_option {
	const char *word;
	size_t len;
	const struct opt *found;
};

static void find_option(const struct opt *opt, void *arg)
{
	struct sought_option *w = arg;
	bool is_long = begins(w->word, "--");

	if (is_long ? strlen(opt->name) == w->len - 2 &&
		      strncmp(opt->name, w->word + 2, w->len - 2) == 0 :
		      opt->letter && opt->letter == w->word[w->len - 1])
		w->found = opt;
}

/* The option that @word[0..len) ends in, or NULL. */
static const struct opt *find(const struct command *command, const char *word, size_t len)
{
	struct sought_option wanted = { word, len, NULL };

	if (len < 2 || word[0] != '-')
		return NULL;
	opt_each(command->options, find_option, &wanted);
	return wanted.found;
}

/* The option that waits for a value behind @word[0..len), or NULL. */
static const struct opt *option_of(const struct command *command,
				   const char *word, size_t len)
{
	const struct opt *opt = find(command, word, len);

	return opt && opt->value_name ? opt : NULL;
}

/* -- operands -- */

/* The kind of operands that the flags in @word name: "-fe" has --endpoint. */
static const struct value_kind *kind_in(const struct command *command, const char *word)
{
	size_t whole = strlen(word);

	for (size_t len = begins(word, "--") ? whole : 2; len <= whole; len++) {
		const struct opt *opt = find(command, word, len);

		for (size_t i = 0; opt && i < ARRAY_SIZE(kinds); i++)
			if (opt->kind == OPT_KIND_FLAG && strcasecmp(opt->name, kinds[i].name) == 0)
				return &kinds[i];
	}
	return NULL;
}

static const struct value_kind *kind_told(const struct typed *typed, const struct command *command)
{
	const struct value_kind *kind = NULL;

	for (int i = 1; !kind && i < typed->nr - 1; i++)
		kind = kind_in(command, typed->words[i]);
	return kind;
}

/* Where no flag says what the operands are, the synopsis says what there can be: objects, or a mode. */
static void offer_operands(const struct typed *typed, const struct command *command)
{
	const struct value_kind *told = kind_told(typed, command);

	if (told)
		offer_kind(typed, told);
	for (size_t i = 0; !told && i < ARRAY_SIZE(kinds); i++)
		if ((kinds[i].objects || kinds[i].operand) && has_word(command->synopsis, kinds[i].name))
			offer_kind(typed, &kinds[i]);
	if (has_word(command->synopsis, "COMMAND"))
		offer_commands(typed);
}

static void complete_argument(struct typed *typed, const struct command *command,
			      const char *before)
{
	const char *equals = begins(typed->part, "--") ? strchr(typed->part, '=') : NULL;
	const struct opt *opt = option_of(command, before, strlen(before));

	if (opt && opt->may_lack_value)
		opt = NULL;
	if (equals) {
		opt = option_of(command, typed->part, (size_t)(equals - typed->part));
		keep(typed, (size_t)(equals + 1 - typed->part));
	}
	if (opt) {
		offer_value(typed, opt->value_name);
	} else if (typed->part[0] == '-') {
		opt_each(command->options, offer_option, typed);
	} else {
		offer_operands(typed, command);
	}
}

void complete(const char *sysroot, char **words, int nr)
{
	const char *last = nr ? words[nr - 1] : "";
	struct typed typed = { sysroot ? sysroot : "", last, 0, last, words, nr };
	const struct command *command = nr > 1 ? command_find(words[0]) : NULL;

	if (nr == 1)
		offer_commands(&typed);
	else if (command)
		complete_argument(&typed, command, words[nr - 2]);
}
