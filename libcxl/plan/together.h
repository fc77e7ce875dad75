/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Regions that are destroyed together, from the highest address: what prevents destroying one of them. */
#pragma once

#include <stdbool.h>

#include "core/cleanup.h"

struct cxl_region;
struct findings;

struct together {
	bool (*goes_before)(const void *arg, const struct cxl_region *region);
	const void *arg;
};

/*
 * 0 where @region can be destroyed once those that go before it are: the platform
 * does not lock it, and only these hold DPA behind that of its members. Or -EPERM,
 * -EBUSY, or the errno that prevented reading, of which there is a finding then.
 */
_must_check_ int together_check(const struct together *t, struct cxl_region *region,
				struct findings *all);
