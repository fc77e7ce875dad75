/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A dport: one of the ways down from a port. */
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

/* The dport of @port with the lowest id; NULL for an endpoint. Since 5.14. */
struct cxl_dport *cxl_dport_get_first(struct cxl_port *port);

/* The dport after @dport; NULL at the end. */
struct cxl_dport *cxl_dport_get_next(struct cxl_dport *dport);

/* For each dport of @port. */
#define cxl_dport_foreach(port, dport)					\
	for (dport = cxl_dport_get_first(port); dport != NULL;		\
	     dport = cxl_dport_get_next(dport))

/*
 * The device that portN/dportY leads to: "ACPI0016:00" below a root, else a
 * PCI bridge such as "0000:35:00.0". Never NULL.
 */
const char *cxl_dport_get_devname(struct cxl_dport *dport);

/*
 * The PCI side of it: where its physical_node leads ("pci0000:34"), or its own
 * name if it has a firmware_node instead. NULL when it has neither.
 */
const char *cxl_dport_get_physical_node(struct cxl_dport *dport);

/* The ACPI side of it: where its firmware_node leads; NULL without one. */
const char *cxl_dport_get_firmware_node(struct cxl_dport *dport);

/* The port it belongs to. Never NULL. */
struct cxl_port *cxl_dport_get_port(struct cxl_dport *dport);

/*
 * The Y of portN/dportY: the hardware's port number, below a root the _UID of
 * the host bridge.
 */
int cxl_dport_get_id(struct cxl_dport *dport);

/*
 * Whether @memdev is below this dport: by its decode path when it is enabled,
 * else by the place of its device.
 */
bool cxl_dport_maps_memdev(struct cxl_dport *dport, struct cxl_memdev *memdev);

/*
 * Keeps a dport and its port (and the context) beyond cxl_refresh() and
 * the caller's own cxl_unref(), until cxl_dport_unref(); its device may leave
 * all the same. Returns its argument; NULL is ignored.
 */
struct cxl_dport *cxl_dport_ref(struct cxl_dport *dport);

/* Gives back what cxl_dport_ref() took; NULL is ignored. */
void cxl_dport_unref(struct cxl_dport *dport);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_DPORT_H */
