// SPDX-License-Identifier: LGPL-2.1-or-later
/* Get and Set Partition Info: how much of the device is volatile. */
#include <errno.h>
#include <limits.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "mailbox/cmd.h"
#include "mailbox/wire.h"

#define SET_IMMEDIATELY (1 << 0)

/* ---- what is set ------------------------------------------------------- */

EXPORT struct cxl_cmd *cxl_cmd_new_get_partition(struct cxl_memdev *memdev)
{
	return cmd_new(memdev, MBOX_GET_PARTITION, 0,
		       sizeof(struct wire_partition));
}

/* The symbol, and its value in terms of the answer @p, in units. */
#define PARTITION(symbol, units)					\
	EXPORT unsigned long long symbol(struct cxl_cmd *cmd)		\
	{								\
		const struct wire_partition *p = cmd_answer(		\
			cmd, MBOX_GET_PARTITION, sizeof(*p));		\
		return p ? wire_capacity(units) : ULLONG_MAX;		\
	}

PARTITION(cxl_cmd_partition_get_active_volatile_size,	p->active_volatile)
PARTITION(cxl_cmd_partition_get_active_persistent_size,	p->active_persistent)
PARTITION(cxl_cmd_partition_get_next_volatile_size,	p->next_volatile)
PARTITION(cxl_cmd_partition_get_next_persistent_size,	p->next_persistent)

/* ---- setting ----------------------------------------------------------- */

EXPORT struct cxl_cmd *cxl_cmd_new_set_partition(struct cxl_memdev *memdev,
						 unsigned long long volatile_size)
{
	struct wire_set_partition *request;
	struct cxl_cmd *cmd;

	if (volatile_size % WIRE_CAPACITY_UNIT)
		return cmd_none(memdev, -EINVAL);
	cmd = cmd_new(memdev, MBOX_SET_PARTITION, sizeof(*request), 0);
	if (!cmd)
		return NULL;
	request = cmd_request(cmd, MBOX_SET_PARTITION, sizeof(*request));
	request->volatile_capacity = htole64(volatile_size / WIRE_CAPACITY_UNIT);
	return cmd;
}

EXPORT int cxl_cmd_partition_set_mode(struct cxl_cmd *cmd,
				      enum cxl_setpartition_mode mode)
{
	struct wire_set_partition *request =
		cmd_request(cmd, MBOX_SET_PARTITION, sizeof(*request));

	if (!request)
		return -EINVAL;
	switch (mode) {
	case CXL_SETPART_NEXTBOOT:
		request->flags = 0;
		return 0;
	case CXL_SETPART_IMMEDIATE:
		request->flags = SET_IMMEDIATELY;
		return 0;
	}
	return -EINVAL;
}
