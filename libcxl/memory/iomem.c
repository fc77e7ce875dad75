// SPDX-License-Identifier: LGPL-2.1-or-later
/* Who holds the addresses of a window: the children of "CXL Window N" in /proc/iomem. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "object/decoder.h"

#define TABLE_MAX	1048576
#define WINDOW		"CXL Window "

/* One line of the table: "  4d0000000-4dfffffff : region0". */
struct line {
	unsigned int depth;
	unsigned long long start, end;	/* the last address */
	char *owner;
};

static bool parse(char *text, struct line *line)
{
	size_t blanks = strspn(text, " ");
	int at = 0;

	if (sscanf(text + blanks, "%llx-%llx : %n", &line->start, &line->end, &at) != 2 ||
	    !at || line->end < line->start)
		return false;
	line->depth = (unsigned int)blanks / 2;
	line->owner = text + blanks + at;
	return true;
}

/* A walk over the table, to the window and over its children. */
struct iomem_walk {
	unsigned long long start, end;	/* of the window */
	bool seen;			/* an address: others are shown zeros */
	bool inside, found;
	unsigned int depth;		/* of the window's line */
	cxl_claim_fn *each;
	void *arg;
};

static bool is_window(const struct iomem_walk *w, const struct line *line)
{
	return strncmp(line->owner, WINDOW, strlen(WINDOW)) == 0 &&
	       line->start <= w->start && line->end >= w->end;
}

/* Of a resource that reaches beyond the window, the part inside. */
static int tell(const struct iomem_walk *w, const struct line *line)
{
	unsigned long long start = line->start > w->start ? line->start : w->start;
	unsigned long long end = line->end < w->end ? line->end : w->end;

	if (start > end)
		return 0;
	return w->each(w->arg, start, end - start + 1, line->owner);
}

static int look_at(struct iomem_walk *w, const struct line *line)
{
	w->seen |= line->end != 0;
	if (w->inside && line->depth <= w->depth)
		w->inside = false;
	if (w->inside && line->depth == w->depth + 1)
		return tell(w, line);
	if (w->found || !is_window(w, line))
		return 0;
	w->inside = w->found = true;
	w->depth = line->depth;
	return 0;
}

static int walk_table(struct iomem_walk *w, char *table)
{
	char *rest = table, *text;
	struct line line;
	int rc = 0;

	while (!rc && (text = strsep(&rest, "\n")))
		if (parse(text, &line))
			rc = look_at(w, &line);
	if (rc || w->found)
		return rc;
	return w->seen ? -ENOENT : -EACCES;
}

static int walk_claims(struct cxl_decoder *decoder, cxl_claim_fn *each, void *arg)
{
	const struct io *io = &decoder->object.ctx->io;
	struct iomem_walk walk = { .each = each, .arg = arg };
	_cleanup_free_ char *table = NULL;
	ssize_t n;

	if (!decoder_is_root(decoder))
		return -EINVAL;
	walk.start = cxl_decoder_get_resource(decoder);
	walk.end = walk.start + decoder->size - 1;
	if (walk.start == UINT64_MAX || !decoder->size || decoder->size == UINT64_MAX)
		return -EACCES;
	table = malloc(TABLE_MAX);
	if (!table)
		return -ENOMEM;
	n = io_load(io, io->root, "proc/iomem", table, TABLE_MAX);
	return n < 0 ? (int)n : walk_table(&walk, table);
}

EXPORT int cxl_decoder_walk_claims(struct cxl_decoder *decoder,
				   cxl_claim_fn *each, void *arg)
{
	return object_note(&decoder->object, NULL, "look who holds its addresses",
			   walk_claims(decoder, each, arg));
}
