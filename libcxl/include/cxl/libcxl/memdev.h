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

/* The value that a *_get_qos_class function returns where no class is known. */
#define CXL_QOS_CLASS_NONE -1

/*
 * Returns the memdev with the lowest id, enabled or not, or NULL when there is
 * none. Since 5.12.
 */
struct cxl_memdev *cxl_memdev_get_first(struct cxl_ctx *ctx);

/* Returns the memdev after @memdev, or NULL after the last. */
struct cxl_memdev *cxl_memdev_get_next(struct cxl_memdev *memdev);

/* Iterates over the memdevs of the machine. */
#define cxl_memdev_foreach(ctx, memdev)					\
	for (memdev = cxl_memdev_get_first(ctx); memdev != NULL;	\
	     memdev = cxl_memdev_get_next(memdev))

/*
 * Returns the memdev with exactly that name ("mem3"), or NULL with errno
 * ENODEV. The cost does not depend on the size of the machine.
 */
struct cxl_memdev *cxl_memdev_get_by_name(struct cxl_ctx *ctx,
					  const char *name);

/*
 * Returns the N of memN, by which the kernel numbers the devices now present.
 * After a reboot or a swap another device may have it; the serial number goes
 * with the device.
 */
int cxl_memdev_get_id(struct cxl_memdev *memdev);

/* Returns the name, "mem3". Never NULL. */
const char *cxl_memdev_get_devname(struct cxl_memdev *memdev);

/* Returns the context of the memdev, without taking a reference. Never NULL. */
struct cxl_ctx *cxl_memdev_get_ctx(struct cxl_memdev *memdev);

/*
 * Returns the name of the memdev's parent device: a PCI function such as
 * "0000:36:00.0". Never NULL.
 */
const char *cxl_memdev_get_host(struct cxl_memdev *memdev);

/*
 * Returns the name of the physical slot that the memdev's host is in, such as
 * "3" or "12-1" (the entry of /sys/bus/pci/slots whose address is that of the
 * host, without its function), or NULL where no slot has its address. A card
 * that replaces another has the slot of the other. The first call reads the
 * slots, and so does the first after cxl_refresh(); the text is valid until
 * cxl_refresh(). Slots that could not be read are noted for cxl_get_missing().
 * Not in version 85.
 */
const char *cxl_memdev_get_slot(struct cxl_memdev *memdev);

/*
 * Returns the major number of /dev/cxl/memN (memN/dev, since 5.12), or -ENXIO
 * where it is absent.
 */
int cxl_memdev_get_major(struct cxl_memdev *memdev);

/*
 * Returns the minor number of /dev/cxl/memN (memN/dev, since 5.12), or -ENXIO
 * where it is absent.
 */
int cxl_memdev_get_minor(struct cxl_memdev *memdev);

/*
 * Returns the serial number, 64 bits (memN/serial, since 5.18), or ULLONG_MAX
 * where it is absent. 0 is legal.
 */
unsigned long long cxl_memdev_get_serial(struct cxl_memdev *memdev);

/*
 * Returns the NUMA node of the memdev's host (memN/numa_node, since 5.18), or
 * -1 if it has none.
 */
int cxl_memdev_get_numa_node(struct cxl_memdev *memdev);

/*
 * Returns the persistent capacity in bytes (memN/pmem/size, since 5.12), or 0
 * where it is absent.
 */
unsigned long long cxl_memdev_get_pmem_size(struct cxl_memdev *memdev);

/*
 * Returns the volatile capacity in bytes (memN/ram/size, since 5.12), or 0
 * where it is absent.
 */
unsigned long long cxl_memdev_get_ram_size(struct cxl_memdev *memdev);

/*
 * Returns the QoS class of the persistent capacity (memN/pmem/qos_class, since
 * 6.8), or CXL_QOS_CLASS_NONE when the device or the platform provides none.
 */
int cxl_memdev_get_pmem_qos_class(struct cxl_memdev *memdev);

/*
 * Returns the QoS class of the volatile capacity (memN/ram/qos_class, since
 * 6.8), or CXL_QOS_CLASS_NONE when the device or the platform provides none.
 */
int cxl_memdev_get_ram_qos_class(struct cxl_memdev *memdev);

/*
 * Returns the size of the label storage area in bytes (memN/label_storage_size,
 * since 5.13), or SIZE_MAX where it is absent.
 */
size_t cxl_memdev_get_label_size(struct cxl_memdev *memdev);

/*
 * Returns the maximum payload of a mailbox command in bytes, input or output
 * (memN/payload_max, since 5.12; the kernel limits it to 1 MiB), or SIZE_MAX
 * where it is absent.
 */
size_t cxl_memdev_get_payload_max(struct cxl_memdev *memdev);

/*
 * Returns the firmware version, up to 16 characters that the vendor chooses
 * (memN/firmware_version, since 5.12), or NULL where it is absent. The
 * misspelled name is part of the published interface: see the next function.
 */
const char *cxl_memdev_get_firmware_verison(struct cxl_memdev *memdev);

/*
 * Returns the same as cxl_memdev_get_firmware_verison(), whose name it spells
 * correctly.
 */
static inline const char *
cxl_memdev_get_firmware_version(struct cxl_memdev *memdev)
{
	return cxl_memdev_get_firmware_verison(memdev);
}

/* Returns the bus of the memdev, or NULL while it has no endpoint. */
struct cxl_bus *cxl_memdev_get_bus(struct cxl_memdev *memdev);

/*
 * Returns the endpoint of the memdev, or NULL while it is disabled or has none.
 * The result is cached until cxl_refresh() or until this context binds or
 * unbinds a device.
 */
struct cxl_endpoint *cxl_memdev_get_endpoint(struct cxl_memdev *memdev);

/*
 * Returns true when @port's host device is an ancestor of the memdev's, even if
 * the memdev is disabled. False for a root port.
 */
bool cxl_memdev_is_port_ancestor(struct cxl_memdev *memdev,
				 struct cxl_port *port);

/*
 * Returns the lowest dport on the way down to the memdev, by the device tree,
 * even if the memdev is disabled; NULL when none leads there. Like every dport
 * it belongs to its port.
 */
struct cxl_dport *cxl_memdev_get_dport(struct cxl_memdev *memdev);

/*
 * Returns 1 while a driver is bound (memN/driver) or where that cannot be
 * determined, else 0. Reads the machine on each call.
 */
int cxl_memdev_is_enabled(struct cxl_memdev *memdev);

/*
 * Returns 0 and writes to @ret whether a driver is bound (memN/driver), read
 * now, for a decision that must not rest on a failed read. Fails with -ENODEV
 * when the memdev is gone, or with the errno that prevented reading; @ret is
 * then unchanged. Not in version 85.
 */
int cxl_memdev_query_enabled(struct cxl_memdev *memdev, bool *ret);

/*
 * Returns 0 and writes to @ret the endpoint of the memdev, found now, or NULL
 * where the memdev is disabled. The endpoint belongs to the context. Fails with
 * -ENODEV when the memdev is gone, -ENXIO when it is enabled but has no
 * endpoint, or with the errno that prevented reading; @ret is then unchanged.
 * Not in version 85.
 */
int cxl_memdev_query_endpoint(struct cxl_memdev *memdev,
			      struct cxl_endpoint **ret);

/*
 * Returns 0 and writes, read now, at which speed the PCI Express link of the
 * memdev's host runs to @now, and to @max the speed that both ends of the link can
 * do, in MT/s for each lane: 32000 is 32 GT/s (current_link_speed and
 * max_link_speed of the host, max_link_speed of the device above it). Fails with
 * -ENXIO where the host has no such link, or the kernel does not know its speed;
 * -ENODEV when the memdev is gone; or with the errno that prevented reading. @now
 * and @max are then unchanged. Not in version 85.
 */
int cxl_memdev_query_link_speed(struct cxl_memdev *memdev, unsigned int *now,
				unsigned int *max);

/*
 * The same of the number of lanes, 1 to 32 (current_link_width, max_link_width).
 * Not in version 85.
 */
int cxl_memdev_query_link_width(struct cxl_memdev *memdev, unsigned int *now,
				unsigned int *max);

/*
 * Returns true once this memdev has left, even when another now has its name.
 */
bool cxl_memdev_is_gone(struct cxl_memdev *memdev);

/*
 * Returns 1 while a driver is bound to the memdev's nvdimm (memN/pmemN/driver,
 * since 5.14) or where that cannot be determined, else 0. Reads the machine on
 * each call. While it is bound the kernel owns the labels, and commands that
 * access them fail with -EBUSY.
 */
int cxl_memdev_nvdimm_bridge_active(struct cxl_memdev *memdev);

/*
 * Returns 0 after unbinding the memdev from its driver
 * (drivers/cxl_mem/unbind), and also when it was already disabled. Regions lose
 * it; the kernel does not refuse, and then crashes when it uses memory that is
 * still online: see cxl_region_find_user(). On success the ports, endpoints and
 * decoders of the bus are retired, and the library reads them again when a
 * caller next asks for them; the memdev itself stays valid. Fails with -ENXIO
 * when the memdev is on no bus, -EBUSY when it is still bound afterwards.
 */
int cxl_memdev_disable_invalidate(struct cxl_memdev *memdev);

/*
 * Returns 0 after binding the memdev to its driver, and also when it was
 * already bound. Loads the driver if needed. Fails with -ENXIO when the memdev
 * is not bound afterwards.
 */
int cxl_memdev_enable(struct cxl_memdev *memdev);

/*
 * Returns 0 and writes to *@region and *@offset the region, and the offset in
 * bytes from its start, to which @dpa, a device physical address of the memdev,
 * belongs. It is the inverse of cxl_region_translate_offset(). Fails with
 * -ENOENT when no region maps @dpa, -EOPNOTSUPP when the library does not know
 * the window's arithmetic (XOR).
 */
int cxl_memdev_translate_dpa(struct cxl_memdev *memdev, unsigned long long dpa,
			     struct cxl_region **region,
			     unsigned long long *offset);

/*
 * Returns @memdev after taking a reference to it and its context, which keeps
 * both beyond cxl_refresh() and the caller's own cxl_unref(), until
 * cxl_memdev_unref(). The device may still leave. NULL is ignored.
 */
struct cxl_memdev *cxl_memdev_ref(struct cxl_memdev *memdev);

/* Drops a reference that cxl_memdev_ref() took. NULL is ignored. */
void cxl_memdev_unref(struct cxl_memdev *memdev);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_MEMDEV_H */
