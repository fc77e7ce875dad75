// SPDX-License-Identifier: LGPL-2.1-or-later
/* The slot of a memdev: its attention indicator and its power. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/node.h"
#include "core/object.h"
#include "core/text.h"
#include "device/slot.h"
#include "object/memdev.h"

#define SLOTS		"sys/bus/pci/slots"
#define FUNCTIONS	"sys/bus/pci/devices"
#define PATH_LEN	512

static const struct io *io_of(struct cxl_memdev *memdev)
{
	return &memdev_object(memdev)->ctx->io;
}

static int path_of(struct cxl_memdev *memdev, const char *attr, char path[PATH_LEN])
{
	const char *slot = cxl_memdev_get_slot(memdev);

	if (!slot)
		return -ENXIO;
	snprintf(path, PATH_LEN, SLOTS "/%s/%s", slot, attr);
	return 0;
}

int slot_look(struct cxl_memdev *memdev, const char *attr, bool *ret)
{
	char path[PATH_LEN];
	int rc = path_of(memdev, attr, path);

	return rc ? rc : io_look(io_of(memdev), io_of(memdev)->root, path, ret);
}

int slot_read(struct cxl_memdev *memdev, const char *attr, unsigned int *ret)
{
	char path[PATH_LEN], text[IO_TEXT_MAX];
	int rc = path_of(memdev, attr, path);
	ssize_t n = rc ? rc : io_read(io_of(memdev), io_of(memdev)->root, path, text, sizeof(text));
	uint64_t value;

	if (n < 0)
		return (int)n;
	if (text_to_u64(text, &value) < 0 || value > UINT_MAX)
		return -EIO;
	*ret = (unsigned int)value;
	return 0;
}

/* -- the other functions in it -- */

struct function_search {
	const struct io *io;
	const char *host;	/* "0000:0d:00.0" */
	char *name;
	size_t len;
};

/* All of one device but for the function behind the dot. */
static bool is_same_device(const char *a, const char *b)
{
	const char *dot = strrchr(a, '.');

	return dot && !strncmp(a, b, (size_t)(dot - a) + 1);
}

static int match_bound(void *arg, const char *name)
{
	const struct function_search *search = arg;
	char path[PATH_LEN];
	bool bound = false;
	int rc;

	if (!strcmp(name, search->host) || !is_same_device(search->host, name))
		return 0;
	snprintf(path, sizeof(path), FUNCTIONS "/%s/driver", name);
	rc = io_look(search->io, search->io->root, path, &bound);
	if (!rc && bound)
		snprintf(search->name, search->len, "%s", name);
	return rc ? rc : bound;
}

int slot_find_other(struct cxl_memdev *memdev, char *name, size_t len)
{
	struct function_search search = {
		.io = io_of(memdev), .host = cxl_memdev_get_host(memdev), .name = name, .len = len,
	};

	return io_list(search.io, search.io->root, FUNCTIONS, match_bound, &search);
}

/* -- writing -- */

/* The kernel accepts what a slot ignores that lacks an indicator or a switch. */
static int write_and_look(struct cxl_memdev *memdev, const char *attr, unsigned int value)
{
	char path[PATH_LEN], text[16];
	unsigned int now = 0;
	int rc = path_of(memdev, attr, path);

	if (rc)
		return rc;
	snprintf(text, sizeof(text), "%u", value);
	rc = io_write(io_of(memdev), io_of(memdev)->root, path, text);
	if (!rc)
		rc = slot_read(memdev, attr, &now);
	return rc || now == value ? rc : -EIO;
}

/* Of the slot only while this very memdev is in it; it may leave, the slot stays. */
static int write_slot(struct cxl_memdev *memdev, const char *attr, unsigned int value)
{
	int rc = node_check(&memdev_object(memdev)->node);

	if (rc)
		return rc;
	rc = write_and_look(memdev, attr, value);
	if (rc == -ENOENT)
		return -EOPNOTSUPP;
	return rc == -ENODEV ? -EIO : rc;
}

EXPORT int cxl_memdev_set_slot_attention(struct cxl_memdev *memdev,
					 enum cxl_slot_attention attention)
{
	int rc = attention > CXL_SLOT_ATTENTION_BLINK ? -EINVAL :
		write_slot(memdev, "attention", attention);

	return object_note(memdev_object(memdev), "attention", "set the attention indicator", rc);
}

/* Nothing may be in use that loses its power; the memdev must still be the one in the slot. */
static int check_power_off(struct cxl_memdev *memdev)
{
	bool enabled = true;
	char other[64];
	int rc = cxl_memdev_query_enabled(memdev, &enabled);

	if (rc || enabled)
		return rc ? rc : -EBUSY;
	rc = slot_find_other(memdev, other, sizeof(other));
	return rc > 0 ? -EBUSY : rc;
}

static int power_off(struct cxl_memdev *memdev)
{
	int rc = check_power_off(memdev);

	if (!rc)
		rc = write_slot(memdev, "power", 0);
	if (!rc && node_check(&memdev_object(memdev)->node) != -ENODEV)
		rc = -EIO;
	return rc;
}

EXPORT int cxl_memdev_power_off_slot(struct cxl_memdev *memdev)
{
	return object_note(memdev_object(memdev), "power", "power off the slot", power_off(memdev));
}
