// SPDX-License-Identifier: GPL-2.0-or-later
/* The records of trace events where the tool was built without libtracefs: there are none. */
#include <errno.h>

#include "events/monitor-records.h"

int records_open(struct records **ret)
{
	return -EOPNOTSUPP;
}

void records_close(struct records *records)
{
}

int records_fd(const struct records *records)
{
	return -1;
}

int records_read(struct records *records, struct monitor *m)
{
	return 0;
}
