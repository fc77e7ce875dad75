// SPDX-License-Identifier: GPL-2.0-or-later
/* A machine built from its description. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "core/io.h"
#include "machine.h"

#define SWITCH_BUS 8		/* one switch below each host bridge at most */
#define WINDOWS_START 0x4d0000000ULL

const struct sim_spec sim_mixed = {
	.name = "mixed",
	.bridges = { { 0x0c, 2 }, { 0xde, 2 } },
	.windows = {
		{ 16 * UNIT, 256, 1, { 0 }, true, true },
		{ 16 * UNIT, 256, 1, { 1 }, true, true },
		{ 16 * UNIT, 4096, 2, { 0, 1 }, true, true },
	},
	.cards = {
		{ 0, 0, NO_SWITCH, 0, 2 * UNIT, 1 },
		{ 0, 1, NO_SWITCH, 2 * UNIT, 0, 2 },
		{ 1, 0, NO_SWITCH, 0, 2 * UNIT, 3 },
		{ 1, 1, NO_SWITCH, 2 * UNIT, 0, 4 },
	},
};

/* ---- files that are no devices ---------------------------------------------- */

static void make_places(void)
{
	struct sim_node *proc;

	sim->root = sim_dir_add(NULL, "", NULL);
	sim_events_make();
	sim->devices = sim_dirs_add(sim->root, "sys/bus/cxl/devices");
	sim->drivers = sim_dirs_add(sim->root, "sys/bus/cxl/drivers");
	sim->dev = sim_dirs_add(sim->root, "dev/cxl");
	sim->memory = sim_dirs_add(sim->root, "sys/devices/system/memory");
	sim_text_add(sim->memory, "block_size_bytes", "8000000\n");
	sim_dax_make();
	sim_dirs_add(sim->root, "sys/kernel/debug")->debugfs = true;
	sim->debugfs = sim_dirs_add(sim->root, "sys/kernel/debug/cxl");
	proc = sim_dirs_add(sim->root, "proc");
	sim_text_add(proc, "mounts", "sysfs /sys sysfs rw 0 0\n"
		     "debugfs /sys/kernel/debug debugfs rw 0 0\n");
	sim_text_add(proc, "swaps", "Filename Type Size Used Priority\n");
	sim_text_add(sim_dirs_add(proc, "self"), "mountinfo",
		     "22 1 0:21 / /sys rw - sysfs sysfs rw\n");
	sim_link_add(sim_dirs_add(proc, "self/ns"), "pid",
		     sim_dir_add(sim->root, "pid:[4026531836]", NULL));
}

static struct sim_node *pci_device(struct sim_node *above, const char *name)
{
	struct sim_node *dir = sim_dir_add(above, name, NULL);

	sim_text_add(dir, "uevent", "PCI_SLOT_NAME=%s\n", name);
	return dir;
}

/* ---- ports ------------------------------------------------------------- */

static void add_switch_decoders(struct sim_port *port)
{
	for (int i = 0; i < SIM_DECODERS; i++) {
		struct sim_decoder *d =
			sim_decoder_add(port, "cxl_decoder_switch");

		d->nr_targets = 1;	/* as it was reset: the first dport */
	}
	sim_driver_bind(port->dir, "cxl_port");
	port->bound = true;
}

static void make_root(void)
{
	struct sim_node *device = sim_dirs_add(
		sim->root, "sys/devices/platform/ACPI0017:00");

	sim->root_port = sim_port_new(SIM_ROOT, NULL, NULL, device);
	sim->root_port->bound = true;
}

static const struct sim_switch_spec *switch_at(int bridge, int root_port)
{
	for (int i = 0; i < SIM_BRIDGES; i++) {
		const struct sim_switch_spec *s = &sim->spec.switches[i];

		if (s->downstream && s->bridge == bridge &&
		    s->root_port == root_port)
			return s;
	}
	return NULL;
}

/* Slots are made where a description's card can be: one below each last dport. */
static void add_slot(struct sim_port *port, struct sim_dport *dport, int bus)
{
	struct sim_slot *slot = &sim->slots[sim->nr_slots++];

	slot->port = port;
	slot->dport = dport;
	snprintf(slot->device, sizeof(slot->device), "0000:%02x:00.0", bus);
}

static void make_switch(struct sim_port *above, struct sim_dport *dport,
			int bus, int downstream)
{
	struct sim_port *port;
	struct sim_node *upstream;
	char name[32];

	snprintf(name, sizeof(name), "0000:%02x:00.0", bus);
	upstream = pci_device(dport->device, name);
	port = sim_port_new(SIM_SWITCH, above, dport, upstream);
	for (int i = 0; i < downstream; i++) {
		snprintf(name, sizeof(name), "0000:%02x:%02x.0", bus + 1, i);
		add_slot(port, sim_dport_add(port, i, pci_device(upstream, name)),
			 bus + 2 + i);
	}
	add_switch_decoders(port);
}

static void make_bridge(int index)
{
	const struct sim_bridge_spec *spec = &sim->spec.bridges[index];
	struct sim_node *device, *devices;
	struct sim_port *port;
	char name[32];

	devices = sim_dirs_add(sim->root, "sys/devices");
	snprintf(name, sizeof(name), "pci0000:%02x", spec->bus);
	device = sim_dir_add(devices, name, NULL);
	sim_text_add(device, "uevent", "\n");
	port = sim_port_new(SIM_BRIDGE, sim->root_port,
			    sim_dport_add(sim->root_port, spec->bus, device),
			    device);
	for (int i = 0; i < spec->root_ports; i++) {
		snprintf(name, sizeof(name), "0000:%02x:%02x.0", spec->bus, i);
		sim_dport_add(port, i, pci_device(device, name));
	}
	add_switch_decoders(port);
	for (int i = 0; i < spec->root_ports; i++) {
		const struct sim_switch_spec *s = switch_at(index, i);
		int bus = spec->bus + 1 + i;

		if (s)
			make_switch(port, &port->dports[i],
				    spec->bus + SWITCH_BUS, s->downstream);
		else
			add_slot(port, &port->dports[i], bus);
	}
}

/* ---- windows ----------------------------------------------------------- */

static void make_window(const struct sim_window_spec *spec, uint64_t *start)
{
	struct sim_decoder *d = sim_decoder_add(sim->root_port,
						"cxl_decoder_root");

	d->start = *start;
	d->size = spec->size;
	*start += spec->size;
	d->granularity = spec->granularity ? spec->granularity : 256;
	d->ways = (unsigned int)spec->nr_bridges;
	d->nr_targets = spec->nr_bridges;
	for (int i = 0; i < spec->nr_bridges; i++)
		d->targets[i] = sim->spec.bridges[spec->bridges[i]].bus;
	d->ram = spec->ram;
	d->pmem = spec->pmem;
	d->next_region = sim_region_id_take();
	sim_text_add(d->dir, "cap_pmem", "%d\n", spec->pmem);
	sim_text_add(d->dir, "cap_ram", "%d\n", spec->ram);
	sim_text_add(d->dir, "cap_type2", "1\n");
	sim_text_add(d->dir, "cap_type3", "1\n");
	sim_text_add(d->dir, "qos_class", "0\n");
	if (spec->ram)
		sim_attrs_add(d->dir, sim_create_ram, d);
	if (spec->pmem)
		sim_attrs_add(d->dir, sim_create_pmem, d);
	sim_attrs_add(d->dir, sim_delete, d);
}

/* ---- cards ------------------------------------------------------------- */

static struct sim_slot *slot_at(const struct sim_card_spec *spec)
{
	const struct sim_bridge_spec *bridge = &sim->spec.bridges[spec->bridge];
	int bus = bridge->bus + 1 + spec->root_port;
	char device[32];

	if (spec->downstream != NO_SWITCH)
		bus = bridge->bus + SWITCH_BUS + 2 + spec->downstream;
	snprintf(device, sizeof(device), "0000:%02x:00.0", bus);
	for (int i = 0; i < sim->nr_slots; i++)
		if (!strcmp(sim->slots[i].device, device))
			return &sim->slots[i];
	return NULL;
}

static void make_card(const struct sim_card_spec *spec)
{
	struct sim_card *card = sim_alloc(sizeof(*card));

	card->serial = spec->serial;
	card->ram = spec->ram;
	card->pmem = spec->pmem;
	sim_card_init(card, spec->labels ? spec->labels : SIM_LABELS);
	strcpy(card->firmware, "BWFW VERSION 00");
	card->slot = slot_at(spec);
	card->slot->card = card;
	sim->cards[sim->nr_cards++] = card;
	sim_card_plug(card);
}

/* Slots that stay empty are nobody's. */
static void drop_empty_slots(void)
{
	int kept = 0;

	for (int i = 0; i < sim->nr_slots; i++) {
		if (!sim->slots[i].card)
			continue;
		sim->slots[kept] = sim->slots[i];
		sim->slots[kept].card->slot = &sim->slots[kept];
		kept++;
	}
	sim->nr_slots = kept;
}

static void make_bridge_of_nvdimms(void)
{
	struct sim_node *dir = sim_dir_add(sim->root_port->dir,
					   "nvdimm-bridge0", NULL);

	sim_device_add(dir, "cxl_nvdimm_bridge", 1);
	sim_driver_bind(dir, "cxl_nvdimm_bridge");
}

void sim_make(const struct sim_spec *spec)
{
	uint64_t start = WINDOWS_START;

	if (!sim)
		sim_arena_make();
	sim_trace_make();
	memset(sim, 0, sizeof(*sim));
	sim->used = (sizeof(*sim) + 63) & ~63ul;
	sim->spec = *spec;
	sim->all_allowed = true;
	sim->now_ns = 1;
	make_places();
	sim_drivers_make();
	make_root();
	for (int i = 0; i < SIM_WINDOWS && spec->windows[i].nr_bridges; i++)
		make_window(&spec->windows[i], &start);
	for (int i = 0; i < SIM_BRIDGES && spec->bridges[i].bus; i++)
		make_bridge(i);
	make_bridge_of_nvdimms();
	for (int i = 0; i < SIM_CARDS && spec->cards[i].serial; i++)
		make_card(&spec->cards[i]);
	drop_empty_slots();
	if (spec->pci_slots)
		sim_pci_slots_make();
	io_calls_here = sim_tell_begin() ? &sim_told_calls : &sim_io_calls;
	io_machine_here = sim;
}

/* ---- an administrator's hand ------------------------------------------- */

int sim_write(const char *path, const char *text)
{
	struct sim_node *node;
	int rc = sim_walk(sim->root, path, true, &node);

	if (rc < 0)
		return rc;
	if (node->type != SIM_ATTR || !node->attr->store)
		return -EACCES;
	return node->attr->store(node, text);
}

const char *sim_text(const char *path)
{
	static char text[SIM_TEXT_MAX];
	struct sim_node *node;

	*text = '\0';
	if (sim_walk(sim->root, path, true, &node) == 0 &&
	    node->type == SIM_ATTR && node->attr->show)
		node->attr->show(node, text);
	text[strcspn(text, "\n")] = '\0';
	return text;
}
