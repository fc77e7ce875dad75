// SPDX-License-Identifier: GPL-2.0-or-later
/* For whom a decoder is taken, and what frees it: the words for every refusal. */
#include <stdio.h>

#include <cxl/libcxl.h>

#include "holder.h"
#include "orphan.h"

static void say_region(struct words *w, struct cxl_region *region)
{
	const char *name = cxl_region_get_devname(region);

	if (cxl_region_locked_state(region) == CXL_REGION_LOCKED)
		snprintf(w->text, sizeof(w->text),
			 "%s, which the platform locks until the next boot", name);
	else if (orphan_is_region(region))
		snprintf(w->text, sizeof(w->text), "%s (cxl recover)", name);
	else
		snprintf(w->text, sizeof(w->text), "%s (cxl destroy-region %s)",
			 name, name);
}

static const char *const keepers[] = {
	[KEEPER_NONE] = "an unfinished change (cxl recover)",
	[KEEPER_FIRMWARE] = "the platform's firmware, which made no region of it (dmesg may say why)",
	[KEEPER_RESERVED] = "a reservation (cxl free-dpa)",
	[KEEPER_UNKNOWN] = "something that cannot be read",
};

struct words holder_words(struct cxl_decoder *decoder)
{
	struct words w = {};
	struct cxl_region *region;
	enum orphan_decoder orphan = orphan_of_decoder(decoder, &region);

	if (region)
		say_region(&w, region);
	else if (orphan == ORPHAN_LEAKED)
		snprintf(w.text, sizeof(w.text), "%s, which does not exist (cxl recover)",
			 cxl_decoder_get_region_name(decoder));
	else
		snprintf(w.text, sizeof(w.text), "%s", keepers[orphan_keeper(decoder)]);
	return w;
}
