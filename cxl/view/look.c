// SPDX-License-Identifier: GPL-2.0-or-later
/* One object that a view shows, and what is read of it once, when a column first needs it. */
#include <errno.h>

#include "trace/trace.h"
#include "view/look.h"

void look_machine_done(struct look_machine *machine)
{
	trace_end(machine->trace);
}

void look_done(struct look *look)
{
	cxl_cmd_unref(look->health);
	cxl_memory_free(look->memory);
}

/* A view with a "?" for want of memory is not whole. */
static int note(struct look *look, int rc)
{
	look->machine->full |= rc == -ENOMEM;
	return rc;
}

/* CXL 3.0 table 8-34: the device does not have the command. */
#define MBOX_UNSUPPORTED 0x3

static int read_health(struct look *look)
{
	int rc;

	look->health = cxl_cmd_new_get_health_info(look->record.memdev);
	if (!look->health)
		return -errno;
	rc = cxl_cmd_submit(look->health);
	if (rc < 0)
		return rc;
	rc = cxl_cmd_get_mbox_status(look->health);
	if (rc == MBOX_UNSUPPORTED)
		return -EOPNOTSUPP;
	return rc ? -EIO : 0;
}

int look_health(struct look *look, struct cxl_cmd **ret)
{
	if (!look->health_read) {
		look->health_read = true;
		look->health_error = note(look, read_health(look));
	}
	*ret = look->health;
	return look->health_error;
}

int look_memory(struct look *look, struct cxl_memory **ret)
{
	if (!look->memory_read) {
		look->memory_read = true;
		look->memory_error = note(look, cxl_memory_new(look->record.region, &look->memory));
	}
	*ret = look->memory;
	return look->memory_error;
}

static int open_trace(struct look_machine *machine)
{
	if (machine->captured)
		return -EROFS;
	if (!machine->tried) {
		machine->tried = true;
		machine->trace_error = trace_begin(&machine->trace);
	}
	return machine->trace_error;
}

static int read_poison(struct look *look)
{
	_cleanup_poison_ struct poison_list list = { 0 };
	int rc = open_trace(look->machine);

	if (rc)
		return rc;
	rc = trace_read_memdev(look->machine->trace, look->record.memdev, &list);
	if (rc == -ENOENT && look->record.enabled)
		return -EOPNOTSUPP;
	look->poison = list.count;
	return rc;
}

int look_poison(struct look *look, uint64_t *ret_locations)
{
	if (!look->poison_read) {
		look->poison_read = true;
		look->poison_error = note(look, read_poison(look));
	}
	*ret_locations = look->poison;
	return look->poison_error;
}
