// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The record of geometries. The labels of a device tell neither the granularity nor
 * the size of the region, and the kernel accepts any: so each pmem region that is
 * created is recorded here, and stays recorded when it is destroyed.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

#include <cxl/libcxl.h>

#include "core/buffer.h"
#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/text.h"
#include "geometry/record.h"

#define DIRECTORY	"var/lib/cxl/geometry"
#define FILE_MAX_LEN	65536
#define HEADER		"# How the data on this memdev is spread: cxl-create-region(1), GEOMETRY.\n"

EXPORT int cxl_set_geometry_path(struct cxl_ctx *ctx, const char *path)
{
	char *copy;

	if (path && (*path != '/' || !path[1]))
		return -EINVAL;
	copy = path ? strdup(path + 1) : NULL;
	if (path && !copy)
		return -ENOMEM;
	free(ctx->geometry);
	ctx->geometry = copy;
	return 0;
}

static void path_of(struct cxl_ctx *ctx, uint64_t serial, char path[IO_PATH_MAX])
{
	snprintf(path, IO_PATH_MAX, "%s/0x%" PRIx64,
		 ctx->geometry ? ctx->geometry : DIRECTORY, serial);
}

int geometries_add(struct geometries *to, const struct geometry *g)
{
	struct geometry *more = reallocarray(to->all, to->count + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	to->all = more;
	more[to->count++] = *g;
	return 0;
}

void geometries_done(struct geometries *geometries)
{
	free(geometries->all);
	*geometries = (struct geometries){};
}

/* ---- reading ----------------------------------------------------------- */

/* The text behind "KEY=", which the next word of @rest has to be; NULL: it is not. */
static const char *value_of(char **rest, const char *key)
{
	const char *word = strsep(rest, " ");
	size_t len = strlen(key);

	return word && !strncmp(word, key, len) && word[len] == '=' ? word + len + 1 : NULL;
}

static bool read_number(char **rest, const char *key, uint64_t *ret)
{
	const char *value = value_of(rest, key);

	return value && !text_to_u64(value, ret);
}

static bool read_uint(char **rest, const char *key, uint64_t max, unsigned int *ret)
{
	uint64_t value;

	if (!read_number(rest, key, &value) || value > max)
		return false;
	*ret = (unsigned int)value;
	return true;
}

static bool read_uuid(char **rest, unsigned char uuid[16])
{
	const char *value = value_of(rest, "uuid");

	return value && !uuid_parse(value, uuid);
}

static bool read_serials(char **rest, struct geometry *g)
{
	const char *value = value_of(rest, "serials");
	_cleanup_free_ char *copy = value ? strdup(value) : NULL;
	char *left = copy;
	unsigned int i = 0;

	for (const char *word; (word = strsep(&left, ",")); i++)
		if (i == g->ways || text_to_u64(word, &g->serials[i]))
			return false;
	return i == g->ways;
}

static bool read_line(char *line, struct geometry *g)
{
	*g = (struct geometry){ .has_dpa = true };
	return read_uuid(&line, g->uuid) && read_number(&line, "dpa", &g->dpa) &&
	       read_number(&line, "size", &g->size) && g->size &&
	       read_uint(&line, "ways", GEOMETRY_WAYS, &g->ways) && g->ways &&
	       read_uint(&line, "granularity", 16384, &g->granularity) && g->granularity &&
	       read_uint(&line, "position", g->ways - 1, &g->position) &&
	       read_serials(&line, g) && !line;
}

int record_read(struct cxl_ctx *ctx, uint64_t serial, struct geometries *ret)
{
	_cleanup_free_ char *text = malloc(FILE_MAX_LEN);
	char path[IO_PATH_MAX], *rest = text;
	struct geometry g;
	ssize_t len;
	int rc = 0;

	if (!text)
		return -ENOMEM;
	path_of(ctx, serial, path);
	len = io_load(&ctx->io, ctx->io.root, path, text, FILE_MAX_LEN);
	if (len < 0)
		return len == -ENOENT ? 0 : (int)len;
	for (char *line; !rc && (line = strsep(&rest, "\n"));) {
		if (!*line || *line == '#')
			continue;
		rc = read_line(line, &g) ? geometries_add(ret, &g) : -EBADMSG;
	}
	return rc;
}

/* ---- writing ----------------------------------------------------------- */

static uint64_t share_of(const struct geometry *g)
{
	return g->size / g->ways;
}

static bool overlap(const struct geometry *a, const struct geometry *b)
{
	return a->dpa < b->dpa + share_of(b) && b->dpa < a->dpa + share_of(a);
}

static void put_line(struct buffer *to, const struct geometry *g)
{
	char uuid[UUID_STR_LEN];

	uuid_unparse(g->uuid, uuid);
	buffer_print(to, "uuid=%s dpa=0x%" PRIx64 " size=%" PRIu64 " ways=%u granularity=%u position=%u serials=",
		uuid, g->dpa, g->size, g->ways, g->granularity, g->position);
	for (unsigned int i = 0; i < g->ways; i++)
		buffer_print(to, "%s0x%" PRIx64, i ? "," : "", g->serials[i]);
	buffer_put(to, "\n");
}

/* A file that is no record tells nothing that could be kept. */
int record_write(struct cxl_ctx *ctx, uint64_t serial, const struct geometry *g)
{
	_cleanup_geometries_ struct geometries old = {};
	_cleanup_free_ char *text = NULL;
	_cleanup_buffer_ struct buffer to = {};
	char path[IO_PATH_MAX];
	int rc = record_read(ctx, serial, &old);

	if (rc && rc != -EBADMSG)
		return rc;
	buffer_put(&to, HEADER);
	for (size_t i = 0; i < old.count; i++)
		if (!overlap(&old.all[i], g))
			put_line(&to, &old.all[i]);
	put_line(&to, g);
	rc = buffer_end(&to, &text);
	if (rc)
		return rc;
	path_of(ctx, serial, path);
	return io_replace(&ctx->io, path, text);
}
