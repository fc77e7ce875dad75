// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl set-mode: use the memory of a region as system memory, as a device node, or for a file system. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "cli/claim.h"
#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "memory/held.h"
#include "memory/refused.h"
#include "memory/show-mode.h"
#include "names/name.h"
#include "region/holders.h"
#include "region/mode.h"
#include "region/window-lock.h"
#include "wait/lack.h"

struct mode_options {
	const char *zone;
	bool no_online;
	bool dry_run;
};

static const struct opt mode_opts[] = {
	MODE_ZONE_OPTS('z', mode_options),
	OPT_FLAG(0, "dry-run", mode_options, dry_run,
		 "print the steps, and change nothing"),
	OPT_DEBUG,
	OPT_END,
};

/* What was called for. */
struct wish {
	enum cxl_memory_mode mode;
	enum cxl_memory_zone zone;
	struct cxl_region *region;
};

static const char *name_of(const struct wish *w)
{
	return cxl_region_get_devname(w->region);
}

static void memory_freep(struct cxl_memory **memory) { cxl_memory_free(*memory); }
#define _cleanup_memory_ __attribute__((cleanup(memory_freep)))

static enum status read_memory(const struct wish *w, struct cxl_memory **ret)
{
	int rc = cxl_memory_new(w->region, ret);

	return rc ? say_errno(name_of(w), "read its memory", rc) : STATUS_DONE;
}

/* -- a failure -- */

/* As the library knows it until the next failure. */
struct failure {
	int rc;
	char attribute[32], step[64];
};

static struct failure failure_of(const struct wish *w, int rc)
{
	const struct cxl_error *error = cxl_get_error(cxl_region_get_ctx(w->region));
	struct failure f = { .rc = rc };

	if (!error)
		return f;
	f.rc = rc == -ENOTRECOVERABLE ? -cxl_error_get_errno(error) : rc;
	if (cxl_error_get_attribute(error))
		snprintf(f.attribute, sizeof(f.attribute), "%s", cxl_error_get_attribute(error));
	snprintf(f.step, sizeof(f.step), "%s", cxl_error_get_step(error));
	return f;
}

static bool is_offlining(const struct failure *f)
{
	return !strcmp(f->step, "take memory offline") || !strcmp(f->step, "keep memory offline");
}

static enum status say_used(const struct wish *w)
{
	char user[256];
	int rc = cxl_region_find_user(w->region, user, sizeof(user));

	if (rc < 0)
		return say_errno(name_of(w), "find who uses it", rc);
	return say_error(name_of(w), "set its mode", "in use: %s",
			 rc ? user : "by a process that has ended since (try again)");
}

/* Why it has no DAX device: the first step that is missing. */
static enum status say_no_dax(const struct wish *w)
{
	struct lack_words words = { "it has no DAX device", "" };
	enum cxl_memory_lack lack = CXL_MEMORY_LACKS_NOTHING;
	_cleanup_memory_ struct cxl_memory *memory = NULL;

	if (!cxl_memory_new(w->region, &memory) &&
	    !cxl_memory_query_lack(memory, CXL_MEMORY_DAX, &lack) && lack)
		lack_describe(memory, lack, &words);
	if (*words.remedy)
		return say_error(name_of(w), "set its mode", "%s (%s)", words.cause, words.remedy);
	return say_error(name_of(w), "set its mode", "%s", words.cause);
}

/* It has changed nothing: a device that kmem refuses would be left without a driver. */
static enum status say_small(const struct wish *w)
{
	const struct cxl_cause *cause = cxl_cause_find(-ERANGE, "block_size_bytes");

	return say_error(name_of(w), "set its mode", "%s (%s)", cxl_cause_get_text(cause),
			 cxl_cause_get_remedy(cause));
}

static enum status say_dax(const struct wish *w, const struct failure *f)
{
	char step[96];

	snprintf(step, sizeof(step), "%s %s", f->step, f->attribute);
	if (f->rc == -ENOENT && !strcmp(f->step, "bind"))
		return say_error(name_of(w), step, "the driver %s is not loaded (modprobe %s)",
				 mode_driver(w->mode), mode_driver(w->mode));
	if (f->rc == -ENXIO && !strcmp(f->step, "bind"))
		return say_error(name_of(w), step, "the driver %s refused it (dmesg may say why)",
				 mode_driver(w->mode));
	return say_errno(name_of(w), *f->attribute ? step : f->step, f->rc);
}

static enum status say_online(const struct wish *w, const struct failure *f,
			      const struct invocation *call, unsigned int online)
{
	enum status status;

	if (say_refused(w->region, f->rc))
		return STATUS_FAILED;
	status = say_not_offline(w->region, f->rc, call->timeout_ms, online);
	say_holders(w->region, f->attribute);
	return status;
}

static enum status say_cause_of(const struct wish *w, const struct failure *f,
				const struct invocation *call, unsigned int online)
{
	if (f->rc == -EBUSY && !*f->attribute)
		return say_used(w);
	if (f->rc == -ENXIO && !*f->attribute)
		return say_no_dax(w);
	if (f->rc == -ERANGE)
		return say_small(w);
	if (f->rc == -EOPNOTSUPP)
		return say_error(name_of(w), "set its mode",
				 "a DAX device has a driver that cxl does not know (unbind it)");
	if (f->rc == -ENODEV)
		return say_error(name_of(w), "set its mode", "the region is gone");
	if (is_offlining(f))
		return say_online(w, f, call, online);
	return say_dax(w, f);
}

static const char *mode_of(struct cxl_dax *dax)
{
	const char *driver = cxl_dax_get_driver_name(dax);

	for (int mode = 0; driver && mode <= CXL_MEMORY_MODE_FAMFS; mode++)
		if (!strcmp(driver, mode_driver((enum cxl_memory_mode)mode)))
			return mode_name((enum cxl_memory_mode)mode);
	return NULL;
}

static bool is_same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* " --zone=movable", by the first block that was online. */
static const char *option_of_zone(struct cxl_memory *before)
{
	static const char *const options[] = {
		[CXL_MEMORY_ZONE_DEFAULT] = "",
		[CXL_MEMORY_ZONE_MOVABLE] = " --zone=movable",
		[CXL_MEMORY_ZONE_KERNEL] = " --zone=kernel",
		[CXL_MEMORY_ZONE_NONE] = " --no-online",
	};

	return options[cxl_memory_get_zone(before)];
}

static void say_left_mode(const struct wish *w, struct cxl_memory *before, const char *what)
{
	struct cxl_dax *dax = cxl_dax_get_first(before);
	const char *mode = dax ? mode_of(dax) : NULL;
	bool has_zone = mode && !strcmp(mode, "system-ram");

	if (mode)
		say_error(name_of(w), "return to its old mode",
			  "%s (restore it: cxl set-mode %s %s%s)", what,
			  name_of(w), mode, has_zone ? option_of_zone(before) : "");
}

/* What did not return to how it was: a driver, memory blocks, the kernel's policy. */
static void say_left(const struct wish *w, const struct failure *f, struct cxl_memory *before)
{
	_cleanup_memory_ struct cxl_memory *memory = NULL;
	struct cxl_dax *old = cxl_dax_get_first(before), *now;
	char what[96];

	if (!strcmp(f->attribute, "auto_online_blocks") && !strcmp(f->step, "restore"))
		say_error(name_of(w), "return to its old mode",
			  "memory that is added stays offline, so this is left (restore it: cxl recover)");
	now = cxl_memory_new(w->region, &memory) ? NULL : cxl_dax_get_first(memory);
	if (!old || !now) {
		say_left_mode(w, before, "it cannot be read, so this is left");
	} else if (!is_same(cxl_dax_get_driver_name(now), cxl_dax_get_driver_name(old))) {
		snprintf(what, sizeof(what), "the driver of %s is %s, so this is left", cxl_dax_get_devname(now),
			 cxl_dax_get_driver_name(now) ? cxl_dax_get_driver_name(now) : "none");
		say_left_mode(w, before, what);
	} else {
		say_left_mode(w, before, "its memory is not online as it was, so this is left");
	}
}

/* Without knowing what there is, nothing could be said of what is left. */
static enum status look(const struct wish *w, struct cxl_memory *memory,
			unsigned int *ret_online)
{
	enum cxl_memory_lack lack;
	int rc = cxl_memory_query_blocks(memory, ret_online, NULL, NULL);

	if (!rc)
		rc = cxl_memory_query_lack(memory, CXL_MEMORY_DAX, &lack);
	return rc ? say_errno(name_of(w), "read its memory", rc) : STATUS_DONE;
}

static enum status set_mode(const struct wish *w, const struct invocation *call)
{
	_cleanup_memory_ struct cxl_memory *before = NULL;
	enum status status = read_memory(w, &before);
	unsigned int online = 0;
	struct failure failure;
	int rc;

	if (!status)
		status = look(w, before, &online);
	if (status)
		return status;
	cxl_set_timeout(call->ctx, call->timeout_ms);
	rc = cxl_region_set_memory_mode(w->region, w->mode, w->zone);
	if (!rc)
		return STATUS_DONE;
	failure = failure_of(w, rc);
	status = say_cause_of(w, &failure, call, online);
	if (rc == -ENOTRECOVERABLE)
		say_left(w, &failure, before);
	return status;
}

/* -- the command -- */

static enum status check_ram(const struct wish *w)
{
	if (cxl_region_get_mode(w->region) != CXL_DECODER_MODE_PMEM)
		return STATUS_DONE;
	say_error(name_of(w), NULL, "a pmem region has no mode (ndctl creates its namespaces)");
	return STATUS_USAGE;
}

static enum status act(const struct wish *w, const struct invocation *call)
{
	enum status status;

	signals_catch();
	status = claim_status(call, name_of(w), set_mode(w, call));
	if (!status)
		say_counter("cxl region", "cmd_set_mode", "set 1 region to %s",
			    mode_name(w->mode));
	return signals_status(status, false);
}

static enum status show(const struct wish *w)
{
	_cleanup_memory_ struct cxl_memory *memory = NULL;
	enum status status = read_memory(w, &memory);

	if (!status)
		show_mode(memory, w->mode, w->zone);
	return status;
}

static enum status run(const struct invocation *call)
{
	const struct mode_options *o = call->options;
	_cleanup_window_lock_ struct window_lock lock = {};
	struct wish wish = {};
	enum status status = mode_parse(call->operands[1], call->operands[1], &wish.mode);

	if (!status)
		status = mode_parse_zone(wish.mode, o->zone, o->no_online, &wish.zone);
	if (!status && !o->dry_run)
		status = window_lock_acquire(call->ctx, &lock);
	if (!status)
		status = name_find_region(call->ctx, call->operands[0], &wish.region);
	if (!status)
		status = check_ram(&wish);
	if (status)
		return status;
	return o->dry_run ? show(&wish) : act(&wish, call);
}

const struct command cmd_set_mode = {
	.name = "set-mode",
	.summary = "set what the memory of a region is used as",
	.group = GROUP_REGIONS,
	.synopsis = "REGION MODE [options]",
	.log_env = "CXL_REGION_LOG",
	.options = mode_opts,
	.options_size = sizeof(struct mode_options),
	.min_operands = 2,
	.max_operands = 2,
	.run = run,
};
