// SPDX-License-Identifier: LGPL-2.1-or-later
/* Labels: the area of the device where persistent memory is described. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/io.h"
#include "core/log.h"
#include "core/object.h"
#include "mailbox/cmd.h"
#include "mailbox/wire.h"
#include "object/memdev.h"

#define HEADER sizeof(struct wire_set_label)

_Static_assert(HEADER == sizeof(struct wire_get_label), "one size of part");

/* ---- commands ---------------------------------------------------------- */

EXPORT struct cxl_cmd *cxl_cmd_new_read_label(struct cxl_memdev *memdev,
					      unsigned int offset,
					      unsigned int length)
{
	struct wire_get_label *request;
	struct cxl_cmd *cmd;

	if (!length)		/* devices were seen to fall over it */
		return cmd_none(memdev, -EINVAL);
	cmd = cmd_new(memdev, MBOX_GET_LABEL, sizeof(*request), length);
	if (!cmd)
		return NULL;
	request = cmd_request(cmd, MBOX_GET_LABEL, sizeof(*request));
	request->offset = htole32(offset);
	request->length = htole32(length);
	return cmd;
}

EXPORT ssize_t cxl_cmd_read_label_get_payload(struct cxl_cmd *cmd, void *buf,
					      unsigned int length)
{
	const void *bytes = cmd_answer(cmd, MBOX_GET_LABEL, length);

	if (!bytes)
		return -EINVAL;
	memcpy(buf, bytes, length);
	return length;
}

EXPORT struct cxl_cmd *cxl_cmd_new_write_label(struct cxl_memdev *memdev,
					       void *buf, unsigned int offset,
					       unsigned int length)
{
	struct wire_set_label *request;
	struct cxl_cmd *cmd;

	if (!buf || !length || length > INT32_MAX)
		return cmd_none(memdev, -EINVAL);
	cmd = cmd_new(memdev, MBOX_SET_LABEL, HEADER + length, 0);
	if (!cmd)
		return NULL;
	request = cmd_request(cmd, MBOX_SET_LABEL, HEADER + length);
	request->offset = htole32(offset);
	memcpy(request->data, buf, length);
	return cmd;
}

/* ---- any number of bytes ----------------------------------------------- */

static int submit(struct cxl_cmd *cmd)
{
	int rc = cxl_cmd_submit(cmd);

	if (rc < 0)
		return rc;
	return cxl_cmd_get_mbox_status(cmd) ? -ENXIO : 0;
}

/* One part: at most what a payload holds. */
typedef int part_fn(struct cxl_memdev *memdev, void *buf, unsigned int length,
		    unsigned int offset);

static int read_part(struct cxl_memdev *memdev, void *buf, unsigned int length,
		     unsigned int offset)
{
	struct cxl_cmd *cmd = cxl_cmd_new_read_label(memdev, offset, length);
	int rc;

	if (!cmd)
		return -errno;
	rc = submit(cmd);
	if (!rc && cxl_cmd_read_label_get_payload(cmd, buf, length) < 0)
		rc = -ENXIO;	/* it returned less than requested */
	cxl_cmd_unref(cmd);
	return rc;
}

static int write_part(struct cxl_memdev *memdev, void *buf, unsigned int length,
		      unsigned int offset)
{
	struct cxl_cmd *cmd = cxl_cmd_new_write_label(memdev, buf, offset, length);
	int rc;

	if (!cmd)
		return -errno;
	rc = submit(cmd);
	cxl_cmd_unref(cmd);
	return rc;
}

/* The range lies in the area, and parts fit; the size of a part. */
static ssize_t check(struct cxl_memdev *memdev, size_t length, size_t offset)
{
	size_t area = cxl_memdev_get_label_size(memdev);
	size_t payload = cxl_memdev_get_payload_max(memdev);

	if (payload == SIZE_MAX || payload <= HEADER)
		return -EINVAL;
	if (area > UINT32_MAX)		/* not told: the device will say */
		area = UINT32_MAX;
	if (length > area || offset > area - length)
		return -ERANGE;
	return (ssize_t)(payload - HEADER < INT32_MAX / 2 ?
			 payload - HEADER : INT32_MAX / 2);
}

static int each_part(struct cxl_memdev *memdev, part_fn *part, size_t step,
		     char *buf, size_t length, size_t offset, size_t *done)
{
	int rc = 0;

	for (*done = 0; !rc && *done < length; ) {
		size_t n = length - *done < step ? length - *done : step;

		rc = part(memdev, buf + *done, (unsigned int)n,
			  (unsigned int)(offset + *done));
		if (!rc)
			*done += n;
	}
	return rc;
}

/* All parts while no other process of ours moves labels of this memdev. */
static int transfer(struct cxl_memdev *memdev, part_fn *part, void *buf,
		    size_t length, size_t offset, size_t *done)
{
	ssize_t step = check(memdev, length, offset);
	int lock, rc;

	*done = 0;
	if (step < 0 || !length)
		return step < 0 ? (int)step : 0;
	lock = memdev_lock(memdev);
	if (lock < 0)
		return lock;
	rc = each_part(memdev, part, (size_t)step, buf, length, offset, done);
	io_close(&cxl_memdev_get_ctx(memdev)->io, lock);
	return rc;
}

EXPORT int cxl_memdev_read_label(struct cxl_memdev *memdev, void *buf,
				 size_t length, size_t offset)
{
	size_t done;
	int rc = buf ? transfer(memdev, read_part, buf, length, offset, &done) :
		       -EINVAL;

	return object_note(memdev_object(memdev), NULL, "read labels", rc);
}

EXPORT int cxl_memdev_write_label(struct cxl_memdev *memdev, void *buf,
				  size_t length, size_t offset)
{
	size_t done = 0;
	int rc = buf ? transfer(memdev, write_part, buf, length, offset, &done) :
		       -EINVAL;

	if (rc < 0 && done)
		log_error(cxl_memdev_get_ctx(memdev),
			  "%s: labels are half written: %zu of %zu bytes from %zu on: %s",
			  cxl_memdev_get_devname(memdev), done, length, offset,
			  strerror(-rc));
	return object_note(memdev_object(memdev), NULL, "write labels", rc);
}

EXPORT int cxl_memdev_zero_label(struct cxl_memdev *memdev, size_t length,
				 size_t offset)
{
	ssize_t step = check(memdev, length, offset);
	_cleanup_free_ void *zeros = NULL;

	if (step >= 0 && !length)
		return 0;
	if (step >= 0)
		zeros = calloc(1, length);
	if (!zeros)
		return object_note(memdev_object(memdev), NULL, "write labels",
				   step < 0 ? (int)step : -ENOMEM);
	return cxl_memdev_write_label(memdev, zeros, length, offset);
}
