/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is particular to each kind of object. */
#pragma once

#include "core/object.h"

extern const struct object_class bus_class, port_class, endpoint_class,
	decoder_class, region_class, memdev_class;
