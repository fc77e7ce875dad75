/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Following the upload of firmware into a memdev until it ends, in one way or the other. */
#pragma once

#include <stdint.h>

#include "core/status.h"

struct cxl_memdev;

/* How the progress is shown. */
enum upload_voice {
	UPLOAD_QUIET,
	UPLOAD_BAR,		/* on standard error, if that is a terminal */
	UPLOAD_LINES,		/* JSON, on standard output */
};

struct upload {
	enum upload_voice voice;
	uint64_t total;		/* bytes of the image; 0: not known */
	long long timeout;	/* ms; negative: never */
};

/*
 * Follow the upload that is under way. STATUS_DONE when the device has taken
 * it; else STATUS_FAILED, and why has been said: the loader's error, the
 * device removed, the deadline passed (then the upload goes on), or a signal
 * (then it was cancelled).
 */
enum status upload_follow(struct cxl_memdev *memdev, const struct upload *upload);
