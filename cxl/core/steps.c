// SPDX-License-Identifier: GPL-2.0-or-later
/* The steps of a plan: what --dry-run prints. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/envelope.h"
#include "core/output.h"
#include "core/scope.h"
#include "core/steps.h"

static void put(struct output *out, const char *key, const char *value)
{
	if (value)
		output_text(out, key, value);
	else
		output_unknown(out, key);
}

void steps_show(unsigned int *n, const char *object, const char *text,
		const char *attribute, const char *value)
{
	struct output *out;

	envelope_set_kind("plan");
	out = envelope_get_items();
	++*n;
	if (!out) {
		printf("%u. %s: %s\n", *n, object, text);
		return;
	}
	output_open_object(out, NULL);
	output_text(out, "kind", "step");
	output_uint(out, "number", *n);
	output_text(out, "object", object);
	output_text(out, "text", text);
	put(out, "attribute", attribute);
	put(out, "value", value);
	output_close_object(out);
}

void steps_showf(unsigned int *n, const char *object, const char *format, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		text = NULL;
	va_end(ap);
	steps_show(n, object, text ? text : "", NULL, NULL);
}
