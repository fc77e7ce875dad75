/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A memdev: one CXL memory device, known to the kernel as memN. */
#ifndef CXL_LIBCXL_MEMDEV_H
#define CXL_LIBCXL_MEMDEV_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_bus;
struct cxl_ctx;
struct cxl_endpoint;
struct cxl_memdev;
struct cxl_port;
struct cxl_region;

/* What a *_get_qos_class answers where no class is known. */
#define CXL_QOS_CLASS_NONE -1

/*
 * The memdev with the lowest id, enabled or not; NULL when there is none.
 * Since 5.12.
 */
struct cxl_memdev *cxl_memdev_get_first(struct cxl_ctx *ctx);

/* The memdev after @memdev; NULL at the end. */
struct cxl_memdev *cxl_memdev_get_next(struct cxl_memdev *memdev);

/* For each memdev of the machine. */
#define cxl_memdev_foreach(ctx, memdev)					\
	for (memdev = cxl_memdev_get_first(ctx); memdev != NULL;	\
	     memdev = cxl_memdev_get_next(memdev))

/*
 * The memdev of exactly that name ("mem3"); else NULL with errno ENODEV. Costs
 * the same on a large machine as on a small one.
 */
struct cxl_memdev *cxl_memdev_get_by_name(struct cxl_ctx *ctx,
					  const char *name);

/*
 * The N of memN: which of the present devices it is now. After a reboot or a
 * swap it may be another; the serial number goes with the device.
 */
int cxl_memdev_get_id(struct cxl_memdev *memdev);

/* "mem3". Never NULL. */
const char *cxl_memdev_get_devname(struct cxl_memdev *memdev);

/* The context of the memdev; no reference is taken. Never NULL. */
struct cxl_ctx *cxl_memdev_get_ctx(struct cxl_memdev *memdev);

/*
 * The device it belongs to: a PCI function such as "0000:36:00.0". Never NULL.
 */
const char *cxl_memdev_get_host(struct cxl_memdev *memdev);

/* The major number of /dev/cxl/memN (memN/dev, since 5.12); -ENXIO absent. */
int cxl_memdev_get_major(struct cxl_memdev *memdev);

/* The minor number of /dev/cxl/memN (memN/dev, since 5.12); -ENXIO absent. */
int cxl_memdev_get_minor(struct cxl_memdev *memdev);

/* memN/serial, 64 bits (since 5.18); ULLONG_MAX absent. 0 is legal. */
unsigned long long cxl_memdev_get_serial(struct cxl_memdev *memdev);

/* The node of the device's host (memN/numa_node, since 5.18); -1 none. */
int cxl_memdev_get_numa_node(struct cxl_memdev *memdev);

/* Bytes of persistent capacity (memN/pmem/size, since 5.12); 0 absent. */
unsigned long long cxl_memdev_get_pmem_size(struct cxl_memdev *memdev);

/* Bytes of volatile capacity (memN/ram/size, since 5.12); 0 absent. */
unsigned long long cxl_memdev_get_ram_size(struct cxl_memdev *memdev);

/*
 * The QoS class of the persistent capacity (memN/pmem/qos_class, since 6.8);
 * CXL_QOS_CLASS_NONE when the device or the platform gives none.
 */
int cxl_memdev_get_pmem_qos_class(struct cxl_memdev *memdev);

/* The same of the volatile capacity (memN/ram/qos_class, since 6.8). */
int cxl_memdev_get_ram_qos_class(struct cxl_memdev *memdev);

/* Bytes of label storage (memN/label_storage_size, 5.13); SIZE_MAX absent. */
size_t cxl_memdev_get_label_size(struct cxl_memdev *memdev);

/*
 * The most bytes one mailbox command carries either way (memN/payload_max,
 * since 5.12; the kernel stops at 1 MiB); SIZE_MAX absent.
 */
size_t cxl_memdev_get_payload_max(struct cxl_memdev *memdev);

/*
 * Up to 16 characters of the maker's (memN/firmware_version, since 5.12); NULL
 * absent. The misspelling is published: see the next.
 */
const char *cxl_memdev_get_firmware_verison(struct cxl_memdev *memdev);

/* The same, well spelled. */
static inline const char *
cxl_memdev_get_firmware_version(struct cxl_memdev *memdev)
{
	return cxl_memdev_get_firmware_verison(memdev);
}

/* The bus it is on; NULL while it has no endpoint. */
struct cxl_bus *cxl_memdev_get_bus(struct cxl_memdev *memdev);

/*
 * Its endpoint; NULL while it is disabled or has none. Once found it is kept,
 * until cxl_refresh() or until this context binds or unbinds something.
 */
struct cxl_endpoint *cxl_memdev_get_endpoint(struct cxl_memdev *memdev);

/*
 * Whether @port's host device is above the memdev's; answers for a disabled
 * memdev too. False for a root port.
 */
bool cxl_memdev_is_port_ancestor(struct cxl_memdev *memdev,
				 struct cxl_port *port);

/*
 * The lowest dport on the way down to the memdev, by the device tree: of a
 * disabled memdev as well. Borrowed, as every dport; NULL when none leads there.
 */
struct cxl_dport *cxl_memdev_get_dport(struct cxl_memdev *memdev);

/*
 * 1 while a driver is bound (memN/driver) or where that cannot be seen, else 0:
 * asked on each call.
 */
int cxl_memdev_is_enabled(struct cxl_memdev *memdev);

/*
 * Whether a driver is bound, read now, for a decision that must not rest on a
 * failed look: returns 0 and writes the answer to @ret, which is left alone
 * otherwise. Fails with -ENODEV when the memdev is gone, or with the -errno
 * that kept it from being seen (memN/driver). Not in version 85.
 */
int cxl_memdev_query_enabled(struct cxl_memdev *memdev, bool *ret);

/*
 * The endpoint of the memdev, found now: returns 0 and writes it to @ret, NULL
 * where the memdev is disabled. It belongs to the context. Fails with -ENODEV
 * when the memdev is gone, -ENXIO when it is enabled and has no endpoint, or
 * with the -errno that kept it from being seen. Not in version 85.
 */
int cxl_memdev_query_endpoint(struct cxl_memdev *memdev,
			      struct cxl_endpoint **ret);

/* True once this memdev has left, also when another now has its name. */
bool cxl_memdev_is_gone(struct cxl_memdev *memdev);

/*
 * 1 while its nvdimm (memN/pmemN/driver, since 5.14) is bound, else 0: asked
 * on each call. Meanwhile the labels are the kernel's, others get -EBUSY.
 */
int cxl_memdev_nvdimm_bridge_active(struct cxl_memdev *memdev);

/*
 * Unbinds the memdev (drivers/cxl_mem/unbind). Regions lose it, and memory
 * that is online goes from under the kernel, which does not refuse: see
 * cxl_region_find_user(). 0 also when it was disabled already; -ENXIO when it
 * is on no bus, -EBUSY when it is still bound afterwards. On success what was
 * known of the bus's ports, endpoints and decoders is retired and read anew
 * when next asked for; the memdev itself stays.
 */
int cxl_memdev_disable_invalidate(struct cxl_memdev *memdev);

/*
 * Binds the memdev to its driver, which is loaded if need be. 0 also when it
 * was bound already; -ENXIO when it is not bound afterwards.
 */
int cxl_memdev_enable(struct cxl_memdev *memdev);

/*
 * Which byte of which region @dpa, an address inside the device, answers for:
 * the region in *@region, bytes from the region's start in *@offset. -ENOENT
 * when no region maps it; -EOPNOTSUPP when the window's arithmetic is not
 * known (XOR). The inverse of cxl_region_translate_offset().
 */
int cxl_memdev_translate_dpa(struct cxl_memdev *memdev, unsigned long long dpa,
			     struct cxl_region **region,
			     unsigned long long *offset);

/*
 * Keeps a memdev (and the context) beyond cxl_refresh() and
 * the caller's own cxl_unref(), until cxl_memdev_unref(); its device may leave
 * all the same. Returns its argument; NULL is ignored.
 */
struct cxl_memdev *cxl_memdev_ref(struct cxl_memdev *memdev);

/* Gives back what cxl_memdev_ref() took; NULL is ignored. */
void cxl_memdev_unref(struct cxl_memdev *memdev);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_MEMDEV_H */
