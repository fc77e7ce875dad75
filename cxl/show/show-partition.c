// SPDX-License-Identifier: GPL-2.0-or-later
/* How a memdev's capacity is divided into volatile and persistent: list -I. */
#include <cxl/libcxl.h>

#include "core/mailbox.h"
#include "core/output.h"
#include "show/keys.h"

/* What is set now, and what will be after the next reset. */
static void show_partitions(struct output *out, struct cxl_memdev *memdev)
{
	_cleanup_cmd_ struct cxl_cmd *cmd = cxl_cmd_new_get_partition(memdev);

	if (!mailbox_answers(memdev, cmd, "get partition info"))
		return;
	output_size(out, "active_volatile_size",
		    cxl_cmd_partition_get_active_volatile_size(cmd));
	output_size(out, "active_persistent_size",
		    cxl_cmd_partition_get_active_persistent_size(cmd));
	output_size(out, "next_volatile_size",
		    cxl_cmd_partition_get_next_volatile_size(cmd));
	output_size(out, "next_persistent_size",
		    cxl_cmd_partition_get_next_persistent_size(cmd));
}

void show_memdev_partitions(struct output *out, struct cxl_memdev *memdev)
{
	_cleanup_cmd_ struct cxl_cmd *cmd = cxl_cmd_new_identify(memdev);

	if (!mailbox_answers(memdev, cmd, "identify")) {
		output_unknown(out, "partition_info");
		return;
	}
	output_open_object(out, "partition_info");
	output_size(out, "total_size", cxl_cmd_identify_get_total_size(cmd));
	output_size(out, "volatile_only_size",
		    cxl_cmd_identify_get_volatile_only_size(cmd));
	output_size(out, "persistent_only_size",
		    cxl_cmd_identify_get_persistent_only_size(cmd));
	output_size(out, "partition_alignment_size",
		    cxl_cmd_identify_get_partition_align(cmd));
	show_partitions(out, memdev);
	output_close_object(out);
}
