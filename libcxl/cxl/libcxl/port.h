/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A port: root, switch (a host bridge too) or endpoint. */
#ifndef CXL_LIBCXL_PORT_H
#define CXL_LIBCXL_PORT_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;
struct cxl_bus;
struct cxl_port;
struct cxl_dport;
struct cxl_endpoint;
struct cxl_memdev;

struct cxl_port *cxl_port_get_first(struct cxl_port *parent);
struct cxl_port *cxl_port_get_next(struct cxl_port *port);
#define cxl_port_foreach(parent, port)					\
	for (port = cxl_port_get_first(parent); port != NULL;		\
	     port = cxl_port_get_next(port))
struct cxl_port *cxl_port_get_next_all(struct cxl_port *port,
				       const struct cxl_port *top);
#define cxl_port_foreach_all(top, port)					\
	for (port = cxl_port_get_first(top); port != NULL;		\
	     port = cxl_port_get_next_all(port, top))
struct cxl_port *cxl_port_get_by_name(struct cxl_ctx *ctx, const char *name);

const char *cxl_port_get_devname(struct cxl_port *port);
int cxl_port_get_id(struct cxl_port *port);
struct cxl_ctx *cxl_port_get_ctx(struct cxl_port *port);
int cxl_port_is_enabled(struct cxl_port *port);
bool cxl_port_is_gone(struct cxl_port *port);
struct cxl_port *cxl_port_get_parent(struct cxl_port *port);
bool cxl_port_is_root(struct cxl_port *port);
bool cxl_port_is_switch(struct cxl_port *port);
bool cxl_port_is_endpoint(struct cxl_port *port);
int cxl_port_get_depth(struct cxl_port *port);
struct cxl_bus *cxl_port_to_bus(struct cxl_port *port);
struct cxl_endpoint *cxl_port_to_endpoint(struct cxl_port *port);
struct cxl_bus *cxl_port_get_bus(struct cxl_port *port);
const char *cxl_port_get_host(struct cxl_port *port);
struct cxl_dport *cxl_port_get_parent_dport(struct cxl_port *port);
bool cxl_port_hosts_memdev(struct cxl_port *port, struct cxl_memdev *memdev);
int cxl_port_get_nr_dports(struct cxl_port *port);
int cxl_port_decoders_committed(struct cxl_port *port);
struct cxl_dport *cxl_port_get_dport_by_memdev(struct cxl_port *port,
					       struct cxl_memdev *memdev);
int cxl_port_disable_invalidate(struct cxl_port *port);
int cxl_port_enable(struct cxl_port *port);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_PORT_H */
