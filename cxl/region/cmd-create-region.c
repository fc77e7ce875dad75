// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl create-region: ask, plan, apply, show. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <uuid/uuid.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "names/name.h"
#include "region/apply.h"
#include "region/plan.h"
#include "region/show-plan.h"
#include "region/turn.h"
#include "show/show.h"

struct create_options {
	const char *bus;
	const char *decoder;
	bool memdevs;
	struct opt_number size;
	const char *type;
	const char *uuid;
	struct opt_number ways;
	struct opt_number granularity;
	bool enforce_qos;
	bool human;
	bool dry_run;
};

static const struct opt create_opts[] = {
	OPT_TEXT('b', "bus", create_options, bus, "BUS",
		 "look only at this bus"),
	OPT_TEXT('d', "decoder", create_options, decoder, "DECODER",
		 "the root decoder to make it in (default: the one that fits best)"),
	OPT_FLAG('m', "memdevs", create_options, memdevs,
		 "the operands are memdevs, in the order of their positions"),
	OPT_SIZE('s', "size", create_options, size, "SIZE",
		 "the size of the region (default: all that is free)"),
	OPT_TEXT('t', "type", create_options, type, "TYPE",
		 "pmem, or ram (also: volatile)"),
	OPT_TEXT('U', "uuid", create_options, uuid, "UUID",
		 "the uuid of a pmem region (default: random)"),
	OPT_DECIMAL('w', "ways", create_options, ways, 1, UINT_MAX, "WAYS",
		 "how many memdevs to interleave (default: all that can be)"),
	OPT_DECIMAL('g', "granularity", create_options, granularity, 1, UINT_MAX,
		    "BYTES", "how much goes to a memdev at a time"),
	OPT_FLAG('Q', "enforce-qos", create_options, enforce_qos,
		 "only memdevs of the qos class of the root decoder"),
	OPT_FLAG('u', "human", create_options, human,
		 "accepted for compatibility: a terminal gets human numbers"),
	OPT_FLAG(0, "dry-run", create_options, dry_run,
		 "print the steps, and change nothing"),
	OPT_DEBUG,
	OPT_END,
};

/* A request, and what it borrows. */
struct asked {
	struct request request;
	struct scope scope;
	struct cxl_memdev **memdevs;
	const char **names;
	uuid_t uuid;
	uuid_t spare_uuid;
};

static void asked_done(struct asked *a)
{
	free(a->memdevs);
	free(a->names);
}
#define _cleanup_asked_ __attribute__((cleanup(asked_done)))

/* -- from the words typed to a request -- */

static int ask_type(const char *type, struct request *r)
{
	enum cxl_decoder_mode mode;

	r->kind = MEMORY_KINDS;
	if (!type)
		return 0;
	mode = cxl_decoder_mode_from_ident(type);
	if (mode == CXL_DECODER_MODE_NONE) {
		say_error("--type", NULL, "\"%s\" is not pmem, ram or volatile", type);
		return STATUS_USAGE;
	}
	r->kind = mode == CXL_DECODER_MODE_RAM ? MEMORY_RAM : MEMORY_PMEM;
	return 0;
}

static int ask_uuid(const char *text, struct asked *a)
{
	uuid_generate(a->spare_uuid);
	a->request.spare_uuid = a->spare_uuid;
	if (!text)
		return 0;
	if (uuid_parse(text, a->uuid) < 0 || uuid_is_null(a->uuid)) {
		say_error("--uuid", NULL, "\"%s\" is not a uuid", text);
		return STATUS_USAGE;
	}
	a->request.uuid = a->uuid;
	return 0;
}

static int ask_numbers(const struct create_options *o, struct request *r)
{
	if (o->size.given && !o->size.value) {
		say_error("--size", NULL, "a region cannot have the size 0");
		return STATUS_USAGE;
	}
	r->size = o->size.value;
	r->ways = o->ways.value;
	r->granularity = o->granularity.value;
	r->enforce_qos = o->enforce_qos;
	return 0;
}

static int ask_window(struct cxl_ctx *ctx, const struct create_options *o,
		      struct asked *a)
{
	struct scope *s = &a->scope;
	int rc = 0;

	if (o->bus)
		rc = name_find_bus(ctx, o->bus, &s->bus);
	if (!rc && o->decoder)
		rc = name_find_root_decoder(ctx, o->decoder, &s->window);
	if (rc || !s->window)
		return rc;
	if (s->bus && cxl_decoder_get_port(s->window) != cxl_bus_get_port(s->bus)) {
		say_error(o->decoder, NULL, "it is not on bus %s",
			  cxl_bus_get_devname(s->bus));
		return STATUS_NO_OBJECT;
	}
	a->request.window = cxl_decoder_get_devname(s->window);
	return 0;
}

/* "all" asks for as many as fit, as no operand does. */
static bool names_members(const struct invocation *call)
{
	return call->nr_operands > 1 ||
	       (call->nr_operands && strcmp(call->operands[0], "all") != 0);
}

static int ask_memdevs(const struct invocation *call, struct asked *a)
{
	const struct create_options *o = call->options;
	size_t nr;
	int rc;

	if (call->nr_operands && !o->memdevs) {
		say_error(call->operands[0], NULL,
			  "what does it name? (use -m for memdevs)");
		return STATUS_USAGE;
	}
	if (!names_members(call))
		return 0;
	rc = name_find_memdevs(call->ctx, call->operands, &a->memdevs, &nr);
	if (rc)
		return rc;
	a->names = calloc(nr + 1, sizeof(*a->names));
	if (!a->names) {
		say_errno(NULL, NULL, -ENOMEM);
		return STATUS_FAILED;
	}
	for (size_t i = 0; i < nr; i++)
		a->names[i] = cxl_memdev_get_devname(a->memdevs[i]);
	a->request.memdevs = a->names;
	a->request.nr_memdevs = nr;
	a->scope.memdevs = a->memdevs;
	a->scope.nr_memdevs = nr;
	return 0;
}

static int ask(const struct invocation *call, struct asked *a)
{
	const struct create_options *o = call->options;
	int rc;

	rc = ask_type(o->type, &a->request);
	if (!rc)
		rc = ask_uuid(o->uuid, a);
	if (!rc)
		rc = ask_numbers(o, &a->request);
	if (!rc)
		rc = ask_window(call->ctx, o, a);
	if (!rc)
		rc = ask_memdevs(call, a);
	return rc;
}

/* -- planning, applying, showing -- */

static int read_machine(struct cxl_ctx *ctx, const struct scope *scope,
			struct topology **ret)
{
	int rc = topology_read(ctx, scope, ret);

	if (!rc)
		return 0;
	say_errno(NULL, "read the topology", rc);
	return STATUS_FAILED;
}

/* What was not seen is not free: the kernel may refuse what was planned. */
static void say_unseen(const struct window *window)
{
	if (window->unseen == -EACCES)
		say_warning(window->name,
			    "/proc/iomem tells only root who else holds its addresses");
	else if (window->unseen)
		say_warning(window->name,
			    "/proc/iomem does not tell who else holds its addresses");
}

static void print_region(struct cxl_region *region)
{
	struct output out;

	if (isatty(STDOUT_FILENO))
		output_begin_human(&out, stdout);
	else
		output_begin_plain(&out, stdout);
	output_open_object(&out, NULL);
	show_region(&out, region, cxl_region_is_enabled(region) > 0,
		    &(struct show){ .targets = true });
	output_close_object(&out);
	output_end(&out);
}

/* A signal that comes too late changes nothing any more. */
static int create(const struct plan *plan)
{
	struct cxl_region *region;
	int status;

	signals_catch();
	status = apply_plan(plan, &region);
	if (!status) {
		print_region(region);
		say_counter("cxl region", "cmd_create_region", "created 1 region");
	}
	return status;
}

static int run(const struct invocation *call)
{
	const struct create_options *options = call->options;
	_cleanup_turn_ struct turn turn = {};
	_cleanup_topology_ struct topology *topology = NULL;
	_cleanup_asked_ struct asked asked = {};
	_cleanup_plan_ struct plan *plan = NULL;
	int rc = 0;

	/* what the plan is made from stays as it is until the plan is done */
	if (!options->dry_run)
		rc = turn_take(call->ctx, &turn);
	if (!rc)
		rc = ask(call, &asked);
	if (!rc)
		rc = read_machine(call->ctx, &asked.scope, &topology);
	if (rc)
		return rc;

	plan = plan_make(topology, &asked.request);
	if (!plan) {
		say_errno(NULL, "plan", -ENOMEM);
		return STATUS_FAILED;
	}
	if (plan->broken) {
		say_error(plan->object, NULL, "%s", plan->reason);
		return rule_status(plan->broken);
	}
	if (options->dry_run) {
		say_unseen(plan->window);
		show_plan(plan);
		return STATUS_DONE;
	}
	if (!options->decoder)
		say_counter("cxl region", "cmd_create_region",
			    "chose %s", plan->window->name);
	return create(plan);
}

const struct command cmd_create_region = {
	.name = "create-region",
	.summary = "create a region from one or more memory devices",
	.synopsis = "[-m MEMDEV...] [options]",
	.log_env = "CXL_REGION_LOG",
	.options = create_opts,
	.options_size = sizeof(struct create_options),
	.max_operands = OPERANDS_ANY,
	.run = run,
};
