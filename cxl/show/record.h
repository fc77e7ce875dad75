/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An object as it was when it was looked at: what all views show. */
#pragma once

#include <stdbool.h>

struct cxl_bus;
struct cxl_decoder;
struct cxl_endpoint;
struct cxl_memdev;
struct cxl_port;
struct cxl_region;

enum record_kind {
	RECORD_BUS,
	RECORD_PORT,
	RECORD_ENDPOINT,
	RECORD_MEMDEV,
	RECORD_DECODER,
	RECORD_REGION,
};

struct record {
	enum record_kind kind;
	bool enabled;		/* it has its driver; meaningless for buses and decoders */
	union {
		void *object;
		struct cxl_bus *bus;
		struct cxl_port *port;
		struct cxl_endpoint *endpoint;
		struct cxl_memdev *memdev;
		struct cxl_decoder *decoder;
		struct cxl_region *region;
	};
};
