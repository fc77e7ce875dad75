/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A target: one place in the interleave of a root or switch decoder, and the
 * dport it goes to (decoderN.M/target_list, since 5.14). It is owned like its
 * decoder.
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
 * The first target of the decoder, at position 0; NULL when it has none: those
 * of endpoints do not.
 */
struct cxl_target *cxl_target_get_first(struct cxl_decoder *decoder);

/* The target after @target, by position; NULL at the end. */
struct cxl_target *cxl_target_get_next(struct cxl_target *target);

/* For each target of @decoder, positions ascending. */
#define cxl_target_foreach(decoder, target)				\
	for (target = cxl_target_get_first(decoder); target != NULL;	\
	     target = cxl_target_get_next(target))

/* The decoder it belongs to. Never NULL. */
struct cxl_decoder *cxl_target_get_decoder(struct cxl_target *target);

/* Its turn in the interleave, from 0. */
int cxl_target_get_position(struct cxl_target *target);

/* The id of its dport, as cxl_dport_get_id() has it. */
unsigned long cxl_target_get_id(struct cxl_target *target);

/* The device of its dport: "ACPI0016:00", "0000:35:00.0". Never NULL. */
const char *cxl_target_get_devname(struct cxl_target *target);

/* The PCI side of it, as cxl_dport_get_physical_node(); NULL without one. */
const char *cxl_target_get_physical_node(struct cxl_target *target);

/* The ACPI side of it, as cxl_dport_get_firmware_node(); NULL without one. */
const char *cxl_target_get_firmware_node(struct cxl_target *target);

/* Whether @memdev's device is below this target's, enabled or not. */
bool cxl_target_maps_memdev(struct cxl_target *target,
			    struct cxl_memdev *memdev);

/*
 * Keeps a target and its decoder (and the context) beyond cxl_refresh() and
 * the caller's own cxl_unref(), until cxl_target_unref(); its device may leave
 * all the same. Returns its argument; NULL is ignored.
 */
struct cxl_target *cxl_target_ref(struct cxl_target *target);

/* Gives back what cxl_target_ref() took; NULL is ignored. */
void cxl_target_unref(struct cxl_target *target);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_TARGET_H */
