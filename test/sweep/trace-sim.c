// SPDX-License-Identifier: GPL-2.0-or-later
/* The tool's poison records, from the simulated machine in place of tracefs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "sim.h"
#include "trace/trace.h"

#define RECORDS 64

struct trace {
	int unused;
};

void poison_list_done(struct poison_list *list)
{
	free(list->records);
	*list = (struct poison_list){ 0 };
}

int trace_begin(struct trace **ret)
{
	*ret = calloc(1, sizeof(**ret));
	return *ret ? 0 : -ENOMEM;
}

void trace_end(struct trace *trace)
{
	free(trace);
}

/* What was posted, all of it or that of one region. */
static int collect(const char *region, struct poison_list *ret)
{
	struct sim_poison posted[RECORDS];
	int count = sim_poison_posted(0, posted, RECORDS);

	ret->records = calloc((size_t)count + 1, sizeof(*ret->records));
	if (!ret->records)
		return -ENOMEM;
	for (int i = 0; i < count; i++)
		if (!region || !strcmp(region, posted[i].region))
			ret->records[ret->count++] = (struct poison_record){
				.dpa = posted[i].dpa,
				.hpa = UINT64_MAX,
				.length = posted[i].length,
				.source = 3,
			};
	return 0;
}

int trace_read_memdev(struct trace *trace, struct cxl_memdev *memdev,
		      struct poison_list *ret)
{
	int rc = cxl_memdev_trigger_poison_list(memdev);

	return rc < 0 ? rc : collect(NULL, ret);
}

int trace_read_region(struct trace *trace, struct cxl_region *region,
		      struct poison_list *ret)
{
	int rc = cxl_region_trigger_poison_list(region);

	return rc < 0 ? rc : collect(cxl_region_get_devname(region), ret);
}
