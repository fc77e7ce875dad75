// SPDX-License-Identifier: GPL-2.0-or-later
/* Waiting until each entry of the layout is satisfied: another program applies it. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/deadline.h"
#include "core/say.h"
#include "core/signals.h"
#include "layout/applied.h"
#include "layout/entries.h"
#include "names/layout-files.h"

/* A look reads the whole machine: after an event, or when so much time has passed. */
#define LOOK_MS 1000
#define NAP_MS 100

struct applied_wait {
	struct cxl_ctx *ctx;
	struct cxl_layout *layout;
	struct deadline until;
	size_t nr_entries;
	int rc;				/* of the last look */
};

/* -- looking -- */

/* The first entry that is not satisfied, or the one after @entry. */
static struct cxl_layout_entry *next_unsatisfied(struct applied_wait *w, struct cxl_layout_entry *entry)
{
	entry = entry ? cxl_layout_entry_get_next(entry) : cxl_layout_entry_get_first(w->layout);
	while (entry && cxl_layout_entry_get_state(entry) == CXL_LAYOUT_SATISFIED)
		entry = cxl_layout_entry_get_next(entry);
	return entry;
}

/* A region that is created or destroyed while we look. */
static bool is_passing(int rc)
{
	return rc == -ENODEV || rc == -ENXIO || rc == -ENOENT || rc == -EBUSY || rc == -EAGAIN;
}

/* An event that comes after this wakes us. */
static void look(struct applied_wait *w)
{
	cxl_watch_drain(w->ctx);
	w->rc = cxl_refresh(w->ctx);
	if (!w->rc)
		w->rc = cxl_layout_compare(w->layout);
}

static bool is_over(const struct applied_wait *w)
{
	return signals_noticed() || deadline_is_over(&w->until);
}

/* Where events do not arrive, once a second has to do. */
static void nap(struct applied_wait *w)
{
	struct deadline next = deadline_in(LOOK_MS);

	do
		usleep(deadline_slice(&w->until, NAP_MS) * 1000);
	while (!is_over(w) && !deadline_is_over(&next) && cxl_watch_drain(w->ctx) <= 0);
}

/* -- reporting -- */

static const char *lack_of(struct cxl_layout_entry *entry, char *text, size_t len)
{
	const char *reason = cxl_layout_entry_get_reason(entry);

	switch (cxl_layout_entry_get_state(entry)) {
	case CXL_LAYOUT_CREATE:
		return "its region does not exist (cxl apply)";
	case CXL_LAYOUT_CONFLICT:
		snprintf(text, len, "in conflict: %s", reason);
		return text;
	case CXL_LAYOUT_CHANGE:
		snprintf(text, len, "not as the layout says: %s (cxl apply)", reason);
		return text;
	default:
		return reason;
	}
}

static void show_waiting(struct applied_wait *w)
{
	struct cxl_layout_entry *entry = next_unsatisfied(w, NULL);
	char reason[512], text[640];

	snprintf(text, sizeof(text), "%s: %s, %llu s", cxl_layout_entry_get_name(entry),
		 lack_of(entry, reason, sizeof(reason)),
		 (unsigned long long)deadline_elapsed(&w->until) / 1000);
	say_passing(text);
}

static enum status say_unsatisfied(struct applied_wait *w)
{
	unsigned long long seconds = deadline_elapsed(&w->until) / 1000;
	struct cxl_layout_entry *entry = NULL;
	char text[512];

	while ((entry = next_unsatisfied(w, entry)))
		say_error(cxl_layout_entry_get_name(entry), "wait", "after %llu s %s", seconds,
			  lack_of(entry, text, sizeof(text)));
	return STATUS_TIMEOUT;
}

static enum status say_end(struct applied_wait *w)
{
	if (signals_noticed()) {
		say_error(NULL, "wait", "%s", signals_name(signals_noticed()));
		return signals_status(STATUS_FAILED, true);
	}
	if (w->rc)
		return say_errno(cxl_get_missing_name(w->ctx), "compare the layout", w->rc);
	if (next_unsatisfied(w, NULL))
		cxl_layout_compare_ahead(w->layout, false);	/* only a plan tells why an entry cannot be created */
	if (next_unsatisfied(w, NULL))
		return say_unsatisfied(w);
	say_counter("cxl region", "cmd_wait", "%zu %s applied", w->nr_entries,
		    w->nr_entries == 1 ? "entry" : "entries");
	return STATUS_DONE;
}

/* -- the wait -- */

static bool is_decided(struct applied_wait *w)
{
	return w->rc ? !is_passing(w->rc) : !next_unsatisfied(w, NULL);
}

static enum status wait_for_entries(struct applied_wait *w)
{
	struct cxl_layout_entry *entry;

	cxl_layout_entry_foreach(w->layout, entry)
		w->nr_entries++;
	cxl_watch_fd(w->ctx);		/* from before the first look */
	look(w);
	while (!is_decided(w) && !is_over(w)) {
		if (!w->rc)
			show_waiting(w);
		nap(w);
		look(w);
	}
	say_passing("");
	return say_end(w);
}

enum status applied_wait(const struct invocation *call)
{
	_cleanup_layout_ struct cxl_layout *layout = cxl_layout_new(call->ctx);
	struct applied_wait w = {
		.ctx = call->ctx, .layout = layout,
		.until = deadline_in(call->timeout_ms ? (long long)call->timeout_ms : -1),
	};
	enum status status = layout ? files_read(layout, call->operands) :
				      say_errno(NULL, NULL, ENOMEM);

	if (status)
		return status;
	cxl_set_timeout(call->ctx, 0);
	signals_catch();
	return cxl_layout_entry_get_first(layout) ? wait_for_entries(&w) : say_end(&w);
}
