/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A memdev's mailbox: which commands it takes, and how it is reached. */
#pragma once

#include <stddef.h>

struct cxl_memdev;

/* The kernel's numbers of the commands this library makes. */
enum mbox_id {
	MBOX_IDENTIFY		= 1,
	MBOX_RAW		= 2,
	MBOX_GET_FW_INFO	= 4,
	MBOX_GET_PARTITION	= 5,
	MBOX_GET_LABEL		= 6,
	MBOX_GET_HEALTH		= 7,
	MBOX_SET_PARTITION	= 9,
	MBOX_SET_LABEL		= 10,
	MBOX_GET_ALERT		= 11,
	MBOX_SET_ALERT		= 12,
};

/* What a command takes and gives, in bytes. */
struct mbox_sizes {
	size_t in, out;
};

#define MBOX_VARIABLE ((size_t)-1)

/*
 * Whether the memdev offers the command, by the list it gave when it was first
 * asked: 0, -EOPNOTSUPP, or what kept it from answering.
 */
int mbox_query(struct cxl_memdev *memdev, enum mbox_id id,
	       struct mbox_sizes *ret);

/* One ioctl of the character device, which is proven when it is opened, and stays open for the next. */
int mbox_ioctl(struct cxl_memdev *memdev, unsigned long request, void *arg);
