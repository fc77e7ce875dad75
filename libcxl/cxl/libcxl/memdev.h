/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A memdev: one CXL memory device. */
#ifndef CXL_LIBCXL_MEMDEV_H
#define CXL_LIBCXL_MEMDEV_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;
struct cxl_bus;
struct cxl_port;
struct cxl_endpoint;
struct cxl_memdev;
struct cxl_region;

/* What the *_qos_class getters answer where no class is known. */
#define CXL_QOS_CLASS_NONE -1

enum cxl_fwl_status {
	CXL_FWL_STATUS_UNKNOWN,
	CXL_FWL_STATUS_IDLE,
	CXL_FWL_STATUS_RECEIVING,
	CXL_FWL_STATUS_PREPARING,
	CXL_FWL_STATUS_TRANSFERRING,
	CXL_FWL_STATUS_PROGRAMMING,
};

static inline enum cxl_fwl_status cxl_fwl_status_from_ident(char *status)
{
	if (strcmp(status, "idle") == 0)
		return CXL_FWL_STATUS_IDLE;
	if (strcmp(status, "receiving") == 0)
		return CXL_FWL_STATUS_RECEIVING;
	if (strcmp(status, "preparing") == 0)
		return CXL_FWL_STATUS_PREPARING;
	if (strcmp(status, "transferring") == 0)
		return CXL_FWL_STATUS_TRANSFERRING;
	if (strcmp(status, "programming") == 0)
		return CXL_FWL_STATUS_PROGRAMMING;
	return CXL_FWL_STATUS_UNKNOWN;
}

struct cxl_memdev *cxl_memdev_get_first(struct cxl_ctx *ctx);
struct cxl_memdev *cxl_memdev_get_next(struct cxl_memdev *memdev);
#define cxl_memdev_foreach(ctx, memdev)					\
	for (memdev = cxl_memdev_get_first(ctx); memdev != NULL;	\
	     memdev = cxl_memdev_get_next(memdev))
struct cxl_memdev *cxl_memdev_get_by_name(struct cxl_ctx *ctx,
					  const char *name);

int cxl_memdev_get_id(struct cxl_memdev *memdev);
const char *cxl_memdev_get_devname(struct cxl_memdev *memdev);
struct cxl_ctx *cxl_memdev_get_ctx(struct cxl_memdev *memdev);
const char *cxl_memdev_get_host(struct cxl_memdev *memdev);
int cxl_memdev_get_major(struct cxl_memdev *memdev);
int cxl_memdev_get_minor(struct cxl_memdev *memdev);
unsigned long long cxl_memdev_get_serial(struct cxl_memdev *memdev);
int cxl_memdev_get_numa_node(struct cxl_memdev *memdev);
unsigned long long cxl_memdev_get_pmem_size(struct cxl_memdev *memdev);
unsigned long long cxl_memdev_get_ram_size(struct cxl_memdev *memdev);
int cxl_memdev_get_pmem_qos_class(struct cxl_memdev *memdev);
int cxl_memdev_get_ram_qos_class(struct cxl_memdev *memdev);
size_t cxl_memdev_get_label_size(struct cxl_memdev *memdev);
size_t cxl_memdev_get_payload_max(struct cxl_memdev *memdev);
const char *cxl_memdev_get_firmware_verison(struct cxl_memdev *memdev);
static inline const char *
cxl_memdev_get_firmware_version(struct cxl_memdev *memdev)
{
	return cxl_memdev_get_firmware_verison(memdev);
}

struct cxl_bus *cxl_memdev_get_bus(struct cxl_memdev *memdev);
struct cxl_endpoint *cxl_memdev_get_endpoint(struct cxl_memdev *memdev);
bool cxl_memdev_is_port_ancestor(struct cxl_memdev *memdev,
				 struct cxl_port *port);
int cxl_memdev_is_enabled(struct cxl_memdev *memdev);
bool cxl_memdev_is_gone(struct cxl_memdev *memdev);
int cxl_memdev_nvdimm_bridge_active(struct cxl_memdev *memdev);
int cxl_memdev_disable_invalidate(struct cxl_memdev *memdev);
int cxl_memdev_enable(struct cxl_memdev *memdev);
int cxl_memdev_translate_dpa(struct cxl_memdev *memdev, unsigned long long dpa,
			     struct cxl_region **region,
			     unsigned long long *offset);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_MEMDEV_H */
