/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands that the kernel's mock of a memdev lacks: alerts, and how the capacity is divided after the next boot. The
 * build makes this a part of the mock; a wrong request gets a return code, as from a device.
 */

#define MORE_TOTAL	(DEV_SIZE / CXL_CAPACITY_MULTIPLIER)

/* Get Alert Configuration: CXL 3.0 8.2.9.8.3.2 */
struct more_alerts {
	u8 valid;
	u8 programmable;
	u8 life_used_critical;
	u8 life_used;
	__le16 over_temperature_critical;
	__le16 under_temperature_critical;
	__le16 over_temperature;
	__le16 under_temperature;
	__le16 volatile_errors;
	__le16 pmem_errors;
} __packed;

/* Set Alert Configuration: CXL 3.0 8.2.9.8.3.3 */
struct more_new_alerts {
	u8 valid;
	u8 enable;
	u8 life_used;
	u8 reserved;
	__le16 over_temperature;
	__le16 under_temperature;
	__le16 volatile_errors;
	__le16 pmem_errors;
} __packed;

static struct more {
	struct more_alerts alerts;
	__le64 next_volatile, next_persistent;
} more_of[] = {
	[0 ... 9].alerts = {
		.programmable = 0x1f,
		.life_used_critical = 95,
		.over_temperature_critical = cpu_to_le16(85),
		.under_temperature_critical = cpu_to_le16(-10),
	},
	/* The restricted one has only the first. */
	[10].alerts = {
		.programmable = 0x01,
		.life_used_critical = 90,
	},
};

static int more_refuse(struct cxl_mbox_cmd *cmd)
{
	cmd->return_code = CXL_MBOX_CMD_RC_INPUT;
	return 0;
}

static int more_get_alerts(const struct more *more, struct cxl_mbox_cmd *cmd)
{
	if (cmd->size_out < sizeof(more->alerts))
		return more_refuse(cmd);
	memcpy(cmd->payload_out, &more->alerts, sizeof(more->alerts));
	cmd->size_out = sizeof(more->alerts);
	return 0;
}

static int more_set_alerts(struct more *more, struct cxl_mbox_cmd *cmd)
{
	const struct more_new_alerts *wish = cmd->payload_in;
	struct more_alerts *a = &more->alerts;

	if (cmd->size_in != sizeof(*wish) || wish->valid & ~a->programmable)
		return more_refuse(cmd);
	a->valid = (a->valid & ~wish->valid) | (wish->valid & wish->enable);
	if (wish->valid & 0x01)
		a->life_used = wish->life_used;
	if (wish->valid & 0x02)
		a->over_temperature = wish->over_temperature;
	if (wish->valid & 0x04)
		a->under_temperature = wish->under_temperature;
	if (wish->valid & 0x08)
		a->volatile_errors = wish->volatile_errors;
	if (wish->valid & 0x10)
		a->pmem_errors = wish->pmem_errors;
	return 0;
}

/* The kernel passes on ten bytes, one more than there are. */
static int more_set_partition(struct more *more, struct cxl_mbox_cmd *cmd)
{
	const struct cxl_mbox_set_partition_info *wish = cmd->payload_in;

	if (cmd->size_in < sizeof(*wish) || wish->flags ||
	    le64_to_cpu(wish->volatile_capacity) > MORE_TOTAL)
		return more_refuse(cmd);
	more->next_volatile = wish->volatile_capacity;
	more->next_persistent = cpu_to_le64(MORE_TOTAL - le64_to_cpu(wish->volatile_capacity));
	return 0;
}

static int more_get_partition(const struct more *more, struct cxl_mailbox *mbox,
			      struct cxl_mbox_cmd *cmd)
{
	struct cxl_mbox_get_partition_info *answer = cmd->payload_out;
	int rc = cxl_mock_mbox_send(mbox, cmd);

	if (rc)
		return rc;
	answer->next_volatile_cap = more->next_volatile;
	answer->next_persistent_cap = more->next_persistent;
	return 0;
}

static int more_mbox_send(struct cxl_mailbox *mbox, struct cxl_mbox_cmd *cmd)
{
	int id = to_platform_device(mbox->host)->id;

	if (id < 0 || id >= ARRAY_SIZE(more_of))
		return cxl_mock_mbox_send(mbox, cmd);
	switch (cmd->opcode) {
	case CXL_MBOX_OP_GET_ALERT_CONFIG:
		return more_get_alerts(&more_of[id], cmd);
	case CXL_MBOX_OP_SET_ALERT_CONFIG:
		return more_set_alerts(&more_of[id], cmd);
	case CXL_MBOX_OP_SET_PARTITION_INFO:
		return more_set_partition(&more_of[id], cmd);
	case CXL_MBOX_OP_GET_PARTITION_INFO:
		return more_get_partition(&more_of[id], mbox, cmd);
	default:
		return cxl_mock_mbox_send(mbox, cmd);
	}
}
