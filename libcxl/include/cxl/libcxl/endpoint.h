/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An endpoint: the port of a memdev. The kernel creates it when the memdev is
 * bound to its driver, and removes it when the memdev is unbound.
 */
#ifndef CXL_LIBCXL_ENDPOINT_H
#define CXL_LIBCXL_ENDPOINT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_bus;
struct cxl_ctx;
struct cxl_endpoint;
struct cxl_memdev;
struct cxl_port;

/*
 * Returns the first endpoint directly below @parent, or NULL when there is
 * none.
 */
struct cxl_endpoint *cxl_endpoint_get_first(struct cxl_port *parent);

/* Returns the sibling after @endpoint, or NULL after the last. */
struct cxl_endpoint *cxl_endpoint_get_next(struct cxl_endpoint *endpoint);

/* Iterates over the endpoints directly below @port. */
#define cxl_endpoint_foreach(port, endpoint)				\
	for (endpoint = cxl_endpoint_get_first(port); endpoint != NULL;	\
	     endpoint = cxl_endpoint_get_next(endpoint))

/* Returns the name, "endpoint3". Never NULL. */
const char *cxl_endpoint_get_devname(struct cxl_endpoint *endpoint);

/* Returns the N of endpointN, which is unrelated to the memdev's id. */
int cxl_endpoint_get_id(struct cxl_endpoint *endpoint);

/*
 * Returns the context of the endpoint, without taking a reference. Never NULL.
 */
struct cxl_ctx *cxl_endpoint_get_ctx(struct cxl_endpoint *endpoint);

/*
 * Returns 1 while a driver is bound (endpointN/driver) or where that cannot be
 * determined, else 0. Reads the machine on each call.
 */
int cxl_endpoint_is_enabled(struct cxl_endpoint *endpoint);

/*
 * Returns the port directly above: a switch, a host bridge, or the root. Never
 * NULL.
 */
struct cxl_port *cxl_endpoint_get_parent(struct cxl_endpoint *endpoint);

/* Returns the endpoint as a port, which has its decoders. Never NULL. */
struct cxl_port *cxl_endpoint_get_port(struct cxl_endpoint *endpoint);

/*
 * Returns the name of the endpoint's memdev (endpointN/uport), "mem3". Never
 * NULL.
 */
const char *cxl_endpoint_get_host(struct cxl_endpoint *endpoint);

/* Returns the bus of the endpoint, or NULL while it is not enabled. */
struct cxl_bus *cxl_endpoint_get_bus(struct cxl_endpoint *endpoint);

/*
 * Returns the memdev of the endpoint; NULL while it is not enabled, or when the
 * memdev has left.
 */
struct cxl_memdev *cxl_endpoint_get_memdev(struct cxl_endpoint *endpoint);

/*
 * Returns @endpoint after taking a reference to it and its context, which keeps
 * both beyond cxl_refresh() and the caller's own cxl_unref(), until
 * cxl_endpoint_unref(). The device may still leave. NULL is ignored.
 */
struct cxl_endpoint *cxl_endpoint_ref(struct cxl_endpoint *endpoint);

/* Drops a reference that cxl_endpoint_ref() took. NULL is ignored. */
void cxl_endpoint_unref(struct cxl_endpoint *endpoint);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_ENDPOINT_H */
