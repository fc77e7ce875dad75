// SPDX-License-Identifier: LGPL-2.1-or-later
/* Firmware: handing an image to the kernel, which loads it into the device. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/node.h"
#include "core/object.h"
#include "core/text.h"
#include "object/memdev.h"

/* What remains is counted in 32 bits. */
#define IMAGE_MAX UINT32_MAX

/* ---- the loader's directory -------------------------------------------- */

/*
 * An fd of memN/firmware/memN, below the verified directory of the device:
 * what is written through it cannot reach another one.
 */
static int loader_open(struct cxl_memdev *memdev)
{
	struct node *node = &memdev_object(memdev)->node;
	int dir = node_dir(node), loader;
	char path[64];
	int rc;

	if (dir < 0)
		return dir;
	snprintf(path, sizeof(path), "firmware/%s",
		 cxl_memdev_get_devname(memdev));
	loader = io_open_dir(node->io, dir, path);
	if (loader != -ENOENT)
		return loader;
	rc = node_check(node);
	return rc < 0 ? rc : -EOPNOTSUPP;
}

/*
 * An idle loader also fails with ENODEV: @otherwise is what it means as long
 * as the device lives.
 */
static int explain(struct cxl_memdev *memdev, int rc, int otherwise)
{
	if (rc != -ENODEV && rc != -ENOENT)
		return rc;
	return cxl_memdev_is_gone(memdev) ? -ENODEV : otherwise;
}

static int read_attr(struct cxl_memdev *memdev, const char *attr, char *text,
		     size_t len)
{
	const struct io *io = &cxl_memdev_get_ctx(memdev)->io;
	int loader = loader_open(memdev);
	ssize_t n;

	if (loader < 0)
		return loader;
	n = io_read(io, loader, attr, text, len);
	io_close(io, loader);
	return n < 0 ? explain(memdev, (int)n, -EOPNOTSUPP) : 0;
}

/* ---- how far it is ------------------------------------------------------ */

EXPORT int cxl_memdev_fw_update_get_status(struct cxl_memdev *memdev)
{
	char text[IO_TEXT_MAX];
	int rc = read_attr(memdev, "status", text, sizeof(text));

	object_note(memdev_object(memdev), "status", "read", rc);
	return rc < 0 ? rc : (int)cxl_fwl_status_from_ident(text);
}

EXPORT bool cxl_memdev_fw_update_in_progress(struct cxl_memdev *memdev)
{
	int status = cxl_memdev_fw_update_get_status(memdev);

	return status != CXL_FWL_STATUS_IDLE && status != -ENODEV;
}

EXPORT size_t cxl_memdev_fw_update_get_remaining(struct cxl_memdev *memdev)
{
	char text[IO_TEXT_MAX];
	uint64_t remaining;

	if (read_attr(memdev, "remaining_size", text, sizeof(text)) < 0 ||
	    text_to_u64(text, &remaining) < 0)
		return 0;
	return remaining;
}

EXPORT int cxl_memdev_fw_update_get_error(struct cxl_memdev *memdev, char *buf,
					  size_t len)
{
	char text[IO_TEXT_MAX];
	int rc = read_attr(memdev, "error", text, sizeof(text));

	if (rc < 0)
		return object_note(memdev_object(memdev), "error", "read", rc);
	snprintf(buf, len, "%s", text);
	return 0;
}

/* ---- starting ------------------------------------------------------------ */

static int check_idle(struct cxl_memdev *memdev)
{
	int status = cxl_memdev_fw_update_get_status(memdev);

	if (status < 0)
		return status;
	return status == CXL_FWL_STATUS_IDLE ? 0 : -EBUSY;
}

static int write_image(const struct io *io, int loader, const void *image,
		       size_t len)
{
	int fd = io_open(io, loader, "data", O_WRONLY), rc;

	if (fd < 0)
		return fd;
	rc = io_write_all(io, fd, image, len);
	io_close(io, fd);
	return rc;
}

/* An image that did not arrive whole is thrown away again. */
static int hand_over(const struct io *io, int loader, const void *image,
		     size_t len)
{
	int rc = io_write(io, loader, "loading", "1");

	if (rc < 0)
		return rc;
	rc = write_image(io, loader, image, len);
	if (rc < 0) {
		io_write(io, loader, "loading", "-1");
		return rc;
	}
	return io_write(io, loader, "loading", "0");
}

static int upload(struct cxl_memdev *memdev, const void *image, size_t len)
{
	const struct io *io = &cxl_memdev_get_ctx(memdev)->io;
	int loader, rc = check_idle(memdev);

	if (rc < 0)
		return rc;
	loader = loader_open(memdev);
	if (loader < 0)
		return loader;
	rc = hand_over(io, loader, image, len);
	io_close(io, loader);
	return explain(memdev, rc, -ECANCELED);
}

/*
 * The loader silently mixes the images of two: of our own processes one
 * loads at a time, and the second finds it busy.
 */
static int load(struct cxl_memdev *memdev, const char *fw_path)
{
	_cleanup_free_ void *image = NULL;
	size_t len;
	int lock, rc = io_read_host_file(fw_path, IMAGE_MAX, &image, &len);

	if (rc < 0)
		return rc;
	if (!len)
		return -EINVAL;
	lock = memdev_lock(memdev);
	if (lock < 0)
		return lock;
	rc = upload(memdev, image, len);
	io_close(&cxl_memdev_get_ctx(memdev)->io, lock);
	return rc;
}

EXPORT int cxl_memdev_update_fw(struct cxl_memdev *memdev, const char *fw_path)
{
	return object_note(memdev_object(memdev), NULL, "load firmware",
			   load(memdev, fw_path));
}

/* ---- stopping ------------------------------------------------------------ */

static int cancel(struct cxl_memdev *memdev)
{
	const struct io *io = &cxl_memdev_get_ctx(memdev)->io;
	int status = cxl_memdev_fw_update_get_status(memdev);
	int loader, rc;

	if (status < 0)
		return status;
	if (status == CXL_FWL_STATUS_IDLE &&
	    !cxl_memdev_fw_update_get_remaining(memdev))
		return -ENXIO;
	loader = loader_open(memdev);
	if (loader < 0)
		return loader;
	rc = io_write(io, loader, "cancel", "1");
	io_close(io, loader);
	return explain(memdev, rc, -ENXIO);
}

EXPORT int cxl_memdev_cancel_fw_update(struct cxl_memdev *memdev)
{
	return object_note(memdev_object(memdev), "cancel", "cancel", cancel(memdev));
}
