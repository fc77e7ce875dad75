// SPDX-License-Identifier: GPL-2.0-or-later
/* Turns: several processes act on one machine, and a seed says who is next at every call. */
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "machine.h"

#define HOTPLUG_ONE_IN 200

/* Not part of the machine: it stays when the machine is put back. */
static struct turns {
	uint64_t random;
	int actors, turn;
	bool hotplug;
	bool runs[SIM_ACTORS];
	sem_t may[SIM_ACTORS];
} *turns;

/* splitmix64 */
static uint64_t next_random(void)
{
	uint64_t z = turns->random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void turns_make(void)
{
	if (turns)
		return;
	turns = mmap(NULL, sizeof(*turns), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (turns == MAP_FAILED)
		abort();
}

void sim_set_hotplug(bool on)
{
	turns_make();
	turns->hotplug = on;
}

void sim_schedule(uint64_t seed, int actors)
{
	turns_make();
	turns->random = seed;
	turns->actors = actors;
	turns->turn = 0;
	for (int i = 0; i < actors; i++) {
		turns->runs[i] = true;
		sem_init(&turns->may[i], 1, i == 0);
	}
}

void sim_actor_starts(int actor)
{
	while (sem_wait(&turns->may[actor]) < 0)
		;
	sim->actor = actor;
}

/* One who runs, by chance; -1 when all have ended. */
static int choose(void)
{
	int running = 0, nth;

	for (int i = 0; i < turns->actors; i++)
		running += turns->runs[i];
	if (!running)
		return -1;
	nth = (int)(next_random() % (unsigned int)running);
	for (int i = 0; i < turns->actors; i++)
		if (turns->runs[i] && nth-- == 0)
			return i;
	return -1;
}

/* Somebody pulls a card, or plugs one. */
static void hotplug(void)
{
	struct sim_card *card = sim->slots[next_random() %
					   (unsigned int)sim->nr_slots].card;

	if (!card->memdev)
		sim_card_plug(card);
	else if (next_random() % 2)
		sim_card_pull(card);
	else if (card->serial < 0x8000)
		sim_card_replace(card);
}

void sim_turn(void)
{
	int me, next;

	if (!turns || !turns->actors)
		return;
	if (turns->hotplug && next_random() % HOTPLUG_ONE_IN == 0)
		hotplug();
	me = sim->actor;
	next = choose();
	if (next == me || next < 0)
		return;
	turns->turn = next;
	sem_post(&turns->may[next]);
	sim_actor_starts(me);
}

/* Also for one that died: only who has the turn can hand it on. */
void sim_actor_ends(int actor)
{
	int next;

	if (!turns->runs[actor])
		return;
	turns->runs[actor] = false;
	if (turns->turn != actor)
		return;
	next = choose();
	if (next < 0) {
		turns->actors = 0;
		return;
	}
	turns->turn = next;
	sem_post(&turns->may[next]);
}
