// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a plan takes of a topology, so that the next one can be planned before the first is applied. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "plan/assume.h"
#include "plan/plan.h"
#include "plan/steps.h"

#define ONE_DECODER "one of its decoders"

/* Where the kernel will put it: at the first place that is large enough. */
static uint64_t take_addresses(struct window *w, uint64_t size)
{
	for (size_t i = 0; i < w->nr_free; i++) {
		struct extent *e = &w->free[i];
		uint64_t start = e->start;

		if (e->size < size)
			continue;
		e->start += size;
		e->size -= size;
		return start;
	}
	return 0;
}

/* Members share ports: each gives one decoder to the region. */
static int take_decoder(struct load *load, uint64_t start, const char *whose)
{
	char *holder;

	if (!load->port || (load->top && load->top_start == start && !strcmp(load->top, ONE_DECODER)))
		return 0;
	holder = strdup(whose);
	if (!holder)
		return -ENOMEM;
	free(load->holder);
	load->holder = holder;
	load->region = NULL;
	load->top = ONE_DECODER;
	load->top_start = start;
	load->free_decoders -= load->free_decoders > 0;
	return 0;
}

static int take_path(struct topology *t, const struct device *d, uint64_t start,
		     const char *whose)
{
	int rc = 0;

	for (unsigned int i = 0; i < d->nr_hops; i++)
		for (size_t k = 0; k < t->nr_loads && !rc; k++)
			if (t->loads[k] == d->path[i].load)
				rc = take_decoder(t->loads[k], start, whose);
	return rc;
}

/* Pmem skips what ram is left. */
static int take_dpa(struct device *d, enum memory_kind kind, uint64_t share, const char *whose)
{
	char *holder;

	if (asprintf(&holder, "%s holds %s for %s", d->next_decoder, size_words(share).text, whose) < 0)
		return -ENOMEM;
	free(d->holder);
	d->holder = holder;
	d->free[kind] -= share;
	if (kind == MEMORY_PMEM) {
		d->pmem_start = device_pmem_start(d) + share;
		d->ram_shut = true;
		d->free[MEMORY_RAM] = 0;
	}
	d->decoder = cxl_decoder_get_next(d->decoder);
	d->next_decoder = d->decoder ? cxl_decoder_get_devname(d->decoder) : NULL;
	return 0;
}

int topology_assume(struct topology *t, const struct cxl_plan *p, const char *whose)
{
	uint64_t start = take_addresses(&t->windows[p->window - t->windows], p->size);
	int rc = 0;

	for (unsigned int i = 0; i < p->ways && !rc; i++) {
		struct device *d = &t->devices[p->members[i] - t->devices];

		rc = take_dpa(d, p->kind, p->size / p->ways, whose);
		if (!rc)
			rc = take_decoder(&d->load, start, whose);
		if (!rc)
			rc = take_path(t, d, start, whose);
	}
	return rc;
}
