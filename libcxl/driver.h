/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Drivers: whether a device has one, and giving it one or taking it away. */
#pragma once

#include <stdbool.h>

struct object;

/* 1 or 0, read now. */
int driver_is_bound(struct object *object);

/* Where a driver must not be: true unless it is sure that none is bound. */
bool driver_may_be_bound(struct object *object);

/*
 * Binds @driver, whose module is loaded if need be. 0; -ENXIO when the driver
 * refused the device, -ENODEV when the device left, -errno.
 */
int driver_bind(struct object *object, const char *driver);

/* 0 also when nothing is bound; -EBUSY when it is still bound afterwards. */
int driver_unbind(struct object *object);

/*
 * The same for the device at @path, no CXL object itself, of which @object came.
 * -ENODEV when that has left: what the device has now is not meant.
 */
int driver_unbind_path(struct object *object, const char *path);
