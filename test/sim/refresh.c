// SPDX-License-Identifier: GPL-2.0-or-later
/* Refreshing a context: what it costs, and that it finds all that has changed. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/io.h"
#include "given.h"
#include "sim.h"
#include "tap.h"

#define DEVICES "sys/bus/cxl/devices/"

static int objects;

static void read_decoder(struct cxl_decoder *decoder)
{
	struct cxl_region *region;

	objects++;
	cxl_decoder_get_size(decoder);
	cxl_region_foreach(decoder, region) {
		objects++;
		cxl_region_get_size(region);
	}
}

static void read_below(struct cxl_port *port)
{
	struct cxl_endpoint *endpoint;
	struct cxl_decoder *decoder;
	struct cxl_port *below;

	objects++;
	cxl_decoder_foreach(port, decoder)
		read_decoder(decoder);
	cxl_endpoint_foreach(port, endpoint)
		read_below(cxl_endpoint_get_port(endpoint));
	cxl_port_foreach(port, below)
		read_below(below);
}

/* Makes every object of the machine, and reads its attributes. */
static void read_all(struct cxl_ctx *ctx)
{
	struct cxl_memdev *memdev;
	struct cxl_bus *bus;

	objects = 0;
	cxl_bus_foreach(ctx, bus)
		read_below(cxl_bus_get_port(bus));
	cxl_memdev_foreach(ctx, memdev) {
		objects++;
		cxl_memdev_get_serial(memdev);
	}
}

/* A context that knows the whole machine, and each object's link. */
static struct cxl_ctx *given_all(void)
{
	struct cxl_ctx *ctx = given();

	given_bare_region(ctx);
	read_all(ctx);
	if (cxl_refresh(ctx) < 0)
		return NULL;
	read_all(ctx);
	return ctx;
}

static void test_unchanged(void)
{
	struct cxl_ctx *ctx = given_all();
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem0");
	long before = sim_calls(), calls;

	ok(cxl_refresh(ctx) == 0, "given a machine that nobody changed");
	calls = sim_calls() - before;
	ok(calls <= 4 && objects > 20, "one listing is enough for %d objects: %ld calls", objects, calls);
	before = sim_calls();
	ok(cxl_memdev_get_serial(memdev) == 1 && sim_calls() - before > 4, "a getter reads the attributes");
	before = sim_calls();
	ok(cxl_memdev_get_ram_size(memdev) == 0 && cxl_memdev_get_pmem_size(memdev) == 2 * UNIT &&
	   sim_calls() == before, "all of them at once");
	ok(cxl_memdev_get_by_name(ctx, "mem0") == memdev, "the objects are the same");
	cxl_unref(ctx);
}

/* No event, and no other inode, tells of an attribute. */
static void test_changed_attributes(void)
{
	struct cxl_ctx *ctx = given_all();
	struct cxl_decoder *window = cxl_decoder_get_by_name(ctx, "decoder0.0");
	struct cxl_decoder *decoder = decoder_of(cxl_memdev_get_by_name(ctx, "mem1"));
	struct cxl_region *region = cxl_region_get_by_name(ctx, "region0");
	char path[96];

	ok(cxl_decoder_get_dpa_size(decoder) == 0 && cxl_region_get_interleave_ways(region) != 2,
	   "given a decoder and a region without memory");
	snprintf(path, sizeof(path), DEVICES "%s/mode", cxl_decoder_get_devname(decoder));
	sim_write(path, "ram");
	snprintf(path, sizeof(path), DEVICES "%s/dpa_size", cxl_decoder_get_devname(decoder));
	ok(sim_write(path, "0x10000000") == 0 && sim_write(DEVICES "region0/interleave_ways", "2") == 0,
	   "which another program changes");
	ok(cxl_refresh(ctx) == 0 && cxl_decoder_get_dpa_size(decoder) == UNIT, "the decoder shows it");
	ok(cxl_region_get_interleave_ways(region) == 2, "and the region");
	ok(cxl_region_get_first(window) == region, "which is the same");
	cxl_unref(ctx);
}

static void test_another_of_the_name(void)
{
	struct cxl_ctx *ctx = given_all();
	struct cxl_memdev *memdev = cxl_memdev_ref(cxl_memdev_get_by_name(ctx, "mem1")), *now;
	struct cxl_region *region = cxl_region_ref(cxl_region_get_by_name(ctx, "region0")), *other;

	sim_card_replace(sim_card(2));
	sim_write(DEVICES "decoder0.0/delete_region", "region0");
	sim_write(DEVICES "decoder0.0/create_pmem_region", "region0");
	ok(cxl_refresh(ctx) == 0, "given others by the names of a memdev and a region");
	now = cxl_memdev_get_by_name(ctx, "mem1");
	other = cxl_region_get_by_name(ctx, "region0");
	ok(now && now != memdev && cxl_memdev_get_serial(now) == 0x8002, "the memdev is another");
	ok(other && other != region && cxl_memdev_is_gone(memdev) && cxl_region_is_gone(region),
	   "and the region");
	ok(cxl_memdev_get_serial(memdev) == 2, "what was read of the old one stays");
	cxl_memdev_unref(memdev);
	cxl_region_unref(region);
	cxl_unref(ctx);
}

static void test_gone_and_new(void)
{
	struct cxl_ctx *ctx = given_all();
	int all = objects;

	sim_card_pull(sim_card(2));
	ok(cxl_refresh(ctx) == 0 && !cxl_memdev_get_by_name(ctx, "mem1"), "a memdev that left is not found");
	read_all(ctx);
	ok(objects < all, "nor is its endpoint");
	sim_card_plug(sim_card(2));
	ok(cxl_refresh(ctx) == 0 && cxl_memdev_get_by_name(ctx, "mem1"), "until it comes back");
	read_all(ctx);
	ok(objects == all, "with all it had");
	cxl_unref(ctx);
}

/* Another device whose link was listed is not taken for the one that was seen before. */
static void replace_while_listing(void)
{
	sim_card_replace(sim_card(2));
}

static void test_replaced_meanwhile(void)
{
	struct cxl_ctx *ctx = given();
	struct cxl_memdev *memdev;

	memdev = cxl_memdev_ref(cxl_memdev_get_by_name(ctx, "mem1"));
	sim_look_out(CALL_EXISTS, "mem1/uevent", replace_while_listing);
	ok(cxl_refresh(ctx) == 0 && !sim_looks_out() && cxl_memdev_get_by_name(ctx, "mem1") != memdev,
	   "given one that another replaces after the listing");
	ok(cxl_refresh(ctx) == 0 && cxl_memdev_get_serial(cxl_memdev_get_by_name(ctx, "mem1")) == 0x8002,
	   "the other is found");
	cxl_memdev_unref(memdev);
	cxl_unref(ctx);
}

static const struct io_calls *below;
static bool lists_nothing;

static ssize_t list_or_not(void *machine, int fd, void *buf, size_t len)
{
	return lists_nothing ? -EIO : below->getdents(machine, fd, buf, len);
}

/* Without a listing the library looks at each device. */
static void test_no_listing(void)
{
	struct io_calls calls;
	struct cxl_memdev *memdev;
	struct cxl_ctx *ctx;

	below = given_calls(&calls);
	calls.getdents = list_or_not;
	ctx = given_all();
	memdev = cxl_memdev_ref(cxl_memdev_get_by_name(ctx, "mem1"));
	sim_card_replace(sim_card(2));
	lists_nothing = true;
	ok(cxl_refresh(ctx) == 0, "given a directory that cannot be read");
	lists_nothing = false;
	ok(cxl_memdev_get_by_name(ctx, "mem1") != memdev, "another memdev is seen");
	ok(cxl_memdev_get_by_name(ctx, "mem0") != NULL, "and those that live");
	cxl_memdev_unref(memdev);
	cxl_unref(ctx);
	io_calls_here = below;
}

/* An attribute that cannot be read after a refresh is absent, and something is missing. */
static void test_unreadable(void)
{
	struct cxl_ctx *ctx = given_all();
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, "mem0");

	sim_hide("mem0/serial");
	ok(cxl_refresh(ctx) == 0 && !cxl_get_missing(ctx), "a refresh reads no attribute");
	ok(cxl_memdev_get_serial(memdev) == -1ULL && cxl_get_missing(ctx) == -EIO,
	   "a getter that cannot read it says so");
	ok(!strcmp(cxl_get_missing_name(ctx), "mem0"), "of its memdev");
	sim_hide("");
	ok(cxl_refresh(ctx) == 0 && cxl_memdev_get_serial(memdev) == 1, "until it can");
	cxl_unref(ctx);
}

int main(void)
{
	test_unchanged();
	test_changed_attributes();
	test_another_of_the_name();
	test_gone_and_new();
	test_replaced_meanwhile();
	test_no_listing();
	test_unreadable();
	given_done();
	return tap_done();
}
