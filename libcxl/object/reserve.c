// SPDX-License-Identifier: LGPL-2.1-or-later
/* Memory of a device that was set aside on purpose: a mark on the decoder that holds it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "object/decoder.h"
#include "object/mark.h"

#define TEXT_MAX 64

/* What the mark is for: a program that frees and allocates without us sets none. */
static void describe(struct cxl_decoder *decoder, char text[TEXT_MAX])
{
	snprintf(text, TEXT_MAX, "%#llx bytes at %#llx",
		 cxl_decoder_get_dpa_size(decoder),
		 cxl_decoder_get_dpa_resource(decoder));
}

static int set_reserved(struct cxl_decoder *decoder, bool reserved)
{
	char text[TEXT_MAX];
	int rc;

	if (!decoder_is_endpoint(decoder))
		return -EINVAL;
	describe(decoder, text);
	rc = mark_set(&decoder->object, reserved ? text : NULL);
	return rc == -ENODATA ? 0 : rc;
}

EXPORT int cxl_decoder_set_reserved(struct cxl_decoder *decoder, bool reserved)
{
	return object_note(&decoder->object, NULL, "mark as reserved",
			   set_reserved(decoder, reserved));
}

static int query_reserved(struct cxl_decoder *decoder, bool *ret)
{
	char mark[TEXT_MAX], text[TEXT_MAX];
	ssize_t n;

	if (!decoder_is_endpoint(decoder))
		return -EINVAL;
	n = mark_get(&decoder->object, mark, sizeof(mark));
	if (n < 0 && n != -ENODATA && n != -EOPNOTSUPP)
		return (int)n;
	describe(decoder, text);
	*ret = n > 0 && strcmp(mark, text) == 0;
	return 0;
}

EXPORT int cxl_decoder_query_reserved(struct cxl_decoder *decoder, bool *ret)
{
	return object_note(&decoder->object, NULL, "look for a reservation",
			   query_reserved(decoder, ret));
}
