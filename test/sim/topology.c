// SPDX-License-Identifier: GPL-2.0-or-later
/* What the library shows of a machine with host bridges, a switch and regions: who stands where. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <uuid/uuid.h>
#define HAVE_UUID
#include <cxl/libcxl.h>

#include "given.h"
#include "sim.h"
#include "tap.h"

static struct cxl_port *root_of(struct cxl_ctx *ctx)
{
	return cxl_bus_get_port(cxl_bus_get_first(ctx));
}

/* ---- ports --------------------------------------------------------------- */

static void test_walking_ports(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_port *root = root_of(ctx), *port;
	char seen[128] = "";

	cxl_port_foreach_all(root, port) {
		strcat(strcat(seen, cxl_port_get_devname(port)), " ");
		ok(cxl_port_is_switch(port) && !cxl_port_is_root(port) &&
		   !cxl_port_is_endpoint(port) && cxl_port_get_ctx(port) == ctx &&
		   cxl_port_get_by_name(ctx, cxl_port_get_devname(port)) == port,
		   "%s is a switch", cxl_port_get_devname(port));
	}
	ok(!strcmp(seen, "port1 port2 port3 "), "all ports, from above: %s", seen);
	ok(cxl_port_is_root(root) && !cxl_port_is_switch(root) &&
	   !cxl_port_get_parent(root) && !cxl_port_get_next(root), "a root is alone");
	cxl_unref(ctx);
}

static const struct {
	const char *name, *parent, *host;
	int id, depth, dports, parent_dport;
} ports[] = {
	{ "root0", NULL, "ACPI0017:00", 0, 0, 2, -1 },
	{ "port1", "root0", "pci0000:0c", 1, 1, 2, -1 },
	{ "port2", "root0", "pci0000:de", 2, 1, 2, -1 },
	{ "port3", "port2", "0000:e6:00.0", 3, 2, 2, 0 },
	{ "endpoint4", "port1", "mem0", 4, 2, 0, 0 },
	{ "endpoint5", "port1", "mem1", 5, 2, 0, 1 },
	{ "endpoint6", "port3", "mem2", 6, 3, 0, 0 },
	{ "endpoint7", "port3", "mem3", 7, 3, 0, 1 },
};

static void test_ports(void)
{
	struct cxl_ctx *ctx = given();

	for (size_t i = 0; i < sizeof(ports) / sizeof(*ports); i++) {
		struct cxl_port *port = cxl_port_get_by_name(ctx, ports[i].name);
		struct cxl_port *parent = port ? cxl_port_get_parent(port) : NULL;
		struct cxl_dport *dport = port ? cxl_port_get_parent_dport(port) : NULL;

		ok(port && cxl_port_get_id(port) == ports[i].id &&
		   cxl_port_get_depth(port) == ports[i].depth &&
		   cxl_port_get_nr_dports(port) == ports[i].dports &&
		   !strcmp(cxl_port_get_host(port), ports[i].host) &&
		   cxl_port_decoders_committed(port) == 0, "%s", ports[i].name);
		ok(cxl_port_get_bus(port) == (cxl_port_is_enabled(port) ?
					      cxl_bus_get_first(ctx) : NULL),
		   "with a driver it has a bus");
		ok(parent ? !strcmp(cxl_port_get_devname(parent), ports[i].parent) :
			    !ports[i].parent, "its parent");
		ok(dport ? cxl_dport_get_id(dport) == ports[i].parent_dport &&
			   cxl_dport_get_port(dport) == parent :
			   ports[i].parent_dport < 0, "and the dport that leads to it");
	}
	cxl_unref(ctx);
}

/* ---- ways to a memdev ---------------------------------------------------- */

static void test_ways(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_memdev *mem1 = cxl_memdev_get_by_name(ctx, "mem1");
	struct cxl_memdev *mem3 = cxl_memdev_get_by_name(ctx, "mem3");
	struct cxl_port *root = root_of(ctx);
	struct cxl_port *port1 = cxl_port_get_by_name(ctx, "port1");
	struct cxl_port *port3 = cxl_port_get_by_name(ctx, "port3");
	struct cxl_dport *dport;

	ok(cxl_port_hosts_memdev(root, mem1) && cxl_port_hosts_memdev(port1, mem1) &&
	   !cxl_port_hosts_memdev(port3, mem1) && cxl_port_hosts_memdev(port3, mem3),
	   "ports host what is below them");
	dport = cxl_port_get_dport_by_memdev(root, mem3);
	ok(dport && cxl_dport_get_id(dport) == 0xde &&
	   !strcmp(cxl_dport_get_devname(dport), "pci0000:de"), "the root's way to mem3");
	dport = cxl_port_get_dport_by_memdev(port3, mem3);
	ok(dport && cxl_dport_get_id(dport) == 1, "the switch's way");
	ok(cxl_memdev_get_dport(mem3) == dport, "which is the lowest one");
	dport = cxl_port_get_dport_by_memdev(root, mem1);
	ok(dport && cxl_port_get_upper_dport(port1) == dport && !cxl_port_get_upper_dport(root),
	   "a host bridge has a dport above it, the root has none");
	ok(!cxl_port_get_dport_by_memdev(port1, mem3), "no way of the other host bridge");
	cxl_unref(ctx);
}

/* A memdev without a driver has no endpoint: then the device tree tells. */
static void test_way_without_endpoint(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_memdev *mem3 = cxl_memdev_get_by_name(ctx, "mem3");
	struct cxl_dport *dport;

	ok(cxl_memdev_disable_invalidate(mem3) == 0, "given a memdev without a driver");
	ok(!cxl_port_hosts_memdev(root_of(ctx), mem3), "no port hosts it");
	dport = cxl_port_get_dport_by_memdev(root_of(ctx), mem3);
	ok(dport && cxl_dport_get_id(dport) == 0xde, "but there is a way to it");
	dport = cxl_memdev_get_dport(mem3);
	ok(dport && cxl_dport_get_id(dport) == 1, "down to the switch");
	ok(!cxl_dport_maps_memdev(cxl_dport_get_first(root_of(ctx)), mem3) &&
	   cxl_dport_maps_memdev(cxl_dport_get_next(cxl_dport_get_first(root_of(ctx))), mem3),
	   "by one dport of two");
	cxl_unref(ctx);
}

/* ---- endpoints ----------------------------------------------------------- */

static void test_endpoints(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_port *port3 = cxl_port_get_by_name(ctx, "port3");
	struct cxl_memdev *mem2 = cxl_memdev_get_by_name(ctx, "mem2");
	struct cxl_endpoint *endpoint = cxl_endpoint_get_first(port3), *next;

	ok(endpoint && cxl_endpoint_get_id(endpoint) == 6 &&
	   !strcmp(cxl_endpoint_get_devname(endpoint), "endpoint6") &&
	   !strcmp(cxl_endpoint_get_host(endpoint), "mem2") &&
	   cxl_endpoint_get_ctx(endpoint) == ctx && cxl_endpoint_is_enabled(endpoint) &&
	   cxl_endpoint_get_parent(endpoint) == port3 &&
	   cxl_endpoint_get_bus(endpoint) == cxl_bus_get_first(ctx), "the first of a switch");
	ok(cxl_endpoint_get_memdev(endpoint) == mem2 &&
	   cxl_memdev_get_endpoint(mem2) == endpoint &&
	   cxl_port_to_endpoint(cxl_endpoint_get_port(endpoint)) == endpoint &&
	   !cxl_port_to_endpoint(port3), "it and its memdev know each other");
	next = cxl_endpoint_get_next(endpoint);
	ok(next && cxl_endpoint_get_id(next) == 7 && !cxl_endpoint_get_next(next),
	   "one more, and no others");
	ok(!cxl_endpoint_get_first(cxl_port_get_by_name(ctx, "port2")),
	   "those are not of the port above");
	ok(cxl_memdev_disable_invalidate(mem2) == 0 &&
	   cxl_endpoint_get_id(endpoint) == 6 && !cxl_endpoint_get_memdev(endpoint) &&
	   cxl_endpoint_get_first(port3) != endpoint, "gone with the driver of its memdev");
	cxl_unref(ctx);
}

/* ---- decoders ------------------------------------------------------------ */

static void test_walking_decoders(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_port *port = cxl_port_get_by_name(ctx, "port1");
	struct cxl_decoder *first = cxl_decoder_get_first(port), *decoder;
	int up = 0, down = 0;

	cxl_decoder_foreach(port, decoder)
		up += cxl_decoder_get_id(decoder) == up &&
		      cxl_decoder_get_port(decoder) == port &&
		      cxl_decoder_get_ctx(decoder) == ctx;
	ok(up > 1, "decoders ascend");
	cxl_decoder_foreach_reverse(port, decoder)
		down += cxl_decoder_get_id(decoder) == up - 1 - down;
	ok(down == up && !cxl_decoder_get_prev(first), "and descend");
	cxl_unref(ctx);
}

static void test_window(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_decoder *window = cxl_decoder_get_by_name(ctx, "decoder0.1");
	struct cxl_target *target = cxl_decoder_get_target_by_position(window, 0);

	ok(cxl_decoder_get_size(window) == 16 * UNIT &&
	   cxl_decoder_get_resource(window) != ULLONG_MAX &&
	   cxl_decoder_get_interleave_ways(window) == 1 &&
	   cxl_decoder_get_interleave_granularity(window) == 256 &&
	   cxl_decoder_get_nr_targets(window) == 1, "a window's place");
	ok(cxl_decoder_is_pmem_capable(window) && cxl_decoder_is_volatile_capable(window) &&
	   cxl_decoder_is_mem_capable(window) && cxl_decoder_is_accelmem_capable(window) &&
	   !cxl_decoder_is_locked(window) && cxl_root_decoder_get_qos_class(window) == 0,
	   "what it can");
	ok(cxl_decoder_get_mode(window) == CXL_DECODER_MODE_NONE &&
	   !cxl_decoder_get_mode_name(window) && !cxl_decoder_get_region(window) &&
	   cxl_decoder_get_dpa_size(window) == ULLONG_MAX &&
	   cxl_decoder_get_dpa_resource(window) == ULLONG_MAX &&
	   !cxl_decoder_get_memdev(window), "it maps no memory of a device");
	ok(target && cxl_target_get_id(target) == 0xde &&
	   cxl_target_get_position(target) == 0 &&
	   !strcmp(cxl_target_get_devname(target), "pci0000:de") &&
	   cxl_target_maps_memdev(target, cxl_memdev_get_by_name(ctx, "mem2")),
	   "its target");
	ok(!cxl_decoder_get_target_by_position(window, 1) && !cxl_target_get_next(target) &&
	   cxl_decoder_get_target_by_memdev(window, cxl_memdev_get_by_name(ctx, "mem2")) ==
	   target, "is the only one");
	ok(!cxl_decoder_get_target_by_memdev(window, cxl_memdev_get_by_name(ctx, "mem0")),
	   "and leads to no memdev of the other");
	cxl_unref(ctx);
}

static void test_endpoint_decoder(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem1");
	struct cxl_decoder *decoder = decoder_of(memdev);

	ok(cxl_decoder_get_memdev(decoder) == memdev &&
	   cxl_decoder_get_target_type(decoder) == CXL_DECODER_TTYPE_EXPANDER &&
	   cxl_decoder_is_pmem_capable(decoder) &&
	   cxl_root_decoder_get_qos_class(decoder) == -EINVAL &&
	   cxl_decoder_get_max_available_extent(decoder) == 0, "an endpoint's decoder");
	ok(cxl_decoder_get_mode(decoder) == CXL_DECODER_MODE_NONE &&
	   !cxl_decoder_get_region_name(decoder), "idle at first");
	ok(cxl_decoder_set_mode(decoder, CXL_DECODER_MODE_RAM) == 0 &&
	   cxl_decoder_get_mode(decoder) == CXL_DECODER_MODE_RAM &&
	   !strcmp(cxl_decoder_get_mode_name(decoder), "ram"), "then of a kind");
	ok(cxl_decoder_set_dpa_size(decoder, UNIT) == 0 &&
	   cxl_decoder_get_dpa_size(decoder) == UNIT &&
	   cxl_decoder_get_dpa_resource(decoder) == 0, "then with memory");
	ok(cxl_decoder_set_dpa_size(decoder, 0) == 0 &&
	   cxl_decoder_get_dpa_size(decoder) == 0, "and without");
	sim_card_pull(sim_card(2));
	ok(cxl_decoder_is_gone(decoder) &&
	   cxl_decoder_set_dpa_size(decoder, UNIT) == -ENODEV, "then gone");
	cxl_unref(ctx);
}

/* ---- regions ------------------------------------------------------------- */

static void test_region(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_region *region = given_region(ctx);
	struct cxl_decoder *decoder = decoder_of(cxl_memdev_get_by_name(ctx, "mem1"));

	ok(cxl_region_get_id(region) == 0 &&
	   cxl_region_get_size(region) == UNIT &&
	   cxl_region_get_resource(region) ==
	   cxl_decoder_get_resource(cxl_region_get_decoder(region)) &&
	   cxl_region_get_interleave_ways(region) == 1 &&
	   cxl_region_get_interleave_granularity(region) == 256 &&
	   cxl_region_get_mode(region) == CXL_DECODER_MODE_RAM &&
	   cxl_region_get_extended_linear_cache_size(region) == 0, "a region's place");
	ok(cxl_region_decode_is_committed(region) && cxl_region_is_enabled(region) &&
	   cxl_region_locked_state(region) != CXL_REGION_LOCKED, "and state");
	ok(cxl_region_get_target_decoder(region, 0) == decoder &&
	   !cxl_region_get_target_decoder(region, 1), "its member");
	ok(cxl_decoder_refresh(decoder) == 0 &&
	   !strcmp(cxl_decoder_get_region_name(decoder), "region0") &&
	   cxl_decoder_get_region(decoder) == region, "which knows it");
	ok(cxl_refresh(ctx) == 0 &&
	   cxl_port_decoders_committed(cxl_port_get_by_name(ctx, "port1")) == 1 &&
	   cxl_port_decoders_committed(cxl_port_get_by_name(ctx, "port2")) == 0,
	   "and the ports on the way");
	cxl_unref(ctx);
}

static void test_making_regions(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_decoder *window = cxl_decoder_get_by_name(ctx, "decoder0.0");
	struct cxl_region *region = cxl_decoder_create_pmem_region(window), *other;
	uuid_t uuid, same;

	uuid_generate(uuid);
	cxl_region_get_uuid(region, same);
	ok(uuid_is_null(same) && cxl_region_set_uuid(region, uuid) == 0,
	   "a pmem region gets its uuid");
	cxl_region_get_uuid(region, same);
	ok(!uuid_compare(uuid, same), "and shows it");
	other = cxl_decoder_create_pmem_region(window);
	ok(other && cxl_region_set_uuid(other, uuid) == -EBUSY, "no other gets the same");
	uuid_clear(uuid);
	ok(cxl_region_set_uuid(other, uuid) == -EINVAL, "nor one of zeros");
	ok(cxl_region_set_interleave_ways(region, 5) == -EINVAL &&
	   cxl_region_set_interleave_granularity(region, 100) == -EINVAL,
	   "no ways of five, no granules of 100");
	ok(cxl_region_decode_is_committed(region) == 0 &&
	   cxl_region_get_resource(region) == 0, "and no place so far");
	ok(!cxl_decoder_create_ram_region(decoder_of(cxl_memdev_get_by_name(ctx, "mem1"))) &&
	   errno == EINVAL, "a region needs a window");
	ok(cxl_region_set_target(region, 0, NULL) == -ENXIO &&
	   cxl_region_set_target(region, 0, window) < 0, "no member is no decoder of an endpoint");
	cxl_unref(ctx);
}

/* Only one takes a position, and only once. */
static void test_taking_positions(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_region *region = given_region(ctx);
	struct cxl_decoder *decoder = decoder_of(cxl_memdev_get_by_name(ctx, "mem1"));
	struct cxl_decoder *other = decoder_of(cxl_memdev_get_by_name(ctx, "mem0"));

	ok(cxl_region_set_target(region, 0, decoder) == 0, "who is there is there");
	ok(cxl_region_set_target(region, 0, other) == -EBUSY, "and no other");
	ok(cxl_region_delete(region) == -EBUSY &&
	   cxl_region_clear_target(region, 0) == -EBUSY &&
	   cxl_region_clear_all_targets(region) == -EBUSY, "as long as it is enabled");
	sim_card_pull(sim_card(2));
	ok(cxl_region_set_target(region, 0, decoder) == -ENODEV, "not who has left");
	ok(sim_violations() == 0, "no rule is broken: %s", sim_first_violation());
	cxl_unref(ctx);
}

/* A window's largest gap; by the regions' names, and by the regions. */
static unsigned long long gap(struct cxl_ctx *ctx, bool listed)
{
	struct cxl_decoder *window = cxl_decoder_get_by_name(ctx, "decoder0.0");

	if (listed)
		cxl_region_get_first(window);
	return cxl_decoder_get_max_available_extent(window);
}

static struct cxl_region *sized(struct cxl_ctx *ctx, unsigned long long size)
{
	struct cxl_region *region = given_bare_region(ctx);

	if (cxl_region_set_interleave_granularity(region, 256) ||
	    cxl_region_set_interleave_ways(region, 1) ||
	    cxl_region_set_size(region, size))
		return NULL;
	return region;
}

static void test_gaps(void)
{
	struct cxl_ctx *ctx = given(), *another;
	struct cxl_region *first, *second;

	ok(gap(ctx, false) == 16 * UNIT, "an empty window is one gap");
	first = sized(ctx, 10 * UNIT);
	second = sized(ctx, 2 * UNIT);
	ok(first && second && gap(ctx, true) == 4 * UNIT, "behind the regions is one");
	ok(!sized(ctx, 5 * UNIT) &&
	   cxl_error_get_errno(cxl_get_error(ctx)) == ERANGE, "which holds no more");
	ok(cxl_region_delete(first) == 0 && gap(ctx, true) == 10 * UNIT,
	   "before them another");
	if (ok(cxl_new(&another) == 0, "another context")) {
		ok(gap(another, false) == 10 * UNIT, "sees the same without making regions");
		cxl_unref(another);
	}
	cxl_unref(ctx);
}

/* One of a name that left, and a new one of that name. */
static void test_names_again(void)
{
	struct cxl_ctx *ctx = given(), *another;
	struct cxl_region *region = cxl_region_ref(given_bare_region(ctx)), *next;

	if (!ok(cxl_new(&another) == 0 &&
		cxl_region_delete(cxl_region_get_by_name(another, "region0")) == 0,
		"another program deletes a region"))
		return;
	ok(cxl_region_is_gone(region) && cxl_region_delete(region) == -ENODEV,
	   "who made it finds it gone");
	next = given_bare_region(ctx);
	ok(next && next != region && !cxl_region_is_gone(next), "the next one is another");
	ok(cxl_region_set_size(region, UNIT) == -ENODEV &&
	   cxl_region_get_size(next) == 0, "and is not touched through the first");
	cxl_region_unref(region);
	cxl_unref(another);
	cxl_unref(ctx);
	ok(sim_open_fds(0) == 0, "no file stays open");
}

static void test_turns(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_decoder *window = cxl_decoder_get_by_name(ctx, "decoder0.0");

	ok(cxl_decoder_lock(decoder_of(cxl_memdev_get_by_name(ctx, "mem1"))) == -EINVAL,
	   "only windows are locked");
	ok(cxl_decoder_lock(window) == 0 && cxl_decoder_lock(window) == 0,
	   "who has it may take it again");
	cxl_decoder_unlock(window);
	ok(cxl_region_delete(given_bare_region(ctx)) == 0, "and work in it");
	cxl_unref(ctx);
	ok(sim_open_fds(0) == 0, "the end closes what is still open");
}

int main(void)
{
	test_walking_ports();
	test_ports();
	test_ways();
	test_way_without_endpoint();
	test_endpoints();
	test_walking_decoders();
	test_window();
	test_endpoint_decoder();
	test_region();
	test_making_regions();
	test_taking_positions();
	test_gaps();
	test_names_again();
	test_turns();
	given_done();
	return tap_done();
}
