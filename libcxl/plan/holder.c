// SPDX-License-Identifier: LGPL-2.1-or-later
/* For whom something is taken, and what frees it: the words for every refusal. */
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "plan/holder.h"
#include "plan/orphan.h"

struct words holder_of_region(struct cxl_region *region)
{
	const char *name = cxl_region_get_devname(region);
	struct words w;

	if (cxl_region_locked_state(region) == CXL_REGION_LOCKED)
		snprintf(w.text, sizeof(w.text),
			 "%s, which the platform locks until the next boot", name);
	else if (orphan_is_region(region))
		snprintf(w.text, sizeof(w.text), "%s (cxl recover)", name);
	else
		snprintf(w.text, sizeof(w.text), "%s (cxl destroy-region %s)",
			 name, name);
	return w;
}

static const char *const keepers[] = {
	[KEEPER_NONE] = "an unfinished change (cxl recover)",
	[KEEPER_FIRMWARE] = "the platform's firmware, of which the kernel made no region (dmesg may say why)",
	[KEEPER_RESERVED] = "a reservation (cxl free-dpa)",
	[KEEPER_UNKNOWN] = "an owner that cannot be read",
};

struct words holder_of_decoder(struct cxl_decoder *decoder)
{
	struct words w;
	struct cxl_region *region;
	enum cxl_decoder_orphan orphan = cxl_decoder_get_orphan(decoder, &region);
	const char *name = cxl_decoder_get_region_name(decoder);

	if (region)
		return holder_of_region(region);
	if (orphan == CXL_DECODER_ORPHAN_REGION && name)
		snprintf(w.text, sizeof(w.text),
			 "%s, which does not exist (cxl recover)", name);
	else
		snprintf(w.text, sizeof(w.text), "%s",
			 keepers[orphan_keeper(decoder)]);
	return w;
}

const char *holder_to_destroy(struct cxl_decoder *decoder)
{
	struct cxl_region *region = cxl_decoder_get_region(decoder);

	if (!region || orphan_is_region(region) || cxl_region_locked_state(region) == CXL_REGION_LOCKED)
		return NULL;
	return cxl_region_get_devname(region);
}

/* Owners by the head of their name, and what there is to do about each. */
static const struct {
	const char *head, *remedy;
} owners[] = {
	{ "dax",		" of dax_hmem, not to CXL (daxctl shows it)" },
	{ "hmem",		" of dax_hmem, not to CXL (daxctl shows it)" },
	{ "Soft Reserved",	", as the firmware set it aside (its setup decides)" },
	{ "System RAM (kmem)",	", which no driver released (reboot)" },
	{ "System RAM",		", as the firmware made it ordinary memory (its setup decides)" },
};

struct words holder_of_addresses(const char *owner)
{
	const char *remedy = ", which is not of CXL";
	struct words w;

	for (size_t i = ARRAY_SIZE(owners); i-- > 0;)
		if (strncmp(owner, owners[i].head, strlen(owners[i].head)) == 0)
			remedy = owners[i].remedy;
	snprintf(w.text, sizeof(w.text), "%.100s%s", owner, remedy);
	return w;
}

EXPORT void cxl_region_describe_holder(struct cxl_region *region, char *text, size_t size)
{
	snprintf(text, size, "%s", holder_of_region(region).text);
}

EXPORT void cxl_decoder_describe_holder(struct cxl_decoder *decoder, char *text, size_t size)
{
	snprintf(text, size, "%s", holder_of_decoder(decoder).text);
}
