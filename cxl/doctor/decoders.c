// SPDX-License-Identifier: GPL-2.0-or-later
/* Capacity that is free, but that no decoder is left for. */
#include <errno.h>
#include <stdio.h>

#include <cxl/libcxl.h>

#include "doctor/doctor.h"

static const char evidence[] = "/sys/bus/cxl/devices/decoder*";

static const struct diagnosis none_left = {
	.severity = SEVERITY_INFO, .evidence = evidence,
	.consequence = "the free capacity cannot be in another region",
	.remedy = "destroy a region and create a larger one: cxl destroy-region, cxl create-region",
};

struct decoders {
	int all, used;
	unsigned long long allocated;
};

/* ---- memory devices ----------------------------------------------------- */

static int count_dpa(struct cxl_endpoint *endpoint, struct decoders *decoders)
{
	struct cxl_decoder *decoder;

	*decoders = (struct decoders){ 0 };
	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder) {
		unsigned long long size;
		int rc = cxl_decoder_query_dpa_size(decoder, &size);

		if (rc)
			return rc;
		decoders->all++;
		decoders->used += size > 0;
		decoders->allocated += size;
	}
	return 0;
}

/* How much of it no decoder has; 0 or -errno. */
static int query_free(const struct doctor *d, struct cxl_memdev *memdev, struct decoders *decoders,
		      unsigned long long *ret)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	const char *name = cxl_memdev_get_devname(memdev);
	unsigned long long ram, pmem;
	int rc;

	*ret = 0;
	*decoders = (struct decoders){ 0 };
	if (!endpoint)
		return 0;			/* memdev.driver says so */
	rc = doctor_read_number(d, name, "ram/size", &ram);
	if (!rc)
		rc = doctor_read_number(d, name, "pmem/size", &pmem);
	if (!rc)
		rc = count_dpa(endpoint, decoders);
	if (!rc && ram + pmem > decoders->allocated)
		*ret = ram + pmem - decoders->allocated;
	return rc;
}

static void look_at_memdev(struct doctor *d, struct cxl_memdev *memdev)
{
	const char *name = cxl_memdev_get_devname(memdev);
	struct decoders decoders;
	unsigned long long free;
	int rc = query_free(d, memdev, &decoders, &free);

	if (rc)
		doctor_say_unread_of(d, name, evidence, rc);
	else if (free && decoders.all && decoders.used == decoders.all)
		doctor_say(d, &none_left, name, "%llu bytes are free, and all of its %d decoders are in use",
			   free, decoders.all);
}

/* ---- ports above them --------------------------------------------------- */

static int count_regions(struct cxl_port *port, struct decoders *decoders)
{
	struct cxl_decoder *decoder;

	*decoders = (struct decoders){ 0 };
	cxl_decoder_foreach(port, decoder) {
		struct cxl_region *region;
		int rc = cxl_decoder_query_region(decoder, &region);

		if (rc && rc != -ENOENT)
			return rc;
		decoders->all++;
		decoders->used += rc == -ENOENT || region;
	}
	return 0;
}

static bool has_free_below(struct doctor *d, struct cxl_port *port)
{
	struct cxl_memdev *memdev;
	struct decoders decoders;
	unsigned long long free;

	cxl_memdev_foreach(d->ctx, memdev)
		if (cxl_port_get_dport_by_memdev(port, memdev) && !query_free(d, memdev, &decoders, &free) && free)
			return true;
	return false;
}

static void look_at_port(struct doctor *d, struct cxl_port *port)
{
	struct decoders decoders;
	int rc = count_regions(port, &decoders);

	if (rc)
		doctor_say_unread_of(d, cxl_port_get_devname(port), evidence, rc);
	else if (decoders.all && decoders.used == decoders.all && has_free_below(d, port))
		doctor_say(d, &none_left, cxl_port_get_devname(port),
			   "capacity below it is free, and all of its %d decoders are in use", decoders.all);
}

void check_decoders(struct doctor *d)
{
	struct cxl_memdev *memdev;
	struct cxl_port *port;
	struct cxl_bus *bus;

	cxl_memdev_foreach(d->ctx, memdev)
		look_at_memdev(d, memdev);
	cxl_bus_foreach(d->ctx, bus)
		cxl_port_foreach_all(cxl_bus_get_port(bus), port)
			look_at_port(d, port);
}
