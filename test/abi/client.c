// SPDX-License-Identifier: GPL-2.0-or-later
/* Somebody else's program, in C or C++: every macro and inline function of the header. */
#include <stdio.h>

#include <cxl/libcxl.h>

static unsigned int objects;

static void walk_regions(struct cxl_decoder *decoder)
{
	struct cxl_memdev_mapping *mapping;
	struct cxl_region *region, *next;
	struct cxl_target *target;

	cxl_target_foreach(decoder, target)
		objects++;
	cxl_region_foreach(decoder, region)
		cxl_mapping_foreach(region, mapping)
			objects++;
	cxl_region_foreach_safe(decoder, region, next)
		objects++;
}

static void walk_decoders(struct cxl_port *port)
{
	struct cxl_decoder *decoder;
	struct cxl_dport *dport;

	cxl_dport_foreach(port, dport)
		objects++;
	cxl_decoder_foreach(port, decoder)
		walk_regions(decoder);
	cxl_decoder_foreach_reverse(port, decoder)
		objects += cxl_decoder_mode_name(cxl_decoder_get_mode(decoder)) != NULL;
}

static void walk_ports(struct cxl_port *top)
{
	struct cxl_endpoint *endpoint;
	struct cxl_port *port;

	cxl_port_foreach_all(top, port)
		cxl_endpoint_foreach(port, endpoint)
			walk_decoders(cxl_endpoint_get_port(endpoint));
	cxl_port_foreach(top, port)
		walk_decoders(port);
}

static void walk(struct cxl_ctx *ctx)
{
	struct cxl_protocol_error *error;
	struct cxl_memdev *memdev;
	struct cxl_bus *bus;

	cxl_memdev_foreach(ctx, memdev)
		objects += cxl_memdev_get_firmware_version(memdev) != NULL;
	cxl_bus_foreach(ctx, bus)
		walk_ports(cxl_bus_get_port(bus));
	cxl_protocol_error_foreach(ctx, error)
		objects++;
}

/* Programs have these numbers compiled in. */
static bool values_are_published(void)
{
	return CXL_QOS_CLASS_NONE == -1 &&
	       CXL_FWL_STATUS_UNKNOWN == 0 && CXL_FWL_STATUS_IDLE == 1 &&
	       CXL_FWL_STATUS_RECEIVING == 2 && CXL_FWL_STATUS_PREPARING == 3 &&
	       CXL_FWL_STATUS_TRANSFERRING == 4 &&
	       CXL_FWL_STATUS_PROGRAMMING == 5 &&
	       CXL_DECODER_MODE_NONE == 0 && CXL_DECODER_MODE_MIXED == 1 &&
	       CXL_DECODER_MODE_PMEM == 2 && CXL_DECODER_MODE_RAM == 3 &&
	       CXL_DECODER_TTYPE_UNKNOWN == 0 &&
	       CXL_DECODER_TTYPE_EXPANDER == 1 &&
	       CXL_DECODER_TTYPE_ACCELERATOR == 2 &&
	       CXL_SETPART_NEXTBOOT == 0 && CXL_SETPART_IMMEDIATE == 1 &&
	       CXL_REGION_LOCKED_UNKNOWN == -1 && CXL_REGION_UNLOCKED == 0 &&
	       CXL_REGION_LOCKED == 1;
}

static bool words_are_published(void)
{
	char idle[] = "idle", programming[] = "programming", other[] = "other";

	return cxl_decoder_mode_from_ident("ram") == CXL_DECODER_MODE_RAM &&
	       cxl_decoder_mode_from_ident("volatile") == CXL_DECODER_MODE_RAM &&
	       cxl_decoder_mode_from_ident("pmem") == CXL_DECODER_MODE_PMEM &&
	       cxl_decoder_mode_from_ident("mem") == CXL_DECODER_MODE_NONE &&
	       strcmp(cxl_decoder_mode_name((enum cxl_decoder_mode)7), "none") == 0 &&
	       strcmp(cxl_decoder_mode_name(CXL_DECODER_MODE_MIXED), "mixed") == 0 &&
	       cxl_fwl_status_from_ident(idle) == CXL_FWL_STATUS_IDLE &&
	       cxl_fwl_status_from_ident(programming) == CXL_FWL_STATUS_PROGRAMMING &&
	       cxl_fwl_status_from_ident(other) == CXL_FWL_STATUS_UNKNOWN;
}

int main(void)
{
	struct cxl_ctx *ctx;

	if (!values_are_published() || !words_are_published())
		return 2;
	if (cxl_new(&ctx) < 0)
		return 1;
	walk(ctx);
	cxl_unref(ctx);
	printf("%u objects\n", objects);
	return 0;
}
