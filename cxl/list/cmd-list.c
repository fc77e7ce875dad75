// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl list: what is there, as JSON. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/envelope.h"
#include "core/mailbox.h"
#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "doctor/hint.h"
#include "list/select.h"
#include "list/table.h"
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
	const char *columns, *sort, *tree, *color;
	bool table, no_headings, raw, bytes;
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
	LIST_FLAG(0, "table", table, "tables for people, one for each kind"),
	LIST_TEXT('o', "output", columns, "COLUMN[,...]", "with --table: these columns; +COLUMN: also these"),
	LIST_TEXT(0, "sort", sort, "COLUMN", "with --table: sort by this column"),
	LIST_FLAG(0, "noheadings", no_headings, "with --table, --tree: no line of headings"),
	LIST_FLAG(0, "raw", raw, "with --table: values separated by one blank"),
	LIST_FLAG(0, "bytes", bytes, "with --table, --tree: sizes in bytes"),
	OPT_MAYBE_TEXT("tree", list_options, tree, "connection|decode", "a tree: what is connected to what, or what decodes what"),
	LIST_TEXT(0, "color", color, "auto|always|never", "colours of tables and trees"),
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

static bool is_decode_tree(const struct list_options *o)
{
	return o->tree && strcmp(o->tree, "decode") == 0;
}

static void choose_tree_kinds(const struct list_options *o, struct wanted *want)
{
	bool decode = is_decode_tree(o);

	want->decoders = want->regions = decode;
	want->buses = want->ports = want->endpoints = want->memdevs = !decode;
	want->idle = o->idle;
}

static void choose_kinds(const struct list_options *o, struct wanted *want)
{
	if (o->tree) {
		choose_tree_kinds(o, want);
		return;
	}
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

/* What one way of showing has, the others do not. */
static enum status check_view(const struct list_options *o)
{
	bool json = o->human || o->targets || o->health || o->partition || o->firmware ||
		    o->alerts || o->dax || o->memory || o->media_errors || o->verbose;
	const char *wrong = NULL;

	if (o->tree && *o->tree && strcmp(o->tree, "connection") && strcmp(o->tree, "decode")) {
		say_error("--tree", NULL, "\"%s\" is not connection or decode", o->tree);
		return STATUS_USAGE;
	}
	if ((o->tree || o->table) && envelope_get_output())
		wrong = "--table and --tree are not for --json=2";
	else if (o->tree && o->table)
		wrong = "--table and --tree exclude each other";
	else if ((o->tree || o->table) && json)
		wrong = "-u, -v, -T, -H, -I, -F, -A, -X, -L and --memory are for JSON (choose columns: --table -o)";
	else if (!o->table && (o->columns || o->sort || o->raw))
		wrong = "-o, --sort and --raw need --table";
	else if (!o->table && !o->tree && (o->no_headings || o->bytes || o->color))
		wrong = "--noheadings, --bytes and --color need --table or --tree";
	if (!wrong)
		return STATUS_DONE;
	say_error(NULL, NULL, "%s", wrong);
	return STATUS_OPTION;
}

static struct table_request request_of(const struct invocation *call)
{
	const struct list_options *o = call->options;

	return (struct table_request){
		.columns = o->columns, .sort = o->sort, .no_headings = o->no_headings,
		.raw = o->raw, .bytes = o->bytes, .decode = is_decode_tree(o),
		.captured = call->sysroot,
	};
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

/* To a person, who may look for what is not there; a program knows -i. */
static void tell_disabled(const struct selection *selection)
{
	if (selection->disabled && isatty(STDERR_FILENO) && !envelope_get_output())
		say_warning(NULL, "%u disabled, not shown (-i shows all)", selection->disabled);
}

/* Nothing, and nobody asked for less than all: a machine without CXL, or one that hides it. */
static void explain_nothing(const struct invocation *call, const struct wanted *want,
			    const struct selection *selection)
{
	if (!want->lockless && is_empty(selection) && !cxl_memdev_get_first(call->ctx) &&
	    !cxl_bus_get_first(call->ctx))
		doctor_hint(call);
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
	mailbox_tell_denied();
	tell_disabled(selection);
	explain_nothing(call, want, selection);
	trace_end(media.trace);
	if (media.unread || unread || want->lockless)	/* which, and why, has been said */
		return STATUS_FAILED;
	return say_missing(call->ctx, NULL, "list");
}

static enum status show_view(const struct invocation *call, const struct selection *selection)
{
	const struct list_options *o = call->options;
	const struct table_request request = request_of(call);
	struct screen screen;
	enum status status = screen_begin(&screen, o->color);

	if (status)
		return status;
	status = o->tree ? show_tree(&request, selection, &screen) :
			   show_tables(&request, selection, &screen);
	if (is_empty(selection))
		say_warning(NULL, "no matching devices found");
	tell_disabled(selection);
	return worse_status(status, say_missing(call->ctx, NULL, "list"));
}

static enum status parse(const struct invocation *call, struct wanted *want)
{
	const struct list_options *o = call->options;
	const struct table_request request = request_of(call);
	enum status status = check_view(o);

	/* The columns wait for the locks of CXL's drivers: what hung has been reported. */
	if (want->lockless && (o->table || o->tree))
		return STATUS_FAILED;
	if (!status)
		status = table_request_check(&request);
	if (!status)
		status = parse_filters(o, want);
	return status ? status : ask_for(o, want);
}

static enum status list(const struct invocation *call, bool lockless)
{
	const struct list_options *o = call->options;
	_cleanup_selection_ struct selection selection = { 0 };
	_cleanup_wanted_ struct wanted want = { .lockless = lockless };
	enum status status;

	status = parse(call, &want);
	if (!status)
		status = selection_make(call->ctx, &want, &selection);
	if (status)
		return status;
	if (o->table || o->tree)
		return show_view(call, &selection);
	return show_listing(call, &want, &selection);
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
