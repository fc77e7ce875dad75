// SPDX-License-Identifier: GPL-2.0-or-later
/* The thresholds at which a memdev warns: list -A. */
#include <cxl/libcxl.h>

#include "core/mailbox.h"
#include "core/output.h"
#include "core/scope.h"
#include "show/keys.h"

/* Fields that are yes or no; the order is that of the keys. */
static const struct {
	const char *key;
	int (*get)(struct cxl_cmd *cmd);
} questions[] = {
	{ "life_used_prog_warn_threshold_valid",
	  cxl_cmd_alert_config_life_used_prog_warn_threshold_valid },
	{ "dev_over_temperature_prog_warn_threshold_valid",
	  cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_valid },
	{ "dev_under_temperature_prog_warn_threshold_valid",
	  cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_valid },
	{ "corrected_volatile_mem_err_prog_warn_threshold_valid",
	  cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_valid },
	{ "corrected_pmem_err_prog_warn_threshold_valid",
	  cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_valid },
	{ "life_used_prog_warn_threshold_writable",
	  cxl_cmd_alert_config_life_used_prog_warn_threshold_writable },
	{ "dev_over_temperature_prog_warn_threshold_writable",
	  cxl_cmd_alert_config_dev_over_temperature_prog_warn_threshold_writable },
	{ "dev_under_temperature_prog_warn_threshold_writable",
	  cxl_cmd_alert_config_dev_under_temperature_prog_warn_threshold_writable },
	{ "corrected_volatile_mem_err_prog_warn_threshold_writable",
	  cxl_cmd_alert_config_corrected_volatile_mem_err_prog_warn_threshold_writable },
	{ "corrected_pmem_err_prog_warn_threshold_writable",
	  cxl_cmd_alert_config_corrected_pmem_err_prog_warn_threshold_writable },
};

static const struct {
	const char *key;
	int (*get)(struct cxl_cmd *cmd);
	bool celsius;
} thresholds[] = {
	{ "life_used_crit_alert_threshold",
	  cxl_cmd_alert_config_get_life_used_crit_alert_threshold },
	{ "life_used_prog_warn_threshold",
	  cxl_cmd_alert_config_get_life_used_prog_warn_threshold },
	{ "dev_over_temperature_crit_alert_threshold",
	  cxl_cmd_alert_config_get_dev_over_temperature_crit_alert_threshold, true },
	{ "dev_under_temperature_crit_alert_threshold",
	  cxl_cmd_alert_config_get_dev_under_temperature_crit_alert_threshold, true },
	{ "dev_over_temperature_prog_warn_threshold",
	  cxl_cmd_alert_config_get_dev_over_temperature_prog_warn_threshold, true },
	{ "dev_under_temperature_prog_warn_threshold",
	  cxl_cmd_alert_config_get_dev_under_temperature_prog_warn_threshold, true },
	{ "corrected_volatile_mem_err_prog_warn_threshold",
	  cxl_cmd_alert_config_get_corrected_volatile_mem_err_prog_warn_threshold },
	{ "corrected_pmem_err_prog_warn_threshold",
	  cxl_cmd_alert_config_get_corrected_pmem_err_prog_warn_threshold },
};

void show_memdev_alerts(struct output *out, struct cxl_memdev *memdev)
{
	_cleanup_cmd_ struct cxl_cmd *cmd = cxl_cmd_new_get_alert_config(memdev);

	if (!mailbox_answers(memdev, cmd, "get alert configuration")) {
		output_unknown(out, "alert_config");
		return;
	}
	output_open_object(out, "alert_config");
	for (size_t i = 0; i < ARRAY_SIZE(questions); i++)
		output_bool(out, questions[i].key, questions[i].get(cmd) > 0);
	for (size_t i = 0; i < ARRAY_SIZE(thresholds); i++) {
		int value = thresholds[i].get(cmd);

		if (thresholds[i].celsius)
			value = cxl_temperature_to_celsius(value);
		output_int(out, thresholds[i].key, value);
	}
	output_close_object(out);
}
