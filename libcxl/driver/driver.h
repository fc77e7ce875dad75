/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Drivers: whether a device has one, and giving it one or taking it away. */
#pragma once

#include <stdbool.h>

#include "core/cleanup.h"

struct object;

/*
 * Whether a driver is bound, read now: returns 0 and writes the answer to @ret.
 * Fails with -ENODEV when the device is gone, or -errno when it cannot be seen.
 */
_must_check_ int driver_look(struct object *object, bool *ret);

/* 0 where certainly none is bound; -EBUSY where one is, or -errno as above. */
_must_check_ int driver_check_unbound(struct object *object);

/* For published getters: object_may_have() of a driver, 1 or 0. */
int driver_may_be_bound(struct object *object);

/*
 * Binds @driver, and loads its module first where it is not loaded. 0; -ENXIO when the driver
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
