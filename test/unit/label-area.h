/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A label area as devices have it: an index, and labels of UEFI and of CXL. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define AREA_SLOTS 8
#define AREA_LABELS 512			/* where the first label is */

struct area_label {
	unsigned char uuid;		/* each of its bytes */
	unsigned int ways, position, granularity;
	uint64_t dpa, size;
};

enum area_form { AREA_EFI, AREA_EFI_SHORT, AREA_CXL_REGION, AREA_CXL_NAMESPACE };

/* An index of AREA_SLOTS free slots at the start of @size zero bytes. */
void area_make(uint8_t *area, size_t size);

/* A label in @slot, which is then in use. AREA_EFI_SHORT makes the labels of the area short. */
void area_set(uint8_t *area, unsigned int slot, enum area_form form, const struct area_label *label);
