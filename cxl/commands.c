// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of commands. */
#include <string.h>

#include "cli/command.h"
#include "cli/nearest.h"
#include "core/say.h"

/* In the order of `cxl --list-cmds`. */
const struct command *const commands[] = {
	&cmd_version,
	&cmd_list,
	&cmd_help,
	&cmd_zero_labels,
	&cmd_read_labels,
	&cmd_write_labels,
	&cmd_disable_memdev,
	&cmd_enable_memdev,
	&cmd_reserve_dpa,
	&cmd_free_dpa,
	&cmd_update_firmware,
	&cmd_set_alert_config,
	&cmd_wait_sanitize,
	&cmd_sanitize_memdev,
	&cmd_disable_port,
	&cmd_enable_port,
	&cmd_set_partition,
	&cmd_disable_bus,
	&cmd_create_region,
	&cmd_enable_region,
	&cmd_disable_region,
	&cmd_destroy_region,
	&cmd_monitor,
	&cmd_inject_protocol_error,
	&cmd_inject_media_poison,
	&cmd_clear_media_poison,
	&cmd_inject_poison,
	&cmd_clear_poison,
	&cmd_recover,
	&cmd_wait,
	&cmd_online_region,
	&cmd_offline_region,
	&cmd_set_mode,
	&cmd_prepare_removal,
	&cmd_status,
	&cmd_doctor,
	&cmd_capture,
	&cmd_graph,
	&cmd_export,
	&cmd_apply,
	&cmd_diff,
	NULL,
};

void command_say_unknown(const char *name)
{
	struct nearest nearest = { .word = name };

	for (const struct command *const *c = commands; *c; c++)
		nearest_try(&nearest, (*c)->name);
	if (nearest.found)
		say_error(name, NULL, "no such command (did you mean \"%s\"?)", nearest.found);
	else
		say_error(name, NULL, "no such command (cxl help shows them)");
}

const struct command *command_find(const char *name)
{
	for (const struct command *const *c = commands; *c; c++)
		if (strcmp((*c)->name, name) == 0)
			return *c;
	return NULL;
}
