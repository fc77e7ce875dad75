// SPDX-License-Identifier: GPL-2.0-or-later
/* The memory a machine stands in: shared by all processes that act on it, kept and put back as one piece. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "machine.h"

#define ARENA_SIZE (16u << 20)

struct sim *sim;

/* Forked processes find it at the same address, so its pointers hold. */
void sim_arena_make(void)
{
	void *p = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED) {
		perror("mmap");
		exit(99);
	}
	sim = p;
	sim->used = (sizeof(*sim) + 63) & ~63ul;
}

void *sim_alloc(size_t size)
{
	void *p = (char *)sim + sim->used;

	size = (size + 15) & ~15ul;
	if (sim->used + size > ARENA_SIZE) {
		fprintf(stderr, "sim: the arena is full\n");
		abort();
	}
	sim->used += size;
	memset(p, 0, size);
	return p;
}

char *sim_strdup(const char *text)
{
	size_t len = strlen(text) + 1;

	return memcpy(sim_alloc(len), text, len);
}

void sim_keep(struct sim_kept *kept)
{
	free(kept->bytes);
	kept->used = sim->used;
	kept->bytes = malloc(sim->used);
	if (!kept->bytes)
		abort();
	memcpy(kept->bytes, sim, sim->used);
}

void sim_put_back(const struct sim_kept *kept)
{
	memcpy(sim, kept->bytes, kept->used);
}

void sim_kept_free(struct sim_kept *kept)
{
	free(kept->bytes);
	kept->bytes = NULL;
}
