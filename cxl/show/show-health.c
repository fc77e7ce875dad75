// SPDX-License-Identifier: GPL-2.0-or-later
/* The health of a memdev and its media: list -H. */
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
	{ "maintenance_needed", cxl_cmd_health_info_get_maintenance_needed },
	{ "performance_degraded", cxl_cmd_health_info_get_performance_degraded },
	{ "hw_replacement_needed", cxl_cmd_health_info_get_hw_replacement_needed },
	{ "media_normal", cxl_cmd_health_info_get_media_normal },
	{ "media_not_ready", cxl_cmd_health_info_get_media_not_ready },
	{ "media_persistence_lost", cxl_cmd_health_info_get_media_persistence_lost },
	{ "media_data_lost", cxl_cmd_health_info_get_media_data_lost },
	{ "media_powerloss_persistence_loss",
	  cxl_cmd_health_info_get_media_powerloss_persistence_loss },
	{ "media_shutdown_persistence_loss",
	  cxl_cmd_health_info_get_media_shutdown_persistence_loss },
	{ "media_persistence_loss_imminent",
	  cxl_cmd_health_info_get_media_persistence_loss_imminent },
	{ "media_powerloss_data_loss", cxl_cmd_health_info_get_media_powerloss_data_loss },
	{ "media_shutdown_data_loss", cxl_cmd_health_info_get_media_shutdown_data_loss },
	{ "media_data_loss_imminent", cxl_cmd_health_info_get_media_data_loss_imminent },
};

static const char *life_used(struct cxl_cmd *cmd)
{
	if (cxl_cmd_health_info_get_ext_life_used_normal(cmd) > 0)
		return "normal";
	if (cxl_cmd_health_info_get_ext_life_used_warning(cmd) > 0)
		return "warning";
	if (cxl_cmd_health_info_get_ext_life_used_critical(cmd) > 0)
		return "critical";
	return "unknown";
}

static const char *temperature(struct cxl_cmd *cmd)
{
	if (cxl_cmd_health_info_get_ext_temperature_normal(cmd) > 0)
		return "normal";
	if (cxl_cmd_health_info_get_ext_temperature_warning(cmd) > 0)
		return "warning";
	if (cxl_cmd_health_info_get_ext_temperature_critical(cmd) > 0)
		return "critical";
	return "unknown";
}

static const char *warning(int is_warning)
{
	return is_warning > 0 ? "warning" : "normal";
}

static void show_thresholds(struct output *out, struct cxl_cmd *cmd)
{
	output_text(out, "ext_life_used", life_used(cmd));
	output_text(out, "ext_temperature", temperature(cmd));
	output_text(out, "ext_corrected_volatile", warning(
		cxl_cmd_health_info_get_ext_corrected_volatile_warning(cmd)));
	output_text(out, "ext_corrected_persistent", warning(
		cxl_cmd_health_info_get_ext_corrected_persistent_warning(cmd)));
}

/* What the device does not tell is absent; the counters have all 32 bits. */
static void show_measures(struct output *out, struct cxl_cmd *cmd)
{
	int life = cxl_cmd_health_info_get_life_used(cmd);
	int degrees = cxl_cmd_health_info_get_temperature(cmd);

	if (life >= 0)
		output_int(out, "life_used_percent", life);
	else
		output_unknown(out, "life_used_percent");
	if (degrees >= 0)
		output_int(out, "temperature", cxl_temperature_to_celsius(degrees));
	else
		output_unknown(out, "temperature");
	output_uint(out, "dirty_shutdowns",
		    (unsigned int)cxl_cmd_health_info_get_dirty_shutdowns(cmd));
	output_uint(out, "volatile_errors",
		    (unsigned int)cxl_cmd_health_info_get_volatile_errors(cmd));
	output_uint(out, "pmem_errors",
		    (unsigned int)cxl_cmd_health_info_get_pmem_errors(cmd));
}

void show_memdev_health(struct output *out, struct cxl_memdev *memdev)
{
	_cleanup_cmd_ struct cxl_cmd *cmd = cxl_cmd_new_get_health_info(memdev);

	if (!mailbox_answers(memdev, cmd, "get health info")) {
		output_unknown(out, "health");
		return;
	}
	output_open_object(out, "health");
	for (size_t i = 0; i < ARRAY_SIZE(questions); i++)
		output_bool(out, questions[i].key, questions[i].get(cmd) > 0);
	show_thresholds(out, cmd);
	show_measures(out, cmd);
	output_close_object(out);
}
