// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether the members of a region are of the QoS class of its window. */
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/text.h"
#include "object/endpoint.h"
#include "object/region.h"

/* One path, so that a region's members need not become objects. */
static int read_qos_class(struct cxl_region *region, const char *endpoint)
{
	const struct io *io = &region->object.ctx->io;
	char path[128], text[IO_TEXT_MAX];
	int class;

	if (path_join(path, sizeof(path), CTX_DEVICES, endpoint, "uport",
		      cxl_decoder_mode_name(cxl_region_get_mode(region)),
		      "qos_class") < 0 ||
	    io_read(io, io->root, path, text, sizeof(text)) < 0 ||
	    text_to_int(text, &class) < 0)
		return CXL_QOS_CLASS_NONE;
	return class;
}

static int known_qos_class(struct cxl_region *region, struct cxl_memdev *memdev)
{
	switch (cxl_region_get_mode(region)) {
	case CXL_DECODER_MODE_PMEM:
		return cxl_memdev_get_pmem_qos_class(memdev);
	case CXL_DECODER_MODE_RAM:
		return cxl_memdev_get_ram_qos_class(memdev);
	default:
		return CXL_QOS_CLASS_NONE;
	}
}

/* The class of the memory behind decoder "P.D": endpoint P's uport is the memdev. */
static int member_qos_class(struct cxl_region *region, const char *decoder)
{
	const char *numbers = decoder + strlen("decoder");
	char endpoint[32] = "endpoint";
	struct cxl_memdev *memdev;
	enum object_kind kind;
	int id;

	if (object_name_parse(decoder, &kind, &id) < 0 ||
	    kind != OBJECT_DECODER)
		return CXL_QOS_CLASS_NONE;
	strncat(endpoint, numbers, strcspn(numbers, "."));
	memdev = endpoint_known_memdev(region->object.ctx, endpoint);
	return memdev ? known_qos_class(region, memdev) :
			read_qos_class(region, endpoint);
}

typedef bool class_test(int class, int window);

/* An unknown class (-1) differs from every known one. */
static bool is_other(int class, int window)
{
	return class != window;
}

static bool is_known_to_be_other(int class, int window)
{
	return class != window && class != CXL_QOS_CLASS_NONE &&
	       window != CXL_QOS_CLASS_NONE;
}

static bool any_class(struct cxl_region *region, class_test *test)
{
	int window = cxl_root_decoder_get_qos_class(
		cxl_region_get_decoder(region));
	unsigned int ways = region_now(region)->interleave_ways;

	for (unsigned int i = 0; ways <= REGION_WAYS_MAX && i < ways; i++) {
		const char *decoder = region_mapped_decoder(region, i);

		if (decoder && test(member_qos_class(region, decoder), window))
			return true;
	}
	return false;
}

EXPORT bool cxl_region_qos_class_mismatch(struct cxl_region *region)
{
	return any_class(region, is_other);
}

EXPORT bool cxl_region_qos_class_differs(struct cxl_region *region)
{
	return any_class(region, is_known_to_be_other);
}
