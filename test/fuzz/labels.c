// SPDX-License-Identifier: GPL-2.0-or-later
/* The label area of a device: as many labels as its index says, each understood or not, and never a byte behind the area. */
#include <errno.h>

#include "fuzz.h"
#include "geometry/labels.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *area = (uint8_t *)fuzz_text(data, size);
	long count = labels_count(area, size), extent = labels_extent(area, size);
	struct labels labels = {};
	int rc = labels_parse(area, size, &labels);

	always(count >= 0 || count == -EBADMSG);
	always(extent >= 0 || extent == -EBADMSG);
	always(rc == 0 || rc == -EBADMSG);
	always(rc || (long)labels.count == count);
	always(rc || extent <= (long)size);
	for (size_t i = 0; i < labels.count; i++)
		always(labels.all[i].granularity <= 16384);
	labels_done(&labels);
	free(area);
	return 0;
}
