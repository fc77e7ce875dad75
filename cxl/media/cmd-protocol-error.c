// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl inject-protocol-error: an error of the link at a dport, for a test. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/scope.h"
#include "media/debugfs.h"

struct error_options {
	const char *protocol;
	const char *severity;
};

static const struct opt error_opts[] = {
	OPT_TEXT('p', "protocol", error_options, protocol, "PROTOCOL",
		 "mem or cache"),
	OPT_TEXT('s', "severity", error_options, severity, "SEVERITY",
		 "correctable, uncorrectable or fatal"),
	OPT_DEBUG,
	OPT_END,
};

static const char *const protocols[] = { "mem", "cache", NULL };
static const char *const severities[] = {
	"correctable", "uncorrectable", "fatal", NULL
};

/* -- what -- */

static enum status check_word(const char *option, const char *word,
			      const char *const *allowed, const char *wanted)
{
	if (!word) {
		say_error(option, NULL, "which? (%s)", wanted);
		return STATUS_OPTION;
	}
	for (; *allowed; allowed++)
		if (strcmp(word, *allowed) == 0)
			return STATUS_DONE;
	say_error(option, NULL, "\"%s\" is not %s", word, wanted);
	return STATUS_USAGE;
}

static enum status check_words(const struct error_options *o)
{
	enum status status = check_word("--protocol", o->protocol, protocols, "mem or cache");

	return status ? status : check_word("--severity", o->severity, severities,
				    "correctable, uncorrectable or fatal");
}

static struct cxl_protocol_error *find_error(struct cxl_ctx *ctx,
					     const char *name)
{
	struct cxl_protocol_error *error;

	cxl_protocol_error_foreach(ctx, error)
		if (strcmp(cxl_protocol_error_get_str(error), name) == 0)
			return error;
	return NULL;
}

/* -- where -- */

static struct cxl_dport *find_in_port(struct cxl_port *port, const char *name)
{
	struct cxl_dport *dport;

	cxl_dport_foreach(port, dport)
		if (strcmp(cxl_dport_get_devname(dport), name) == 0)
			return dport;
	return NULL;
}

static struct cxl_dport *find_dport(struct cxl_ctx *ctx, const char *name)
{
	struct cxl_dport *found = NULL;
	struct cxl_port *top, *port;
	struct cxl_bus *bus;

	cxl_bus_foreach(ctx, bus) {
		top = cxl_bus_get_port(bus);
		if (!found)
			found = find_in_port(top, name);
		cxl_port_foreach_all(top, port)
			if (!found)
				found = find_in_port(port, name);
	}
	return found;
}

/* -- do it -- */

static enum status inject(const struct invocation *call, const char *name)
{
	const char *operand = call->operands[0];
	struct cxl_protocol_error *error;
	struct cxl_dport *dport;
	enum status status;
	int rc;

	dport = find_dport(call->ctx, operand);
	if (!dport) {
		say_error(operand, NULL, "no such dport (cxl list -PBT shows them)");
		return STATUS_NO_OBJECT;
	}
	status = debugfs_check(call->ctx, operand);
	if (status)
		return status;
	error = find_error(call->ctx, name);
	if (!error)
		return say_error(operand, name, "the platform cannot inject it (cxl list -Bv shows what it can)");
	rc = cxl_dport_protocol_error_inject(dport,
					     cxl_protocol_error_get_num(error));
	return rc ? say_errno_at(operand, name, "einj_inject", rc) : STATUS_DONE;
}

static enum status run(const struct invocation *call)
{
	const struct error_options *o = call->options;
	_cleanup_free_ char *name = NULL;
	enum status status = check_words(o);

	if (status)
		return status;
	if (asprintf(&name, "%s-%s", o->protocol, o->severity) < 0) {
		name = NULL;
		return say_errno(NULL, NULL, -ENOMEM);
	}
	status = inject(call, name);
	if (!status)
		say_counter("cxl inject-protocol-error", "cmd_inject_protocol_error",
			    "injected %s protocol error.", name);
	return status;
}

const struct command cmd_inject_protocol_error = {
	.name = "inject-protocol-error",
	.summary = "inject a protocol error into a link",
	.group = GROUP_TESTING,
	.synopsis = "DPORT -p PROTOCOL -s SEVERITY",
	.log_env = "CXL_INJECT_LOG",
	.options = error_opts,
	.options_size = sizeof(struct error_options),
	.min_operands = 1,
	.max_operands = 1,
	.run = run,
};
