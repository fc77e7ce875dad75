// SPDX-License-Identifier: LGPL-2.1-or-later
/* Memory of a device that was set aside on purpose: a mark on the decoder that holds it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "object/decoder.h"

/*
 * The kernel keeps it in memory with the file, so that it goes with the
 * decoder: when the memdev leaves, when its driver is unbound, at a reboot. It
 * is of "security", not of "trusted", for anybody to see.
 */
#define MARK	"security.cxl.reserved"
#define FILE_OF	"dpa_size"
#define TEXT_MAX 64

/* What the mark is for: a program that frees and allocates without us sets none. */
static void describe(struct cxl_decoder *decoder, char text[TEXT_MAX])
{
	snprintf(text, TEXT_MAX, "%#llx bytes at %#llx",
		 cxl_decoder_get_dpa_size(decoder),
		 cxl_decoder_get_dpa_resource(decoder));
}

/* What failed because the decoder left did so for that. */
static ssize_t explain(struct cxl_decoder *decoder, int fd, ssize_t rc)
{
	int alive = 0;

	if (rc < 0 && rc != -ENODATA)
		alive = node_check_through(&decoder->object.node, fd);
	return alive < 0 ? alive : rc;
}

static int set_mark(struct cxl_decoder *decoder, const char *value)
{
	const struct io *io = &decoder->object.ctx->io;
	int fd = node_dir(&decoder->object.node);

	if (fd < 0)
		return fd;
	return (int)explain(decoder, fd,
			    io_set_mark(io, fd, FILE_OF, MARK, value));
}

void decoder_forget_reservation(struct cxl_decoder *decoder)
{
	set_mark(decoder, NULL);
}

static int set_reserved(struct cxl_decoder *decoder, bool reserved)
{
	char text[TEXT_MAX];
	int rc;

	if (!decoder_is_endpoint(decoder))
		return -EINVAL;
	describe(decoder, text);
	rc = set_mark(decoder, reserved ? text : NULL);
	return rc == -ENODATA ? 0 : rc;
}

EXPORT int cxl_decoder_set_reserved(struct cxl_decoder *decoder, bool reserved)
{
	return object_note(&decoder->object, NULL, "mark as reserved",
			   set_reserved(decoder, reserved));
}

static int query_reserved(struct cxl_decoder *decoder, bool *ret)
{
	const struct io *io = &decoder->object.ctx->io;
	char mark[TEXT_MAX], text[TEXT_MAX];
	ssize_t n;
	int fd;

	if (!decoder_is_endpoint(decoder))
		return -EINVAL;
	fd = node_dir(&decoder->object.node);
	if (fd < 0)
		return fd;
	n = explain(decoder, fd,
		    io_get_mark(io, fd, FILE_OF, MARK, mark, sizeof(mark)));
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
