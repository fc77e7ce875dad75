// SPDX-License-Identifier: GPL-2.0-or-later
/* Every getter of every answer, with what it says of a good one. */
#include <errno.h>
#include <limits.h>

#include <linux/cxl_mem.h>

#include "core/cleanup.h"
#include "mbox-getters.h"

#define UNIT 0x10000000ll

#define INT(_get, _good)	{ #_get, .as_int = _get, .good = _good, .none = -EINVAL }
#define YES_NO(_get, _good)	{ #_get, .as_int = _get, .good = _good, .none = -EINVAL, .yes_no = true }
#define SIZE(_get, _good)	{ #_get, .as_size = _get, .good = _good, .none = -1 }
#define UINT(_get, _good, _none) { #_get, .as_uint = _get, .good = _good, .none = _none }
#define BOOL(_get, _good)	{ #_get, .as_bool = _get, .good = _good, .yes_no = true }

/* Two copy text; here it counts whether they have any. */
static int get_fw_rev(struct cxl_cmd *cmd)
{
	char text[16];

	return cxl_cmd_identify_get_fw_rev(cmd, text, sizeof(text));
}

static int get_fw_ver(struct cxl_cmd *cmd)
{
	char text[16];

	return cxl_cmd_fw_info_get_fw_ver(cmd, 1, text, sizeof(text));
}

static const struct getter identify[] = {
	SIZE(cxl_cmd_identify_get_total_size, 8 * UNIT),
	SIZE(cxl_cmd_identify_get_volatile_only_size, 2 * UNIT),
	SIZE(cxl_cmd_identify_get_persistent_only_size, 3 * UNIT),
	SIZE(cxl_cmd_identify_get_partition_align, 1 * UNIT),
	UINT(cxl_cmd_identify_get_label_size, 0x20000, UINT_MAX),
	INT(get_fw_rev, 0),
};

static const struct getter health[] = {
	YES_NO(cxl_cmd_health_info_get_maintenance_needed, 1),
	YES_NO(cxl_cmd_health_info_get_performance_degraded, 0),
	YES_NO(cxl_cmd_health_info_get_hw_replacement_needed, 1),
	YES_NO(cxl_cmd_health_info_get_media_normal, 0),
	YES_NO(cxl_cmd_health_info_get_media_not_ready, 0),
	YES_NO(cxl_cmd_health_info_get_media_persistence_lost, 0),
	YES_NO(cxl_cmd_health_info_get_media_data_lost, 1),
	YES_NO(cxl_cmd_health_info_get_media_powerloss_persistence_loss, 0),
	YES_NO(cxl_cmd_health_info_get_media_shutdown_persistence_loss, 0),
	YES_NO(cxl_cmd_health_info_get_media_persistence_loss_imminent, 0),
	YES_NO(cxl_cmd_health_info_get_media_powerloss_data_loss, 0),
	YES_NO(cxl_cmd_health_info_get_media_shutdown_data_loss, 0),
	YES_NO(cxl_cmd_health_info_get_media_data_loss_imminent, 0),
	YES_NO(cxl_cmd_health_info_get_ext_life_used_normal, 0),
	YES_NO(cxl_cmd_health_info_get_ext_life_used_warning, 0),
	YES_NO(cxl_cmd_health_info_get_ext_life_used_critical, 1),
	YES_NO(cxl_cmd_health_info_get_ext_temperature_normal, 0),
	YES_NO(cxl_cmd_health_info_get_ext_temperature_warning, 1),
	YES_NO(cxl_cmd_health_info_get_ext_temperature_critical, 0),
	YES_NO(cxl_cmd_health_info_get_ext_corrected_volatile_normal, 0),
	YES_NO(cxl_cmd_health_info_get_ext_corrected_volatile_warning, 1),
	YES_NO(cxl_cmd_health_info_get_ext_corrected_persistent_normal, 1),
	YES_NO(cxl_cmd_health_info_get_ext_corrected_persistent_warning, 0),
	INT(cxl_cmd_health_info_get_life_used, 45),
	INT(cxl_cmd_health_info_get_temperature, 0x0119),
	INT(cxl_cmd_health_info_get_dirty_shutdowns, 0x01020304),
	INT(cxl_cmd_health_info_get_volatile_errors, (int)0xfffffff0),
	INT(cxl_cmd_health_info_get_pmem_errors, 9),
};

static const struct getter alert[] = {
	YES_NO(cxl_cmd_alert_config_life_used_prog_warn_threshold_valid, 1),
	YES_NO(cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_valid, 0),
	YES_NO(cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_valid, 1),
	YES_NO(cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_valid, 0),
	YES_NO(cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_valid, 1),
	YES_NO(cxl_cmd_alert_config_life_used_prog_warn_threshold_writable, 0),
	YES_NO(cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_writable, 1),
	YES_NO(cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_writable, 0),
	YES_NO(cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_writable, 1),
	YES_NO(cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_writable, 0),
	INT(cxl_cmd_alert_config_get_life_used_crit_alert_threshold, 90),
	INT(cxl_cmd_alert_config_get_life_used_prog_warn_threshold, 80),
	INT(cxl_cmd_alert_config_get_dev_over_temperature_crit_alert_threshold, 0x0102),
	INT(cxl_cmd_alert_config_get_dev_under_temperature_crit_alert_threshold, 65516),
	INT(cxl_cmd_alert_config_get_dev_over_temperature_prog_warn_threshold, 0x0304),
	INT(cxl_cmd_alert_config_get_dev_under_temperature_prog_warn_threshold, 65526),
	INT(cxl_cmd_alert_config_get_corrected_volatile_mem_err_prog_warn_threshold, 0xfffe),
	INT(cxl_cmd_alert_config_get_corrected_pmem_err_prog_warn_threshold, 0x1234),
};

static const struct getter partition[] = {
	SIZE(cxl_cmd_partition_get_active_volatile_size, 0x0201 * UNIT),
	SIZE(cxl_cmd_partition_get_active_persistent_size, 0),
	SIZE(cxl_cmd_partition_get_next_volatile_size, 4 * UNIT),
	SIZE(cxl_cmd_partition_get_next_persistent_size, -1),	/* beyond 64 bits */
};

static const struct getter fw_info[] = {
	UINT(cxl_cmd_fw_info_get_num_slots, 3, 0),
	UINT(cxl_cmd_fw_info_get_active_slot, 2, 0),
	UINT(cxl_cmd_fw_info_get_staged_slot, 1, 0),
	BOOL(cxl_cmd_fw_info_get_online_activate_capable, 1),
	{ "get_fw_ver", .as_int = get_fw_ver, .good = 0, .none = -ENXIO },
};

const struct command commands[] = {
	{ "identify", cxl_cmd_new_identify, identify, ARRAY_SIZE(identify),
	  CXL_MEM_COMMAND_ID_IDENTIFY, 0x43,
	  { [16] = 8, [24] = 2, [32] = 3, [40] = 1, [58] = 2 } },
	{ "health", cxl_cmd_new_get_health_info, health, ARRAY_SIZE(health),
	  CXL_MEM_COMMAND_ID_GET_HEALTH_INFO, 0x12,
	  { 5, 3, 0x16, 45, 0x19, 1, 4, 3, 2, 1, 0xf0, 0xff, 0xff, 0xff, 9 } },
	{ "alert", cxl_cmd_new_get_alert_config, alert, ARRAY_SIZE(alert),
	  CXL_MEM_COMMAND_ID_GET_ALERT_CONFIG, 0x10,
	  { 0x15, 0x0a, 90, 80, 2, 1, 0xec, 0xff, 4, 3, 0xf6, 0xff, 0xfe, 0xff,
	    0x34, 0x12 } },
	{ "partition", cxl_cmd_new_get_partition, partition, ARRAY_SIZE(partition),
	  CXL_MEM_COMMAND_ID_GET_PARTITION_INFO, 0x20,
	  { 1, 2, [16] = 4, [31] = 1 } },
	{ "fw_info", cxl_cmd_new_get_fw_info, fw_info, ARRAY_SIZE(fw_info),
	  CXL_MEM_COMMAND_ID_GET_FW_INFO, 0x50,
	  { 3, 0x0a, 1, [16] = 'A', [32] = 'B', 'B', 'B', 'B', 'B', 'B', 'B',
	    'B', 'B', 'B', 'B', 'B', 'B', 'B', 'B', 'B' } },
};

const size_t nr_commands = ARRAY_SIZE(commands);

long long ask(const struct getter *g, struct cxl_cmd *cmd)
{
	if (g->as_int)
		return g->as_int(cmd);
	if (g->as_size)
		return (long long)g->as_size(cmd);
	if (g->as_uint)
		return g->as_uint(cmd);
	return g->as_bool(cmd);
}
