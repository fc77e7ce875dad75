// SPDX-License-Identifier: GPL-2.0-or-later
/* What is missing before the memory of a region can be used, in words. */
#include <stdarg.h>
#include <stdio.h>

#include "core/scope.h"
#include "core/size.h"
#include "wait/lack.h"

/* In a row: %r is the region, %x its DAX region, %d the DAX device at hand and %v its driver, %b the size of a block. */
static const struct row {
	const char *cause, *remedy;
} rows[] = {
	[CXL_MEMORY_LACKS_LEAVING] = { "it is still there" },
	[CXL_MEMORY_LACKS_COMMIT] = { "it is not committed", "destroy it: cxl destroy-region %r" },
	[CXL_MEMORY_LACKS_REGION_DRIVER] = { "it is disabled", "cxl enable-region %r" },
	[CXL_MEMORY_LACKS_PMEM_DRIVER] = { "libnvdimm has not bound it", "modprobe cxl_pmem" },
	[CXL_MEMORY_LACKS_RAM] = { "a pmem region has no memory blocks", "ndctl creates namespaces on it" },
	[CXL_MEMORY_LACKS_DAX_REGION] = { "it has no DAX region", "dmesg may say why" },
	[CXL_MEMORY_LACKS_DAX_REGION_DRIVER] = { "%x has no driver", "modprobe dax_cxl; dmesg may say why" },
	[CXL_MEMORY_LACKS_DAX] = { "%x has no DAX device", "daxctl create-device" },
	[CXL_MEMORY_LACKS_KMEM] = { "%d has no driver: kmem is not loaded", "modprobe kmem" },
	[CXL_MEMORY_LACKS_NODE] = { "%d has no driver: the kernel has no NUMA node for it", "boot without numa=off; dmesg may say why" },
	[CXL_MEMORY_LACKS_WHOLE_BLOCK] = { "%d has no driver: it does not contain a whole memory block of %b", "create a larger region" },
	[CXL_MEMORY_LACKS_DAX_DRIVER] = { "%d has no driver", "dmesg may say why" },
	[CXL_MEMORY_LACKS_OTHER_MODE] = { "%d is bound to %v, not to kmem", "daxctl reconfigure-device -m system-ram %d" },
	[CXL_MEMORY_LACKS_BLOCKS] = { "%t of %w memory blocks are present", "dmesg may say why" },
	[CXL_MEMORY_LACKS_ONLINE] = { "%o of %t memory blocks are online", "cxl online-region %r" },
	[CXL_MEMORY_LACKS_NODE_MEMORY] = { "the kernel does not count its node as memory yet" },
	[CXL_MEMORY_LACKS_DEVICE_NODE] = { "/dev/%d cannot be opened yet" },
	[CXL_MEMORY_LACKS_UDEV] = { "udev is still busy", "udevadm settle" },
};

/* The one that the missing step is about: the first that kmem does not have. */
static struct cxl_dax *dax_at_hand(struct cxl_memory *memory)
{
	enum cxl_dax_driver driver;
	struct cxl_dax *dax;

	cxl_dax_foreach(memory, dax)
		if (cxl_dax_get_size(dax) && !cxl_dax_query_driver(dax, &driver) &&
		    driver != CXL_DAX_DRIVER_KMEM)
			return dax;
	return cxl_dax_get_first(memory);
}

static const char *or_nothing(const char *text)
{
	return text ? text : "?";
}

static const char *count(struct cxl_memory *memory, char which, char *buf, size_t len)
{
	unsigned int online, total, wanted;

	if (cxl_memory_query_blocks(memory, &online, &total, which == 'w' ? &wanted : NULL))
		return "?";
	snprintf(buf, len, "%u", which == 'o' ? online : which == 't' ? total : wanted);
	return buf;
}

static const char *word(struct cxl_memory *memory, char which, char *buf, size_t len)
{
	struct cxl_dax *dax = dax_at_hand(memory);

	switch (which) {
	case 'r':
		return cxl_region_get_devname(cxl_memory_get_region(memory));
	case 'x':
		return or_nothing(cxl_memory_get_dax_region(memory));
	case 'd':
		return dax ? cxl_dax_get_devname(dax) : "?";
	case 'v':
		return dax ? or_nothing(cxl_dax_get_driver_name(dax)) : "?";
	case 'b':
		size_exact(cxl_memory_get_block_size(memory), buf);
		return buf;
	}
	return count(memory, which, buf, len);
}

static void fill(struct cxl_memory *memory, const char *form, char *text, size_t len)
{
	char buf[SIZE_TEXT_MAX];
	size_t n = 0;

	for (const char *c = form ? form : ""; *c && n + 1 < len; c++) {
		if (*c != '%')
			text[n++] = *c;
		else
			n += (size_t)snprintf(text + n, len - n, "%s",
					      word(memory, *++c, buf, sizeof(buf)));
	}
	text[n < len ? n : len - 1] = '\0';
}

void lack_describe(struct cxl_memory *memory, enum cxl_memory_lack lack,
		   struct lack_words *ret)
{
	static const struct row newer = { "it is not there yet" };
	const struct row *row = (size_t)lack < ARRAY_SIZE(rows) && rows[lack].cause ?
				&rows[lack] : &newer;

	fill(memory, row->cause, ret->cause, sizeof(ret->cause));
	fill(memory, row->remedy, ret->remedy, sizeof(ret->remedy));
}

int lack_of_programs(struct cxl_memory *memory, enum cxl_memory_lack *ret)
{
	unsigned int online, total;
	int rc = cxl_memory_query_lack(memory, CXL_MEMORY_READY, ret);

	if (rc || *ret)
		return rc;
	rc = cxl_memory_query_blocks(memory, &online, &total, NULL);
	if (!rc && online < total)
		*ret = CXL_MEMORY_LACKS_ONLINE;
	return rc;
}
