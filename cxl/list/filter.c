// SPDX-License-Identifier: GPL-2.0-or-later
/* What the filters of a request let through. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "list/filter.h"
#include "list/select.h"
#include "names/name.h"

/* ---- the memdevs of -m and -s ------------------------------------------- */

static enum status add_only(struct selection *selection, const struct wanted *want,
			    struct cxl_memdev *memdev)
{
	if (!memdev || !names_match_memdev(want->serial, memdev))
		return STATUS_DONE;
	return objects_add(&selection->only, memdev);
}

static enum status find_by_id(struct cxl_ctx *ctx, const struct wanted *want,
			      const unsigned int *ids, int count,
			      struct selection *selection)
{
	enum status status = STATUS_DONE;
	char name[24];

	for (int i = 0; i < count && !status; i++) {
		snprintf(name, sizeof(name), "mem%u", ids[i]);
		status = add_only(selection, want, cxl_memdev_get_by_name(ctx, name));
	}
	return status;
}

enum status filter_find_only(struct cxl_ctx *ctx, const struct wanted *want,
			     struct selection *selection)
{
	struct cxl_memdev *memdev;
	const unsigned int *ids;
	int count = names_only_ids(want->memdev, &ids);
	enum status status = STATUS_DONE;

	if (count >= 0)
		return find_by_id(ctx, want, ids, count, selection);
	if (!want->memdev && !want->serial)
		return STATUS_DONE;
	cxl_memdev_foreach(ctx, memdev)
		if (!status && names_match_memdev(want->memdev, memdev))
			status = add_only(selection, want, memdev);
	return status;
}

bool filter_by_memdev(const struct filter *f)
{
	return f->want->memdev || f->want->serial;
}

bool filter_memdev(const struct filter *f, const struct cxl_memdev *memdev)
{
	for (size_t i = 0; i < f->selection->only.count; i++)
		if (f->selection->only.list[i] == memdev)
			return true;
	return !filter_by_memdev(f);
}

/* Where none of them has an endpoint, or none is there, no bus leads to one. */
bool filter_bus_leads(const struct filter *f, struct cxl_bus *bus)
{
	for (size_t i = 0; i < f->selection->only.count; i++)
		if (cxl_memdev_get_bus(f->selection->only.list[i]) == bus)
			return true;
	return !filter_by_memdev(f);
}

bool filter_port_leads(const struct filter *f, struct cxl_port *port)
{
	for (size_t i = 0; i < f->selection->only.count; i++)
		if (cxl_port_hosts_memdev(port, f->selection->only.list[i]))
			return true;
	return !filter_by_memdev(f);
}

/* ---- decoders ------------------------------------------------------------ */

static bool decoder_leads(const struct filter *f, struct cxl_port *port,
			  struct cxl_decoder *decoder)
{
	if (cxl_port_is_endpoint(port))
		return true;	/* the endpoint was chosen for its memdev */
	for (size_t i = 0; i < f->selection->only.count; i++)
		if (cxl_decoder_get_target_by_memdev(decoder,
						     f->selection->only.list[i]))
			return true;
	return !filter_by_memdev(f);
}

static bool has_region(const struct filter *f, struct cxl_port *port,
		       struct cxl_decoder *decoder)
{
	const struct names *names = f->want->region;
	struct cxl_region *region;

	if (!names)
		return true;
	if (!cxl_port_is_root(port)) {
		region = cxl_decoder_get_region(decoder);
		return region && names_match_region(names, region);
	}
	cxl_region_foreach(decoder, region)
		if (names_match_region(names, region))
			return true;
	return false;
}

bool filter_decoder(const struct filter *f, struct cxl_port *port,
		    struct cxl_decoder *decoder)
{
	return has_region(f, port, decoder) && decoder_leads(f, port, decoder);
}

/* ---- memdevs by decoder, and by place ------------------------------------ */

/* Does a decoder of @port that -d names lead to @memdev? */
static bool port_reaches(const struct filter *f, struct cxl_port *port,
			 struct cxl_memdev *memdev)
{
	const struct names *names = f->want->decoder;
	struct cxl_decoder *decoder;

	if (!names_match_decoders_of(names, port))
		return false;
	cxl_decoder_foreach(port, decoder) {
		if (!names_match_decoder(names, decoder))
			continue;
		if (cxl_port_is_endpoint(port) ||
		    cxl_decoder_get_target_by_memdev(decoder, memdev))
			return true;
	}
	return false;
}

/* The port above its host device: all that is known of a memdev without endpoint. */
static struct cxl_port *port_above_host(struct cxl_memdev *memdev)
{
	struct cxl_dport *dport = cxl_memdev_get_dport(memdev);

	return dport ? cxl_dport_get_port(dport) : NULL;
}

bool filter_reaches(const struct filter *f, struct cxl_memdev *memdev)
{
	struct cxl_endpoint *endpoint;
	struct cxl_port *port;

	if (!f->want->decoder)
		return true;
	endpoint = cxl_memdev_get_endpoint(memdev);
	port = endpoint ? cxl_endpoint_get_port(endpoint) :
			  port_above_host(memdev);
	for (; port; port = cxl_port_get_parent(port))
		if (port_reaches(f, port, memdev))
			return true;
	return false;
}

bool filter_host(const struct filter *f, struct cxl_memdev *memdev)
{
	const struct wanted *want = f->want;
	struct cxl_port *port;
	bool below = !want->port;

	if (want->endpoint)
		return false;	/* it has none */
	if (!want->bus && !want->port)
		return true;
	port = port_above_host(memdev);
	for (; port && !cxl_port_is_root(port); port = cxl_port_get_parent(port))
		below |= names_match_port(want->port, port);
	return port && below && names_match_bus(want->bus, cxl_port_to_bus(port));
}
