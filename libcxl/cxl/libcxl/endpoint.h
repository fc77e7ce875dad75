/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An endpoint: the port of a memory device. */
#ifndef CXL_LIBCXL_ENDPOINT_H
#define CXL_LIBCXL_ENDPOINT_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;
struct cxl_bus;
struct cxl_port;
struct cxl_endpoint;
struct cxl_memdev;

struct cxl_endpoint *cxl_endpoint_get_first(struct cxl_port *parent);
struct cxl_endpoint *cxl_endpoint_get_next(struct cxl_endpoint *endpoint);
#define cxl_endpoint_foreach(port, endpoint)				\
	for (endpoint = cxl_endpoint_get_first(port); endpoint != NULL;	\
	     endpoint = cxl_endpoint_get_next(endpoint))

const char *cxl_endpoint_get_devname(struct cxl_endpoint *endpoint);
int cxl_endpoint_get_id(struct cxl_endpoint *endpoint);
struct cxl_ctx *cxl_endpoint_get_ctx(struct cxl_endpoint *endpoint);
int cxl_endpoint_is_enabled(struct cxl_endpoint *endpoint);
struct cxl_port *cxl_endpoint_get_parent(struct cxl_endpoint *endpoint);
struct cxl_port *cxl_endpoint_get_port(struct cxl_endpoint *endpoint);
const char *cxl_endpoint_get_host(struct cxl_endpoint *endpoint);
struct cxl_bus *cxl_endpoint_get_bus(struct cxl_endpoint *endpoint);
struct cxl_memdev *cxl_endpoint_get_memdev(struct cxl_endpoint *endpoint);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_ENDPOINT_H */
