// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl list: what is there, as JSON. */
#include <errno.h>
#include <stdio.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "list/select.h"
#include "names/name.h"
#include "list/tree.h"
#include "show/show.h"
#include "trace/trace.h"

struct list_options {
	const char *memdev, *serial, *bus, *port, *endpoint, *decoder, *region;
	bool memdevs, buses, ports, endpoints, decoders, regions;
	bool single, targets, idle, human, media_errors;
	bool health, partition, firmware, alerts, dax, memory;
	int verbose;
};

#define LIST_TEXT(_letter, _name, _field, _value, _help) \
	OPT_TEXT(_letter, _name, list_options, _field, _value, _help)
#define LIST_FLAG(_letter, _name, _field, _help) \
	OPT_FLAG(_letter, _name, list_options, _field, _help)

static const struct opt list_table[] = {
	LIST_TEXT('m', "memdev", memdev, "MEMDEV[,...]", "only these memdevs, and what leads to them"),
	LIST_TEXT('s', "serial", serial, "SERIAL[,...]", "only memdevs of these serial numbers"),
	LIST_FLAG('M', "memdevs", memdevs, "list memdevs"),
	LIST_TEXT('b', "bus", bus, "BUS[,...]", "only what is on these buses"),
	LIST_FLAG('B', "buses", buses, "list buses"),
	LIST_TEXT('p', "port", port, "PORT[,...]", "only these ports, and what is below them"),
	LIST_FLAG('P', "ports", ports, "list ports"),
	LIST_FLAG('S', "single", single, "with -p: not what is below"),
	LIST_TEXT('e', "endpoint", endpoint, "ENDPOINT[,...]", "only these endpoints"),
	LIST_FLAG('E', "endpoints", endpoints, "list endpoints"),
	LIST_TEXT('d', "decoder", decoder, "DECODER[,...]", "only these decoders, their regions and memdevs"),
	LIST_FLAG('D', "decoders", decoders, "list decoders"),
	LIST_FLAG('T', "targets", targets, "add dports, targets and mappings"),
	LIST_TEXT('r', "region", region, "REGION[,...]", "only these regions and their decoders"),
	LIST_FLAG('R', "regions", regions, "list regions"),
	LIST_FLAG('i', "idle", idle, "also what is disabled or empty"),
	LIST_FLAG('u', "human", human, "sizes with units, addresses in hexadecimal"),
	LIST_FLAG('H', "health", health, "add the health of memdevs"),
	LIST_FLAG('I', "partition", partition, "add how the capacity of memdevs is divided"),
	LIST_FLAG('F', "firmware", firmware, "add the firmware slots of memdevs"),
	LIST_FLAG('A', "alert-config", alerts, "add the thresholds at which memdevs warn"),
	LIST_FLAG('X', "dax", dax, "add the DAX devices of regions"),
	LIST_FLAG(0, "memory", memory, "add what the memory of regions is used as, and by whom"),
	LIST_FLAG('L', "media-errors", media_errors, "add the poison lists of memdevs and regions"),
	OPT_COUNT('v', "verbose", list_options, verbose, "more detail; -vv adds -i, -vvv adds -HIFAXL"),
	OPT_DEBUG,
	OPT_END,
};

static void wanted_done(struct wanted *want)
{
	names_free(want->bus);
	names_free(want->port);
	names_free(want->endpoint);
	names_free(want->decoder);
	names_free(want->memdev);
	names_free(want->serial);
	names_free(want->region);
}
#define _cleanup_wanted_ __attribute__((cleanup(wanted_done)))
#define _cleanup_selection_ __attribute__((cleanup(selection_done)))

/* Each filter, parsed once; "all" is no filter. */
static enum status parse_filters(const struct list_options *o, struct wanted *want)
{
	const struct {
		const char *text;
		enum name_kind kind;
		struct names **names;
	} filters[] = {
		{ o->memdev, NAME_MEMDEV, &want->memdev },
		{ o->serial, NAME_SERIAL, &want->serial },
		{ o->bus, NAME_BUS, &want->bus },
		{ o->port, NAME_PORT, &want->port },
		{ o->endpoint, NAME_ENDPOINT, &want->endpoint },
		{ o->decoder, NAME_DECODER, &want->decoder },
		{ o->region, NAME_REGION, &want->region },
	};

	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		enum status status;

		if (!filters[i].text)
			continue;
		status = names_parse_operand(filters[i].kind, filters[i].text,
					 filters[i].names);
		if (status)
			return status;
		if (names_have_all(*filters[i].names)) {
			names_free(*filters[i].names);
			*filters[i].names = NULL;
		}
	}
	return STATUS_DONE;
}

static bool has_kind(const struct wanted *want)
{
	return want->memdevs || want->buses || want->ports || want->endpoints ||
	       want->decoders || want->regions;
}

/* No kind was named: those that are filtered; else memdevs and regions. */
static void choose_default_kinds(const struct list_options *o,
				 struct wanted *want)
{
	want->memdevs = o->memdev || o->serial;
	want->buses = o->bus;
	want->ports = o->port;
	want->endpoints = o->endpoint;
	want->decoders = o->decoder;
	want->regions = o->region;
	want->single = true;
	if (has_kind(want))
		return;
	want->memdevs = true;
	want->regions = true;
	want->single = false;
}

static void choose_kinds(const struct list_options *o, struct wanted *want)
{
	want->memdevs = o->memdevs;
	want->buses = o->buses;
	want->ports = o->ports;
	want->endpoints = o->endpoints;
	want->decoders = o->decoders;
	want->regions = o->regions;
	want->single = o->single;
	want->idle = o->idle || o->verbose >= 2;
	if (!has_kind(want))
		choose_default_kinds(o, want);
	if (o->verbose) {
		want->buses = want->ports = want->endpoints = true;
		want->decoders = want->regions = true;
	}
	/* A root port is shown as its bus, an endpoint as an endpoint. */
	if (want->ports) {
		want->buses |= names_have_type(want->port, "root");
		want->endpoints |= names_have_type(want->port, "endpoint");
	}
}

/* What hung waits for a lock that the kernel lost, and so do all of these. */
static enum status leave_out_locked(struct wanted *want)
{
	want->decoders = want->regions = false;
	if (!has_kind(want) || want->decoder || want->region)
		return STATUS_FAILED;
	say_warning(NULL, "listed without decoders, regions and media errors");
	return STATUS_DONE;
}

static enum status ask_for(const struct list_options *o, struct wanted *want)
{
	if (o->single && !o->port) {
		say_error("--single", NULL, "needs a port: -p PORT");
		return STATUS_OPTION;
	}
	choose_kinds(o, want);
	return want->lockless ? leave_out_locked(want) : STATUS_DONE;
}

static bool is_empty(const struct selection *selection)
{
	for (int i = 0; i < NR_TOP; i++)
		if (selection->top[i].count)
			return false;
	return true;
}

static void print_selection(const struct list_options *o, const struct selection *selection,
			    const struct show *show)
{
	if (o->human) {
		output_begin_human(show->out, stdout);
		show_selection_unwrapped(show, selection);
	} else {
		output_begin_plain(show->out, stdout);
		show_selection(show, selection);
	}
	if (output_end(show->out) < 0)
		return;		/* main() looks, and speaks */
	if (is_empty(selection))
		say_warning(NULL, "no matching devices found");
}

/* It is ours that there is no trace, not a machine's that has none. */
static bool is_out_of(int rc)
{
	return rc == -ENOMEM || rc == -EMFILE || rc == -ENFILE;
}

/*
 * The trace for poison lists; without one the listing goes on. It then lacks
 * what -L requests, while -vvv requests only what the machine can show.
 */
static void open_trace(const struct invocation *call, struct show_media *media)
{
	const struct list_options *o = call->options;
	int rc;

	if (call->sysroot) {
		say_error("media errors", NULL, "a captured machine has none");
		media->unread = o->media_errors;
		return;
	}
	rc = trace_begin(&media->trace);
	if (rc < 0)
		say_errno("media errors", "trace event cxl_poison", rc);
	media->unread = rc < 0 && (o->media_errors || is_out_of(rc));
}

static struct show_keys keys_of(const struct list_options *o, const struct wanted *want)
{
	bool all = o->verbose >= 3;

	return (struct show_keys){
		.committed = !want->lockless,
		.targets = o->targets || o->verbose,
		.health = o->health || all,
		.partition = o->partition || all,
		.firmware = o->firmware || all,
		.alerts = o->alerts || all,
		.dax = o->dax || all,
		.memory = o->memory,
	};
}

static enum status show_listing(const struct invocation *call, const struct wanted *want,
				const struct selection *selection)
{
	const struct list_options *o = call->options;
	struct show_media media = { 0 };
	bool unread = false;
	struct show show = {
		.out = call->out, .keys = keys_of(o, want), .only = &selection->only,
		.unread = &unread,
	};

	if (!want->lockless && (o->media_errors || o->verbose >= 3))
		open_trace(call, &media);
	if (media.trace)
		show.media = &media;
	print_selection(o, selection, &show);
	trace_end(media.trace);
	if (media.unread || unread || want->lockless)	/* which, and why, has been said */
		return STATUS_FAILED;
	return say_missing(call->ctx, NULL, "list");
}

static enum status list(const struct invocation *call, bool lockless)
{
	const struct list_options *o = call->options;
	_cleanup_selection_ struct selection selection = { 0 };
	_cleanup_wanted_ struct wanted want = { .lockless = lockless };
	enum status status;

	status = parse_filters(o, &want);
	if (!status)
		status = ask_for(o, &want);
	if (!status)
		status = selection_make(call->ctx, &want, &selection);
	return status ? status : show_listing(call, &want, &selection);
}

static enum status run_list(const struct invocation *call) { return list(call, false); }
static enum status run_after_hang(const struct invocation *call) { return list(call, true); }

const struct command cmd_list = {
	.name = "list",
	.summary = "list CXL objects as JSON",
	.group = GROUP_LOOK,
	.synopsis = "[OPTIONS]",
	.log_env = "CXL_LIST_LOG",
	.options = list_table,
	.options_size = sizeof(struct list_options),
	.only_looks = true,
	.run = run_list,
	.run_after_hang = run_after_hang,
};
