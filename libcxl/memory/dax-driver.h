/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The driver of a region's DAX device: looking at it, unbinding it, binding another. */
#pragma once

#include "core/cleanup.h"
#include "memory/memory.h"

struct io;

struct dax_driver {
	enum cxl_dax_driver is;
	const char *name, *module;
	bool by_name;		/* it binds only what new_id names */
};

/* NULL for none, and for one that this library does not know. */
const struct dax_driver *dax_driver_of(enum cxl_dax_driver is);

/* Which driver has that name. */
enum cxl_dax_driver dax_driver_named(const char *name);

/* That of memory that is used as @mode; NULL for a mode that does not exist. */
const struct dax_driver *dax_driver_of_mode(enum cxl_memory_mode mode);

/* "system-ram"; NULL for a mode that does not exist. */
const char *memory_mode_name(enum cxl_memory_mode mode);

/* The mode of memory whose driver is @is: false, and @ret as it was, where there is none. */
bool dax_mode_of(enum cxl_dax_driver is, enum cxl_memory_mode *ret);

/*
 * Each acts on the device of that name in the region as it is now, and returns 0
 * or -errno: -ENODEV when the region has left, -EIO when only the device has.
 */

/* Which driver it has. */
_must_check_ int dax_look(const struct cxl_dax *dax, enum cxl_dax_driver *ret);

/* Unbinds it, whatever its driver is; 0 also when it has none. */
int dax_unbind(const struct cxl_dax *dax);

/*
 * Binds it, which has no driver, and leaves no name behind for which another
 * driver would bind it later. -ENOENT when the driver is not loaded and cannot
 * be; -ENXIO when it refuses the device.
 */
int dax_bind(const struct cxl_dax *dax, const struct dax_driver *driver);

/* Removes its name from the lists of drivers that bind by name. */
int dax_forget_names(const struct cxl_dax *dax);

/* Removes those that a process that was killed left; only the holder of the window lock may. */
void dax_recover_names(const struct io *io);

/* Whether kmem gives the state of its memory: 0 and the answer, or -errno. */
_must_check_ int dax_has_state(const struct cxl_dax *dax, bool *ret);

/* Sets the state of its memory, which kmem changes as a whole or not at all. */
int dax_set_state(const struct cxl_dax *dax, const char *state);
