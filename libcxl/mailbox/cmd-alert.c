// SPDX-License-Identifier: LGPL-2.1-or-later
/* Get and Set Alert Configuration: at which thresholds the device warns. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "mailbox/cmd.h"
#include "mailbox/wire.h"

/* ---- what is set ------------------------------------------------------- */

EXPORT struct cxl_cmd *cxl_cmd_new_get_alert_config(struct cxl_memdev *memdev)
{
	return cmd_new(memdev, MBOX_GET_ALERT, 0, sizeof(struct wire_alert));
}

/* The symbol, and its value in terms of the answer @a. */
#define ALERT(symbol, value)						\
	EXPORT int symbol(struct cxl_cmd *cmd)				\
	{								\
		const struct wire_alert *a = cmd_answer(		\
			cmd, MBOX_GET_ALERT, sizeof(*a));		\
		return a ? (int)(value) : -EINVAL;			\
	}

ALERT(cxl_cmd_alert_config_life_used_prog_warn_threshold_valid, !!(a->valid & WIRE_ALERT_LIFE_USED))
ALERT(cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_valid, !!(a->valid & WIRE_ALERT_OVER_TEMPERATURE))
ALERT(cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_valid, !!(a->valid & WIRE_ALERT_UNDER_TEMPERATURE))
ALERT(cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_valid, !!(a->valid & WIRE_ALERT_VOLATILE_ERRORS))
ALERT(cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_valid, !!(a->valid & WIRE_ALERT_PERSISTENT_ERRORS))

ALERT(cxl_cmd_alert_config_life_used_prog_warn_threshold_writable, !!(a->programmable & WIRE_ALERT_LIFE_USED))
ALERT(cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_writable, !!(a->programmable & WIRE_ALERT_OVER_TEMPERATURE))
ALERT(cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_writable, !!(a->programmable & WIRE_ALERT_UNDER_TEMPERATURE))
ALERT(cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_writable, !!(a->programmable & WIRE_ALERT_VOLATILE_ERRORS))
ALERT(cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_writable, !!(a->programmable & WIRE_ALERT_PERSISTENT_ERRORS))

ALERT(cxl_cmd_alert_config_get_life_used_crit_alert_threshold, a->life_used_critical)
ALERT(cxl_cmd_alert_config_get_life_used_prog_warn_threshold, a->life_used_warning)
ALERT(cxl_cmd_alert_config_get_dev_over_temperature_crit_alert_threshold, le16toh(a->over_temperature_critical))
ALERT(cxl_cmd_alert_config_get_dev_under_temperature_crit_alert_threshold, le16toh(a->under_temperature_critical))
ALERT(cxl_cmd_alert_config_get_dev_over_temperature_prog_warn_threshold, le16toh(a->over_temperature_warning))
ALERT(cxl_cmd_alert_config_get_dev_under_temperature_prog_warn_threshold, le16toh(a->under_temperature_warning))
ALERT(cxl_cmd_alert_config_get_corrected_volatile_mem_err_prog_warn_threshold, le16toh(a->volatile_errors_warning))
ALERT(cxl_cmd_alert_config_get_corrected_pmem_err_prog_warn_threshold, le16toh(a->persistent_errors_warning))

/* ---- setting ----------------------------------------------------------- */

EXPORT struct cxl_cmd *cxl_cmd_new_set_alert_config(struct cxl_memdev *memdev)
{
	return cmd_new(memdev, MBOX_SET_ALERT, sizeof(struct wire_set_alert), 0);
}

/*
 * The symbol, the field of the request @r it sets, its bytes as the wire has
 * them, and which values there are. Degrees below zero come as they are, or as
 * a getter returned them.
 */
#define SET_ALERT(symbol, field, wire, least, most)			\
	EXPORT int symbol(struct cxl_cmd *cmd, int value)		\
	{								\
		struct wire_set_alert *r = cmd_request(			\
			cmd, MBOX_SET_ALERT, sizeof(*r));		\
		if (!r || value < (least) || value > (most))		\
			return -EINVAL;					\
		r->field = wire;					\
		return 0;						\
	}

#define WIRE_8	(uint8_t)value
#define WIRE_16	htole16((uint16_t)value)

SET_ALERT(cxl_cmd_alert_config_set_life_used_prog_warn_threshold, life_used, WIRE_8, 0, 100)
SET_ALERT(cxl_cmd_alert_config_set_dev_over_temperature_prog_warn_threshold, over_temperature, WIRE_16, INT16_MIN, UINT16_MAX)
SET_ALERT(cxl_cmd_alert_config_set_dev_under_temperature_prog_warn_threshold, under_temperature, WIRE_16, INT16_MIN, UINT16_MAX)
SET_ALERT(cxl_cmd_alert_config_set_corrected_volatile_mem_err_prog_warn_threshold, volatile_errors, WIRE_16, 0, UINT16_MAX)
SET_ALERT(cxl_cmd_alert_config_set_corrected_pmem_err_prog_warn_threshold, persistent_errors, WIRE_16, 0, UINT16_MAX)
SET_ALERT(cxl_cmd_alert_config_set_valid_alert_actions, valid, WIRE_8, 0, WIRE_ALERTS)
SET_ALERT(cxl_cmd_alert_config_set_enable_alert_actions, enable, WIRE_8, 0, WIRE_ALERTS)
