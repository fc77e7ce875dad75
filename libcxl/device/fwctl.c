// SPDX-License-Identifier: LGPL-2.1-or-later
/* fwctl: the character device that takes a memdev's feature commands. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/io.h"
#include "core/node.h"
#include "core/object.h"
#include "core/text.h"
#include "object/memdev.h"

struct cxl_fwctl {
	int major, minor;
};

/* Stops at the first fwctlN. */
static int find_id(void *arg, const char *name)
{
	return text_to_id(name, "fwctl", arg) == 0;
}

static int load(struct node *node, struct cxl_fwctl *fwctl)
{
	char attr[64], text[IO_TEXT_MAX];
	int dir = node_dir(node), id, rc;
	ssize_t n;

	if (dir < 0)
		return dir;
	rc = io_list(node->io, dir, "fwctl", find_id, &id);
	if (rc == -ENOENT || rc == 0) {
		rc = node_check(node);
		return rc < 0 ? rc : -ENOENT;
	}
	if (rc < 0)
		return rc;
	snprintf(attr, sizeof(attr), "fwctl/fwctl%d/dev", id);
	n = node_read(node, attr, text, sizeof(text));
	return n < 0 ? (int)n : dev_parse(text, &fwctl->major, &fwctl->minor);
}

EXPORT struct cxl_fwctl *cxl_memdev_get_fwctl(struct cxl_memdev *memdev)
{
	void **slot = memdev_slot(memdev, MEMDEV_FWCTL);
	_cleanup_free_ struct cxl_fwctl *fwctl = NULL;
	int rc;

	if (*slot)
		return *slot;
	fwctl = calloc(1, sizeof(*fwctl));
	rc = fwctl ? load(&memdev_object(memdev)->node, fwctl) : -ENOMEM;
	if (rc < 0) {
		errno = -object_note(memdev_object(memdev), "fwctl", "find", rc);
		return NULL;
	}
	return *slot = take_ptr(fwctl);
}

EXPORT int cxl_fwctl_get_major(struct cxl_fwctl *fwctl)
{
	return fwctl->major;
}

EXPORT int cxl_fwctl_get_minor(struct cxl_fwctl *fwctl)
{
	return fwctl->minor;
}
