// SPDX-License-Identifier: GPL-2.0-or-later
/* Waiting until the memory of regions is in a state. */
#include <errno.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/objects.h"
#include "core/say.h"
#include "core/signals.h"
#include "wait/await.h"
#include "wait/lack.h"

/* How long we go without looking whether a signal came. */
#define SLICE_MS 500

static void show_waiting(struct cxl_region *region, struct cxl_memory *memory,
			 enum cxl_memory_state state, const struct deadline *until)
{
	char text[LACK_MAX + 64];
	enum cxl_memory_lack lack;
	struct lack_words words;

	if (!memory || cxl_memory_query_lack(memory, state, &lack))
		return;
	lack_describe(memory, lack, &words);
	snprintf(text, sizeof(text), "%s: %s, %llu s", cxl_region_get_devname(region),
		 words.cause, (unsigned long long)deadline_elapsed(until) / 1000);
	say_passing(text);
}

/* What was read last is in @ret, for the caller to free. */
static int wait_slices(struct cxl_region *region, enum cxl_memory_state state,
		       const struct deadline *until, struct cxl_memory **ret)
{
	int rc;

	*ret = NULL;
	do {
		cxl_memory_free(*ret);
		rc = cxl_region_wait_memory(region, state,
					    (int)deadline_slice(until, SLICE_MS), ret);
		if (rc == -ETIMEDOUT)
			show_waiting(region, *ret, state, until);
	} while (rc == -ETIMEDOUT && !deadline_is_over(until) && !signals_noticed());
	say_passing("");
	return rc;
}

/* Named is what is missing at the end: it may have come since. */
static void say_lack(struct cxl_region *region, struct cxl_memory *memory,
			enum cxl_memory_state state, const struct deadline *until)
{
	enum cxl_memory_lack lack = CXL_MEMORY_LACKS_NOTHING;
	unsigned long long seconds = deadline_elapsed(until) / 1000;
	const char *name = cxl_region_get_devname(region);
	struct lack_words words;

	if (!memory || cxl_memory_query_lack(memory, state, &lack)) {
		say_error(name, "wait", "no answer within %llu s", seconds);
		return;
	}
	lack_describe(memory, lack, &words);
	if (*words.remedy)
		say_error(name, "wait", "after %llu s %s (%s)", seconds, words.cause,
			  words.remedy);
	else
		say_error(name, "wait", "after %llu s %s", seconds, words.cause);
}

static enum status say_failure(struct cxl_region *region, int rc)
{
	const char *name = cxl_region_get_devname(region);

	if (rc == -ENODEV)
		return say_error(name, "wait", "the region is gone");
	return say_errno(name, "wait", rc);
}

enum status await_memory(struct cxl_region *region, enum cxl_memory_state state,
		 const struct deadline *until)
{
	struct cxl_memory *memory;
	enum status status = STATUS_DONE;
	int rc = wait_slices(region, state, until, &memory);

	if (rc == -ETIMEDOUT && signals_noticed()) {
		say_error(cxl_region_get_devname(region), "wait", "%s",
			  signals_name(signals_noticed()));
		status = signals_status(STATUS_FAILED, true);
	} else if (rc == -ETIMEDOUT) {
		say_lack(region, memory, state, until);
		status = STATUS_TIMEOUT;
	} else if (rc) {
		status = say_failure(region, rc);
	}
	cxl_memory_free(memory);
	return status;
}

/* So many seconds, or as long as for anything else; 0: without end. */
static struct deadline deadline_of(const struct invocation *call,
				   const struct opt_number *wait)
{
	long long ms = wait->value == OPT_NO_VALUE ? call->timeout_ms :
						     (long long)wait->value * 1000;

	return deadline_in(ms ? ms : -1);
}

enum status await_ready(const struct invocation *call, const struct opt_number *wait,
		const struct objects *regions)
{
	struct deadline until;
	enum status status = STATUS_DONE;
	size_t i;

	if (!wait->given)
		return STATUS_DONE;
	until = deadline_of(call, wait);
	cxl_set_timeout(call->ctx, 0);
	for (i = 0; i < regions->count && !signals_noticed(); i++)
		status = worse_status(status, await_memory(regions->list[i], CXL_MEMORY_READY,
							   &until));
	return signals_status(status, i < regions->count);
}
