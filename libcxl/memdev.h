/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A memdev, as the rest of the library sees it. */
#pragma once

struct cxl_memdev;
struct object;

/* The path of its sysfs directory below the root. */
const char *memdev_path(const struct cxl_memdev *memdev);
struct object *memdev_object(struct cxl_memdev *memdev);

void memdev_forget_endpoint(struct object *memdev);

/*
 * An fd of /dev/cxl/memN that is proven to be this device's, or -errno;
 * -ENODEV when the device left. While it is open nobody else gets the number.
 */
int memdev_open(struct cxl_memdev *memdev, int flags);
