// SPDX-License-Identifier: GPL-2.0-or-later
/* A command on several objects: each of them, one after the other, and how many succeeded. */
#include <cxl/libcxl.h>

#include "cli/claim.h"
#include "cli/command.h"
#include "cli/each.h"
#include "core/envelope.h"
#include "core/output.h"
#include "core/say.h"
#include "core/signals.h"

void each_begin(struct each *each, const struct invocation *call, const struct each_kind *kind)
{
	*each = (struct each){ .call = call, .kind = kind };
}

void each_done(struct each *each)
{
	for (size_t i = 0; i < each->objects.count; i++)
		if (each->kind->unref)
			each->kind->unref(each->objects.list[i]);
	objects_done(&each->objects);
}

void each_note(struct each *each, enum status status)
{
	each->status = worse_status(each->status, status);
}

enum status each_add(struct each *each, void *object)
{
	size_t before = each->objects.count;
	enum status status = objects_add_once(&each->objects, object);

	if (each->objects.count > before && each->kind->ref)
		each->kind->ref(object);
	return status;
}

void each_keep(struct each *each, bool (*keep)(void *object, void *arg), void *arg)
{
	struct objects *objects = &each->objects;
	size_t kept = 0;

	for (size_t i = 0; i < objects->count; i++) {
		if (keep(objects->list[i], arg))
			objects->list[kept++] = objects->list[i];
		else if (each->kind->unref)
			each->kind->unref(objects->list[i]);
	}
	objects->count = kept;
}

void each_show_result(const char *name, enum status status)
{
	struct output *out = envelope_get_items();

	if (!out)
		return;
	output_open_object(out, NULL);
	output_text(out, "kind", "result");
	output_text(out, "object", name);
	output_bool(out, "done", status == STATUS_DONE);
	output_int(out, "status", (int)status);
	output_close_object(out);
}

static void run_one(struct each *each, void *object, each_act *act, void *arg)
{
	enum status status;

	cxl_set_timeout(each->call->ctx, each->call->timeout_ms);
	status = claim_status(each->call, each->kind->get_name(object), act(object, arg));
	each_show_result(each->kind->get_name(object), status);
	each->done += status == STATUS_DONE;
	each_note(each, status);
}

void each_run(struct each *each, each_act *act, void *arg, bool (*skip)(void *object))
{
	const struct objects *objects = &each->objects;
	size_t i;

	signals_catch();
	for (i = 0; i < objects->count && !signals_noticed(); i++)
		if (!skip || !skip(objects->list[i]))
			run_one(each, objects->list[i], act, arg);
	each->status = signals_status(each->status, i < objects->count);
}

enum status each_end(const struct each *each, const char *function, const char *done,
		     const char *const nouns[3])
{
	int form = each->done > 1 ? 2 : each->done;

	if (each->done || !each->status)
		say_counter(each->kind->owner, function, "%s %d %s", done, each->done, nouns[form]);
	return each->status;
}
