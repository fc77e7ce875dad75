/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Partitioning a memdev: the request, and the volatile capacity or the broken rule. */
#include <errno.h>
#include <string.h>

#include "memdev/partition.h"
#include "tap.h"

#define G (1ULL << 30)
#define U (256ULL << 20)

static const struct capacity eight = { .total = 8 * G, .alignment = G };
static const struct capacity fixed = {
	.total = 8 * G, .volatile_only = 2 * G, .persistent_only = 2 * G,
	.alignment = U,
};
static const struct capacity odd = { .total = 8 * G + U, .alignment = G };
static const struct capacity none = { .total = 8 * G };
static const struct capacity settled = {
	.total = 4 * G, .volatile_only = 2 * G, .persistent_only = 2 * G,
	.alignment = G,
};
static const struct capacity liar = {
	.total = 4 * G, .volatile_only = UINT64_MAX, .persistent_only = 2 * G,
	.alignment = G,
};

static const struct {
	const char *what;
	const struct capacity *capacity;
	struct partition_request request;
	int rc;
	uint64_t part;
	const char *why;
} cases[] = {
	{ "all persistent", &eight, {}, 0, 0 },
	{ "all volatile", &eight, { .volatile_type = true }, 0, 8 * G },
	{ "what is fixed does not count", &fixed, { .volatile_type = true }, 0, 4 * G },
	{ "some persistent", &eight, { .sized = true, .size = 3 * G }, 0, 5 * G },
	{ "some volatile", &eight, { .sized = true, .size = 3 * G, .volatile_type = true }, 0, 3 * G },
	{ "no persistent", &eight, { .sized = true }, 0, 8 * G },
	{ "no volatile", &eight, { .sized = true, .volatile_type = true }, 0, 0 },
	{ "not aligned", &eight, { .sized = true, .size = G / 2 }, -EINVAL, 0, "not a multiple" },
	{ "rounded, persistent", &eight, { .sized = true, .size = G / 2, .align = true }, 0, 7 * G },
	{ "rounded, volatile", &eight,
	  { .sized = true, .size = G / 2, .align = true, .volatile_type = true }, 0, G },
	{ "rounded to all there is", &odd,
	  { .sized = true, .size = 8 * G + U, .align = true, .volatile_type = true }, 0, 8 * G },
	{ "too much", &eight, { .sized = true, .size = 9 * G }, -EINVAL, 0, "more than" },
	{ "too much of what can be divided", &fixed, { .sized = true, .size = 5 * G }, -EINVAL, 0, "4294967296" },
	{ "too much, rounded", &eight, { .sized = true, .size = UINT64_MAX, .align = true }, -EINVAL, 0, "more than" },
	{ "no alignment", &none, {}, -EOPNOTSUPP, 0, "cannot be partitioned" },
	{ "nothing to divide", &settled, {}, -EOPNOTSUPP, 0, "no capacity" },
	{ "more fixed than there is", &liar, {}, -EOPNOTSUPP, 0, "no capacity" },
};

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char why[PARTITION_WHY_MAX] = "";
		uint64_t part = 0;
		int rc = partition_divide(cases[i].capacity, &cases[i].request,
					  &part, why);

		ok(rc == cases[i].rc && part == cases[i].part &&
		   (!cases[i].why || strstr(why, cases[i].why)),
		   "%s: %s", cases[i].what, why);
	}
	return tap_done();
}
