// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl create-region: ask, plan, apply, show. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/objects.h"
#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "doctor/hint.h"
#include "names/layout-files.h"
#include "names/name.h"
#include "region/mode.h"
#include "region/planned.h"
#include "region/show-plan.h"
#include "region/window-lock.h"
#include "show/show.h"
#include "wait/await.h"
#include "wait/hint.h"

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
	bool force;
	bool human;
	bool dry_run;
	const char *mode;
	const char *zone;
	bool no_online;
	struct opt_number wait;
};

static const struct opt create_opts[] = {
	OPT_TEXT('b', "bus", create_options, bus, "BUS",
		 "look only at this bus"),
	OPT_TEXT('d', "decoder", create_options, decoder, "DECODER",
		 "the root decoder to create it in (default: the best fit)"),
	OPT_FLAG('m', "memdevs", create_options, memdevs,
		 "the operands are memdevs, in the order of their positions"),
	OPT_SIZE('s', "size", create_options, size, "SIZE",
		 "the size of the region (default: all that is free)"),
	OPT_TEXT('t', "type", create_options, type, "TYPE",
		 "pmem, or ram (also: volatile)"),
	OPT_TEXT('U', "uuid", create_options, uuid, "UUID",
		 "the uuid of a pmem region (default: random)"),
	OPT_DECIMAL('w', "ways", create_options, ways, 1, UINT_MAX, "WAYS",
		 "how many memdevs to interleave (default: as many as possible)"),
	OPT_DECIMAL('g', "granularity", create_options, granularity, 1, UINT_MAX,
		    "BYTES", "how many consecutive bytes each memdev gets"),
	OPT_FLAG('Q', "enforce-qos", create_options, enforce_qos,
		 "only memdevs of the qos class of the root decoder"),
	OPT_FLAG('f', "force", create_options, force,
		 "discard data that was written with another geometry"),
	OPT_FLAG('u', "human", create_options, human,
		 "accepted for compatibility: a terminal gets human numbers"),
	OPT_FLAG(0, "dry-run", create_options, dry_run,
		 "print the steps, and change nothing"),
	OPT_TEXT(0, "mode", create_options, mode, "MODE",
		 "what its memory is used as: system-ram, devdax or famfs (default: the kernel chooses)"),
	MODE_ZONE_OPTS(0, create_options),
	WAIT_OPT(create_options),
	OPT_DEBUG,
	OPT_END,
};

static void request_freep(struct cxl_region_request **r) { cxl_region_request_free(*r); }
#define _cleanup_request_ __attribute__((cleanup(request_freep)))

/* -- from the words typed to a request -- */

static enum status ask_type(const char *type, struct cxl_region_request *r)
{
	enum cxl_decoder_mode mode;

	if (!type)
		return STATUS_DONE;
	mode = cxl_decoder_mode_from_ident(type);
	if (mode == CXL_DECODER_MODE_NONE) {
		say_error("--type", NULL, "\"%s\" is not pmem, ram or volatile", type);
		return STATUS_USAGE;
	}
	cxl_region_request_set_mode(r, mode);
	return STATUS_DONE;
}

static enum status ask_uuid(const char *text, struct cxl_region_request *r)
{
	uuid_t uuid;

	if (!text)
		return STATUS_DONE;
	if (uuid_parse(text, uuid) < 0 || uuid_is_null(uuid)) {
		say_error("--uuid", NULL, "\"%s\" is not a uuid", text);
		return STATUS_USAGE;
	}
	cxl_region_request_set_uuid(r, uuid);
	return STATUS_DONE;
}

/* A zone is that of system-ram. */
static enum status ask_mode(const struct create_options *o, struct cxl_region_request *r)
{
	enum cxl_memory_mode mode = CXL_MEMORY_MODE_SYSTEM_RAM;
	enum cxl_memory_zone zone;
	enum status status = STATUS_DONE;

	if (!o->mode && !o->zone && !o->no_online)
		return STATUS_DONE;
	if (o->mode)
		status = mode_parse("--mode", o->mode, &mode);
	if (!status)
		status = mode_parse_zone(mode, o->zone, o->no_online, &zone);
	if (!status)
		cxl_region_request_set_memory_mode(r, mode, zone);
	return status;
}

static enum status ask_numbers(const struct create_options *o, struct cxl_region_request *r)
{
	if (o->size.given && !o->size.value) {
		say_error("--size", NULL, "a region cannot have the size 0");
		return STATUS_USAGE;
	}
	cxl_region_request_set_size(r, o->size.value);
	cxl_region_request_set_interleave_ways(r, o->ways.value);
	cxl_region_request_set_interleave_granularity(r, o->granularity.value);
	cxl_region_request_set_enforce_qos(r, o->enforce_qos);
	cxl_region_request_set_force(r, o->force);
	return STATUS_DONE;
}

static enum status ask_window(struct cxl_ctx *ctx, const struct create_options *o,
		      struct cxl_region_request *r)
{
	struct cxl_decoder *window = NULL;
	struct cxl_bus *bus = NULL;
	enum status status = STATUS_DONE;

	if (o->bus)
		status = name_find_bus(ctx, o->bus, &bus);
	if (!status && o->decoder)
		status = name_find_root_decoder(ctx, o->decoder, &window);
	if (status)
		return status;
	if (window && bus && cxl_decoder_get_port(window) != cxl_bus_get_port(bus)) {
		say_error(o->decoder, NULL, "it is not on bus %s",
			  cxl_bus_get_devname(bus));
		return STATUS_NO_OBJECT;
	}
	cxl_region_request_set_bus(r, bus);
	cxl_region_request_set_window(r, window);
	return STATUS_DONE;
}

/* "all" asks for as many as fit, as no operand does. */
static bool names_members(const struct invocation *call)
{
	return call->nr_operands > 1 ||
	       (call->nr_operands && strcmp(call->operands[0], "all") != 0);
}

static enum status ask_memdevs(const struct invocation *call, struct cxl_region_request *r)
{
	const struct create_options *o = call->options;
	_cleanup_objects_ struct objects memdevs = {};
	enum status status;

	if (call->nr_operands && !o->memdevs) {
		say_error(call->operands[0], NULL,
			  "what does it name? (use -m for memdevs)");
		return STATUS_USAGE;
	}
	if (!names_members(call))
		return STATUS_DONE;
	status = name_find_memdevs(call->ctx, call->operands, &memdevs);
	if (status)
		return status;
	for (size_t i = 0; i < memdevs.count; i++)
		if (cxl_region_request_add_memdev(r, memdevs.list[i]) < 0) {
			say_errno(NULL, NULL, -ENOMEM);
			return STATUS_FAILED;
		}
	return STATUS_DONE;
}

static enum status ask(const struct invocation *call, struct cxl_region_request *r)
{
	const struct create_options *o = call->options;
	enum status status;

	if (!r) {
		say_errno(NULL, NULL, -ENOMEM);
		return STATUS_FAILED;
	}
	status = ask_type(o->type, r);
	if (!status)
		status = ask_uuid(o->uuid, r);
	if (!status)
		status = ask_mode(o, r);
	if (!status)
		status = ask_numbers(o, r);
	if (!status)
		status = ask_window(call->ctx, o, r);
	if (!status)
		status = ask_memdevs(call, r);
	return status;
}

/* -- planning, applying, showing -- */

static enum status add_layouts(struct cxl_ctx *ctx, struct cxl_region_request *request)
{
	_cleanup_layout_ struct cxl_layout *layout = cxl_layout_new(ctx);
	char *const none[] = { NULL };
	enum status status;

	if (!layout)
		return say_errno(NULL, NULL, -ENOMEM);
	status = files_read(layout, none);
	if (!status && cxl_region_request_add_layout(request, layout))
		status = say_errno(NULL, NULL, -ENOMEM);
	return status;
}

/* A second plan, with the layouts, where they matter. @ret_rc is what planning returned. */
static enum status make_plan(const struct invocation *call, struct cxl_region_request *request,
			     struct cxl_plan **ret, int *ret_rc)
{
	const struct create_options *o = call->options;
	enum status status;

	*ret_rc = cxl_plan_create_region(call->ctx, request, ret);
	if (o->force || !planned_finds(*ret, "geometry"))
		return STATUS_DONE;
	status = add_layouts(call->ctx, request);
	if (status)
		return status;
	cxl_plan_free(*ret);
	*ret_rc = cxl_plan_create_region(call->ctx, request, ret);
	return STATUS_DONE;
}

static void print_region(struct output *out, struct cxl_region *region)
{
	const struct record record = {
		.kind = RECORD_REGION, .region = region,
		.enabled = cxl_region_is_enabled(region) > 0,
	};

	if (isatty(STDOUT_FILENO))
		output_begin_human(out, stdout);
	else
		output_begin_plain(out, stdout);
	output_open_object(out, NULL);
	show_record(&(struct show){ .out = out, .keys = { .targets = true } }, &record);
	output_close_object(out);
	output_end(out);
}

/* A signal that comes too late changes nothing any more. */
static enum status create(const struct invocation *call, struct cxl_plan *plan)
{
	int rc;

	signals_catch();
	rc = planned_apply(plan);
	if (rc == -ECANCELED && signals_noticed())
		return status_of_signal(signals_noticed());
	if (rc)
		return STATUS_FAILED;
	print_region(call->out, cxl_plan_get_region(plan));
	say_counter("cxl region", "cmd_create_region", "created 1 region");
	return STATUS_DONE;
}

static enum status run(const struct invocation *call)
{
	_cleanup_request_ struct cxl_region_request *request = cxl_region_request_new();
	const struct create_options *options = call->options;
	_cleanup_window_lock_ struct window_lock lock = {};
	_cleanup_plan_ struct cxl_plan *plan = NULL;
	void *region;
	enum status status = STATUS_DONE;
	int rc;

	/* what the plan is made from stays as it is until the plan is done */
	if (!options->dry_run)
		status = window_lock_acquire(call->ctx, &lock);
	if (!status)
		status = ask(call, request);
	if (status)
		return status;
	status = make_plan(call, request, &plan, &rc);
	if (!status && (rc || options->dry_run))
		status = planned_say(plan, rc);
	else if (!status)
		planned_say_of(plan, "geometry");
	if (rc && (!cxl_bus_get_first(call->ctx) || !cxl_memdev_get_first(call->ctx)))
		doctor_hint(call);
	if (status)
		return status;
	if (options->dry_run) {
		show_plan(plan);
		return STATUS_DONE;
	}
	if (!options->decoder)
		say_counter("cxl region", "cmd_create_region", "chose %s",
			    cxl_decoder_get_devname(cxl_plan_get_window(plan)));
	status = create(call, plan);
	window_lock_release(&lock);
	region = cxl_plan_get_region(plan);
	if (!status && !options->wait.given)
		hint_not_usable(region);
	return status ? status : await_ready(call, &options->wait,
						   &(struct objects){ &region, 1 });
}

const struct command cmd_create_region = {
	.name = "create-region",
	.summary = "create a region from one or more memory devices",
	.group = GROUP_REGIONS,
	.synopsis = "[-m MEMDEV...] [options]",
	.log_env = "CXL_REGION_LOG",
	.options = create_opts,
	.options_size = sizeof(struct create_options),
	.max_operands = OPERANDS_ANY,
	.run = run,
};
