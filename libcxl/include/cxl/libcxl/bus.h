/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A bus: a platform's CXL root, and the root port above all other ports. */
#ifndef CXL_LIBCXL_BUS_H
#define CXL_LIBCXL_BUS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_bus;
struct cxl_ctx;
struct cxl_port;

/*
 * Returns the bus with the lowest id, or NULL on a machine without CXL. Since
 * 5.14.
 */
struct cxl_bus *cxl_bus_get_first(struct cxl_ctx *ctx);

/* Returns the bus after @bus, or NULL after the last. */
struct cxl_bus *cxl_bus_get_next(struct cxl_bus *bus);

/* Iterates over the buses of the machine. */
#define cxl_bus_foreach(ctx, bus)					\
	for (bus = cxl_bus_get_first(ctx); bus != NULL;			\
	     bus = cxl_bus_get_next(bus))

/*
 * Returns the first bus of that provider ("ACPI.CXL"), or NULL when there is
 * none.
 */
struct cxl_bus *cxl_bus_get_by_provider(struct cxl_ctx *ctx,
					const char *provider);

/*
 * Returns the provider that enumerates the bus: "ACPI.CXL", "cxl_test" for the
 * kernel's mock, else the name of the device to which rootN/uport points. Never
 * NULL.
 */
const char *cxl_bus_get_provider(struct cxl_bus *bus);

/* Returns the name of the root port, "root0". Never NULL. */
const char *cxl_bus_get_devname(struct cxl_bus *bus);

/* Returns the N of rootN. Ports of all kinds share one numbering. */
int cxl_bus_get_id(struct cxl_bus *bus);

/* Returns the root port of the bus, at depth 0. Never NULL. */
struct cxl_port *cxl_bus_get_port(struct cxl_bus *bus);

/* Returns the context of the bus, without taking a reference. Never NULL. */
struct cxl_ctx *cxl_bus_get_ctx(struct cxl_bus *bus);

/*
 * Returns 0 after unbinding the platform device of the bus from its driver, and
 * also when it was already unbound. Everything below the bus goes with it,
 * including memory in use: the kernel does not refuse. On success the bus and
 * everything below it are retired. Fails with -ENODEV when the bus has left and
 * the device is bound again, -EBUSY when it is still bound afterwards.
 */
int cxl_bus_disable_invalidate(struct cxl_bus *bus);

/*
 * Returns @bus after taking a reference to it and its context, which keeps both
 * beyond cxl_refresh() and the caller's own cxl_unref(), until cxl_bus_unref().
 * The device may still leave. NULL is ignored.
 */
struct cxl_bus *cxl_bus_ref(struct cxl_bus *bus);

/* Drops a reference that cxl_bus_ref() took. NULL is ignored. */
void cxl_bus_unref(struct cxl_bus *bus);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_BUS_H */
