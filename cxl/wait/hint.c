// SPDX-License-Identifier: GPL-2.0-or-later
/* On a terminal: what a new region's memory lacks before programs can use it, and the command for that. */
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/say.h"
#include "wait/hint.h"
#include "wait/lack.h"

/* Whether the kernel onlines the blocks that kmem adds; where that cannot be read, as if it did. */
static bool onlines_itself(struct cxl_memory *memory)
{
	bool onlines;

	return cxl_memory_query_auto_online(memory, &onlines) || onlines;
}

/* What does not come by itself, and has a command of its own. */
static bool needs_action(struct cxl_memory *memory, enum cxl_memory_lack lack)
{
	if (lack == CXL_MEMORY_LACKS_ONLINE)
		return !onlines_itself(memory);
	return lack == CXL_MEMORY_LACKS_KMEM || lack == CXL_MEMORY_LACKS_NODE ||
	       lack == CXL_MEMORY_LACKS_WHOLE_BLOCK;
}

/* Where the kernel leaves new blocks offline, waiting is not enough. */
static void words_of_wait(struct cxl_memory *memory, struct lack_words *words)
{
	struct cxl_region *region = cxl_memory_get_region(memory);
	const char *name = cxl_region_get_devname(region);

	if (cxl_region_get_mode(region) == CXL_DECODER_MODE_PMEM || onlines_itself(memory))
		snprintf(words->remedy, sizeof(words->remedy), "cxl wait %s", name);
	else
		snprintf(words->remedy, sizeof(words->remedy),
			 "cxl wait %s && cxl online-region %s", name, name);
}

static void hint(struct cxl_memory *memory)
{
	const char *name = cxl_region_get_devname(cxl_memory_get_region(memory));
	enum cxl_memory_lack lack = CXL_MEMORY_LACKS_NOTHING;
	struct lack_words words;

	if (lack_of_programs(memory, &lack) || !lack)
		return;
	lack_describe(memory, lack, &words);
	if (!needs_action(memory, lack))
		words_of_wait(memory, &words);
	say_news(name, "its memory cannot be used yet: %s (%s)", words.cause, words.remedy);
}

void hint_not_usable(struct cxl_region *region)
{
	struct cxl_memory *memory;

	if (!isatty(STDERR_FILENO) || cxl_memory_new(region, &memory))
		return;
	hint(memory);
	cxl_memory_free(memory);
}
