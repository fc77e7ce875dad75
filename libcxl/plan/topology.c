// SPDX-License-Identifier: LGPL-2.1-or-later
/* What regions consist of, read once from the objects of the library. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "plan/dpa.h"
#include "plan/holder.h"
#include "plan/order.h"
#include "plan/orphan.h"
#include "plan/room.h"
#include "plan/topology.h"

static void load_free(struct load *load)
{
	if (load)
		free(load->holder);
	free(load);
}

static void device_done(struct device *d)
{
	free(d->holder);
	free(d->load.holder);
}

void topology_free(struct topology *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->nr_windows; i++)
		room_done(&t->windows[i]);
	for (size_t i = 0; i < t->nr_devices; i++)
		device_done(&t->devices[i]);
	for (size_t i = 0; i < t->nr_loads; i++)
		load_free(t->loads[i]);
	free(t->loads);
	free(t->strays);
	free(t->windows);
	free(t->devices);
	free(t);
}

/* Make room for one more element behind @nr of them; NULL without memory. */
static void *grow(void *array, size_t nr, size_t size)
{
	return reallocarray(array, nr + 1, size);
}

/* -- windows -- */

static void read_targets(struct window *w)
{
	struct cxl_target *target;

	for (unsigned int i = 0; i < w->ways && i < WAYS_MAX; i++) {
		target = cxl_decoder_get_target_by_position(w->decoder, i);
		if (!target) {
			w->nr_targets = 0;	/* not to be trusted */
			return;
		}
		w->targets[w->nr_targets++] = (struct window_target){
			.name = cxl_target_get_devname(target),
			.id = cxl_target_get_id(target),
		};
	}
}

/* Only in a window for memory expanders does the kernel make regions. */
static void read_window(struct cxl_decoder *decoder, struct window *w)
{
	bool mem = cxl_decoder_is_mem_capable(decoder);

	*w = (struct window){
		.name = cxl_decoder_get_devname(decoder),
		.root = cxl_port_get_devname(cxl_decoder_get_port(decoder)),
		.start = cxl_decoder_get_resource(decoder),
		.size = cxl_decoder_get_size(decoder),
		.ways = cxl_decoder_get_interleave_ways(decoder),
		.granularity = cxl_decoder_get_interleave_granularity(decoder),
		.capable = {
			[MEMORY_RAM] = mem && cxl_decoder_is_volatile_capable(decoder),
			[MEMORY_PMEM] = mem && cxl_decoder_is_pmem_capable(decoder),
		},
		.qos_class = cxl_root_decoder_get_qos_class(decoder),
		.decoder = decoder,
	};
	read_targets(w);
}

static int add_window(struct topology *t, struct cxl_decoder *decoder)
{
	struct window *more = grow(t->windows, t->nr_windows, sizeof(*more));

	if (!more)
		return -ENOMEM;
	t->windows = more;
	read_window(decoder, &more[t->nr_windows++]);
	return 0;
}

static int add_windows_of(struct topology *t, struct cxl_bus *bus)
{
	struct cxl_decoder *decoder;
	int rc = 0;

	cxl_decoder_foreach(cxl_bus_get_port(bus), decoder)
		if (!rc)
			rc = add_window(t, decoder);
	return rc;
}

static int add_windows(struct topology *t, struct cxl_ctx *ctx,
		       const struct scope *scope)
{
	struct cxl_bus *bus;
	int rc = 0;

	if (scope->window)
		return add_window(t, scope->window);
	if (scope->bus)
		return add_windows_of(t, scope->bus);
	cxl_bus_foreach(ctx, bus)
		if (!rc)
			rc = add_windows_of(t, bus);
	return rc;
}

/* -- the load of ports -- */

/* Where it decodes; false where it does not. What cannot be read is in the way of all. */
static bool read_range(const struct topology *t, struct cxl_decoder *decoder,
		       struct cxl_region *region, struct extent *ret)
{
	if (scope_is_without(t->scope, region) || (!region && !orphan_decodes(decoder)))
		return false;
	ret->size = cxl_decoder_get_size(decoder);
	ret->start = region ? cxl_region_get_resource(region) :
			      cxl_decoder_get_resource(decoder);
	return true;
}

static int add_stray(struct topology *t, struct cxl_decoder *decoder,
		     const struct extent *extent)
{
	struct stray *more = grow(t->strays, t->nr_strays, sizeof(*more));

	if (!more)
		return -ENOMEM;
	t->strays = more;
	more[t->nr_strays++] = (struct stray){
		cxl_decoder_get_devname(decoder), *extent };
	return 0;
}

static int read_decoder(struct topology *t, struct cxl_decoder *decoder,
			struct load *load, struct cxl_decoder **top)
{
	struct cxl_region *region = cxl_decoder_get_region(decoder);
	struct extent range;

	if (!read_range(t, decoder, region, &range)) {
		load->free_decoders++;
		return 0;
	}
	if (!*top || range.start >= load->top_start) {
		*top = decoder;
		load->top = cxl_decoder_get_devname(decoder);
		load->top_start = range.start;
	}
	return region ? 0 : add_stray(t, decoder, &range);
}

static int read_load(struct topology *t, struct cxl_port *port,
		     struct load *load)
{
	struct cxl_decoder *decoder, *top = NULL;
	int rc = 0;

	load->port = cxl_port_get_devname(port);
	cxl_decoder_foreach(port, decoder)
		if (!rc)
			rc = read_decoder(t, decoder, load, &top);
	if (rc || !top)
		return rc;
	load->region = holder_to_destroy(top);
	load->holder = strdup(holder_of_decoder(top).text);
	return load->holder ? 0 : -ENOMEM;
}

/* Ports are shared by many devices: each is read once. */
static int find_load(struct topology *t, struct cxl_port *port,
		     const struct load **ret)
{
	const char *name = cxl_port_get_devname(port);
	struct load **more;

	for (size_t i = 0; i < t->nr_loads; i++)
		if (strcmp(t->loads[i]->port, name) == 0) {
			*ret = t->loads[i];
			return 0;
		}
	more = grow(t->loads, t->nr_loads, sizeof(*more));
	if (!more)
		return -ENOMEM;
	t->loads = more;
	more[t->nr_loads] = calloc(1, sizeof(**more));
	if (!more[t->nr_loads])
		return -ENOMEM;
	*ret = more[t->nr_loads];
	return read_load(t, port, more[t->nr_loads++]);
}

/* -- devices -- */

static void flip_path(struct device *d)
{
	for (unsigned int i = 0; i < d->nr_hops / 2; i++) {
		struct hop other = d->path[d->nr_hops - 1 - i];

		d->path[d->nr_hops - 1 - i] = d->path[i];
		d->path[i] = other;
	}
}

static void add_hop(struct device *d, struct cxl_port *port,
		    struct cxl_dport *dport)
{
	d->path[d->nr_hops++] = (struct hop){
		.port = cxl_port_get_devname(port),
		.dport = cxl_dport_get_devname(dport),
		.dport_id = cxl_dport_get_id(dport),
	};
}

/* From the endpoint up; a path that we cannot follow is none. */
static void read_path(struct device *d, struct cxl_endpoint *endpoint)
{
	struct cxl_port *port = cxl_endpoint_get_parent(endpoint);

	for (; port; port = cxl_port_get_parent(port)) {
		struct cxl_dport *dport =
			cxl_port_get_dport_by_memdev(port, d->memdev);

		if (!dport || d->nr_hops == HOPS_MAX) {
			d->nr_hops = 0;
			return;
		}
		add_hop(d, port, dport);
	}
	flip_path(d);
}

/* Below which dport of a root it is, where it has no endpoint. */
static void read_root(struct device *d, struct cxl_ctx *ctx)
{
	struct cxl_bus *bus;

	cxl_bus_foreach(ctx, bus) {
		struct cxl_port *root = cxl_bus_get_port(bus);
		struct cxl_dport *dport =
			cxl_port_get_dport_by_memdev(root, d->memdev);

		if (dport && !d->nr_hops)
			add_hop(d, root, dport);
	}
}

/* The loads on that path; the root bears none. */
static int read_loads(struct topology *t, struct device *d,
		      struct cxl_endpoint *endpoint)
{
	struct cxl_port *port = cxl_endpoint_get_parent(endpoint);
	unsigned int at = d->nr_hops;
	int rc = 0;

	for (; !rc && at-- > 1; port = cxl_port_get_parent(port))
		rc = find_load(t, port, &d->path[at].load);
	return rc;
}

/* How far the allocations reach in each partition; ram comes first, pmem behind it. */
struct taken {
	uint64_t end[MEMORY_KINDS];
	struct cxl_decoder *last;
};

/* Behind both partitions are those that we do not know: they shut both. */
static enum memory_kind decoder_kind(const struct device *d,
				     struct cxl_decoder *decoder)
{
	uint64_t dpa = cxl_decoder_get_dpa_resource(decoder);

	if (dpa == ULLONG_MAX)
		return cxl_decoder_get_mode(decoder) == CXL_DECODER_MODE_RAM ?
			MEMORY_RAM : MEMORY_PMEM;
	return dpa < d->size[MEMORY_RAM] ? MEMORY_RAM : MEMORY_PMEM;
}

static void take_allocation(const struct device *d, struct cxl_decoder *decoder,
			    struct taken *taken)
{
	uint64_t dpa = cxl_decoder_get_dpa_resource(decoder);
	uint64_t size = cxl_decoder_get_dpa_size(decoder);
	enum memory_kind kind = decoder_kind(d, decoder);
	uint64_t end = dpa == ULLONG_MAX ? taken->end[kind] + size : dpa + size;

	if (end > taken->end[kind])
		taken->end[kind] = end;
	taken->last = decoder;
}

/* Allocations go up from decoder to decoder, and a pmem one skips what ram is left. */
static void read_free_dpa(struct device *d, const struct taken *taken)
{
	uint64_t all = d->size[MEMORY_RAM] + d->size[MEMORY_PMEM];

	d->pmem_start = taken->end[MEMORY_PMEM];
	d->ram_shut = taken->end[MEMORY_PMEM] > d->size[MEMORY_RAM];
	if (!d->ram_shut && taken->end[MEMORY_RAM] < d->size[MEMORY_RAM])
		d->free[MEMORY_RAM] = d->size[MEMORY_RAM] - taken->end[MEMORY_RAM];
	if (taken->end[MEMORY_PMEM] < all)
		d->free[MEMORY_PMEM] = all - taken->end[MEMORY_PMEM];
}

/* The one behind the last that holds any; the kernel takes no other. */
static void read_next_decoder(struct device *d, struct cxl_port *port,
			      struct cxl_decoder *last)
{
	d->decoder = last ? cxl_decoder_get_next(last) : cxl_decoder_get_first(port);
	if (d->decoder)
		d->next_decoder = cxl_decoder_get_devname(d->decoder);
}

static int name_holder(struct device *d, struct cxl_decoder *last)
{
	if (asprintf(&d->holder, "%s holds %s for %s",
		     cxl_decoder_get_devname(last),
		     size_words(cxl_decoder_get_dpa_size(last)).text,
		     holder_of_decoder(last).text) >= 0)
		return 0;
	d->holder = NULL;
	return -ENOMEM;
}

static int read_allocations(struct device *d, struct cxl_endpoint *endpoint,
			    const struct scope *scope)
{
	struct taken taken = { .end = { [MEMORY_PMEM] = d->size[MEMORY_RAM] } };
	struct cxl_port *port = cxl_endpoint_get_port(endpoint);
	struct cxl_decoder *decoder = dpa_unknown(port);

	if (decoder) {
		d->unread = cxl_decoder_get_devname(decoder);
		return 0;
	}
	cxl_decoder_foreach(port, decoder)
		if (cxl_decoder_holds_dpa(decoder) == CXL_DECODER_DPA_HELD &&
		    !scope_is_without(scope, cxl_decoder_get_region(decoder)) &&
		    !scope_frees(scope, decoder))
			take_allocation(d, decoder, &taken);
	read_free_dpa(d, &taken);
	read_next_decoder(d, port, taken.last);
	return taken.last ? name_holder(d, taken.last) : 0;
}

static bool is_below_window(const struct topology *t, const struct device *d)
{
	for (size_t i = 0; i < t->nr_windows; i++)
		if (order_reaches(&t->windows[i], d))
			return true;
	return false;
}

/* What is not there is nothing: accelerators have not all of these. */
static uint64_t size_or_none(unsigned long long size)
{
	return size == ULLONG_MAX ? 0 : size;
}

static void read_memdev(struct cxl_memdev *memdev, struct device *d)
{
	*d = (struct device){
		.name = cxl_memdev_get_devname(memdev),
		.id = cxl_memdev_get_id(memdev),
		.serial = cxl_memdev_get_serial(memdev),
		.enabled = cxl_memdev_is_enabled(memdev) > 0,
		.size = {
			[MEMORY_RAM] = size_or_none(cxl_memdev_get_ram_size(memdev)),
			[MEMORY_PMEM] = size_or_none(cxl_memdev_get_pmem_size(memdev)),
		},
		.qos_class = {
			[MEMORY_RAM] = cxl_memdev_get_ram_qos_class(memdev),
			[MEMORY_PMEM] = cxl_memdev_get_pmem_qos_class(memdev),
		},
		.memdev = memdev,
	};
}

static int read_device(struct topology *t, struct cxl_memdev *memdev,
		       struct device *d)
{
	struct cxl_endpoint *endpoint;
	int rc;

	read_memdev(memdev, d);
	endpoint = d->enabled ? cxl_memdev_get_endpoint(memdev) : NULL;
	if (!endpoint) {
		d->detached = d->enabled;
		read_root(d, cxl_memdev_get_ctx(memdev));
		return 0;
	}
	read_path(d, endpoint);
	if (!is_below_window(t, d))
		return 0;
	rc = read_allocations(d, endpoint, t->scope);
	if (!rc)
		rc = read_load(t, cxl_endpoint_get_port(endpoint), &d->load);
	return rc ? rc : read_loads(t, d, endpoint);
}

static int add_device(struct topology *t, struct cxl_memdev *memdev)
{
	struct device *more = grow(t->devices, t->nr_devices, sizeof(*more));

	if (!more)
		return -ENOMEM;
	t->devices = more;
	return read_device(t, memdev, &more[t->nr_devices++]);
}

static int add_devices(struct topology *t, struct cxl_ctx *ctx,
		       const struct scope *scope)
{
	struct cxl_memdev *memdev;
	int rc = 0;

	for (size_t i = 0; i < scope->nr_memdevs && !rc; i++)
		rc = add_device(t, scope->memdevs[i]);
	if (scope->nr_memdevs)
		return rc;
	cxl_memdev_foreach(ctx, memdev)
		if (!rc)
			rc = add_device(t, memdev);
	return rc;
}

/* -- all of it -- */

static bool leads_to_any(const struct topology *t, const struct window *w)
{
	for (size_t i = 0; i < t->nr_devices; i++)
		if (order_reaches(w, &t->devices[i]))
			return true;
	return false;
}

static int read_rooms(struct topology *t)
{
	int rc = 0;

	for (size_t i = 0; i < t->nr_windows && !rc; i++)
		if (leads_to_any(t, &t->windows[i]))
			rc = room_read(&t->windows[i], t->scope);
	return rc;
}

int topology_read(struct cxl_ctx *ctx, const struct scope *scope,
		  struct topology **ret)
{
	_cleanup_topology_ struct topology *t = calloc(1, sizeof(*t));
	int rc;

	if (!t)
		return -ENOMEM;
	t->scope = scope;
	rc = add_windows(t, ctx, scope);
	if (!rc)
		rc = add_devices(t, ctx, scope);
	if (!rc)
		rc = read_rooms(t);
	if (!rc)
		rc = cxl_get_missing(ctx);	/* no plan with half the truth */
	t->scope = NULL;
	if (rc)
		return rc;
	*ret = take_ptr(t);
	return 0;
}
