/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A bus: a platform's CXL root, and the root port that all hangs below. */
#ifndef CXL_LIBCXL_BUS_H
#define CXL_LIBCXL_BUS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_bus;
struct cxl_ctx;
struct cxl_port;

/* The bus with the lowest id; NULL on a machine without CXL. Since 5.14. */
struct cxl_bus *cxl_bus_get_first(struct cxl_ctx *ctx);

/* The bus after @bus; NULL at the end. */
struct cxl_bus *cxl_bus_get_next(struct cxl_bus *bus);

/* For each bus of the machine. */
#define cxl_bus_foreach(ctx, bus)					\
	for (bus = cxl_bus_get_first(ctx); bus != NULL;			\
	     bus = cxl_bus_get_next(bus))

/* The first bus of that provider ("ACPI.CXL"); NULL when there is none. */
struct cxl_bus *cxl_bus_get_by_provider(struct cxl_ctx *ctx,
					const char *provider);

/*
 * Who describes the bus: "ACPI.CXL", "cxl_test" for the kernel's mock, else
 * the name of the device that rootN/uport leads to. Never NULL.
 */
const char *cxl_bus_get_provider(struct cxl_bus *bus);

/* The name of the root port: "root0". Never NULL. */
const char *cxl_bus_get_devname(struct cxl_bus *bus);

/* The N of rootN. Ports of all kinds share one numbering. */
int cxl_bus_get_id(struct cxl_bus *bus);

/* The root port of the bus, at depth 0. Never NULL. */
struct cxl_port *cxl_bus_get_port(struct cxl_bus *bus);

/* The context of the bus; no reference is taken. Never NULL. */
struct cxl_ctx *cxl_bus_get_ctx(struct cxl_bus *bus);

/*
 * Unbinds the platform device of the bus, and with it everything below, from
 * its driver: memory in use goes too, the kernel does not refuse. 0, also when
 * it was unbound already; -ENODEV when the bus has left and the device is bound
 * again, -EBUSY when it is still bound afterwards. On success the bus and all
 * below it are retired.
 */
int cxl_bus_disable_invalidate(struct cxl_bus *bus);

/*
 * Keeps a bus (and the context) beyond cxl_refresh() and
 * the caller's own cxl_unref(), until cxl_bus_unref(); its device may leave
 * all the same. Returns its argument; NULL is ignored.
 */
struct cxl_bus *cxl_bus_ref(struct cxl_bus *bus);

/* Gives back what cxl_bus_ref() took; NULL is ignored. */
void cxl_bus_unref(struct cxl_bus *bus);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_BUS_H */
