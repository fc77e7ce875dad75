/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Error detail: what the last call that failed was about. */
#pragma once

struct cxl_cause;
struct cxl_ctx;

/* Texts are cut to this size: names and attributes of the kernel are shorter. */
#define ERROR_TEXT_MAX 64

/* Without an errno there was no failure; an empty text is absent. */
struct cxl_error {
	int number;
	char object[ERROR_TEXT_MAX], attribute[ERROR_TEXT_MAX], value[ERROR_TEXT_MAX];
	const char *step;
	const struct cxl_cause *cause;
};

/*
 * Returns @rc. A negative one is recorded, with the value if it was a write to
 * @attribute that failed, and logged as a debug message. @object and @attribute
 * may be NULL; @step is a literal.
 */
int error_note(struct cxl_ctx *ctx, const char *object, const char *attribute,
	       const char *step, int rc);
