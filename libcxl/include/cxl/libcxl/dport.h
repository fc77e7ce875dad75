/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A dport: one downstream port of a port. */
#ifndef CXL_LIBCXL_DPORT_H
#define CXL_LIBCXL_DPORT_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_dport;
struct cxl_memdev;
struct cxl_port;

/*
 * Returns the dport of @port with the lowest id, or NULL for an endpoint. Since
 * 5.14.
 */
struct cxl_dport *cxl_dport_get_first(struct cxl_port *port);

/* Returns the dport after @dport, or NULL after the last. */
struct cxl_dport *cxl_dport_get_next(struct cxl_dport *dport);

/* Iterates over the dports of @port. */
#define cxl_dport_foreach(port, dport)					\
	for (dport = cxl_dport_get_first(port); dport != NULL;		\
	     dport = cxl_dport_get_next(dport))

/*
 * Returns the name of the device to which portN/dportY points: "ACPI0016:00"
 * below a root, else a PCI bridge such as "0000:35:00.0". Never NULL.
 */
const char *cxl_dport_get_devname(struct cxl_dport *dport);

/*
 * Returns the dport's PCI name: that of its physical_node ("pci0000:34"), or
 * its own name if it has a firmware_node instead. NULL when it has neither.
 */
const char *cxl_dport_get_physical_node(struct cxl_dport *dport);

/*
 * Returns the dport's ACPI name, that of its firmware_node, or NULL when it has
 * none.
 */
const char *cxl_dport_get_firmware_node(struct cxl_dport *dport);

/* Returns the port of the dport. Never NULL. */
struct cxl_port *cxl_dport_get_port(struct cxl_dport *dport);

/*
 * Returns the Y of portN/dportY: the hardware's port number; below a root, the
 * _UID of the host bridge.
 */
int cxl_dport_get_id(struct cxl_dport *dport);

/*
 * Returns true when @memdev is below this dport: by its decode path when it is
 * enabled, else by its place in the device tree.
 */
bool cxl_dport_maps_memdev(struct cxl_dport *dport, struct cxl_memdev *memdev);

/*
 * Returns @dport after taking a reference to it, its port and the context,
 * which keeps them beyond cxl_refresh() and the caller's own cxl_unref(), until
 * cxl_dport_unref(). The device may still leave. NULL is ignored.
 */
struct cxl_dport *cxl_dport_ref(struct cxl_dport *dport);

/* Drops a reference that cxl_dport_ref() took. NULL is ignored. */
void cxl_dport_unref(struct cxl_dport *dport);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_DPORT_H */
