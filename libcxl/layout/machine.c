// SPDX-License-Identifier: LGPL-2.1-or-later
/* Memdevs, windows and regions as a layout is compared with them, read from the objects of the library. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "layout/machine.h"
#include "memory/dax-driver.h"
#include "memory/memory.h"
#include "memory/zone.h"

void machine_free(struct seen_machine *machine)
{
	free(machine->memdevs);
	free(machine->windows);
	free(machine->regions);
}

/* Room for one more element behind @nr of them; NULL without memory. */
static void *grow(void *array, size_t nr, size_t size)
{
	return reallocarray(array, nr + 1, size);
}

/* -- memdevs -- */

static int add_memdev(struct seen_machine *m, struct cxl_memdev *memdev)
{
	struct seen_memdev *more = grow(m->memdevs, m->nr_memdevs, sizeof(*more));

	if (!more)
		return -ENOMEM;
	m->memdevs = more;
	more[m->nr_memdevs++] = (struct seen_memdev){
		.name = cxl_memdev_get_devname(memdev),
		.host = cxl_memdev_get_host(memdev),
		.serial = cxl_memdev_get_serial(memdev),
		.ready = cxl_memdev_is_enabled(memdev) > 0 &&
			 cxl_memdev_get_endpoint(memdev),
		.memdev = memdev,
	};
	return 0;
}

int machine_read_slots(struct cxl_ctx *ctx, struct seen_machine *m)
{
	for (size_t i = 0; i < m->nr_memdevs; i++)
		m->memdevs[i].slot = cxl_memdev_get_slot(m->memdevs[i].memdev);
	return cxl_get_missing(ctx);
}

/* -- what memory is used as -- */

/* That of the first DAX device; of none, and of a driver that is not known, there is none. */
static int read_mode(struct cxl_memory *memory, struct layout_use *use)
{
	struct cxl_dax *dax = cxl_dax_get_first(memory);
	enum cxl_dax_driver driver;
	int rc = dax ? cxl_dax_query_driver(dax, &driver) : 0;

	if (dax && !rc)
		use->given = dax_mode_of(driver, &use->mode);
	return rc;
}

/*
 * One zone of all memory blocks, or it is none that a layout can describe. Where
 * there is no block, as in some captures, nothing tells what its use is.
 */
static void read_zone(struct cxl_memory *memory, struct layout_use *use)
{
	use->zone = memory->nr_blocks ? memory_block_zone(memory->blocks) : CXL_MEMORY_ZONE_NONE;
	use->given = memory->nr_blocks && use->zone != CXL_MEMORY_ZONE_DEFAULT;
	for (size_t i = 0; i < memory->nr_blocks; i++)
		if (memory_block_zone(&memory->blocks[i]) != use->zone)
			use->given = false;
}

static int read_use(struct cxl_region *region, struct layout_use *use)
{
	struct cxl_memory *memory;
	int rc = cxl_memory_new(region, &memory);

	if (rc)
		return rc;
	rc = cxl_memory_query_blocks(memory, NULL, NULL, NULL);
	if (!rc)
		rc = read_mode(memory, use);
	if (!rc && use->given && use->mode == CXL_MEMORY_MODE_SYSTEM_RAM)
		read_zone(memory, use);
	cxl_memory_free(memory);
	return rc;
}

/* -- regions -- */

static void read_members(struct cxl_region *region, struct seen_region *r)
{
	struct cxl_memdev_mapping *mapping;

	cxl_mapping_foreach(region, mapping) {
		unsigned int at = cxl_mapping_get_position(mapping);

		if (at < WAYS_MAX)
			r->members[at] = cxl_decoder_get_memdev(cxl_mapping_get_decoder(mapping));
	}
}

int machine_read_region(struct cxl_region *region, struct seen_region *ret)
{
	int rc = cxl_region_query_committed(region, &ret->committed);

	if (!rc)
		rc = cxl_region_query_enabled(region, &ret->enabled);
	if (rc)
		return rc;
	ret->name = cxl_region_get_devname(region);
	ret->kind = cxl_region_get_mode(region) == CXL_DECODER_MODE_PMEM ?
		MEMORY_PMEM : MEMORY_RAM;
	ret->start = cxl_region_get_resource(region);
	ret->size = cxl_region_get_size(region);
	ret->ways = cxl_region_get_interleave_ways(region);
	ret->granularity = cxl_region_get_interleave_granularity(region);
	ret->window = cxl_region_get_decoder(region);
	ret->region = region;
	cxl_region_get_uuid(region, ret->uuid);
	read_members(region, ret);
	if (ret->kind == MEMORY_RAM && ret->enabled)
		ret->unread = read_use(region, &ret->use);
	return ret->unread == -ENOMEM ? -ENOMEM : 0;
}

static int add_region(struct seen_machine *m, struct cxl_region *region)
{
	struct seen_region *more = grow(m->regions, m->nr_regions, sizeof(*more));
	int rc;

	if (!more)
		return -ENOMEM;
	m->regions = more;
	memset(&more[m->nr_regions], 0, sizeof(*more));
	rc = machine_read_region(region, &more[m->nr_regions]);
	if (rc == -ENODEV)
		return 0;	/* it has left */
	m->nr_regions += !rc;
	return rc;
}

/* -- windows -- */

void machine_read_window(struct cxl_decoder *decoder, struct seen_window *ret)
{
	struct cxl_target *target;

	*ret = (struct seen_window){
		.name = cxl_decoder_get_devname(decoder),
		.start = cxl_decoder_get_resource(decoder),
		.ways = cxl_decoder_get_interleave_ways(decoder),
		.decoder = decoder,
	};
	cxl_target_foreach(decoder, target)
		if (ret->nr_targets < WAYS_MAX)
			ret->targets[ret->nr_targets++] = cxl_target_get_devname(target);
}

static int add_window(struct seen_machine *m, struct cxl_decoder *decoder)
{
	struct seen_window *more = grow(m->windows, m->nr_windows, sizeof(*more));
	struct cxl_region *region;
	int rc = 0;

	if (!more)
		return -ENOMEM;
	m->windows = more;
	machine_read_window(decoder, &more[m->nr_windows++]);
	cxl_region_foreach(decoder, region)
		if (!rc)
			rc = add_region(m, region);
	return rc;
}

static int by_address(const void *a, const void *b)
{
	const struct seen_region *one = a, *other = b;

	return one->start < other->start ? -1 : one->start > other->start;
}

int machine_read(struct cxl_ctx *ctx, struct seen_machine *ret)
{
	struct cxl_decoder *decoder;
	struct cxl_memdev *memdev;
	struct cxl_bus *bus;
	int rc = 0;

	memset(ret, 0, sizeof(*ret));
	cxl_memdev_foreach(ctx, memdev)
		if (!rc)
			rc = add_memdev(ret, memdev);
	cxl_bus_foreach(ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), decoder)
			if (!rc)
				rc = add_window(ret, decoder);
	if (ret->nr_regions)
		qsort(ret->regions, ret->nr_regions, sizeof(*ret->regions), by_address);
	return rc ? rc : cxl_get_missing(ctx);	/* what was not seen may be there */
}
