// SPDX-License-Identifier: GPL-2.0-or-later
/* The columns of memdevs. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "core/scope.h"
#include "view/column.h"

void column_serial(struct look *look, struct value *value)
{
	unsigned long long serial = cxl_memdev_get_serial(look->record.memdev);

	if (serial != ULLONG_MAX)
		value_set(value, VALUE_ADDRESS, serial);
}

void column_slot(struct look *look, struct value *value)
{
	value_set_text(value, cxl_memdev_get_host(look->record.memdev));
}

/* "x8 32GT (of x16)": in brackets what both of its ends could do, where it does less. */
void column_link(struct look *look, struct value *value)
{
	unsigned int speed, max_speed, width, max_width;
	char better[48] = "";
	int rc = cxl_memdev_query_link_width(look->record.memdev, &width, &max_width);

	if (!rc)
		rc = cxl_memdev_query_link_speed(look->record.memdev, &speed, &max_speed);
	if (rc) {
		value_set(value, rc == -ENXIO ? VALUE_NONE : VALUE_UNKNOWN, 0);
		return;
	}
	if (width < max_width && speed < max_speed)
		snprintf(better, sizeof(better), " (of x%u %gGT)", max_width, max_speed / 1000.0);
	else if (width < max_width)
		snprintf(better, sizeof(better), " (of x%u)", max_width);
	else if (speed < max_speed)
		snprintf(better, sizeof(better), " (of %gGT)", max_speed / 1000.0);
	value->kind = VALUE_TEXT;
	value->paint = *better ? PAINT_ACTION : PAINT_NONE;
	snprintf(value->text, sizeof(value->text), "x%u %gGT%s", width, speed / 1000.0, better);
}

void column_firmware(struct look *look, struct value *value)
{
	const char *version = cxl_memdev_get_firmware_version(look->record.memdev);

	if (version)
		value_set_text(value, version);
}

/* What the device does not have is not unknown. */
static bool answers(struct look *look, struct value *value, struct cxl_cmd **ret)
{
	int rc = look_health(look, ret);

	if (rc)
		value_set(value, rc == -EOPNOTSUPP ? VALUE_NONE : VALUE_UNKNOWN, 0);
	return !rc;
}

/* The worst first: one word is shown. */
static const struct {
	int (*get)(struct cxl_cmd *cmd);
	const char *word;
	enum paint paint;
} troubles[] = {
	{ cxl_cmd_health_info_get_media_data_lost, "data-lost", PAINT_BROKEN },
	{ cxl_cmd_health_info_get_media_persistence_lost, "persistence-lost", PAINT_BROKEN },
	{ cxl_cmd_health_info_get_media_not_ready, "not-ready", PAINT_BROKEN },
	{ cxl_cmd_health_info_get_media_data_loss_imminent, "data-loss-imminent", PAINT_BROKEN },
	{ cxl_cmd_health_info_get_media_persistence_loss_imminent, "persistence-loss-imminent",
	  PAINT_BROKEN },
	{ cxl_cmd_health_info_get_hw_replacement_needed, "replace", PAINT_BROKEN },
	{ cxl_cmd_health_info_get_media_powerloss_data_loss, "powerloss-data-loss", PAINT_ACTION },
	{ cxl_cmd_health_info_get_media_shutdown_data_loss, "shutdown-data-loss", PAINT_ACTION },
	{ cxl_cmd_health_info_get_media_powerloss_persistence_loss, "powerloss-persistence-loss",
	  PAINT_ACTION },
	{ cxl_cmd_health_info_get_media_shutdown_persistence_loss, "shutdown-persistence-loss",
	  PAINT_ACTION },
	{ cxl_cmd_health_info_get_maintenance_needed, "maintenance", PAINT_ACTION },
	{ cxl_cmd_health_info_get_performance_degraded, "degraded", PAINT_ACTION },
};

void column_health(struct look *look, struct value *value)
{
	struct cxl_cmd *cmd;

	if (!answers(look, value, &cmd))
		return;
	value_set_text(value, "ok");
	for (size_t i = 0; i < ARRAY_SIZE(troubles); i++) {
		int answer = troubles[i].get(cmd);

		if (answer < 0)
			value_set(value, VALUE_UNKNOWN, 0);
		if (answer <= 0)
			continue;
		value_set_text(value, troubles[i].word);
		value->paint = troubles[i].paint;
		return;
	}
}

void column_temperature(struct look *look, struct value *value)
{
	struct cxl_cmd *cmd;
	int degrees, celsius;

	if (!answers(look, value, &cmd))
		return;
	degrees = cxl_cmd_health_info_get_temperature(cmd);
	if (degrees < 0)
		return;
	celsius = cxl_temperature_to_celsius(degrees);
	value->kind = VALUE_TEXT;
	snprintf(value->text, sizeof(value->text), "%dC", celsius);
	if (cxl_cmd_health_info_get_ext_temperature_critical(cmd) > 0)
		value->paint = PAINT_BROKEN;
	else if (cxl_cmd_health_info_get_ext_temperature_warning(cmd) > 0)
		value->paint = PAINT_ACTION;
}

void column_life(struct look *look, struct value *value)
{
	struct cxl_cmd *cmd;
	int life;

	if (!answers(look, value, &cmd))
		return;
	life = cxl_cmd_health_info_get_life_used(cmd);
	if (life < 0)
		return;
	value_set(value, VALUE_NUMBER, (uint64_t)life);
	value->unit = "%";
	if (cxl_cmd_health_info_get_ext_life_used_critical(cmd) > 0)
		value->paint = PAINT_BROKEN;
	else if (cxl_cmd_health_info_get_ext_life_used_warning(cmd) > 0)
		value->paint = PAINT_ACTION;
}

void column_poison(struct look *look, struct value *value)
{
	uint64_t locations;
	int rc = look_poison(look, &locations);

	if (rc) {
		value_set(value, rc == -EOPNOTSUPP ? VALUE_NONE : VALUE_UNKNOWN, 0);
		return;
	}
	value_set(value, VALUE_NUMBER, locations);
	if (locations)
		value->paint = PAINT_ACTION;
}

/* Without an endpoint nothing is known of what its decoders have. */
void column_memdev_free(struct look *look, struct value *value)
{
	struct cxl_memdev *memdev = look->record.memdev;
	unsigned long long size = cxl_memdev_get_ram_size(memdev) + cxl_memdev_get_pmem_size(memdev);
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	struct cxl_decoder *decoder;
	unsigned long long used = 0, part;

	value_set(value, VALUE_UNKNOWN, 0);
	if (!endpoint)
		return;
	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder) {
		if (cxl_decoder_query_dpa_size(decoder, &part))
			return;
		used += part;
	}
	if (used <= size)
		value_set(value, VALUE_SIZE, size - used);
}

void column_memdev_region(struct look *look, struct value *value)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(look->record.memdev);
	struct cxl_decoder *decoder;

	if (!endpoint)
		return;
	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder) {
		struct cxl_region *region = cxl_decoder_get_region(decoder);

		if (region)
			value_add_word(value, cxl_region_get_devname(region));
	}
}
