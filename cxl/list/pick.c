// SPDX-License-Identifier: GPL-2.0-or-later
/* A chosen object and those chosen below it. */
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "core/scope.h"
#include "list/select.h"

static uint64_t order_of_decoder(struct cxl_decoder *decoder)
{
	struct cxl_port *port = cxl_decoder_get_port(decoder);

	return (uint64_t)cxl_port_get_id(port) << 32 |
	       (uint32_t)cxl_decoder_get_id(decoder);
}

/* Its name, and its place among its siblings. */
static void pick_name(struct pick *pick)
{
	switch (pick->record.kind) {
	case RECORD_BUS:
		pick->name = cxl_bus_get_devname(pick->record.bus);
		pick->order = (uint64_t)cxl_bus_get_id(pick->record.bus);
		break;
	case RECORD_PORT:
		pick->name = cxl_port_get_devname(pick->record.port);
		pick->order = (uint64_t)cxl_port_get_id(pick->record.port);
		break;
	case RECORD_ENDPOINT:
		pick->name = cxl_endpoint_get_devname(pick->record.endpoint);
		pick->order = (uint64_t)cxl_endpoint_get_id(pick->record.endpoint);
		break;
	case RECORD_MEMDEV:
		pick->name = cxl_memdev_get_devname(pick->record.memdev);
		pick->order = (uint64_t)cxl_memdev_get_id(pick->record.memdev);
		break;
	case RECORD_DECODER:
		pick->name = cxl_decoder_get_devname(pick->record.decoder);
		pick->order = order_of_decoder(pick->record.decoder);
		break;
	case RECORD_REGION:
		pick->name = cxl_region_get_devname(pick->record.region);
		pick->order = (uint64_t)cxl_region_get_id(pick->record.region);
		break;
	}
}

static int picks_grow(struct picks *picks)
{
	unsigned int room = picks->room ? 2 * picks->room : 4;
	struct pick **more;

	if (picks->count < picks->room)
		return 0;
	more = reallocarray(picks->picks, room, sizeof(*more));
	if (!more)
		return -1;
	picks->picks = more;
	picks->room = room;
	return 0;
}

struct pick *picks_add(struct picks *picks, enum record_kind kind, void *object)
{
	struct pick *pick;

	if (picks_grow(picks) < 0)
		return NULL;
	pick = calloc(1, sizeof(*pick));
	if (!pick)
		return NULL;
	pick->record.kind = kind;
	pick->record.object = object;
	pick_name(pick);
	picks->picks[picks->count++] = pick;
	return pick;
}

static int compare_picks(const void *a, const void *b)
{
	const struct pick *x = *(struct pick *const *)a;
	const struct pick *y = *(struct pick *const *)b;

	return (x->order > y->order) - (x->order < y->order);
}

static void picks_sort(struct picks *picks)
{
	if (picks->count)
		qsort(picks->picks, picks->count, sizeof(*picks->picks),
		      compare_picks);
	picks_sort_below(picks);
}

void picks_sort_below(struct picks *picks)
{
	for (size_t i = 0; i < picks->count; i++)
		for (int c = 0; c < NR_CHILDREN; c++)
			picks_sort(&picks->picks[i]->children[c]);
}

void picks_done(struct picks *picks)
{
	for (size_t i = 0; i < picks->count; i++) {
		for (int c = 0; c < NR_CHILDREN; c++)
			picks_done(&picks->picks[i]->children[c]);
		free(picks->picks[i]);
	}
	free(picks->picks);
}

void selection_done(struct selection *selection)
{
	for (int i = 0; i < NR_TOP; i++)
		picks_done(&selection->top[i]);
	objects_done(&selection->only);
}
