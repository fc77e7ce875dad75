/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A dport: one downstream way out of a port. */
#ifndef CXL_LIBCXL_DPORT_H
#define CXL_LIBCXL_DPORT_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_port;
struct cxl_dport;
struct cxl_memdev;

struct cxl_dport *cxl_dport_get_first(struct cxl_port *port);
struct cxl_dport *cxl_dport_get_next(struct cxl_dport *dport);
#define cxl_dport_foreach(port, dport)					\
	for (dport = cxl_dport_get_first(port); dport != NULL;		\
	     dport = cxl_dport_get_next(dport))

const char *cxl_dport_get_devname(struct cxl_dport *dport);
const char *cxl_dport_get_physical_node(struct cxl_dport *dport);
const char *cxl_dport_get_firmware_node(struct cxl_dport *dport);
struct cxl_port *cxl_dport_get_port(struct cxl_dport *dport);
int cxl_dport_get_id(struct cxl_dport *dport);
bool cxl_dport_maps_memdev(struct cxl_dport *dport, struct cxl_memdev *memdev);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_DPORT_H */
