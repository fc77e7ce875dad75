// SPDX-License-Identifier: GPL-2.0-or-later
/* The hot-plug slots of the machine: their indicators and their power. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

/* A file of the slot is that of whatever card is in it: who looks at the card right before does what can be done. */
static void touch(const struct sim_slot *slot, const char *what)
{
	if (sim_was_avoidable(slot->card->plugged_since))
		sim_touch(slot->card, what);
}

static int show_attention(const struct sim_node *node, char *buf)
{
	const struct sim_slot *slot = node->owner;

	sprintf(buf, "%u\n", slot->attention);
	return 0;
}

static int store_attention(struct sim_node *node, const char *text)
{
	struct sim_slot *slot = node->owner;

	if (*text < '0' || *text > '2')
		return -EINVAL;
	touch(slot, "attention");
	slot->attention = (unsigned int)(*text - '0');
	return 0;
}

static int show_power(const struct sim_node *node, char *buf)
{
	const struct sim_slot *slot = node->owner;

	sprintf(buf, "%d\n", slot->card->memdev != NULL);
	return 0;
}

/* The card has left when this returns; the kernel turns the indicator off when it comes. */
static int store_power(struct sim_node *node, const char *text)
{
	struct sim_slot *slot = node->owner;

	if (*text != '0' && *text != '1')
		return -EINVAL;
	touch(slot, "power");
	if (*text == '0') {
		sim_card_pull(slot->card);
		return 0;
	}
	slot->attention = 0;
	sim_card_plug(slot->card);
	return 0;
}

static const struct sim_attr attrs[] = {
	{ "attention", 0644, show_attention, store_attention },
	{ "power", 0644, show_power, store_power },
	{ NULL },
};

void sim_pci_slots_make(void)
{
	struct sim_node *slots = sim_dirs_add(sim->root, "sys/bus/pci/slots");

	sim_dirs_add(sim->root, "sys/bus/pci/devices");
	for (int i = 0; i < sim->nr_slots; i++) {
		struct sim_slot *slot = &sim->slots[i];
		struct sim_node *dir;
		char name[16];

		snprintf(name, sizeof(name), "%d", i + 1);
		dir = sim_dir_add(slots, name, slot);
		sim_text_add(dir, "address", "%.*s\n", (int)strcspn(slot->device, "."), slot->device);
		sim_attrs_add(dir, attrs, slot);
	}
}

void sim_give_function(const char *name)
{
	struct sim_node *devices = sim_dirs_add(sim->root, "sys/bus/pci/devices");

	sim_dir_add(sim_dir_add(devices, name, NULL), "driver", NULL);
}
