// SPDX-License-Identifier: GPL-2.0-or-later
/* Violations: what a real kernel permits and the tool must never do. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

/*
 * A device may always change between the last read and the write. Reading a
 * region of four members, with all decoders on the way, takes this many calls.
 */
#define GRACE_CALLS 60

void sim_violate(const char *format, ...)
{
	va_list ap;

	if (sim->pulling || sim->violations++)
		return;
	va_start(ap, format);
	vsnprintf(sim->violation, sizeof(sim->violation), format, ap);
	va_end(ap);
}

/* The kernel reads the poison list then: nothing changes. A view of all memdevs also asks those that arrive. */
static bool only_asks(const char *what)
{
	return strcmp(what, "trigger_poison_list") == 0;
}

void sim_touch(const struct sim_card *card, const char *what)
{
	if (!card || (sim->all_allowed && only_asks(what)))
		return;
	if (card->foreign_to & 1u << sim->actor)
		sim_violate("%s: wrote %s of a foreign memdev (serial %#llx)",
			   sim_card_name(card), what,
			   (unsigned long long)card->serial);
	else if (!card->allowed && !sim->all_allowed)
		sim_violate("%s: wrote %s, but the command does not name this memdev",
			   sim_card_name(card), what);
}

void sim_take_apart(const struct sim_region *region, const char *how)
{
	if (region->locked)
		sim_violate("%s: %s, but it is locked", region->dir->name, how);
	if (region->guarded)
		sim_violate("%s: %s, but the command does not name it", region->dir->name, how);
}

void sim_touch_memory(const struct sim_region *region, const char *how)
{
	if (sim->memory_guarded && region && sim_region_is_online(region))
		sim_violate("%s: %s while its memory is online", region->dir->name, how);
}

void sim_guard_all(void)
{
	for (int i = 0; i < SIM_REGIONS; i++)
		if (sim->regions[i])
			sim->regions[i]->guarded = sim->regions[i]->state == REGION_COMMIT;
}

void sim_guard_memory(void)
{
	sim->memory_guarded = true;
}

bool sim_was_avoidable(long since_call)
{
	return sim->calls - since_call > GRACE_CALLS;
}

void sim_allow(const uint64_t *serials, int count)
{
	sim->all_allowed = count == 0;
	for (int i = 0; i < sim->nr_cards; i++) {
		struct sim_card *card = sim->cards[i];

		card->allowed = false;
		for (int j = 0; j < count; j++)
			card->allowed |= card->serial == serials[j];
	}
}

int sim_violations(void)
{
	return sim->violations;
}

const char *sim_first_violation(void)
{
	return sim->violation;
}
