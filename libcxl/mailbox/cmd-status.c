// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a device means by the return code of a command. */
#include <stddef.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"

/* CXL 3.0 8.2.8.4.5.1, table 8-34 */
static const char *const names[] = {
	[0x00] = "success",
	[0x01] = "started in the background, or not submitted",
	[0x02] = "invalid input",
	[0x03] = "unsupported",
	[0x04] = "internal error",
	[0x05] = "retry required",
	[0x06] = "busy",
	[0x07] = "media disabled",
	[0x08] = "firmware transfer in progress",
	[0x09] = "firmware transfer out of order",
	[0x0a] = "firmware verification failed",
	[0x0b] = "invalid slot",
	[0x0c] = "activation failed, firmware rolled back",
	[0x0d] = "activation failed, cold reset required",
	[0x0e] = "invalid handle",
	[0x0f] = "invalid physical address",
	[0x10] = "poison injection limit reached",
	[0x11] = "permanent media failure",
	[0x12] = "aborted",
	[0x13] = "invalid security state",
	[0x14] = "incorrect passphrase",
	[0x15] = "unsupported mailbox",
	[0x16] = "invalid payload length",
	[0x17] = "invalid log",
	[0x18] = "interrupted",
	[0x19] = "unsupported feature version",
	[0x1a] = "unsupported feature selection value",
	[0x1b] = "feature transfer in progress",
	[0x1c] = "feature transfer out of order",
	[0x1d] = "resources exhausted",
	[0x1e] = "invalid extent list",
};

EXPORT const char *cxl_cmd_get_mbox_status_name(struct cxl_cmd *cmd)
{
	int status = cxl_cmd_get_mbox_status(cmd);

	if (status < 0 || (size_t)status >= ARRAY_SIZE(names))
		return "unknown";
	return names[status];
}
