// SPDX-License-Identifier: GPL-2.0-or-later
/* Which firmware is in which slot of a memdev, and whether one is being loaded: list -F. */
#include <stdio.h>

#include <cxl/libcxl.h>

#include "core/mailbox.h"
#include "core/output.h"
#include "show/keys.h"

#define SLOTS_MAX 4

static void show_slots(struct output *out, struct cxl_cmd *cmd)
{
	unsigned int staged = cxl_cmd_fw_info_get_staged_slot(cmd);

	output_uint(out, "num_slots", cxl_cmd_fw_info_get_num_slots(cmd));
	output_uint(out, "active_slot", cxl_cmd_fw_info_get_active_slot(cmd));
	if (staged)
		output_uint(out, "staged_slot", staged);
	else
		output_unknown(out, "staged_slot");
	output_bool(out, "online_activate_capable",
		    cxl_cmd_fw_info_get_online_activate_capable(cmd));
	for (int slot = 1; slot <= SLOTS_MAX; slot++) {
		char key[32], version[17] = "";

		snprintf(key, sizeof(key), "slot_%d_version", slot);
		if (!cxl_cmd_fw_info_get_fw_ver(cmd, slot, version, sizeof(version)))
			output_text(out, key, version);
	}
}

/* Without a loader none is being loaded. */
static void show_update(struct output *out, struct cxl_memdev *memdev)
{
	int status = cxl_memdev_fw_update_get_status(memdev);
	bool in_progress = status >= 0 && status != CXL_FWL_STATUS_IDLE;

	output_bool(out, "fw_update_in_progress", in_progress);
	if (in_progress)
		output_size(out, "remaining_size",
			    cxl_memdev_fw_update_get_remaining(memdev));
	else
		output_unknown(out, "remaining_size");
}

void show_memdev_firmware(struct output *out, struct cxl_memdev *memdev)
{
	_cleanup_cmd_ struct cxl_cmd *cmd = cxl_cmd_new_get_fw_info(memdev);

	if (!mailbox_answers(memdev, cmd, "get firmware info")) {
		output_unknown(out, "firmware");
		return;
	}
	output_open_object(out, "firmware");
	show_slots(out, cmd);
	show_update(out, memdev);
	output_close_object(out);
}
