// SPDX-License-Identifier: LGPL-2.1-or-later
/* Get FW Info: which firmware is in which slot. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "mailbox/cmd.h"
#include "mailbox/wire.h"

#define ACTIVATES_ONLINE (1 << 0)

EXPORT struct cxl_cmd *cxl_cmd_new_get_fw_info(struct cxl_memdev *memdev)
{
	return cmd_new(memdev, MBOX_GET_FW_INFO, 0, sizeof(struct wire_fw_info));
}

static const struct wire_fw_info *answer(const struct cxl_cmd *cmd)
{
	return cmd_answer(cmd, MBOX_GET_FW_INFO, sizeof(struct wire_fw_info));
}

/* The symbol, its type, and its value in terms of the answer @fw. */
#define FW_INFO(symbol, type, value)					\
	EXPORT type symbol(struct cxl_cmd *cmd)				\
	{								\
		const struct wire_fw_info *fw = answer(cmd);		\
		return fw ? value : 0;					\
	}

FW_INFO(cxl_cmd_fw_info_get_num_slots,	 unsigned int, fw->num_slots)
FW_INFO(cxl_cmd_fw_info_get_active_slot, unsigned int, fw->slots & 7)
FW_INFO(cxl_cmd_fw_info_get_staged_slot, unsigned int, fw->slots >> 3 & 7)
FW_INFO(cxl_cmd_fw_info_get_online_activate_capable, bool, fw->activation & ACTIVATES_ONLINE)

EXPORT int cxl_cmd_fw_info_get_fw_ver(struct cxl_cmd *cmd, int slot, char *buf,
				      unsigned int len)
{
	const struct wire_fw_info *fw = answer(cmd);
	unsigned int max = sizeof(fw->revision[0]);

	if (!fw)
		return -ENXIO;
	if (slot < 1 || slot > (int)ARRAY_SIZE(fw->revision) || !len)
		return -EINVAL;
	if (!fw->revision[slot - 1][0])
		return -ENOENT;
	memcpy(buf, fw->revision[slot - 1], len < max ? len : max);
	if (len > max)
		buf[max] = '\0';
	return 0;
}
