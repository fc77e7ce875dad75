// SPDX-License-Identifier: GPL-2.0-or-later
/* Crimes: what a real kernel would let happen and a tool must never do. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

/*
 * Between the last look and the write something may always happen. Looking at
 * a region of four members through its whole path takes about so many calls.
 */
#define GRACE_CALLS 60

void sim_accuse(const char *format, ...)
{
	va_list ap;

	if (sim->pulling || sim->crimes++)
		return;
	va_start(ap, format);
	vsnprintf(sim->crime, sizeof(sim->crime), format, ap);
	va_end(ap);
}

void sim_touch(const struct sim_card *card, const char *what)
{
	if (!card)
		return;
	if (card->stranger_to & 1u << sim->actor)
		sim_accuse("%s: wrote %s of a stranger (serial %#llx)",
			   sim_card_name(card), what,
			   (unsigned long long)card->serial);
	else if (!card->allowed && !sim->all_allowed)
		sim_accuse("%s: wrote %s, but nobody named this memdev",
			   sim_card_name(card), what);
}

void sim_take_apart(const struct sim_region *region, const char *how)
{
	if (region->locked)
		sim_accuse("%s: %s, but it is locked", region->dir->name, how);
	if (region->guarded)
		sim_accuse("%s: %s, but nobody asked for it", region->dir->name, how);
}

void sim_touch_memory(const struct sim_region *region, const char *how)
{
	if (sim->memory_guarded && region && sim_region_is_online(region))
		sim_accuse("%s: %s while its memory is online", region->dir->name, how);
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

int sim_crimes(void)
{
	return sim->crimes;
}

const char *sim_crime(void)
{
	return sim->crime;
}
