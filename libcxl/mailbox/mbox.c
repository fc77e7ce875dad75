// SPDX-License-Identifier: LGPL-2.1-or-later
/* A memdev's mailbox: which commands it takes, and how it is reached. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <linux/cxl_mem.h>
#include <linux/ioctl.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "mailbox/mbox.h"
#include "object/memdev.h"

/* More than any kernel had, and far more than any will have. */
#define COMMANDS_USUAL 64
#define COMMANDS_MAX 1024
#define UNTOUCHED UINT32_MAX

/* Since 6.3 the kernel lists all it knows, and marks what the device offers. */
#define FLAG_ENABLED (1u << 0)

#define SAME(ours, the_kernels) \
	_Static_assert((int)(ours) == (int)(the_kernels), #ours)

SAME(MBOX_IDENTIFY, CXL_MEM_COMMAND_ID_IDENTIFY);
SAME(MBOX_RAW, CXL_MEM_COMMAND_ID_RAW);
SAME(MBOX_GET_FW_INFO, CXL_MEM_COMMAND_ID_GET_FW_INFO);
SAME(MBOX_GET_PARTITION, CXL_MEM_COMMAND_ID_GET_PARTITION_INFO);
SAME(MBOX_GET_LABEL, CXL_MEM_COMMAND_ID_GET_LSA);
SAME(MBOX_GET_HEALTH, CXL_MEM_COMMAND_ID_GET_HEALTH_INFO);
SAME(MBOX_SET_PARTITION, CXL_MEM_COMMAND_ID_SET_PARTITION_INFO);
SAME(MBOX_SET_LABEL, CXL_MEM_COMMAND_ID_SET_LSA);
SAME(MBOX_GET_ALERT, CXL_MEM_COMMAND_ID_GET_ALERT_CONFIG);
SAME(MBOX_SET_ALERT, CXL_MEM_COMMAND_ID_SET_ALERT_CONFIG);

int mbox_ioctl(struct cxl_memdev *memdev, unsigned long request, void *arg)
{
	int fd = memdev_use(memdev), rc;

	if (fd < 0)
		return fd;
	rc = io_ioctl(&cxl_memdev_get_ctx(memdev)->io, fd, request, arg);
	if (rc != -ENXIO)
		return rc;
	memdev_close(memdev);	/* the device was removed */
	return -ENODEV;
}

/* ---- what is offered ---------------------------------------------------- */

/* Who may only read the file may see what is offered, and send nothing. */
static int query(struct cxl_memdev *memdev, struct cxl_mem_query_commands *list)
{
	const struct io *io = &cxl_memdev_get_ctx(memdev)->io;
	int rc = mbox_ioctl(memdev, CXL_MEM_QUERY_COMMANDS, list), fd;

	if (rc != -EACCES)
		return rc;
	fd = memdev_open(memdev, O_RDONLY);
	if (fd < 0)
		return fd;
	rc = io_ioctl(io, fd, CXL_MEM_QUERY_COMMANDS, list);
	io_close(io, fd);
	return rc == -ENXIO ? -ENODEV : rc;
}

/* One question instead of two: the kernel fills as much of the list as it has, and does not tell how much. */
static int list_commands(struct cxl_memdev *memdev,
			 struct cxl_mem_query_commands **ret)
{
	for (uint32_t n = COMMANDS_USUAL; n <= COMMANDS_MAX; n *= 4) {
		_cleanup_free_ struct cxl_mem_query_commands *list =
			calloc(1, sizeof(*list) + n * sizeof(list->commands[0]));
		int rc;

		if (!list)
			return -ENOMEM;
		list->n_commands = n;
		list->commands[n - 1].id = UNTOUCHED;
		rc = query(memdev, list);
		if (rc < 0)
			return rc;
		list->n_commands = n;
		if (n < COMMANDS_MAX && list->commands[n - 1].id != UNTOUCHED)
			continue;
		*ret = take_ptr(list);
		return 0;
	}
	return -EOVERFLOW;
}

/* Older kernels mark nothing: there the device itself refuses. */
static bool is_marked(const struct cxl_mem_query_commands *list)
{
	for (uint32_t i = 0; i < list->n_commands; i++)
		if (list->commands[i].flags & FLAG_ENABLED)
			return true;
	return false;
}

static const struct cxl_command_info *
find_offered(const struct cxl_mem_query_commands *list, enum mbox_id id)
{
	for (uint32_t i = 0; i < list->n_commands; i++) {
		const struct cxl_command_info *info = &list->commands[i];

		if (info->id == id &&
		    (info->flags & FLAG_ENABLED || !is_marked(list)))
			return info;
	}
	return NULL;
}

static size_t size_of(uint32_t size)
{
	return size == UINT32_MAX ? MBOX_VARIABLE : size;
}

int mbox_query(struct cxl_memdev *memdev, enum mbox_id id,
	       struct mbox_sizes *ret)
{
	void **slot = memdev_slot(memdev, MEMDEV_MBOX);
	struct cxl_mem_query_commands *list = *slot;
	const struct cxl_command_info *info;
	int rc;

	if (!list) {
		rc = list_commands(memdev, &list);
		if (rc < 0)
			return rc;
		*slot = list;
	}
	info = find_offered(list, id);
	if (!info)
		return -EOPNOTSUPP;
	ret->in = size_of(info->size_in);
	ret->out = size_of(info->size_out);
	return 0;
}
