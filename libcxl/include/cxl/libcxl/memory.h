/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The memory of a region: what the kernel uses it as (DAX devices, memory
 * blocks, a NUMA node), waiting until it can be used, and onlining and
 * offlining its memory blocks.
 */
#ifndef CXL_LIBCXL_MEMORY_H
#define CXL_LIBCXL_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_dax;
struct cxl_memory;
struct cxl_memory_block;
struct cxl_memory_user;
struct cxl_memory_users;
struct cxl_region;

/* The driver of a DAX device: see cxl_dax_query_driver(). */
enum cxl_dax_driver {
	CXL_DAX_DRIVER_OTHER = -1,	/* one that this library does not know */
	CXL_DAX_DRIVER_NONE = 0,
	CXL_DAX_DRIVER_KMEM = 1,	/* system memory, in memory blocks */
	CXL_DAX_DRIVER_DEVICE_DAX = 2,	/* a device node, /dev/daxX.Y */
	CXL_DAX_DRIVER_FSDEV_DAX = 3,	/* for file systems such as famfs */
};

/* What a caller may wait for: see cxl_region_wait_memory(). */
enum cxl_memory_state {
	CXL_MEMORY_ENABLED = 0,	/* the region is bound to its driver */
	CXL_MEMORY_DAX = 1,	/* and has a DAX device */
	CXL_MEMORY_PRESENT = 2,	/* all memory blocks exist that kmem can add */
	CXL_MEMORY_ONLINE = 3,	/* and all of them are online */
	CXL_MEMORY_READY = 4,	/* whatever its driver is, it can be used */
	CXL_MEMORY_GONE = 5,	/* the region has left */
};

/* The first step to a state that is not done: see cxl_memory_query_lack(). */
enum cxl_memory_lack {
	CXL_MEMORY_LACKS_NOTHING = 0,
	CXL_MEMORY_LACKS_LEAVING = 1,		/* it exists, and is to leave */
	CXL_MEMORY_LACKS_COMMIT = 2,		/* the decoders are not committed */
	CXL_MEMORY_LACKS_REGION_DRIVER = 3,	/* the region is not bound */
	CXL_MEMORY_LACKS_PMEM_DRIVER = 4,	/* its child for libnvdimm is not bound */
	CXL_MEMORY_LACKS_RAM = 5,		/* a pmem region never has memory blocks */
	CXL_MEMORY_LACKS_DAX_REGION = 6,
	CXL_MEMORY_LACKS_DAX_REGION_DRIVER = 7,	/* module dax_cxl */
	CXL_MEMORY_LACKS_DAX = 8,		/* the DAX region has no DAX device */
	CXL_MEMORY_LACKS_KMEM = 9,		/* the driver kmem is not loaded */
	CXL_MEMORY_LACKS_NODE = 10,		/* the DAX device has no NUMA node */
	CXL_MEMORY_LACKS_WHOLE_BLOCK = 11,	/* smaller than a memory block */
	CXL_MEMORY_LACKS_DAX_DRIVER = 12,	/* the DAX device is not bound */
	CXL_MEMORY_LACKS_OTHER_MODE = 13,	/* it is bound, but not to kmem */
	CXL_MEMORY_LACKS_BLOCKS = 14,		/* some memory blocks do not exist */
	CXL_MEMORY_LACKS_ONLINE = 15,		/* some of them are offline */
	CXL_MEMORY_LACKS_NODE_MEMORY = 16,	/* the node has no memory */
	CXL_MEMORY_LACKS_DEVICE_NODE = 17,	/* /dev/daxX.Y cannot be opened */
	CXL_MEMORY_LACKS_UDEV = 18,		/* udev has events to handle */
};

/* How a user uses memory: see cxl_memory_user_get_use(). */
enum cxl_memory_use {
	CXL_MEMORY_USE_UNKNOWN = 0,	/* there may be users, which cannot be seen */
	CXL_MEMORY_USE_MOUNT = 1,	/* a file system is mounted on the disk; with a process: in its mount namespace */
	CXL_MEMORY_USE_SWAP = 2,	/* the kernel swaps to the disk */
	CXL_MEMORY_USE_HOLDER = 3,	/* another block device lies on the disk */
	CXL_MEMORY_USE_OPEN = 4,	/* a process has the node of a DAX device or a disk open */
	CXL_MEMORY_USE_MAPPED = 5,	/* a process has mapped it */
	CXL_MEMORY_USE_PROCESS = 6,	/* a process has memory on the NUMA node, or in the block */
	CXL_MEMORY_USE_CGROUP = 7,	/* pages of the block are charged to the cgroup */
};

/* What pages of memory hold: see cxl_memory_block_query_pages(). */
enum cxl_memory_pages {
	CXL_MEMORY_PAGES_ANONYMOUS = 0,	/* memory of processes, without a file */
	CXL_MEMORY_PAGES_FILE = 1,	/* of files */
	CXL_MEMORY_PAGES_HUGE = 2,	/* of hugetlbfs */
	CXL_MEMORY_PAGES_KERNEL = 3,	/* slab, page tables: these never move */
	CXL_MEMORY_PAGES_OTHER = 4,
	CXL_MEMORY_PAGES_POISONED = 5,	/* the kernel has stopped using them */
};

/* How fast processors reach memory: see cxl_memory_query_figure(). */
enum cxl_memory_figure {
	CXL_MEMORY_READ_BANDWIDTH = 0,	/* MB/s */
	CXL_MEMORY_WRITE_BANDWIDTH = 1,	/* MB/s */
	CXL_MEMORY_READ_LATENCY = 2,	/* nanoseconds */
	CXL_MEMORY_WRITE_LATENCY = 3,	/* nanoseconds */
};

/* Where cxl_region_memory_online() puts memory. */
enum cxl_memory_zone {
	CXL_MEMORY_ZONE_DEFAULT = 0,	/* the kernel chooses */
	CXL_MEMORY_ZONE_MOVABLE = 1,	/* it can be offlined later */
	CXL_MEMORY_ZONE_KERNEL = 2,	/* also for the kernel: usually permanent */
	CXL_MEMORY_ZONE_NONE = 3,	/* offline: cxl_region_set_memory_mode() only */
};

/* What the memory of a region is used as: see cxl_region_set_memory_mode(). */
enum cxl_memory_mode {
	CXL_MEMORY_MODE_SYSTEM_RAM = 0,	/* the driver kmem, memory blocks */
	CXL_MEMORY_MODE_DEVDAX = 1,	/* the driver device_dax, /dev/daxX.Y */
	CXL_MEMORY_MODE_FAMFS = 2,	/* the driver fsdev_dax, since 7.1 */
};

/*
 * Returns 0 and writes to *@ret what the memory of the region is used as, read
 * now; it does not change later. The caller frees it with cxl_memory_free().
 * What cannot be read is not absent: the query functions below return why.
 * Fails with -ENODEV when the region has left, or with -ENOMEM.
 */
int cxl_memory_new(struct cxl_region *region, struct cxl_memory **ret);

/*
 * Frees @memory, its DAX devices and its memory blocks. NULL is ignored.
 */
void cxl_memory_free(struct cxl_memory *memory);

/*
 * Returns the region whose memory it is. @memory holds a reference to it. Never
 * NULL.
 */
struct cxl_region *cxl_memory_get_region(struct cxl_memory *memory);

/*
 * Returns the name of the region's DAX region, "dax_region0"
 * (regionN/dax_regionN), or NULL when it has none. The string belongs to
 * @memory.
 */
const char *cxl_memory_get_dax_region(struct cxl_memory *memory);

/*
 * Returns the size of a memory block in bytes
 * (/sys/devices/system/memory/block_size_bytes), or 0 where it is absent.
 */
unsigned long long cxl_memory_get_block_size(struct cxl_memory *memory);

/*
 * Returns 0 and writes to @ret whether the kernel onlines memory blocks when a
 * driver adds them (/sys/devices/system/memory/auto_online_blocks); false on a
 * kernel without memory hotplug. Fails with the errno that prevented reading;
 * *@ret is then unchanged.
 */
int cxl_memory_query_auto_online(struct cxl_memory *memory, bool *ret);

/*
 * Returns 0 and writes how many memory blocks lie in the region: to @online
 * those that are online, to @total those that exist, and to @wanted those that
 * kmem can add for the region's DAX devices; each of the pointers may be NULL. A
 * block that is going offline counts as online. Fails with the errno that
 * prevented reading, -EACCES without root; the results are then unchanged.
 */
int cxl_memory_query_blocks(struct cxl_memory *memory, unsigned int *online,
			    unsigned int *total, unsigned int *wanted);

/*
 * Returns 0 and writes to @ret whether the NUMA node has memory of any kind
 * (/sys/devices/system/node/has_memory). Fails with the errno that prevented
 * reading, -ENOENT on a kernel without nodes.
 */
int cxl_memory_query_node(struct cxl_memory *memory, int node, bool *ret);

/*
 * Returns 0 and writes to @ret the number of the memory tier that the NUMA node
 * is in (/sys/devices/virtual/memory_tiering/memory_tierN/nodelist). Reads now.
 * Fails with -ENOENT when it is in none and on a kernel without tiers, or with
 * the errno that prevented reading.
 */
int cxl_memory_query_tier(struct cxl_memory *memory, int node, unsigned int *ret);

/*
 * Returns 0 and writes to @ret how fast the nearest processors reach the NUMA
 * node, in the unit of @figure
 * (/sys/devices/system/node/nodeN/access1/initiators). Reads now. Fails with
 * -ENOENT where the kernel has no figures, -EINVAL for a @figure that does not
 * exist, or with the errno that prevented reading.
 */
int cxl_memory_query_figure(struct cxl_memory *memory, int node,
			    enum cxl_memory_figure figure, unsigned int *ret);

/*
 * Returns 1 and a description in @name, truncated to @len bytes, when something
 * uses the region's memory now; 0 when nothing does, or a negative errno: the
 * same as cxl_region_find_user(), which it calls.
 */
int cxl_memory_find_user(struct cxl_memory *memory, char *name, size_t len);

/*
 * Returns 0 and writes to *@ret all users of the region's memory, read now: of
 * its disks, of the nodes of its DAX devices, and the processes that have memory
 * on the NUMA nodes of its online memory blocks, whichever region that memory is
 * from. Users that cannot be seen are one of CXL_MEMORY_USE_UNKNOWN: without
 * one, the list is complete, but for file systems that were unmounted lazily
 * (umount -l), which only cxl_region_find_user() sees. The caller frees it with cxl_memory_users_free().
 * Fails with -ENODEV when the region has left, -ENOMEM, or the errno that
 * prevented reading.
 */
int cxl_memory_users_new(struct cxl_memory *memory, struct cxl_memory_users **ret);

/* Frees @users and every cxl_memory_user of it. NULL is ignored. */
void cxl_memory_users_free(struct cxl_memory_users *users);

/* Returns the first user, or NULL when there is none. It belongs to @users. */
struct cxl_memory_user *cxl_memory_user_get_first(struct cxl_memory_users *users);

/* Returns the next user, or NULL after the last. */
struct cxl_memory_user *cxl_memory_user_get_next(struct cxl_memory_user *user);

/* Iterates over all users. */
#define cxl_memory_user_foreach(users, user)			\
	for (user = cxl_memory_user_get_first(users); user != NULL;	\
	     user = cxl_memory_user_get_next(user))

/* Returns how it uses the memory. */
enum cxl_memory_use cxl_memory_user_get_use(struct cxl_memory_user *user);

/*
 * Returns what it uses: the disk "pmem0", the DAX device "dax0.0", the NUMA node
 * "node1", or the memory block "memory33". Never NULL. The string belongs to the cxl_memory_users.
 */
const char *cxl_memory_user_get_device(struct cxl_memory_user *user);

/*
 * Returns the name of the process (/proc/PID/comm), of the block device on the
 * disk, or of the cgroup, "/system.slice/vmm.service", of a long one the end; for CXL_MEMORY_USE_UNKNOWN why users cannot be seen; NULL where it has
 * none. The string belongs to the cxl_memory_users.
 */
const char *cxl_memory_user_get_name(struct cxl_memory_user *user);

/* Returns the number of the process, or 0 where the user is none. */
int cxl_memory_user_get_pid(struct cxl_memory_user *user);

/*
 * Returns how many bytes the process has on the NUMA node
 * (/proc/PID/numa_maps) or of the memory block, or 0 for other uses.
 */
unsigned long long cxl_memory_user_get_size(struct cxl_memory_user *user);

/*
 * Returns 0 and writes to @ret the first step on the way to @state that was not
 * done when @memory was read, or CXL_MEMORY_LACKS_NOTHING in that state. Fails
 * with the errno that prevented reading what decides, and with -EINVAL for a
 * @state that does not exist.
 */
int cxl_memory_query_lack(struct cxl_memory *memory, enum cxl_memory_state state,
			  enum cxl_memory_lack *ret);

/* Returns the DAX device with the lowest number, or NULL when there is none. */
struct cxl_dax *cxl_dax_get_first(struct cxl_memory *memory);

/* Returns the next DAX device of the same region, or NULL after the last. */
struct cxl_dax *cxl_dax_get_next(struct cxl_dax *dax);

/* Iterates over the DAX devices of @memory. */
#define cxl_dax_foreach(memory, dax)				\
	for (dax = cxl_dax_get_first(memory); dax != NULL;	\
	     dax = cxl_dax_get_next(dax))

/*
 * Returns the name, "dax0.0". Never NULL. The string belongs to the
 * cxl_memory.
 */
const char *cxl_dax_get_devname(struct cxl_dax *dax);

/*
 * Returns 0 and writes to @ret the driver (daxX.Y/driver). Fails with the errno
 * that prevented reading.
 */
int cxl_dax_query_driver(struct cxl_dax *dax, enum cxl_dax_driver *ret);

/*
 * Returns the name of the driver, "kmem", or NULL when none is bound and where
 * it could not be read.
 */
const char *cxl_dax_get_driver_name(struct cxl_dax *dax);

/* Returns the size in bytes (daxX.Y/size); 0 where it is absent. */
unsigned long long cxl_dax_get_size(struct cxl_dax *dax);

/*
 * Returns the NUMA node that its memory has or would have (daxX.Y/target_node),
 * or -1 when it has none and where it is absent.
 */
int cxl_dax_get_target_node(struct cxl_dax *dax);

/*
 * Returns the state that kmem last gave all blocks of the device together,
 * "online_movable" or "unplugged" (daxX.Y/state, since 7.3), or NULL where it is
 * absent. It does not follow single blocks: the blocks themselves do.
 */
const char *cxl_dax_get_state(struct cxl_dax *dax);

/*
 * Returns the memory block of the region with the lowest address, or NULL when
 * there is none and where they cannot be read.
 */
struct cxl_memory_block *cxl_memory_block_get_first(struct cxl_memory *memory);

/* Returns the next memory block of the same region, or NULL after the last. */
struct cxl_memory_block *
cxl_memory_block_get_next(struct cxl_memory_block *block);

/* Iterates over the memory blocks of @memory. */
#define cxl_memory_block_foreach(memory, block)				\
	for (block = cxl_memory_block_get_first(memory); block != NULL;	\
	     block = cxl_memory_block_get_next(block))

/* Returns the name, "memory33". Never NULL. */
const char *cxl_memory_block_get_devname(struct cxl_memory_block *block);

/* Returns the first host address of the memory block. It may be 0. */
unsigned long long
cxl_memory_block_get_resource(struct cxl_memory_block *block);

/*
 * Returns 0 and writes to @ret whether the memory block is online, which it is
 * until it is offline (memoryN/state). Fails with the errno that prevented
 * reading.
 */
int cxl_memory_block_query_online(struct cxl_memory_block *block, bool *ret);

/*
 * Returns 0 and writes to @ret how many pages of the memory block hold data of
 * that kind (/proc/kpageflags, for root). Reads now: after a failed
 * cxl_region_memory_offline() these are the pages that could not be moved, and
 * those allocated since. Fails with the errno that prevented reading, or -EINVAL
 * for a @kind that does not exist; *@ret is then unchanged.
 */
int cxl_memory_block_query_pages(struct cxl_memory_block *block,
				 enum cxl_memory_pages kind, unsigned int *ret);

/*
 * Returns 0 and writes to *@ret the processes that have pages of the memory block
 * in their address space (/proc/PID/pagemap, for root), and the cgroups that have
 * such pages (/proc/kpagecgroup), at most 16, read now: after a failed
 * cxl_region_memory_offline() these are those whose pages could not be moved, and
 * those that got some since. cxl_memory_user_get_device() is the name of the
 * block, cxl_memory_user_get_size() how many bytes of it the process has.
 * Processes that cannot be seen, and one with more than 64 GiB of addresses, are
 * one of CXL_MEMORY_USE_UNKNOWN: without one, the list is complete. Pages that a
 * device or the kernel has, and no process, are in no list. The caller frees it
 * with cxl_memory_users_free(). Fails with -ENOMEM.
 */
int cxl_memory_block_users_new(struct cxl_memory_block *block,
			       struct cxl_memory_users **ret);

/*
 * Returns the zone of an online memory block, "Movable" or "Normal", or "none"
 * when it has several (memoryN/valid_zones); NULL while it is offline, and where
 * it is absent.
 */
const char *cxl_memory_block_get_zone(struct cxl_memory_block *block);

/*
 * Returns the zone of the first memory block of the region that is online
 * (memoryN/valid_zones): CXL_MEMORY_ZONE_DEFAULT where that block has several
 * zones, or the kernel names none; CXL_MEMORY_ZONE_NONE where no block is online.
 */
enum cxl_memory_zone cxl_memory_get_zone(struct cxl_memory *memory);

/*
 * Returns the NUMA node of the memory block (memoryN/nodeM), or -1 where it is
 * absent.
 */
int cxl_memory_block_get_node(struct cxl_memory_block *block);

/*
 * Returns 0 once the memory of the region is in @state. Waits at most
 * @timeout_ms milliseconds, or without a limit for a negative number, and never
 * past the deadline of cxl_set_timeout(). Ready means, for memory that kmem has:
 * all blocks are present, online unless the kernel's policy is to leave them
 * offline (/sys/devices/system/memory/auto_online_blocks), the node has memory,
 * and udev has no event to handle; for a DAX device with another driver: its
 * device node can be opened; for a pmem region: libnvdimm has it. A signal does
 * not end the wait. Fails with -ETIMEDOUT; -ENODEV when the region has left;
 * -EROFS on a captured machine; -EINVAL for a @state that does not exist; or
 * with the errno that prevented reading. If @ret is not NULL it writes to *@ret
 * what it read last, also with -ETIMEDOUT, for cxl_memory_query_lack(); the
 * caller frees it. Otherwise *@ret is NULL.
 */
int cxl_region_wait_memory(struct cxl_region *region,
			   enum cxl_memory_state state, int timeout_ms,
			   struct cxl_memory **ret);

/*
 * Returns 0 after onlining every memory block of the region in @zone
 * (/sys/devices/system/memory/memoryN/state), in ascending order; blocks that
 * are online already stay as they are. Fails with -EEXIST before the first
 * write when a block is online in another zone than @zone; -ENXIO when the
 * region has no memory block; -EINVAL for a @zone that does not exist; or with
 * the errno of the kernel, after offlining the blocks that it had onlined.
 */
int cxl_region_memory_online(struct cxl_region *region,
			     enum cxl_memory_zone zone);

/*
 * Returns 0 after offlining every memory block of the region
 * (/sys/devices/system/memory/memoryN/state), in descending order, and also when
 * none was online. Fails before the first write with -ENOSPC when the rest of the
 * machine has no room for what is in the memory
 * (/sys/devices/system/node/nodeN/meminfo, SwapFree of /proc/meminfo):
 * cxl_error_get_attribute() is the node, "node1"; with -EUSERS when the node would
 * have no memory left and a process can use no other (/proc/PID/numa_maps,
 * Mems_allowed_list of /proc/PID/status), or cannot be seen:
 * cxl_error_get_attribute() is "process 42 (vmm)". The kernel would end processes
 * to find room. Fails with -EBUSY when the kernel cannot offline a block, after
 * several tries, and when another program onlines it again for the third time
 * (cxl_error_get_step(): "keep memory offline"); -ETIMEDOUT at the deadline of cxl_set_timeout(), which
 * interrupts the kernel only in a context with a watchdog; -EINTR when another
 * signal with a handler interrupts it: the kernel tries without a limit to
 * offline memory that a device has pinned. When it fails it onlines the blocks
 * that it offlined again, each in its zone, and cxl_error_get_attribute() is the
 * name of the block that failed, "memory33".
 */
int cxl_region_memory_offline(struct cxl_region *region);

/*
 * Returns 0 once all DAX devices of the region are bound to the driver of @mode
 * (/sys/bus/dax/drivers), whose module it loads. Memory that becomes
 * system-ram is online in @zone then, or offline with CXL_MEMORY_ZONE_NONE,
 * whatever the kernel's policy is: for the moment of binding the policy is
 * "offline" (/sys/devices/system/memory/auto_online_blocks), so hold
 * cxl_lock_windows(). The next cxl_lock_windows() of any process restores the
 * policy of a process that was killed in that moment. Memory that is system-ram
 * already is moved to @zone. Other modes ignore @zone. Offlines memory as
 * cxl_region_memory_offline() does, with its errors, and with kernels since 7.3
 * also unplugs it (daxX.Y/state).
 *
 * When it fails it returns to the old mode and onlines what was online, each
 * memory block in its zone, within 10 seconds; cxl_error_get_attribute() is the
 * DAX device or the memory block that failed. Fails with -ENOTRECOVERABLE when
 * that was not possible; then cxl_error_get_errno() is the errno of the failure
 * itself. Fails with -EBUSY while a process
 * has a DAX device open or mapped, or may have (cxl_region_find_user() describes
 * it; a device bound to fsdev_dax may be in use while a file system of the
 * type famfs or fuse is mounted); -ENXIO when the region
 * has no DAX device, or the driver refuses it; -ERANGE when a DAX device that is to
 * become system-ram contains no whole memory block; -ENOENT when the driver cannot be
 * loaded; -EOPNOTSUPP when a device has a driver that this library does not
 * know; -EINVAL for a pmem region, and for a @mode or @zone that does not exist;
 * -EROFS on a captured machine; -ENODEV when the region has left; or with the
 * errno that prevented reading or writing.
 */
int cxl_region_set_memory_mode(struct cxl_region *region,
			       enum cxl_memory_mode mode,
			       enum cxl_memory_zone zone);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_MEMORY_H */
