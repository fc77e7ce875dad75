// SPDX-License-Identifier: GPL-2.0-or-later
/* A record to the keys of its kind. */
#include "core/output.h"
#include "show/item.h"
#include "show/keys.h"

void show_record(const struct show *show, const struct record *record)
{
	static void (*const keys[])(const struct show *show, const struct record *record) = {
		[RECORD_BUS] = show_bus,
		[RECORD_PORT] = show_port,
		[RECORD_ENDPOINT] = show_endpoint,
		[RECORD_MEMDEV] = show_memdev,
		[RECORD_DECODER] = show_decoder,
		[RECORD_REGION] = show_region,
	};

	if (show->out->contract) {
		show_item(show, record);
		return;
	}
	keys[record->kind](show, record);
}
