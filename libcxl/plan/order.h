/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* At which position of an interleave a memdev can stand, as the decoders on the way have it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct device;
struct window;

#define ORDER_WHY_MAX 256

/* Which object breaks which rule. */
struct order_fault {
	const char *object;
	char why[ORDER_WHY_MAX];
};

/* Does @device sit below one of the targets of @window? */
bool order_reaches(const struct window *window, const struct device *device);

/*
 * Choose @ways of @devices, spread evenly over the targets of @window and over
 * the ports below, the first of @devices first, and put them in positions 0,
 * 1, ... of @chosen. Returns 0, -ENOENT if there is no such choice, -ENOMEM.
 */
int order_choose(const struct window *window,
		 const struct device *const *devices, size_t nr_devices,
		 unsigned int ways, const struct device **chosen);

/* Can @devices stand in this very order? If not, say why in @ret_fault. */
bool order_check(const struct window *window,
		 const struct device *const *devices, unsigned int ways,
		 struct order_fault *ret_fault);

/* Why no order of @devices works: for when order_choose() found none. */
void order_explain(const struct window *window,
		   const struct device *const *devices, unsigned int ways,
		   struct order_fault *ret_fault);
