// SPDX-License-Identifier: GPL-2.0-or-later
/* Following the upload of firmware into a memdev until it ends, in one way or the other. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/deadline.h"
#include "core/envelope.h"
#include "core/output.h"
#include "core/progress.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "memdev/upload.h"

#define LOOK_MS		200
#define LINE_MS		1000
#define COLUMNS_MAX	200
/* A device may work so long on one slice of the image, before it looks up. */
#define CANCEL_MS	60000

struct following {
	struct cxl_memdev *memdev;
	const struct upload *upload;
	struct deadline time;
	struct progress progress;
	const char *said_state;		/* of the last line, and when that was */
	uint64_t said_at;
};

static const char *const states[] = {
	[CXL_FWL_STATUS_UNKNOWN] = "unknown",
	[CXL_FWL_STATUS_IDLE] = "idle",
	[CXL_FWL_STATUS_RECEIVING] = "receiving",
	[CXL_FWL_STATUS_PREPARING] = "preparing",
	[CXL_FWL_STATUS_TRANSFERRING] = "transferring",
	[CXL_FWL_STATUS_PROGRAMMING] = "programming",
};

/* -- how far -- */

static size_t columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_col)
		return 80;
	return size.ws_col < COLUMNS_MAX ? size.ws_col : COLUMNS_MAX;
}

static void draw_bar(const struct following *f)
{
	char text[COLUMNS_MAX];

	progress_bar(&f->progress, columns(), text);
	say_passing(text);
}

/* Each second, and whenever something else begins. */
static void print_line(struct following *f)
{
	struct output out;

	if (envelope_get_output())	/* progress never mixes into it */
		return;
	if (f->said_state && strcmp(f->said_state, f->progress.state) == 0 &&
	    f->progress.elapsed < f->said_at + LINE_MS)
		return;
	f->said_state = f->progress.state;
	f->said_at = f->progress.elapsed;
	output_begin_line(&out, stdout);
	output_open_object(&out, NULL);
	progress_show(&out, &f->progress);
	output_close_object(&out);
	output_end(&out);
}

static void tell(struct following *f)
{
	if (f->upload->voice == UPLOAD_BAR)
		draw_bar(f);
	if (f->upload->voice == UPLOAD_LINES)
		print_line(f);
}

/* Without the file we know the size once the kernel says what remains. */
static void look(struct following *f, int state)
{
	uint64_t remaining = cxl_memdev_fw_update_get_remaining(f->memdev);
	struct progress *p = &f->progress;

	if (p->total < remaining)
		p->total = remaining;
	p->done = p->total - remaining;
	if (state == CXL_FWL_STATUS_RECEIVING)
		p->done = 0;
	p->state = states[state];
	p->elapsed = deadline_elapsed(&f->time);
	tell(f);
}

/* The last word: what became of it. */
static void tell_end(struct following *f, const char *state)
{
	f->progress.state = state;
	f->progress.elapsed = deadline_elapsed(&f->time);
	if (f->upload->voice == UPLOAD_BAR)
		say_passing("");
	if (f->upload->voice == UPLOAD_LINES)
		print_line(f);
}

/* -- how it ended -- */

static enum status fail(struct following *f, const char *state)
{
	tell_end(f, state);
	return STATUS_FAILED;
}

static const struct {
	const char *reason;	/* as the kernel's loader has it */
	const char *words;
} reasons[] = {
	{ "hw-error", "the device reported an error" },
	{ "timeout", "the device did not finish in time" },
	{ "user-abort", "it was cancelled" },
	{ "device-busy", "the device is busy" },
	{ "invalid-file-size", "the device does not accept an image of this size" },
	{ "read-write-error", "data could not be read or written" },
	{ "flash-wearout", "the device's flash memory is worn out" },
	{ "firmware-invalid", "the device refuses the image" },
};

static const char *words_of(const char *reason)
{
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (strcmp(reasons[i].reason, reason) == 0)
			return reasons[i].words;
	return reason;
}

/* @error is "transferring:hw-error". */
static enum status end_with_error(struct following *f, char *error)
{
	char *colon = strchr(error, ':');
	enum status status;

	if (colon)
		*colon = '\0';
	status = fail(f, "failed");
	say_error(cxl_memdev_get_devname(f->memdev), "update firmware",
		  "%s%s%s", colon ? error : "", colon ? ": " : "",
		  words_of(colon ? colon + 1 : error));
	return status;
}

static enum status end_lost(struct following *f, int rc)
{
	const char *name = cxl_memdev_get_devname(f->memdev);

	fail(f, "failed");
	if (rc == -ENODEV || rc == -EOPNOTSUPP)	/* the loader leaves before it */
		say_error(name, "update firmware", "the device was removed during the update");
	else
		say_errno(name, "update firmware", rc);
	return STATUS_FAILED;
}

static enum status end_idle(struct following *f)
{
	char error[64] = "";
	int rc = cxl_memdev_fw_update_get_error(f->memdev, error, sizeof(error));

	if (rc < 0)
		return end_lost(f, rc);
	if (*error)
		return end_with_error(f, error);
	f->progress.done = f->progress.total;
	tell_end(f, "completed");
	return STATUS_DONE;
}

static enum status end_late(struct following *f)
{
	const char *name = cxl_memdev_get_devname(f->memdev);

	fail(f, "late");
	return say_error(name, "update firmware", "not finished after %lld ms, and still going on (cxl update-firmware --cancel %s)",
			 f->upload->timeout, name);
}

static void pause_ms(unsigned int ms)
{
	struct timespec time = { .tv_nsec = (long)ms * 1000000 };

	nanosleep(&time, NULL);
}

/* It may have ended in this moment; what counts is what the loader says then. */
static enum status cancel(struct following *f)
{
	const char *name = cxl_memdev_get_devname(f->memdev);
	struct deadline until = deadline_in(CANCEL_MS);
	int rc = cxl_memdev_cancel_fw_update(f->memdev), state = 0;

	while (!rc && !deadline_is_over(&until)) {
		state = cxl_memdev_fw_update_get_status(f->memdev);
		if (state < 0 || state == CXL_FWL_STATUS_IDLE)
			break;
		pause_ms(LOOK_MS);
	}
	if (rc == -ENXIO)
		return end_idle(f);
	if (rc < 0 || state < 0)
		return end_lost(f, rc < 0 ? rc : state);
	fail(f, "cancelled");
	return say_error(name, "update firmware", "%s: it is %s",
			 signals_name(signals_noticed()),
			 state == CXL_FWL_STATUS_IDLE ? "cancelled" : "being cancelled");
}

enum status upload_follow(struct cxl_memdev *memdev, const struct upload *upload)
{
	struct following f = {
		.memdev = memdev,
		.upload = upload,
		.time = deadline_in(upload->timeout),
		.progress = {
			.name = cxl_memdev_get_devname(memdev),
			.total = upload->total,
		},
	};
	int state;

	for (;;) {
		state = cxl_memdev_fw_update_get_status(memdev);
		if (state < 0)
			return end_lost(&f, state);
		if (state == CXL_FWL_STATUS_IDLE)
			return end_idle(&f);
		look(&f, state);
		if (signals_noticed())
			return cancel(&f);
		if (deadline_is_over(&f.time))
			return end_late(&f);
		pause_ms(deadline_slice(&f.time, LOOK_MS));
	}
}
