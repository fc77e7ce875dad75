// SPDX-License-Identifier: LGPL-2.1-or-later
/* Identify Memory Device: what the device is and how much it has. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "mailbox/cmd.h"
#include "mailbox/wire.h"

EXPORT struct cxl_cmd *cxl_cmd_new_identify(struct cxl_memdev *memdev)
{
	return cmd_new(memdev, MBOX_IDENTIFY, 0, sizeof(struct wire_identify));
}

static const struct wire_identify *answer(const struct cxl_cmd *cmd)
{
	return cmd_answer(cmd, MBOX_IDENTIFY, sizeof(struct wire_identify));
}

EXPORT int cxl_cmd_identify_get_fw_rev(struct cxl_cmd *cmd, char *fw_rev,
				       int fw_len)
{
	const struct wire_identify *id = answer(cmd);
	size_t len = sizeof(id->fw_revision);

	if (!id || fw_len < 0)
		return -EINVAL;
	if ((size_t)fw_len > len)
		fw_rev[len] = '\0';
	else
		len = (size_t)fw_len;
	memcpy(fw_rev, id->fw_revision, len);
	return 0;
}

/* The symbol, and its value in terms of the answer @id, in units. */
#define IDENTIFY_CAPACITY(symbol, units)				\
	EXPORT unsigned long long symbol(struct cxl_cmd *cmd)		\
	{								\
		const struct wire_identify *id = answer(cmd);		\
		return id ? wire_capacity(units) : ULLONG_MAX;		\
	}

IDENTIFY_CAPACITY(cxl_cmd_identify_get_total_size,	     id->total)
IDENTIFY_CAPACITY(cxl_cmd_identify_get_volatile_only_size,   id->volatile_only)
IDENTIFY_CAPACITY(cxl_cmd_identify_get_persistent_only_size, id->persistent_only)
IDENTIFY_CAPACITY(cxl_cmd_identify_get_partition_align,	     id->partition_align)

EXPORT unsigned int cxl_cmd_identify_get_label_size(struct cxl_cmd *cmd)
{
	const struct wire_identify *id = answer(cmd);

	return id ? le32toh(id->label_size) : UINT_MAX;
}
