/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How to divide a memdev's capacity, computed from the request; it reads and writes nothing. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What Identify says, in bytes. */
struct capacity {
	uint64_t total;
	uint64_t volatile_only;
	uint64_t persistent_only;
	uint64_t alignment;	/* 0: nothing can be divided */
};

struct partition_request {
	bool volatile_type;	/* @size is of volatile memory, not persistent */
	bool sized;		/* else all of it is to be of that type */
	bool align;		/* round @size where it does not fit */
	uint64_t size;
};

#define PARTITION_WHY_MAX 160

/*
 * How much is to be volatile. 0 and @ret_volatile; -EOPNOTSUPP when there is
 * nothing to divide, -EINVAL when @size cannot be, and the reason in @why.
 */
int partition_divide(const struct capacity *capacity,
		     const struct partition_request *request,
		     uint64_t *ret_volatile, char why[PARTITION_WHY_MAX]);
