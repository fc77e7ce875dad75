/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A target: one position in the interleave of a root or switch decoder, and its
 * dport (decoderN.M/target_list, since 5.14). It has the owner of its decoder.
 */
#ifndef CXL_LIBCXL_TARGET_H
#define CXL_LIBCXL_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_decoder;
struct cxl_memdev;
struct cxl_target;

/*
 * Returns the target of the decoder at position 0, or NULL when it has none, as
 * for every endpoint decoder.
 */
struct cxl_target *cxl_target_get_first(struct cxl_decoder *decoder);

/* Returns the target after @target, by position, or NULL after the last. */
struct cxl_target *cxl_target_get_next(struct cxl_target *target);

/* Iterates over the targets of @decoder by ascending position. */
#define cxl_target_foreach(decoder, target)				\
	for (target = cxl_target_get_first(decoder); target != NULL;	\
	     target = cxl_target_get_next(target))

/* Returns the decoder of the target. Never NULL. */
struct cxl_decoder *cxl_target_get_decoder(struct cxl_target *target);

/* Returns the position in the interleave, which counts from 0. */
int cxl_target_get_position(struct cxl_target *target);

/* Returns the id of the target's dport, as cxl_dport_get_id() does. */
unsigned long cxl_target_get_id(struct cxl_target *target);

/*
 * Returns the name of the dport's device: "ACPI0016:00", "0000:35:00.0". Never
 * NULL.
 */
const char *cxl_target_get_devname(struct cxl_target *target);

/*
 * Returns the PCI name, as cxl_dport_get_physical_node() does; NULL when it has
 * none.
 */
const char *cxl_target_get_physical_node(struct cxl_target *target);

/*
 * Returns the ACPI name, as cxl_dport_get_firmware_node() does; NULL when it
 * has none.
 */
const char *cxl_target_get_firmware_node(struct cxl_target *target);

/* Returns true when @memdev's device is below this target's, enabled or not. */
bool cxl_target_maps_memdev(struct cxl_target *target,
			    struct cxl_memdev *memdev);

/*
 * Returns @target after taking a reference to it, its decoder and the context,
 * which keeps them beyond cxl_refresh() and the caller's own cxl_unref(), until
 * cxl_target_unref(). The device may still leave. NULL is ignored.
 */
struct cxl_target *cxl_target_ref(struct cxl_target *target);

/* Drops a reference that cxl_target_ref() took. NULL is ignored. */
void cxl_target_unref(struct cxl_target *target);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_TARGET_H */
