// SPDX-License-Identifier: GPL-2.0-or-later
/* The order of the tree: the same in every boot, whatever names the kernel gave. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "list/place.h"
#include "list/select.h"

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* ---- places: the dport that leads to an object --------------------------- */

/* The dport that leads to the port that @dport belongs to. */
static struct cxl_dport *above(struct cxl_dport *dport)
{
	return cxl_port_get_upper_dport(cxl_dport_get_port(dport));
}

static int depth(struct cxl_dport *dport)
{
	return dport ? cxl_port_get_depth(cxl_dport_get_port(dport)) : -1;
}

/* Dports of one port by number; of two roots by theirs; what has no way down last. */
static int compare_ways(struct cxl_dport *a, struct cxl_dport *b)
{
	struct cxl_port *root_a, *root_b;

	if (!a || !b)
		return !a - !b;
	root_a = cxl_dport_get_port(a);
	root_b = cxl_dport_get_port(b);
	if (root_a == root_b)
		return compare((uint64_t)cxl_dport_get_id(a),
			       (uint64_t)cxl_dport_get_id(b));
	return compare((uint64_t)cxl_port_get_id(root_a),
		       (uint64_t)cxl_port_get_id(root_b));
}

static bool part_at_one_port(struct cxl_dport *a, struct cxl_dport *b)
{
	return !a || !b || !depth(a) ||
	       cxl_dport_get_port(a) == cxl_dport_get_port(b);
}

/* Up to where both ways part. What stands above comes before what is below it. */
static int compare_places(struct cxl_dport *a, struct cxl_dport *b)
{
	int deeper = depth(a) - depth(b), order;

	if (!a || !b)
		return !a - !b;
	while (depth(a) > depth(b))
		a = above(a);
	while (depth(b) > depth(a))
		b = above(b);
	for (; !part_at_one_port(a, b); a = above(a))
		b = above(b);
	order = compare_ways(a, b);
	return order ? order : deeper;
}

/* ---- picks --------------------------------------------------------------- */

static struct cxl_port *port_of(const struct pick *pick)
{
	switch (pick->record.kind) {
	case RECORD_PORT:
		return pick->record.port;
	case RECORD_ENDPOINT:
		return cxl_endpoint_get_port(pick->record.endpoint);
	case RECORD_DECODER:
		return cxl_decoder_get_port(pick->record.decoder);
	default:
		return NULL;
	}
}

static struct cxl_dport *place_of(const struct pick *pick)
{
	struct cxl_port *port = port_of(pick);

	if (pick->record.kind == RECORD_MEMDEV)
		return cxl_memdev_get_dport(pick->record.memdev);
	return port ? cxl_port_get_upper_dport(port) : NULL;
}

/* Functions of one device hang on one dport. */
static int compare_hosts(struct cxl_memdev *a, struct cxl_memdev *b)
{
	return a && b ? strcmp(cxl_memdev_get_host(a), cxl_memdev_get_host(b)) : 0;
}

static int compare_regions(struct cxl_region *a, struct cxl_region *b)
{
	struct cxl_decoder *window_a = cxl_region_get_decoder(a);
	struct cxl_decoder *window_b = cxl_region_get_decoder(b);
	int order = compare((uint64_t)cxl_port_get_id(cxl_decoder_get_port(window_a)),
			    (uint64_t)cxl_port_get_id(cxl_decoder_get_port(window_b)));

	if (!order)
		order = compare((uint64_t)cxl_decoder_get_id(window_a),
				(uint64_t)cxl_decoder_get_id(window_b));
	return order ? order : compare(cxl_region_get_resource(a),
				       cxl_region_get_resource(b));
}

/* Of two at one place. */
static int compare_siblings(const struct pick *a, const struct pick *b)
{
	switch (a->record.kind) {
	case RECORD_MEMDEV:
		return compare_hosts(a->record.memdev, b->record.memdev);
	case RECORD_ENDPOINT:
		return compare_hosts(cxl_endpoint_get_memdev(a->record.endpoint),
				     cxl_endpoint_get_memdev(b->record.endpoint));
	case RECORD_REGION:
		return compare_regions(a->record.region, b->record.region);
	default:
		return 0;
	}
}

struct placed {
	struct pick *pick;
	struct cxl_dport *dport;
};

static int compare_placed(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;
	int order = compare_places(a->dport, b->dport);

	if (!order)
		order = compare_siblings(a->pick, b->pick);
	return order ? order : compare(a->pick->order, b->pick->order);
}

int picks_sort_by_place(struct picks *picks)
{
	struct placed *placed;

	if (picks->count < 2)
		return 0;
	placed = calloc(picks->count, sizeof(*placed));
	if (!placed)
		return -ENOMEM;
	for (unsigned int i = 0; i < picks->count; i++) {
		placed[i].pick = picks->picks[i];
		placed[i].dport = place_of(picks->picks[i]);
	}
	qsort(placed, picks->count, sizeof(*placed), compare_placed);
	for (unsigned int i = 0; i < picks->count; i++)
		picks->picks[i] = placed[i].pick;
	free(placed);
	return 0;
}
