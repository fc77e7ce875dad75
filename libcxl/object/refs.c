// SPDX-License-Identifier: LGPL-2.1-or-later
/* References: a program keeps an object, and with it the context that owns it. */
#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/object.h"
#include "object/decoder.h"
#include "object/memdev.h"
#include "object/port.h"
#include "object/region.h"

static void take(struct object *object)
{
	object->refs++;
	cxl_ref(object->ctx);
}

static void give_back(struct object *object)
{
	object->refs--;
	cxl_unref(object->ctx);		/* may free the object, too */
}

/* One row an object: its two functions, its type, and whose count it shares. */
#define OBJECT_REFS(ref, unref, type, counted)				\
	EXPORT struct type *ref(struct type *it)			\
	{								\
		if (it)							\
			take(counted);					\
		return it;						\
	}								\
	EXPORT void unref(struct type *it)				\
	{								\
		if (it)							\
			give_back(counted);				\
	}

OBJECT_REFS(cxl_bus_ref, cxl_bus_unref, cxl_bus,
	    &cxl_bus_get_port(it)->object)
OBJECT_REFS(cxl_port_ref, cxl_port_unref, cxl_port, &it->object)
OBJECT_REFS(cxl_endpoint_ref, cxl_endpoint_unref, cxl_endpoint,
	    &cxl_endpoint_get_port(it)->object)
OBJECT_REFS(cxl_dport_ref, cxl_dport_unref, cxl_dport,
	    &cxl_dport_get_port(it)->object)
OBJECT_REFS(cxl_memdev_ref, cxl_memdev_unref, cxl_memdev, memdev_object(it))
OBJECT_REFS(cxl_decoder_ref, cxl_decoder_unref, cxl_decoder, &it->object)
OBJECT_REFS(cxl_target_ref, cxl_target_unref, cxl_target,
	    &cxl_target_get_decoder(it)->object)
OBJECT_REFS(cxl_region_ref, cxl_region_unref, cxl_region, &it->object)
OBJECT_REFS(cxl_mapping_ref, cxl_mapping_unref, cxl_memdev_mapping,
	    mapping_region(it))
