/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A bus: a platform's CXL root, and the root port below which all is found. */
#ifndef CXL_LIBCXL_BUS_H
#define CXL_LIBCXL_BUS_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;
struct cxl_bus;
struct cxl_port;

struct cxl_bus *cxl_bus_get_first(struct cxl_ctx *ctx);
struct cxl_bus *cxl_bus_get_next(struct cxl_bus *bus);
#define cxl_bus_foreach(ctx, bus)					\
	for (bus = cxl_bus_get_first(ctx); bus != NULL;			\
	     bus = cxl_bus_get_next(bus))
struct cxl_bus *cxl_bus_get_by_provider(struct cxl_ctx *ctx,
					const char *provider);

const char *cxl_bus_get_provider(struct cxl_bus *bus);
const char *cxl_bus_get_devname(struct cxl_bus *bus);
int cxl_bus_get_id(struct cxl_bus *bus);
struct cxl_port *cxl_bus_get_port(struct cxl_bus *bus);
struct cxl_ctx *cxl_bus_get_ctx(struct cxl_bus *bus);
int cxl_bus_disable_invalidate(struct cxl_bus *bus);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_BUS_H */
