// SPDX-License-Identifier: GPL-2.0-or-later
/* What happens before and after a command runs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include <cxl/libcxl.h>

#include "capture/sysroot.h"
#include "cli/command.h"
#include "cli/globals.h"
#include "cli/opt.h"
#include "cli/supervise.h"
#include "cmd-help.h"
#include "complete.h"
#include "core/envelope.h"
#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "core/streams.h"

static void unref_context(struct cxl_ctx **ctx)
{
	cxl_unref(*ctx);
}
#define _cleanup_context_ __attribute__((cleanup(unref_context)))

static enum status list_commands(void)
{
	for (const struct command *const *c = commands; *c; c++)
		puts((*c)->name);
	return STATUS_DONE;
}

#define GEOMETRY_PATH_ENV "CXL_GEOMETRY_PATH"

static enum status set_geometry_path(struct cxl_ctx *ctx)
{
	const char *path = getenv(GEOMETRY_PATH_ENV);
	int rc = path ? cxl_set_geometry_path(ctx, path) : 0;

	if (rc != -EINVAL)
		return rc ? say_errno(NULL, NULL, rc) : STATUS_DONE;
	say_error(GEOMETRY_PATH_ENV, NULL, "\"%s\" is not an absolute path", path);
	return STATUS_USAGE;
}

static enum status open_context(struct invocation *call, struct cxl_ctx **ret)
{
	enum status status = sysroot_open(&call->sysroot);
	int rc;

	if (status)
		return status;
	rc = call->sysroot ? cxl_new_at(ret, call->sysroot) : cxl_new(ret);
	if (rc == -ENOENT || rc == -ENOTDIR) {
		say_error("--sysroot", NULL, "\"%s\" is neither a directory nor a file", call->sysroot);
		return STATUS_USAGE;
	}
	if (rc < 0)
		return say_errno(call->sysroot, "open the library", rc);
	if (say_is_debug())
		cxl_set_log_priority(*ret, LOG_DEBUG);
	return set_geometry_path(*ret);
}

/* A captured machine never hangs: there is nothing to wake up from. */
static void limit_waiting(const struct globals *globals,
			  const struct invocation *call)
{
	if (!globals->sysroot)
		signals_watch(call->ctx);
	cxl_set_timeout(call->ctx, call->timeout_ms);
}

/* Nothing kept another cxl from changing the same regions. */
static void tell_unlocked(struct cxl_ctx *ctx)
{
	int rc = cxl_get_unlocked(ctx);

	if (rc < 0)
		say_warning(NULL, "the kernel has no file locks (%s): another cxl may have acted at the same time",
			    strerror(-rc));
}

static const char *wrong_operands(const struct command *command, int nr)
{
	if (nr < command->min_operands)
		return "an operand is missing";
	if (command->max_operands != OPERANDS_ANY && nr > command->max_operands)
		return "too many operands";
	return NULL;
}

static enum status check_operands(const struct command *command, int nr)
{
	const char *wrong = wrong_operands(command, nr);

	if (!wrong)
		return STATUS_DONE;
	say_error(NULL, NULL, "%s: cxl %s%s%s", wrong, command->name,
		  *command->synopsis ? " " : "", command->synopsis);
	return STATUS_OPTION;
}

/* What the library knows of the failure, if it is its last. */
static const struct cxl_cause *advise(void *ctx, struct saying *saying)
{
	const struct cxl_error *error = cxl_get_error(ctx);
	const char *about = error ? cxl_error_get_object(error) : NULL;

	if (!about || strcmp(about, saying->object) ||
	    cxl_error_get_errno(error) != abs(saying->number))
		return NULL;
	if (!saying->attribute)
		saying->attribute = cxl_error_get_attribute(error);
	saying->value = cxl_error_get_value(error);
	return cxl_error_get_cause(error);
}

static enum status run_with_context(const struct globals *globals, struct invocation *call,
				    run_fn *run, struct cxl_ctx *ctx)
{
	enum status status;

	call->ctx = ctx;
	limit_waiting(globals, call);
	say_set_adviser(advise, ctx);
	status = run(call);
	say_set_adviser(NULL, NULL);
	tell_unlocked(ctx);
	return status;
}

static enum status run_parsed(const struct globals *globals, struct invocation *call, run_fn *run)
{
	_cleanup_context_ struct cxl_ctx *ctx = NULL;
	enum status status;

	if (call->command->no_context)
		return run(call);
	status = open_context(call, &ctx);
	return status ? status : run_with_context(globals, call, run, ctx);
}

/* In a process of its own, where one may hang in the kernel and must not hang us. */
static enum status run_apart(const struct globals *globals, struct invocation *call)
{
	run_fn *run = call->command->run;
	struct output *shared;
	enum supervised end;
	enum status status;

	if (!call->command->only_looks)
		streams_act();
	if (call->command->no_context || globals->sysroot || !call->timeout_ms)
		return run_parsed(globals, call, run);
	shared = envelope_get_output() ? call->out : output_new_shared();
	if (!shared)
		return run_parsed(globals, call, run);
	call->out = shared;
	end = supervise(call->timeout_ms, shared, &status);
	if (end == SUPERVISED_NOTHING && call->command->run_after_hang) {
		run = call->command->run_after_hang;
		end = supervise(call->timeout_ms, shared, &status);
	}
	return end == SUPERVISED_HERE ? run_parsed(globals, call, run) : status;
}

static enum status show_usage(const struct command *command)
{
	if (envelope_get_output())
		opt_show(command, envelope_get_items());
	else
		opt_usage(command, stdout);
	return STATUS_DONE;
}

static enum status run_with_options(const struct globals *globals,
				    struct invocation *call, void *options,
				    int argc, char **argv)
{
	const struct command *command = call->command;
	struct opt_parsed parsed;
	enum status status = opt_parse(command->options, argc, argv, options, &parsed);

	if (status)
		return status;
	if (parsed.help == OPT_HELP_USAGE)
		return show_usage(command);
	if (parsed.help == OPT_HELP_MANUAL)
		return help_show_manual(command->name);
	call->nr_operands = parsed.nr_operands;
	call->timeout_ms = parsed.timeout_ms;
	status = check_operands(command, call->nr_operands);
	return status ? status : run_apart(globals, call);
}

static enum status run_command(const struct globals *globals,
			       const struct command *command, int argc, char **argv)
{
	_cleanup_free_ void *options = calloc(1, command->options_size + 1);
	struct output out;
	struct invocation call = {
		.command = command, .sysroot = globals->sysroot, .out = &out,
		.options = options, .operands = argv,
	};

	say_begin(command->name, command->log_env);
	call.json = envelope_get_output();
	if (command->streams)
		envelope_drop();
	envelope_set_kind(command->only_looks ? command->name : "result");
	if (envelope_get_output())
		call.out = envelope_get_output();
	if (!options)
		return say_errno(NULL, NULL, -ENOMEM);
	if (command->defaults)
		memcpy(options, command->defaults, command->options_size);
	return run_with_options(globals, &call, options, argc, argv);
}

static enum status run_named(const struct globals *globals, int argc, char **argv)
{
	const struct command *command = command_find(argv[0]);

	if (!command) {
		command_say_unknown(argv[0]);
		return STATUS_USAGE;
	}
	if (argc == 2 && strcmp(argv[1], "--list-opts") == 0) {
		opt_list(command->options, stdout);
		return STATUS_DONE;
	}
	return run_command(globals, command, argc, argv);
}

/* The word that makes an option of the whole tool a command, or NULL. */
static const char *command_of_option(const char *word)
{
	if (strcmp(word, "-v") == 0 || strcmp(word, "--version") == 0)
		return "version";
	if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0)
		return "help";
	return NULL;
}

/* What is typed so far may have a --sysroot. */
static enum status complete_command_line(struct globals *globals, int argc, char **argv)
{
	int at = globals_skip(globals, argc, argv);

	if (!sysroot_open(&globals->sysroot))
		complete(globals->sysroot, argv + at, argc - at);
	return STATUS_DONE;
}

static enum status no_command(void)
{
	if (!envelope_get_output()) {
		help_show_usage(stdout);
		return STATUS_FAILED;
	}
	say_error(NULL, NULL, "no command (cxl help shows them)");
	return STATUS_OPTION;
}

static enum status run(int argc, char **argv)
{
	struct globals globals = { 0 };
	int nr = globals_take(&globals, argc, argv);
	const char *word = argv[1];
	enum status status = globals.json ? envelope_begin(globals.json) : STATUS_DONE;

	if (status)
		return status;
	if (!word)
		return no_command();
	if (strcmp(word, "--list-cmds") == 0)
		return list_commands();
	if (strcmp(word, "--complete") == 0)
		return complete_command_line(&globals, nr - 1, argv + 1);
	if (command_of_option(word))
		argv[1] = (char *)command_of_option(word);
	else if (word[0] == '-') {
		say_error(word, NULL, "no such option, or its value is missing (cxl help shows the usage)");
		return STATUS_OPTION;
	}
	return run_named(&globals, nr - 1, argv + 1);
}

int main(int argc, char **argv)
{
	enum status status;

	streams_begin();
	status = run(argc, argv);
	envelope_end(status);
	sysroot_close();
	return (int)streams_end(status);
}
