// SPDX-License-Identifier: GPL-2.0-or-later
/* Poison records where the tool was built without libtracefs: there are none. */
#include <errno.h>
#include <stdlib.h>

#include "trace/trace.h"

void poison_list_done(struct poison_list *list)
{
	free(list->records);
}

int trace_begin(struct trace **ret)
{
	return -EOPNOTSUPP;
}

void trace_end(struct trace *trace)
{
}

int trace_read_memdev(struct trace *trace, struct cxl_memdev *memdev,
		      struct poison_list *ret)
{
	return -EOPNOTSUPP;
}

int trace_read_region(struct trace *trace, struct cxl_region *region,
		      struct poison_list *ret)
{
	return -EOPNOTSUPP;
}
