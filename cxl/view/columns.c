// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of columns, and those that several kinds of objects have. */
#include <limits.h>
#include <string.h>
#include <strings.h>

#include "view/column.h"

static void get_name(struct look *look, struct value *value)
{
	const struct record *r = &look->record;

	switch (r->kind) {
	case RECORD_BUS:
		value_set_text(value, cxl_bus_get_devname(r->bus));
		break;
	case RECORD_PORT:
		value_set_text(value, cxl_port_get_devname(r->port));
		break;
	case RECORD_ENDPOINT:
		value_set_text(value, cxl_endpoint_get_devname(r->endpoint));
		break;
	case RECORD_MEMDEV:
		value_set_text(value, cxl_memdev_get_devname(r->memdev));
		break;
	case RECORD_DECODER:
		value_set_text(value, cxl_decoder_get_devname(r->decoder));
		break;
	case RECORD_REGION:
		value_set_text(value, cxl_region_get_devname(r->region));
		break;
	}
}

static void get_type(struct look *look, struct value *value)
{
	struct cxl_memdev *memdev = look->record.memdev;
	const char *mode;

	if (look->record.kind == RECORD_DECODER) {
		column_decoder_type(look, value);
	} else if (look->record.kind == RECORD_REGION) {
		mode = cxl_region_get_mode_name(look->record.region);
		if (mode && strcmp(mode, "none"))
			value_set_text(value, mode);
	} else {
		if (cxl_memdev_get_ram_size(memdev))
			value_add_word(value, "ram");
		if (cxl_memdev_get_pmem_size(memdev))
			value_add_word(value, "pmem");
	}
}

static void get_size(struct look *look, struct value *value)
{
	const struct record *r = &look->record;
	unsigned long long size;

	if (r->kind == RECORD_DECODER)
		size = cxl_decoder_get_size(r->decoder);
	else if (r->kind == RECORD_REGION)
		size = cxl_region_get_size(r->region);
	else
		size = cxl_memdev_get_ram_size(r->memdev) + cxl_memdev_get_pmem_size(r->memdev);
	value_set(value, size == ULLONG_MAX ? VALUE_UNKNOWN : VALUE_SIZE, size);
}

static void get_free(struct look *look, struct value *value)
{
	if (look->record.kind == RECORD_DECODER)
		column_decoder_free(look, value);
	else
		column_memdev_free(look, value);
}

static void get_state(struct look *look, struct value *value)
{
	bool enabled = look->record.enabled;

	if (look->record.kind == RECORD_REGION) {
		column_region_state(look, value);
		return;
	}
	if (look->record.kind == RECORD_MEMDEV &&
	    cxl_memdev_query_enabled(look->record.memdev, &enabled)) {
		value_set(value, VALUE_UNKNOWN, 0);
		return;
	}
	value_set_text(value, enabled ? "enabled" : "disabled");
	value->paint = enabled ? PAINT_NONE : PAINT_ACTION;
}

static void get_node(struct look *look, struct value *value)
{
	int node;

	if (look->record.kind == RECORD_REGION) {
		column_region_node(look, value);
		return;
	}
	node = cxl_memdev_get_numa_node(look->record.memdev);
	if (node >= 0)
		value_set(value, VALUE_NUMBER, (uint64_t)node);
}

/* 0 is also what the kernel shows to those who may not know: *cxl list* leaves it out then. */
static void get_address(struct look *look, struct value *value)
{
	const struct record *r = &look->record;
	unsigned long long address = r->kind == RECORD_REGION ?
		cxl_region_get_resource(r->region) : cxl_decoder_get_resource(r->decoder);

	value_set(value, address && address != ULLONG_MAX ? VALUE_ADDRESS : VALUE_UNKNOWN, address);
}

static void get_ways(struct look *look, struct value *value)
{
	const struct record *r = &look->record;
	unsigned int ways = r->kind == RECORD_REGION ? cxl_region_get_interleave_ways(r->region) :
			    cxl_decoder_get_interleave_ways(r->decoder);

	value_set(value, ways == UINT_MAX ? VALUE_UNKNOWN : VALUE_NUMBER, ways);
}

static void get_granularity(struct look *look, struct value *value)
{
	const struct record *r = &look->record;
	unsigned int granularity = r->kind == RECORD_REGION ?
		cxl_region_get_interleave_granularity(r->region) :
		cxl_decoder_get_interleave_granularity(r->decoder);

	if (granularity != UINT_MAX)
		value_set(value, VALUE_NUMBER, granularity);
}

static void get_region(struct look *look, struct value *value)
{
	if (look->record.kind == RECORD_DECODER)
		column_decoder_region(look, value);
	else
		column_memdev_region(look, value);
}

static void get_host(struct look *look, struct value *value)
{
	const struct record *r = &look->record;

	if (r->kind == RECORD_MEMDEV)
		column_slot(look, value);
	else
		value_set_text(value, r->kind == RECORD_BUS ? cxl_bus_get_provider(r->bus) :
			       r->kind == RECORD_PORT ? cxl_port_get_host(r->port) :
			       cxl_port_get_host(cxl_endpoint_get_port(r->endpoint)));
}

#define ALL (OF(BUS) | OF(PORT) | OF(ENDPOINT) | OF(MEMDEV) | OF(DECODER) | OF(REGION))
#define PORTS (OF(PORT) | OF(ENDPOINT))
#define M OF(MEMDEV)
#define R OF(REGION)
#define D OF(DECODER)

const struct column columns[] = {
	{ "NAME", ALL, ALL, false, "the name of the object", get_name },
	{ "SERIAL", M, M, false, "the serial number", column_serial },
	{ "HOST", M | PORTS | OF(BUS), M | PORTS | OF(BUS), false,
	  "the PCI address of a memdev, the host of a port, the provider of a bus", get_host },
	{ "TYPE", M | R | D, M | R | D, false, "ram, pmem or both", get_type },
	{ "SIZE", M | R | D, M | R | D, true, "the capacity of a memdev; the size of a region or decoder", get_size },
	{ "FREE", M | D, M | D, true, "the part of a memdev or window that no region has", get_free },
	{ "STATE", M | R | PORTS, M | R | PORTS, false,
	  "enabled or disabled; of a region also uncommitted or orphan", get_state },
	{ "USE", R, R, false, "what the memory of a region is used as", column_use },
	{ "NODE", M | R, M | R, true, "the NUMA node", get_node },
	{ "WINDOW", R, R, false, "the root decoder of a region", column_window },
	{ "REGION", M | D, M | D, false, "the regions", get_region },
	{ "MEMBERS", R, R, false, "the memdevs of a region, by position", column_members },
	{ "ADDRESS", R | D, 0, true, "the first host address", get_address },
	{ "WAYS", R | D, D, true, "interleave ways", get_ways },
	{ "GRANULARITY", R | D, 0, true, "interleave granularity in bytes", get_granularity },
	{ "FIRMWARE", M, 0, false, "the version of the firmware", column_firmware },
	{ "HEALTH", M, 0, false, "ok, or what is wrong", column_health },
	{ "TEMP", M, 0, true, "the temperature in degrees Celsius", column_temperature },
	{ "LIFE", M, 0, true, "how much of its life a memdev has used", column_life },
	{ "POISON", M, 0, true, "poisoned locations", column_poison },
	{ "LINK", M, 0, false, "lanes and speed of the PCI link, and what they could be", column_link },
	{ NULL },
};

const struct column *column_find(const char *name, size_t len)
{
	for (const struct column *c = columns; c->name; c++)
		if (strlen(c->name) == len && strncasecmp(c->name, name, len) == 0)
			return c;
	return NULL;
}

void column_get(const struct column *column, struct look *look, struct value *value)
{
	*value = (struct value){ .kind = VALUE_NONE };
	if (column->kinds & (1u << look->record.kind))
		column->get(look, value);
}
