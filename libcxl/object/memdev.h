/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A memdev, as the rest of the library sees it. */
#pragma once

struct cxl_ctx;
struct cxl_memdev;
struct cxl_endpoint;
struct cxl_port;
struct object;

/* The path of its sysfs directory below the root. */
const char *memdev_path(const struct cxl_memdev *memdev);
struct object *memdev_object(struct cxl_memdev *memdev);

/* Of the ports just below @port, the one through which the memdev is reached; NULL: it is here. */
struct cxl_port *port_towards(struct cxl_port *port, struct cxl_memdev *memdev);

/* Where the endpoint is kept once it was found. */
struct cxl_endpoint **memdev_endpoint(struct cxl_memdev *memdev);

/* The one of that name, if it was made before. */
struct cxl_memdev *memdev_known(struct cxl_ctx *ctx, const char *name);

void memdev_forget_endpoint(struct object *memdev);

/* As cxl_memdev_disable_invalidate(), but windows, which may be locked, and their regions are not retired. */
int memdev_disable(struct cxl_memdev *memdev);

/*
 * An fd of /dev/cxl/memN that is proven to be this device's, or -errno;
 * -ENODEV when the device left. While it is open nobody else gets the number.
 */
int memdev_open(struct cxl_memdev *memdev, int flags);

/*
 * The same for the mailbox: borrowed, and open until some other devices were
 * used, or memdev_close() is called. Reading the memdev again, disabling it and
 * its end do that, so that the number is free for another device.
 */
int memdev_use(struct cxl_memdev *memdev);
void memdev_close(struct cxl_memdev *memdev);

/*
 * The same as memdev_open(), and locked against other processes of ours that lock it: for
 * work of several steps. -EAGAIN when another kept the lock too long.
 */
int memdev_lock(struct cxl_memdev *memdev);

/*
 * What abilities keep with a memdev: one allocation each, or NULL, which goes
 * when the memdev does.
 */
enum memdev_slot { MEMDEV_MBOX, MEMDEV_FWCTL, MEMDEV_SLOTS };

void **memdev_slot(struct cxl_memdev *memdev, enum memdev_slot slot);

/* "254:3", as a "dev" attribute has it; -ENXIO for any other text. */
int dev_parse(const char *text, int *major, int *minor);
