// SPDX-License-Identifier: GPL-2.0-or-later
/* Listing the machine as a saved listing does, in memory. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/mailbox.h"
#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "diff/listing.h"
#include "diff/now.h"
#include "list/select.h"
#include "list/tree.h"
#include "show/show.h"

#define _cleanup_selection_ __attribute__((cleanup(selection_done)))

/* cxl list prints memdevs alone also where the machine has no region: so the listing counts as that of all regions. */
static struct wanted wanted_like(const struct listing *l)
{
	bool memdevs = !l->count || listing_has_kind(l, LISTED_MEMDEV);

	return (struct wanted){
		.buses = listing_has_kind(l, LISTED_BUS),
		.ports = listing_has_kind(l, LISTED_PORT),
		.endpoints = listing_has_kind(l, LISTED_ENDPOINT),
		.decoders = listing_has_kind(l, LISTED_DECODER),
		.memdevs = memdevs,
		.regions = memdevs || listing_has_kind(l, LISTED_REGION),
		.idle = true,
	};
}

static struct show_keys keys_like(const struct listing *l)
{
	return (struct show_keys){
		.targets = listing_has_key(l, "dports") || listing_has_key(l, "nr_dports") ||
			   listing_has_key(l, "targets") || (!l->contract && listing_has_key(l, "mappings")),
		.committed = listing_has_key(l, "decoders_committed"),
		.health = listing_has_key(l, "health"),
		.partition = listing_has_key(l, "partition_info"),
		.firmware = listing_has_key(l, "firmware"),
		.alerts = listing_has_key(l, "alert_config"),
		.dax = listing_has_key(l, "daxregion"),
		.memory = listing_has_key(l, l->contract ? "memory_use" : "memory"),
	};
}

static void begin(struct output *out, FILE *file, const struct listing *like)
{
	if (like->contract)
		output_begin_items(out, file);
	else if (like->human)
		output_begin_human(out, file);
	else
		output_begin_plain(out, file);
}

/* Nothing that could not be read counts as removed. */
static enum status print(const struct invocation *call, const struct listing *like,
			 const struct selection *selection, FILE *file)
{
	_cleanup_free_ struct output *out = malloc(sizeof(*out));
	bool unread = false;
	struct show show = { .out = out, .keys = keys_like(like), .unread = &unread };
	int rc;

	if (!out)
		return say_errno(NULL, NULL, ENOMEM);
	begin(out, file, like);
	show_selection(&show, selection);
	rc = output_end_contract(out);
	mailbox_tell_denied();
	if (rc)
		return say_errno(NULL, "list the machine", rc);
	return unread ? STATUS_FAILED : say_missing(call->ctx, NULL, "list");
}

static enum status list_text(const struct invocation *call, const struct listing *like, char **text,
			     size_t *length)
{
	_cleanup_selection_ struct selection selection = { 0 };
	struct wanted want = wanted_like(like);
	FILE *file = open_memstream(text, length);
	enum status status;

	if (!file)
		return say_errno(NULL, "list the machine", errno);
	status = selection_make(call->ctx, &want, &selection);
	if (!status)
		status = print(call, like, &selection, file);
	if (fclose(file) && !status)
		status = say_errno(NULL, "list the machine", errno);
	return status;
}

enum status now_list(const struct invocation *call, const struct listing *like, struct listing **ret)
{
	_cleanup_free_ char *text = NULL;
	struct json_fault fault = {};
	struct json *json;
	size_t length = 0;
	enum status status = list_text(call, like, &text, &length);
	int rc;

	if (status)
		return status;
	rc = json_parse(text, length, &json, &fault);
	if (!rc)
		rc = like->contract ? listing_read_items(json, ret, &fault) : listing_read(json, ret, &fault);
	return rc ? say_errno(NULL, "list the machine", rc) : STATUS_DONE;
}
