/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A port: where host addresses are passed on. Its kind is root (of a bus),
 * switch (a host bridge too: all between) or endpoint (of a memdev).
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
 * The first switch port right below @parent; NULL when there is none.
 * Endpoints are not among them: cxl_endpoint_get_first().
 */
struct cxl_port *cxl_port_get_first(struct cxl_port *parent);

/* The sibling after @port; NULL at the end. */
struct cxl_port *cxl_port_get_next(struct cxl_port *port);

/* For each switch port right below @parent. */
#define cxl_port_foreach(parent, port)					\
	for (port = cxl_port_get_first(parent); port != NULL;		\
	     port = cxl_port_get_next(port))

/*
 * The port after @port on a walk, parents before children, through all switch
 * ports below @top; NULL when it has come round.
 */
struct cxl_port *cxl_port_get_next_all(struct cxl_port *port,
				       const struct cxl_port *top);

/* For each switch port below @top, at any depth, parents before children. */
#define cxl_port_foreach_all(top, port)					\
	for (port = cxl_port_get_first(top); port != NULL;		\
	     port = cxl_port_get_next_all(port, top))

/*
 * The port of exactly that name, any of rootN, portN and endpointN; else NULL
 * with errno ENODEV. Costs the same on a large machine as on a small one.
 */
struct cxl_port *cxl_port_get_by_name(struct cxl_ctx *ctx, const char *name);

/* "root0", "port1" or "endpoint3". Never NULL. */
const char *cxl_port_get_devname(struct cxl_port *port);

/* The number in the name. Ports of all kinds share one numbering. */
int cxl_port_get_id(struct cxl_port *port);

/* The context of the port; no reference is taken. Never NULL. */
struct cxl_ctx *cxl_port_get_ctx(struct cxl_port *port);

/*
 * 1 while a driver is bound (portN/driver) or where that cannot be seen, else 0:
 * asked on each call. A root port has no driver of its own: 0.
 */
int cxl_port_is_enabled(struct cxl_port *port);

/*
 * Whether a driver is bound, read now, for a decision that must not rest on a
 * failed look: returns 0 and writes the answer to @ret, which is left alone
 * otherwise. Fails with -ENODEV when the port is gone, or with the -errno that
 * kept it from being seen (portN/driver). Not in version 85.
 */
int cxl_port_query_enabled(struct cxl_port *port, bool *ret);

/* True once this port has left, also when another now has its name. */
bool cxl_port_is_gone(struct cxl_port *port);

/* The port above; NULL for a root port. */
struct cxl_port *cxl_port_get_parent(struct cxl_port *port);

/* Whether it is rootN. */
bool cxl_port_is_root(struct cxl_port *port);

/* Whether it is portN: a host bridge or a switch. */
bool cxl_port_is_switch(struct cxl_port *port);

/* Whether it is endpointN: the port of a memdev. */
bool cxl_port_is_endpoint(struct cxl_port *port);

/* Steps from the root port: 0 for a root, 1 for a host bridge. */
int cxl_port_get_depth(struct cxl_port *port);

/* The bus whose root port this is; NULL for any other port. */
struct cxl_bus *cxl_port_to_bus(struct cxl_port *port);

/* The endpoint whose port this is; NULL for any other port. */
struct cxl_endpoint *cxl_port_to_endpoint(struct cxl_port *port);

/*
 * The bus the port takes part in; NULL while the port is not enabled, hence
 * for a root port: cxl_port_to_bus().
 */
struct cxl_bus *cxl_port_get_bus(struct cxl_port *port);

/*
 * The device that has the port's registers, where portN/uport leads:
 * "ACPI0017:00", "pci0000:34", a switch's upstream port, "mem3". Never NULL.
 * Since 5.14.
 */
const char *cxl_port_get_host(struct cxl_port *port);

/*
 * The dport of the parent that leads here (portN/parent_dport, since 6.3);
 * NULL at depth 0 and 1 and where the kernel does not say.
 */
struct cxl_dport *cxl_port_get_parent_dport(struct cxl_port *port);

/*
 * The same at depth 1 as well: of a host bridge, and of an endpoint right below
 * a root. NULL for a root and where the kernel does not say.
 */
struct cxl_dport *cxl_port_get_upper_dport(struct cxl_port *port);

/*
 * Whether @memdev is below @port, going up from the memdev's endpoint; false
 * for a memdev without one. For those: cxl_memdev_is_port_ancestor().
 */
bool cxl_port_hosts_memdev(struct cxl_port *port, struct cxl_memdev *memdev);

/*
 * How many dports the port has (portN/dportY, since 5.14); -1 when they cannot
 * be seen.
 */
int cxl_port_get_nr_dports(struct cxl_port *port);

/*
 * How many of its decoders were committed when this was first asked for, or
 * first since cxl_refresh() (portN/decoders_committed, since 6.7); 0 where the
 * kernel does not say, -1 when it cannot be read.
 */
int cxl_port_decoders_committed(struct cxl_port *port);

/*
 * The same number, read now: returns 0 and writes it to @ret. Fails with -ENODEV
 * when the port is gone, -ENOENT where the kernel does not tell, or with the
 * -errno that kept it from being read (portN/decoders_committed). Not in
 * version 85.
 */
int cxl_port_query_decoders_committed(struct cxl_port *port, unsigned int *ret);

/* The first dport on the way down to @memdev; NULL when none leads there. */
struct cxl_dport *cxl_port_get_dport_by_memdev(struct cxl_port *port,
					       struct cxl_memdev *memdev);

/*
 * Unbinds the port (drivers/cxl_port/unbind); the memdevs below go with it,
 * their memory in use too: the kernel does not refuse. 0 also when it was
 * disabled already; -EINVAL for a root port, -EBUSY when it is still bound
 * afterwards. On success what was known of the bus's ports, endpoints and
 * decoders is retired and read anew when next asked for.
 */
int cxl_port_disable_invalidate(struct cxl_port *port);

/*
 * Binds the port to its driver, which is loaded if need be. 0 also when it was
 * bound already; -ENXIO when it is not bound afterwards.
 */
int cxl_port_enable(struct cxl_port *port);

/*
 * Keeps a port (and the context) beyond cxl_refresh() and
 * the caller's own cxl_unref(), until cxl_port_unref(); its device may leave
 * all the same. Returns its argument; NULL is ignored.
 */
struct cxl_port *cxl_port_ref(struct cxl_port *port);

/* Gives back what cxl_port_ref() took; NULL is ignored. */
void cxl_port_unref(struct cxl_port *port);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_PORT_H */
