/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An endpoint: the port of a memdev. The kernel makes it when the memdev is
 * bound to its driver, and removes it when it is unbound.
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

/* The first endpoint right below @parent; NULL when there is none. */
struct cxl_endpoint *cxl_endpoint_get_first(struct cxl_port *parent);

/* The sibling after @endpoint; NULL at the end. */
struct cxl_endpoint *cxl_endpoint_get_next(struct cxl_endpoint *endpoint);

/* For each endpoint right below @port. */
#define cxl_endpoint_foreach(port, endpoint)				\
	for (endpoint = cxl_endpoint_get_first(port); endpoint != NULL;	\
	     endpoint = cxl_endpoint_get_next(endpoint))

/* "endpoint3". Never NULL. */
const char *cxl_endpoint_get_devname(struct cxl_endpoint *endpoint);

/* The N of endpointN, which says nothing about the memdev's. */
int cxl_endpoint_get_id(struct cxl_endpoint *endpoint);

/* The context of the endpoint; no reference is taken. Never NULL. */
struct cxl_ctx *cxl_endpoint_get_ctx(struct cxl_endpoint *endpoint);

/*
 * 1 while a driver is bound (endpointN/driver) or where that cannot be seen, else 0:
 * asked on each call.
 */
int cxl_endpoint_is_enabled(struct cxl_endpoint *endpoint);

/* The port above: a switch, a host bridge, or the root. Never NULL. */
struct cxl_port *cxl_endpoint_get_parent(struct cxl_endpoint *endpoint);

/* The endpoint as a port, whose decoders it has. Never NULL. */
struct cxl_port *cxl_endpoint_get_port(struct cxl_endpoint *endpoint);

/* The name of its memdev (endpointN/uport): "mem3". Never NULL. */
const char *cxl_endpoint_get_host(struct cxl_endpoint *endpoint);

/* The bus it is on; NULL while it is not enabled. */
struct cxl_bus *cxl_endpoint_get_bus(struct cxl_endpoint *endpoint);

/* Its memdev; NULL while it is not enabled, or when the memdev has left. */
struct cxl_memdev *cxl_endpoint_get_memdev(struct cxl_endpoint *endpoint);

/*
 * Keeps an endpoint (and the context) beyond cxl_refresh() and
 * the caller's own cxl_unref(), until cxl_endpoint_unref(); its device may leave
 * all the same. Returns its argument; NULL is ignored.
 */
struct cxl_endpoint *cxl_endpoint_ref(struct cxl_endpoint *endpoint);

/* Gives back what cxl_endpoint_ref() took; NULL is ignored. */
void cxl_endpoint_unref(struct cxl_endpoint *endpoint);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_ENDPOINT_H */
