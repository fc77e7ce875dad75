// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl sanitize-memdev, wait-sanitize: making what a memdev holds unreadable, and waiting for it. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/deadline.h"
#include "core/say.h"
#include "core/signals.h"
#include "memdev/brake.h"
#include "memdev/memdevs.h"
#include "region/mapped.h"

struct sanitize_options {
	struct memdev_choice which;
	struct brake brake;
	struct opt_number timeout;
	bool secure_erase;
};

#define TIMEOUT_OPT							\
	OPT_DECIMAL('t', "timeout", sanitize_options, timeout, 0, INT_MAX, \
		    "MS", "wait so many milliseconds; default: without end")

static const struct opt wait_opts[] = {
	TIMEOUT_OPT,
	MEMDEV_OPTS(sanitize_options),
	OPT_END,
};

static const struct opt sanitize_opts[] = {
	OPT_FLAG('e', "secure-erase", sanitize_options, secure_erase,
		 "by changing the key that the media are encrypted with"),
	TIMEOUT_OPT,
	BRAKE_OPTS(sanitize_options),
	MEMDEV_OPTS(sanitize_options),
	OPT_END,
};

/* -- waiting -- */

/* How long we go without looking whether a signal came. */
#define SLICE_MS 1000

static void show_waiting(const char *name, const struct deadline *since)
{
	char text[64];

	snprintf(text, sizeof(text), "%s: sanitizing, %llu s", name,
		 (unsigned long long)deadline_elapsed(since) / 1000);
	say_passing(text);
}

static int wait_slices(struct cxl_memdev *memdev, const struct deadline *until)
{
	int rc;

	do {
		rc = cxl_memdev_wait_sanitize(memdev, (int)deadline_slice(until, SLICE_MS));
		if (rc == -ETIMEDOUT)
			show_waiting(cxl_memdev_get_devname(memdev), until);
	} while (rc == -ETIMEDOUT && !deadline_is_over(until) && !signals_noticed());
	say_passing("");
	return rc;
}

static enum status wait_for(struct cxl_memdev *memdev, const struct sanitize_options *o)
{
	const char *name = cxl_memdev_get_devname(memdev);
	struct deadline until = deadline_in(o->timeout.given ? (long long)o->timeout.value : -1);
	int rc = wait_slices(memdev, &until);

	if (!rc)
		return STATUS_DONE;
	if (rc == -ETIMEDOUT && signals_noticed())
		say_error(name, "wait", "%s: it is still being sanitized",
			  signals_name(signals_noticed()));
	else if (rc == -ETIMEDOUT)
		say_error(name, "wait", "still being sanitized after %llu ms",
			  (unsigned long long)o->timeout.value);
	else if (rc == -ENODEV)
		say_error(name, "wait", "the device was removed");
	else
		say_errno(name, "wait", rc);
	return STATUS_FAILED;
}

static enum status wait_sanitize(struct cxl_memdev *memdev, void *arg)
{
	return wait_for(memdev, arg);
}

/* The message when none came to its end is the reference's. */
static enum status run_wait(const struct invocation *call)
{
	const struct sanitize_options *o = call->options;
	_cleanup_memdevs_ struct memdevs m = {};

	memdevs_find(call, &o->which, &m);
	if (call->sysroot && m.each.objects.count) {
		say_error("--sysroot", NULL, "nothing happens on a captured machine");
		return STATUS_USAGE;
	}
	memdevs_each(&m, wait_sanitize, (void *)o);
	if (m.each.objects.count && !m.each.done) {
		say_counter("cxl memdev", "cmd_wait_sanitize",
			    "wait sanitize failed on 0 mem device");
		return m.each.status;
	}
	return memdevs_end(&m, "cmd_wait_sanitize", "wait sanitize completed on",
			   "mem device");
}

/* -- starting -- */

static enum status check(struct cxl_memdev *memdev, void *arg)
{
	const char *name = cxl_memdev_get_devname(memdev);
	struct mapping mapping;
	enum status status;

	if (cxl_memdev_is_enabled(memdev) <= 0)
		return say_error(name, "sanitize", "the memdev is disabled (cxl enable-memdev %s)",
				 name);
	status = memdev_find_mapping(memdev, &mapping);
	if (status || !mapping.is)
		return status;
	return say_error(name, "sanitize", "its memory is mapped by %s (destroy the region first)",
			 mapping.by);
}

static enum status say_refused(const char *name, const char *step, int rc)
{
	switch (rc) {
	case -EOPNOTSUPP:
		say_error(name, step, "the device or the kernel does not support this (Linux 6.5 and later do)");
		break;
	case -EBUSY:
		say_error(name, step, "the device is busy, or being sanitized already (cxl wait-sanitize %s)",
			  name);
		break;
	case -EINVAL:
		say_error(name, step, "its security state forbids it (a passphrase is set, or it is locked)");
		break;
	case -ENXIO:
		say_error(name, step, "the device refused");
		break;
	default:
		say_errno(name, step, rc);
	}
	return STATUS_FAILED;
}

static enum status sanitize(struct cxl_memdev *memdev, void *arg)
{
	const struct sanitize_options *o = arg;
	enum status status = check(memdev, arg);
	int rc;

	if (status)
		return status;
	rc = o->secure_erase ? cxl_memdev_secure_erase(memdev) :
			       cxl_memdev_sanitize(memdev);
	if (rc)
		return say_refused(cxl_memdev_get_devname(memdev),
				   o->secure_erase ? "erase" : "sanitize", rc);
	return wait_for(memdev, o);
}

static void describe(struct cxl_memdev *memdev, void *arg, char text[BRAKE_TEXT_MAX])
{
	const struct sanitize_options *o = arg;

	snprintf(text, BRAKE_TEXT_MAX, "%s", o->secure_erase ? "erase" : "sanitize");
}

static enum status run_sanitize(const struct invocation *call)
{
	static const struct brake_act act = { .check = check, .describe = describe };
	const struct sanitize_options *o = call->options;
	_cleanup_memdevs_ struct memdevs m = {};

	memdevs_find(call, &o->which, &m);
	if (!brake_release(&o->brake, &act, (void *)o, &m.each))
		return m.each.status;
	memdevs_each(&m, sanitize, (void *)o);
	return memdevs_end(&m, "cmd_sanitize_memdev", "sanitized", "mem");
}

const struct command cmd_wait_sanitize = {
	.name = "wait-sanitize",
	.summary = "wait until memory devices are sanitized",
	.group = GROUP_MEMDEVS,
	.synopsis = "MEMDEV... [options]",
	.log_env = "CXL_MEMDEV_LOG",
	.options = wait_opts,
	.options_size = sizeof(struct sanitize_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run_wait,
};

const struct command cmd_sanitize_memdev = {
	.name = "sanitize-memdev",
	.summary = "sanitize memory devices: erase all data irreversibly",
	.group = GROUP_MEMDEVS,
	.synopsis = "MEMDEV... [options]",
	.log_env = "CXL_MEMDEV_LOG",
	.options = sanitize_opts,
	.options_size = sizeof(struct sanitize_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run_sanitize,
};
