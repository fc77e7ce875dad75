// SPDX-License-Identifier: LGPL-2.1-or-later
/* The PCI Express link of a memdev: what it runs at, and what both of its ends can do. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/text.h"
#include "object/memdev.h"

/* "32.0 GT/s PCIe", of older kernels "8 GT/s"; in MT/s. -ENXIO: "Unknown". */
static int parse_speed(const char *text, unsigned int *ret)
{
	unsigned int tenths = 0;
	char *end;
	unsigned long whole = strtoul(text, &end, 10);

	if (end == text || whole > 1000000)
		return -ENXIO;
	if (end[0] == '.' && end[1] >= '0' && end[1] <= '9') {
		tenths = (unsigned int)(end[1] - '0');
		end += 2;
	}
	if (strncmp(end, " GT/s", strlen(" GT/s")))
		return -ENXIO;
	*ret = (unsigned int)whole * 1000 + tenths * 100;
	return *ret ? 0 : -ENXIO;
}

/* 0 lanes: no link; 255: not known. */
static int parse_width(const char *text, unsigned int *ret)
{
	int lanes;

	if (text_to_int(text, &lanes) < 0 || lanes < 1 || lanes > 32)
		return -ENXIO;
	*ret = (unsigned int)lanes;
	return 0;
}

struct quantity {
	const char *now, *max;		/* attributes */
	int (*parse)(const char *text, unsigned int *ret);
};

static int read_end(struct cxl_memdev *memdev, const char *dir, const char *attribute,
		    const struct quantity *q, unsigned int *ret)
{
	const struct io *io = &cxl_memdev_get_ctx(memdev)->io;
	char path[IO_PATH_MAX], text[IO_TEXT_MAX];
	ssize_t n = path_join(path, sizeof(path), dir, attribute);

	if (!n)
		n = io_read(io, io->root, path, text, sizeof(text));
	if (n < 0)
		return io_is_away(n) ? -ENXIO : (int)n;
	return q->parse(text, ret);
}

static void go_up(char *dir)
{
	char *slash = strrchr(dir, '/');

	if (slash)
		*slash = '\0';
}

/* What lies above a device is the other end of its link, where that says what it can do. */
static int read_link(struct cxl_memdev *memdev, const struct quantity *q, unsigned int *now, unsigned int *max)
{
	char dir[IO_PATH_MAX];
	unsigned int current, own, other;
	int rc;

	snprintf(dir, sizeof(dir), "%s", memdev_object(memdev)->node.path);
	go_up(dir);
	rc = read_end(memdev, dir, q->now, q, &current);
	if (!rc)
		rc = read_end(memdev, dir, q->max, q, &own);
	if (rc)
		return rc;
	go_up(dir);
	rc = read_end(memdev, dir, q->max, q, &other);
	if (rc == -ENXIO)
		other = own;
	else if (rc)
		return rc;
	rc = node_check(&memdev_object(memdev)->node);
	if (rc)
		return rc;
	*now = current;
	*max = own < other ? own : other;
	return 0;
}

EXPORT int cxl_memdev_query_link_speed(struct cxl_memdev *memdev, unsigned int *now, unsigned int *max)
{
	static const struct quantity speed = { "current_link_speed", "max_link_speed", parse_speed };

	return object_note(memdev_object(memdev), speed.now, "read", read_link(memdev, &speed, now, max));
}

EXPORT int cxl_memdev_query_link_width(struct cxl_memdev *memdev, unsigned int *now, unsigned int *max)
{
	static const struct quantity width = { "current_link_width", "max_link_width", parse_width };

	return object_note(memdev_object(memdev), width.now, "read", read_link(memdev, &width, now, max));
}
