/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Poison: list it, put it there for a test, and clear it. */
#ifndef CXL_LIBCXL_POISON_H
#define CXL_LIBCXL_POISON_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_memdev;
struct cxl_region;

bool cxl_memdev_has_poison_support(struct cxl_memdev *memdev, bool inject);
int cxl_memdev_inject_poison(struct cxl_memdev *memdev, size_t dpa);
int cxl_memdev_clear_poison(struct cxl_memdev *memdev, size_t dpa);
int cxl_memdev_trigger_poison_list(struct cxl_memdev *memdev);

bool cxl_region_has_poison_support(struct cxl_region *region, bool inject);
int cxl_region_inject_poison(struct cxl_region *region,
			     unsigned long long offset);
int cxl_region_clear_poison(struct cxl_region *region,
			    unsigned long long offset);
int cxl_region_trigger_poison_list(struct cxl_region *region);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_POISON_H */
