// SPDX-License-Identifier: GPL-2.0-or-later
/* Memdevs: cards that are plugged, pulled and replaced, and their driver. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

#define DETACH_NS 20000000	/* how long a detach keeps a bind away */
#define SANITIZE_NS 2500000000

/* ---- appearing --------------------------------------------------------- */

static int memdev_id(void)
{
	int id = 0;

	while (sim->memdevs[id])
		id++;
	return id;
}

/* The driver at the lower end knows the classes; the files come with it. */
static void add_qos(struct sim_memdev *memdev)
{
	static const char *const kinds[] = { "ram", "pmem" };

	for (int i = 0; i < 2; i++)
		if (sim->spec.qos && (i ? memdev->card->pmem : memdev->card->ram))
			sim_text_add(sim_child(memdev->dir, kinds[i]),
				     "qos_class", "0\n");
}

static void remove_qos(struct sim_memdev *memdev)
{
	sim_child_remove(sim_child(memdev->dir, "ram"), "qos_class");
	sim_child_remove(sim_child(memdev->dir, "pmem"), "qos_class");
}

static int show_security(const struct sim_node *node, char *buf)
{
	const struct sim_memdev *memdev = node->owner;

	strcpy(buf, sim->now_ns < memdev->card->sanitized_at ? "sanitize\n" : "disabled\n");
	return 0;
}

static bool has_committed(const struct sim_port *endpoint)
{
	for (int i = 0; endpoint && i < endpoint->nr_decoders; i++)
		if (endpoint->decoders[i].enabled)
			return true;
	return false;
}

static int store_sanitize(struct sim_node *node, const char *text)
{
	struct sim_memdev *memdev = node->owner;
	bool on;

	if (sim_parse_bool(text, &on) < 0 || !on)
		return -EINVAL;
	if (!memdev->bound || has_committed(memdev->endpoint) ||
	    sim->now_ns < memdev->card->sanitized_at)
		return -EBUSY;
	sim_touch(memdev->card, "all it holds");
	memdev->card->sanitized_at = sim->now_ns + SANITIZE_NS;
	return 0;
}

static const struct sim_attr security_attrs[] = {
	{ "state", 0444, show_security, NULL },
	{ "sanitize", 0200, NULL, store_sanitize },
	{ NULL },
};

static void add_files(struct sim_memdev *memdev)
{
	const struct sim_card *card = memdev->card;
	struct sim_node *dir = memdev->dir;

	sim_text_add(dir, "dev", "251:%d\n", memdev->id);
	sim_text_add(dir, "serial", "0x%llx\n", (unsigned long long)card->serial);
	sim_text_add(dir, "firmware_version", "%s\n", card->firmware);
	sim_text_add(dir, "payload_max", "2048\n");
	sim_text_add(dir, "label_storage_size", "%u\n", card->label_size);
	sim_text_add(dir, "numa_node", "-1\n");
	sim_text_add(sim_dir_add(dir, "ram", NULL), "size", "0x%llx\n",
		     (unsigned long long)card->ram);
	sim_text_add(sim_dir_add(dir, "pmem", NULL), "size", "0x%llx\n",
		     (unsigned long long)card->pmem);
	sim_attrs_add(sim_dir_add(dir, "security", NULL), security_attrs, memdev);
}

void sim_memdev_appear(struct sim_card *card)
{
	struct sim_memdev *memdev = sim_alloc(sizeof(*memdev));
	char name[16];

	memdev->id = memdev_id();
	memdev->card = card;
	memdev->alive = true;
	card->memdev = memdev;
	sim->memdevs[memdev->id] = memdev;
	snprintf(name, sizeof(name), "mem%d", memdev->id);
	memdev->pci = sim_dir_add(card->slot->dport->device, card->slot->device,
				  NULL);
	memdev->pci->card = card;
	sim_text_add(memdev->pci, "class", "0x050210\n");
	memdev->dir = sim_dir_add(memdev->pci, name, memdev);
	sim_device_add(memdev->dir, "cxl_memdev", 5);
	add_files(memdev);
	memdev->cdev = sim_cdev_add(sim->dev, name, memdev);
	memdev->cdev->card = card;
	sim_memdev_bind(memdev);
}

/* ---- driver ------------------------------------------------------------ */

static void add_nvdimm(struct sim_memdev *memdev)
{
	struct sim_node *dir;
	char name[16];

	if (!memdev->card->pmem)
		return;
	snprintf(name, sizeof(name), "pmem%d", memdev->id);
	dir = sim_dir_add(memdev->dir, name, memdev);
	sim_device_add(dir, "cxl_nvdimm", 2);
	sim_driver_bind(dir, "cxl_nvdimm");
	memdev->nvdimm = dir;
}

int sim_memdev_bind(struct sim_memdev *memdev)
{
	if (memdev->bound || sim->now_ns < memdev->detached_until)
		return -EBUSY;
	if (!memdev->card->slot->port->bound)
		return -ENXIO;
	sim_endpoint_make(memdev);
	sim_attrs_add(memdev->dir, sim_poison_list, memdev);
	add_qos(memdev);
	add_nvdimm(memdev);
	sim_memdev_debugfs(memdev);
	sim_driver_bind(memdev->dir, "cxl_mem");
	memdev->bound = true;
	return 0;
}

void sim_memdev_unbind(struct sim_memdev *memdev)
{
	if (!memdev->bound)
		return;
	memdev->bound = false;
	sim_node_remove(memdev->debugfs);
	if (memdev->nvdimm)
		sim_device_remove(memdev->nvdimm);
	memdev->nvdimm = NULL;
	sim_endpoint_unmake(memdev);
	sim_child_remove(memdev->dir, "trigger_poison_list");
	remove_qos(memdev);
	sim_driver_unbind(memdev->dir);
	memdev->detached_until = sim->now_ns + DETACH_NS;
}

/* ---- vanishing --------------------------------------------------------- */

/* The number is free only when nobody has its character device open. */
void sim_memdev_unpin(struct sim_memdev *memdev)
{
	if (!memdev->alive && !memdev->pins)
		sim->memdevs[memdev->id] = NULL;
}

void sim_memdev_vanish(struct sim_memdev *memdev)
{
	sim_node_remove(memdev->cdev);
	sim_memdev_unbind(memdev);
	sim_device_remove(memdev->dir);
	sim_node_remove(memdev->pci);
	memdev->alive = false;
	memdev->card->memdev = NULL;
	sim_memdev_unpin(memdev);
}

/* ---- cards ------------------------------------------------------------- */

struct sim_card *sim_card(uint64_t serial)
{
	for (int i = 0; i < sim->nr_cards; i++)
		if (sim->cards[i]->serial == serial)
			return sim->cards[i];
	return NULL;
}

const char *sim_card_name(const struct sim_card *card)
{
	return card->memdev ? card->memdev->dir->name : "";
}

int sim_card_pins(const struct sim_card *card)
{
	return card->memdev ? card->memdev->pins : 0;
}

void sim_card_sizes(const struct sim_card *card, uint64_t *sizes)
{
	sizes[0] = card->ram;
	sizes[1] = card->pmem;
}

static void take_offline(const struct sim_memdev *memdev)
{
	for (int i = 0; memdev->endpoint && i < SIM_DECODERS; i++)
		if (memdev->endpoint->decoders[i].region)
			sim_region_take_offline(memdev->endpoint->decoders[i].region);
}

void sim_card_pull(struct sim_card *card)
{
	sim->pulling = true;
	if (card->memdev) {
		take_offline(card->memdev);
		sim_memdev_vanish(card->memdev);
	}
	sim->pulling = false;
}

void sim_card_plug(struct sim_card *card)
{
	if (card->memdev)
		return;
	memset(card->registers, 0, sizeof(card->registers));
	card->plugged_since = sim->calls;
	sim_memdev_appear(card);
}

/* As it left the factory. */
void sim_card_init(struct sim_card *card, uint32_t labels)
{
	card->next_ram = card->ram;
	card->next_pmem = card->pmem;
	card->label_size = card->pmem ? labels : 0;
	card->labels = sim_alloc(card->label_size);
}

/*
 * The new card is foreign to every actor that has already read the old one.
 * The others cannot know that it is not the one that the command names.
 */
struct sim_card *sim_card_replace(struct sim_card *old)
{
	struct sim_card *new = sim_card(old->serial + 0x8000);
	uint32_t seen = old->memdev ? old->memdev->dir->seen : 0;

	sim_card_pull(old);
	if (!new) {
		new = sim_alloc(sizeof(*new));
		sim->cards[sim->nr_cards++] = new;
	}
	*new = (struct sim_card){
		.serial = old->serial + 0x8000, .ram = old->ram * 2,
		.pmem = old->pmem * 2, .slot = old->slot,
		.allowed = old->allowed, .foreign_to = seen,
	};
	sim_card_init(new, SIM_LABELS);
	strcpy(new->firmware, "OTHER FIRMWARE");
	new->slot->card = new;
	sim_card_plug(new);
	return new;
}
