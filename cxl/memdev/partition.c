// SPDX-License-Identifier: GPL-2.0-or-later
/* How to divide a memdev's capacity, computed from the request; it reads and writes nothing. */
#include <errno.h>
#include <stdio.h>

#include "memdev/partition.h"

static int refuse(char *why, int err, const char *reason)
{
	snprintf(why, PARTITION_WHY_MAX, "%s", reason);
	return err;
}

/* What may be either; a device that contradicts itself has none. */
static uint64_t divisible(const struct capacity *c)
{
	uint64_t fixed;

	if (__builtin_add_overflow(c->volatile_only, c->persistent_only, &fixed) ||
	    fixed > c->total)
		return 0;
	return c->total - fixed;
}

static int check_size(const struct capacity *c,
		      const struct partition_request *r, char *why)
{
	uint64_t available = divisible(c);

	if (r->size > available) {
		snprintf(why, PARTITION_WHY_MAX,
			 "%llu bytes are more than the %llu that can be divided",
			 (unsigned long long)r->size,
			 (unsigned long long)available);
		return -EINVAL;
	}
	if (r->size % c->alignment && !r->align) {
		snprintf(why, PARTITION_WHY_MAX,
			 "%llu is not a multiple of %llu (-a rounds it)",
			 (unsigned long long)r->size,
			 (unsigned long long)c->alignment);
		return -EINVAL;
	}
	return 0;
}

/* Rounded so that no request gets less, as far as there is enough. */
static uint64_t volatile_part(const struct capacity *c,
			      const struct partition_request *r)
{
	uint64_t available = divisible(c), part;

	if (!r->volatile_type)
		return (available - r->size) / c->alignment * c->alignment;
	part = (r->size + c->alignment - 1) / c->alignment * c->alignment;
	return part > available ? available / c->alignment * c->alignment : part;
}

int partition_divide(const struct capacity *capacity,
		     const struct partition_request *request,
		     uint64_t *ret_volatile, char why[PARTITION_WHY_MAX])
{
	int rc;

	if (!capacity->alignment)
		return refuse(why, -EOPNOTSUPP,
			      "the device cannot be partitioned");
	if (!divisible(capacity))
		return refuse(why, -EOPNOTSUPP,
			      "the device has no capacity that could be either");
	if (!request->sized) {
		*ret_volatile = request->volatile_type ? divisible(capacity) : 0;
		return 0;
	}
	rc = check_size(capacity, request, why);
	if (!rc)
		*ret_volatile = volatile_part(capacity, request);
	return rc;
}
