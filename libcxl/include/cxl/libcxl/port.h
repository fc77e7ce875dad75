/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A port: a node of the CXL topology that routes host addresses to its dports.
 * There are three kinds: a root port (of a bus), a switch port (a host bridge
 * or a switch: everything in between), and an endpoint (of a memdev).
 */
#ifndef CXL_LIBCXL_PORT_H
#define CXL_LIBCXL_PORT_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_bus;
struct cxl_ctx;
struct cxl_dport;
struct cxl_endpoint;
struct cxl_memdev;
struct cxl_port;

/*
 * Returns the first switch port directly below @parent, or NULL when there is
 * none. For endpoints see cxl_endpoint_get_first().
 */
struct cxl_port *cxl_port_get_first(struct cxl_port *parent);

/* Returns the sibling after @port, or NULL after the last. */
struct cxl_port *cxl_port_get_next(struct cxl_port *port);

/* Iterates over the switch ports directly below @parent. */
#define cxl_port_foreach(parent, port)					\
	for (port = cxl_port_get_first(parent); port != NULL;		\
	     port = cxl_port_get_next(port))

/*
 * Returns the port after @port in a walk over all switch ports below @top,
 * parents before children, or NULL at the end of the walk.
 */
struct cxl_port *cxl_port_get_next_all(struct cxl_port *port,
				       const struct cxl_port *top);

/*
 * Iterates over the switch ports below @top at any depth, parents before
 * children.
 */
#define cxl_port_foreach_all(top, port)					\
	for (port = cxl_port_get_first(top); port != NULL;		\
	     port = cxl_port_get_next_all(port, top))

/*
 * Returns the port with exactly that name, rootN, portN or endpointN, or NULL
 * with errno ENODEV. The cost does not depend on the size of the machine.
 */
struct cxl_port *cxl_port_get_by_name(struct cxl_ctx *ctx, const char *name);

/* Returns the name: "root0", "port1" or "endpoint3". Never NULL. */
const char *cxl_port_get_devname(struct cxl_port *port);

/* Returns the number in the name. Ports of all kinds share one numbering. */
int cxl_port_get_id(struct cxl_port *port);

/* Returns the context of the port, without taking a reference. Never NULL. */
struct cxl_ctx *cxl_port_get_ctx(struct cxl_port *port);

/*
 * Returns 1 while a driver is bound (portN/driver) or where that cannot be
 * determined, else 0. Reads the machine on each call. 0 for a root port, which
 * has no driver of its own.
 */
int cxl_port_is_enabled(struct cxl_port *port);

/*
 * Returns 0 and writes to @ret whether a driver is bound (portN/driver), read
 * now, for a decision that must not rest on a failed read. Fails with -ENODEV
 * when the port is gone, or with the errno that prevented reading; @ret is then
 * unchanged. Not in version 85.
 */
int cxl_port_query_enabled(struct cxl_port *port, bool *ret);

/* Returns true once this port has left, even when another now has its name. */
bool cxl_port_is_gone(struct cxl_port *port);

/* Returns the port directly above, or NULL for a root port. */
struct cxl_port *cxl_port_get_parent(struct cxl_port *port);

/* Returns true for a root port, rootN. */
bool cxl_port_is_root(struct cxl_port *port);

/* Returns true for a switch port, portN: a host bridge or a switch. */
bool cxl_port_is_switch(struct cxl_port *port);

/* Returns true for the port of a memdev, endpointN. */
bool cxl_port_is_endpoint(struct cxl_port *port);

/*
 * Returns the number of steps from the root port: 0 for a root, 1 for a host
 * bridge.
 */
int cxl_port_get_depth(struct cxl_port *port);

/* Returns the bus whose root port this is, or NULL for any other port. */
struct cxl_bus *cxl_port_to_bus(struct cxl_port *port);

/* Returns the endpoint whose port this is, or NULL for any other port. */
struct cxl_endpoint *cxl_port_to_endpoint(struct cxl_port *port);

/*
 * Returns the bus of the port, or NULL while the port is not enabled, and hence
 * always for a root port: see cxl_port_to_bus().
 */
struct cxl_bus *cxl_port_get_bus(struct cxl_port *port);

/*
 * Returns the name of the device that has the port's registers, to which
 * portN/uport points: "ACPI0017:00", "pci0000:34", a switch's upstream port,
 * "mem3". Never NULL. Since 5.14.
 */
const char *cxl_port_get_host(struct cxl_port *port);

/*
 * Returns the parent's dport that leads to this port (portN/parent_dport, since
 * 6.3); NULL at depth 0 and 1, and where it is absent.
 */
struct cxl_dport *cxl_port_get_parent_dport(struct cxl_port *port);

/*
 * Like cxl_port_get_parent_dport(), but also at depth 1: for a host bridge, and
 * for an endpoint directly below a root. NULL for a root, and where it is
 * absent.
 */
struct cxl_dport *cxl_port_get_upper_dport(struct cxl_port *port);

/*
 * Returns true when @memdev's endpoint is @port or below it; false for a memdev
 * without an endpoint. For those see cxl_memdev_is_port_ancestor().
 */
bool cxl_port_hosts_memdev(struct cxl_port *port, struct cxl_memdev *memdev);

/*
 * Returns the number of the port's dports (portN/dportY, since 5.14), or -1
 * when they cannot be read.
 */
int cxl_port_get_nr_dports(struct cxl_port *port);

/*
 * Returns the number of the port's committed decoders, read on the first call
 * and on the first after cxl_refresh() (portN/decoders_committed, since 6.7); 0
 * where it is absent, -1 when it cannot be read.
 */
int cxl_port_decoders_committed(struct cxl_port *port);

/*
 * Returns 0 and writes to @ret the number of the port's committed decoders,
 * read now. Fails with -ENODEV when the port is gone, -ENOENT where it is
 * absent, or with the errno that prevented reading (portN/decoders_committed).
 * Not in version 85.
 */
int cxl_port_query_decoders_committed(struct cxl_port *port, unsigned int *ret);

/*
 * Returns the first dport on the way down to @memdev, or NULL when none leads
 * there.
 */
struct cxl_dport *cxl_port_get_dport_by_memdev(struct cxl_port *port,
					       struct cxl_memdev *memdev);

/*
 * Returns 0 after unbinding the port from its driver (drivers/cxl_port/unbind),
 * and also when it was already disabled. The kernel then unbinds the memdevs
 * below the port; it does not refuse while their memory is in use. On success
 * the ports, endpoints and decoders of the bus are retired, and the library
 * reads them again when a caller next asks for them. Fails with -EINVAL for a
 * root port, -EBUSY when the port is still bound afterwards.
 */
int cxl_port_disable_invalidate(struct cxl_port *port);

/*
 * Returns 0 after binding the port to its driver, and also when it was already
 * bound. Loads the driver if needed. Fails with -ENXIO when the port is not
 * bound afterwards.
 */
int cxl_port_enable(struct cxl_port *port);

/*
 * Returns @port after taking a reference to it and its context, which keeps
 * both beyond cxl_refresh() and the caller's own cxl_unref(), until
 * cxl_port_unref(). The device may still leave. NULL is ignored.
 */
struct cxl_port *cxl_port_ref(struct cxl_port *port);

/* Drops a reference that cxl_port_ref() took. NULL is ignored. */
void cxl_port_unref(struct cxl_port *port);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_PORT_H */
