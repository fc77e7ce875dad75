// SPDX-License-Identifier: LGPL-2.1-or-later
/* A text that programs attach to a decoder's DPA, kept by the kernel. */
#include <errno.h>

#include "core/ctx.h"
#include "core/io.h"
#include "object/mark.h"

/*
 * The kernel keeps it in memory with the file, so that it goes with the
 * decoder: when the memdev leaves, when its driver is unbound, at a reboot. It
 * is of "security", not of "trusted", for anybody to see.
 */
#define MARK	"security.cxl.reserved"
#define FILE_OF	"dpa_size"

/* What failed because the decoder left did so for that. */
static ssize_t explain(const struct object *decoder, int fd, ssize_t rc)
{
	int alive = 0;

	if (rc < 0 && rc != -ENODATA)
		alive = node_check_through(&decoder->node, fd);
	return alive < 0 ? alive : rc;
}

int mark_set(struct object *decoder, const char *value)
{
	int fd = node_dir(&decoder->node);

	return fd < 0 ? fd :
		(int)explain(decoder, fd,
			     io_set_mark(&decoder->ctx->io, fd, FILE_OF, MARK, value));
}

ssize_t mark_get(struct object *decoder, char *text, size_t size)
{
	int fd = node_dir(&decoder->node);

	return fd < 0 ? fd :
		explain(decoder, fd,
			io_get_mark(&decoder->ctx->io, fd, FILE_OF, MARK, text, size));
}
