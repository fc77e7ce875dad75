// SPDX-License-Identifier: GPL-2.0-or-later
/* Disabling a bus: the library unbinds the driver of its platform device, and the objects below are gone. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "given.h"
#include "machine.h"
#include "tap.h"

#define DEVICE "ACPI0017:00"

/* What the platform driver does on an unbind. */
static enum { LETS_GO, REFUSES, HOLDS_ON } manner;
static char told[64];

static int unbind(struct sim_node *node, const char *text)
{
	snprintf(told, sizeof(told), "%.*s", (int)strcspn(text, "\n"), text);
	if (manner == REFUSES)
		return -EINVAL;
	if (manner == LETS_GO) {
		sim_child_remove(sim->root_port->device, "driver");
		sim_port_remove(sim->root_port);
	}
	return 0;
}

static const struct sim_attr unbinding = { "unbind", 0200, NULL, unbind };

/* The bus of a machine whose platform device has a driver. */
static struct cxl_bus *given_bus(struct cxl_ctx **ctx)
{
	struct sim_node *driver;

	*ctx = given();
	driver = sim_dirs_add(sim->root, "sys/bus/platform/drivers/cxl_acpi");
	sim_attr_add(driver, &unbinding, NULL, 0);
	sim_link_add(sim->root_port->device, "driver", driver);
	*told = '\0';
	return cxl_bus_get_first(*ctx);
}

static void test_names(void)
{
	struct cxl_ctx *ctx;
	struct cxl_bus *bus = given_bus(&ctx);

	ok(!strcmp(cxl_bus_get_devname(bus), "root0") && cxl_bus_get_id(bus) == 0 &&
	   !strcmp(cxl_bus_get_provider(bus), "ACPI.CXL"), "a bus and its provider");
	ok(cxl_port_to_bus(cxl_bus_get_port(bus)) == bus && !cxl_bus_get_next(bus) &&
	   cxl_memdev_get_bus(cxl_memdev_get_by_name(ctx, "mem3")) == bus,
	   "it is the bus of all");
	cxl_unref(ctx);
}

static void test_disabling(void)
{
	struct cxl_ctx *ctx;
	struct cxl_bus *bus = given_bus(&ctx);
	struct cxl_port *port = cxl_port_get_by_name(ctx, "port1");

	manner = LETS_GO;
	ok(cxl_bus_disable_invalidate(bus) == 0 && !strcmp(told, DEVICE),
	   "its driver lets the device go");
	ok(!cxl_bus_get_first(ctx) && !cxl_bus_get_by_provider(ctx, "ACPI.CXL"),
	   "the bus is no longer found");
	ok(cxl_port_get_id(port) == 1 && !strcmp(cxl_bus_get_devname(bus), "root0"),
	   "who has a pointer may go on looking");
	cxl_unref(ctx);
	ok(sim_open_fds(0) == 0, "no file stays open");
}

/* Given a bus that left: its platform device may have a driver again, of which another bus came. */
static void test_another(void)
{
	struct cxl_ctx *ctx;
	struct cxl_bus *bus = given_bus(&ctx);

	manner = LETS_GO;
	sim_port_remove(sim->root_port);
	ok(cxl_bus_disable_invalidate(bus) == -ENODEV && !*told,
	   "who means a bus that left does not take the next one");
	cxl_unref(ctx);
	bus = given_bus(&ctx);
	sim_child_remove(sim->root_port->device, "driver");
	sim_port_remove(sim->root_port);
	ok(cxl_bus_disable_invalidate(bus) == 0 && !*told, "a device without a driver is done with");
	cxl_unref(ctx);
}

static void test_refusals(void)
{
	static const struct {
		int manner, rc;
		const char *what;
	} rows[] = {
		{ REFUSES, -EINVAL, "a driver that refuses" },
		{ HOLDS_ON, -EBUSY, "a driver that says yes and holds on" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct cxl_ctx *ctx;
		struct cxl_bus *bus = given_bus(&ctx);

		manner = rows[i].manner;
		ok(cxl_bus_disable_invalidate(bus) == rows[i].rc &&
		   cxl_error_get_errno(cxl_get_error(ctx)) == -rows[i].rc, "%s",
		   rows[i].what);
		ok(cxl_bus_get_first(ctx) == bus && cxl_port_get_by_name(ctx, "port1"),
		   "leaves the bus as it was");
		cxl_unref(ctx);
	}
}

int main(void)
{
	test_names();
	test_disabling();
	test_another();
	test_refusals();
	given_done();
	return tap_done();
}
