// SPDX-License-Identifier: GPL-2.0-or-later
/* Sending a memdev a mailbox command, and saying why there is no answer. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/mailbox.h"
#include "core/say.h"

static bool denied;

void mailbox_tell_denied(void)
{
	if (denied)
		say_warning(NULL, "health, partition, firmware and alerts are not shown: no permission (run as root)");
}

/* 0, the device's own code (> 0), or -errno. */
static int submit(struct cxl_cmd *cmd)
{
	int rc;

	if (!cmd)
		return -errno;
	rc = cxl_cmd_submit(cmd);
	return rc < 0 ? rc : cxl_cmd_get_mbox_status(cmd);
}

enum status mailbox_send(struct cxl_memdev *memdev, struct cxl_cmd *cmd,
			 const char *step)
{
	const char *name = cxl_memdev_get_devname(memdev);
	int rc = submit(cmd);

	if (!rc)
		return STATUS_DONE;
	if (rc > 0)
		say_error(name, step, "the device returned: %s",
			  cxl_cmd_get_mbox_status_name(cmd));
	else
		say_errno_at(name, step, "mailbox", rc);
	return STATUS_FAILED;
}

bool mailbox_answers(struct cxl_memdev *memdev, struct cxl_cmd *cmd,
		     const char *what)
{
	int rc = submit(cmd);

	denied |= rc == -EACCES || rc == -EPERM;
	if (rc)
		say_debug("%s: %s: %s", cxl_memdev_get_devname(memdev), what,
			  rc < 0 ? say_cause(rc) : cxl_cmd_get_mbox_status_name(cmd));
	return !rc;
}
