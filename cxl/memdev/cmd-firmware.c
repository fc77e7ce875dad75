// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl update-firmware: another firmware into memdevs, by the kernel's loader. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "memdev/memdevs.h"
#include "memdev/upload.h"
#include "show/show.h"

/* Half an hour: what the largest images take on slow devices, many times over. */
#define TIMEOUT_MS 1800000

struct firmware_options {
	struct memdev_choice which;
	const char *file;
	const char *progress;
	struct opt_number timeout;
	bool cancel;
	bool wait;
};

static const struct firmware_options firmware_defaults = {
	.timeout = { .value = TIMEOUT_MS },
};

static const struct opt firmware_opts[] = {
	OPT_TEXT('F', "firmware-file", firmware_options, file, "FILE",
		 "the image"),
	OPT_FLAG('c', "cancel", firmware_options, cancel,
		 "cancel the update in progress"),
	OPT_FLAG('w', "wait", firmware_options, wait,
		 "until it has ended, and say how"),
	OPT_DECIMAL('t', "timeout", firmware_options, timeout, 0, INT_MAX, "MS",
		    "with -w: so many milliseconds at most; default: 1800000"),
	OPT_TEXT(0, "progress", firmware_options, progress, "bar|json|none",
		 "with -w: how to show progress (default: bar on a terminal)"),
	MEMDEV_OPTS(firmware_options),
	OPT_END,
};

/* What one call does on each memdev. */
struct firmware_work {
	const struct firmware_options *options;
	struct upload upload;
	struct memdevs *m;
};

/* -- what was typed -- */

static enum status parse_progress(const struct firmware_options *o, enum upload_voice *ret)
{
	static const char *const words[] = {
		[UPLOAD_QUIET] = "none", [UPLOAD_BAR] = "bar", [UPLOAD_LINES] = "json",
	};

	*ret = UPLOAD_BAR;
	if (!o->progress)
		return STATUS_DONE;
	for (int i = UPLOAD_QUIET; i <= UPLOAD_LINES; i++)
		if (strcmp(words[i], o->progress) == 0) {
			*ret = (enum upload_voice)i;
			return STATUS_DONE;
		}
	say_error("--progress", NULL, "\"%s\" is not bar, json or none", o->progress);
	return STATUS_USAGE;
}

static enum status check_together(const struct firmware_options *o)
{
	if (!o->wait && (o->progress || o->timeout.given)) {
		say_error(o->progress ? "--progress" : "--timeout", NULL,
			  "it is for --wait");
		return STATUS_USAGE;
	}
	return STATUS_DONE;
}

/* Looked at before any device is: what cannot be read is no firmware. */
static enum status check_file(const char *path, uint64_t *ret_size)
{
	struct stat st;
	int rc = stat(path, &st);

	if (rc < 0 || access(path, R_OK) < 0)
		return say_error(path, "read", "%s", strerror(errno));
	if (!S_ISREG(st.st_mode) || !st.st_size || st.st_size > (off_t)UINT32_MAX) {
		say_error(path, NULL, "it is %s", !S_ISREG(st.st_mode) ? "no file" :
			  st.st_size ? "larger than 4 GiB" : "empty");
		return STATUS_USAGE;
	}
	*ret_size = (uint64_t)st.st_size;
	return STATUS_DONE;
}

static enum status parse(struct firmware_work *work)
{
	const struct firmware_options *o = work->options;
	enum status status = parse_progress(o, &work->upload.voice);

	if (!status)
		status = check_together(o);
	if (!status && o->file && !o->cancel)
		status = check_file(o->file, &work->upload.total);
	work->upload.timeout = (long long)o->timeout.value;
	return status;
}

/* -- with each memdev -- */

static enum status failed(struct cxl_memdev *memdev, const char *step,
			  const char *attribute, int rc)
{
	return say_errno_at(cxl_memdev_get_devname(memdev), step, attribute, rc);
}

static enum status cancel(struct cxl_memdev *memdev, void *arg)
{
	int rc = cxl_memdev_cancel_fw_update(memdev);

	if (!rc)
		return STATUS_DONE;
	return failed(memdev, "cancel the update",
		      rc == -ENXIO ? "cancel" : "firmware", rc);
}

/* Without a file: report, or wait for what somebody else began. */
static enum status update(struct cxl_memdev *memdev, void *arg)
{
	struct firmware_work *work = arg;
	const struct firmware_options *o = work->options;
	int rc = 0;

	memdevs_show(work->m, memdev, NULL);
	if (o->file)
		rc = cxl_memdev_update_fw(memdev, o->file);
	if (rc)
		return failed(memdev, "update firmware", "firmware", rc);
	return o->wait ? upload_follow(memdev, &work->upload) : STATUS_DONE;
}

/* -- the command -- */

static enum status run_cancel(const struct invocation *call)
{
	const struct firmware_options *o = call->options;
	_cleanup_memdevs_ struct memdevs m = {};

	memdevs_find(call, &o->which, &m);
	memdevs_each(&m, cancel, NULL);
	memdevs_print(&m, (struct show_keys){});
	return memdevs_end(&m, "cmd_update_firmware", "firmware update cancelled on",
			   "mem device");
}

/* With JSON lines the array would be one thing too many for their reader. */
static enum status run_update(const struct invocation *call, struct firmware_work *work)
{
	const struct firmware_options *o = call->options;
	_cleanup_memdevs_ struct memdevs m = {};

	work->m = &m;
	memdevs_find(call, &o->which, &m);
	memdevs_each(&m, update, work);
	if (work->upload.voice != UPLOAD_LINES)
		memdevs_print(&m, (struct show_keys){ .firmware = true });
	if (!o->file && !o->wait)
		return m.each.status;	/* nothing was begun: nothing to count */
	return memdevs_end(&m, "cmd_update_firmware", o->wait ?
			   "firmware update completed on" :
			   "firmware update started on", "mem device");
}

static enum status run(const struct invocation *call)
{
	const struct firmware_options *o = call->options;
	struct firmware_work work = { .options = o };
	enum status status = parse(&work);

	if (status)
		return status;
	return o->cancel ? run_cancel(call) : run_update(call, &work);
}

const struct command cmd_update_firmware = {
	.name = "update-firmware",
	.summary = "update device firmware",
	.group = GROUP_MEMDEVS,
	.synopsis = "MEMDEV... [options]",
	.log_env = "CXL_MEMDEV_LOG",
	.options = firmware_opts,
	.defaults = &firmware_defaults,
	.options_size = sizeof(struct firmware_options),
	.min_operands = 1,
	.max_operands = OPERANDS_ANY,
	.run = run,
};
