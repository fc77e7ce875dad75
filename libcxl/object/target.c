// SPDX-License-Identifier: LGPL-2.1-or-later
/* A target: the dport at one position of a decoder. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/list.h"
#include "core/missing.h"
#include "core/text.h"
#include "object/decoder.h"
#include "object/dport.h"
#include "object/port.h"

struct cxl_target {
	struct list sibling;	/* first: the decoder frees them */
	struct cxl_decoder *decoder;
	struct cxl_dport *dport;
	int position;
};

/* ---- life -------------------------------------------------------------- */

static int target_new(struct cxl_decoder *decoder, int position, uint64_t id)
{
	struct cxl_dport *dport =
		dport_of_id(cxl_decoder_get_port(decoder), id);
	struct cxl_target *target;

	if (!dport)
		return -ENODEV;
	target = calloc(1, sizeof(*target));
	if (!target)
		return -ENOMEM;
	target->decoder = decoder;
	target->dport = dport;
	target->position = position;
	list_add_tail(&decoder->targets, &target->sibling);
	return 0;
}

/* "12,222": the dport ids in interleave order. */
static struct list *targets(struct cxl_decoder *decoder)
{
	_cleanup_free_ char *ids = NULL;
	char *id, *save = NULL;
	int position = 0;
	uint64_t number;

	if (decoder->targets_made)
		return &decoder->targets;
	decoder->targets_made = true;
	if (!decoder_now(decoder)->target_list)
		return &decoder->targets;
	ids = strdup(decoder->target_list);
	if (!ids) {
		ctx_miss(decoder->object.ctx, object_name(&decoder->object),
			 -ENOMEM);
		return &decoder->targets;
	}
	for (id = strtok_r(ids, ",", &save); id; id = strtok_r(NULL, ",", &save)) {
		if (text_to_u64(id, &number) == 0)
			ctx_miss(decoder->object.ctx,
				 object_name(&decoder->object),
				 target_new(decoder, position, number));
		position++;
	}
	return &decoder->targets;
}

/* ---- walking ----------------------------------------------------------- */

static struct cxl_target *member(const struct list *l, const struct list *head)
{
	if (l == head)
		return NULL;
	return container_of((struct list *)l, struct cxl_target, sibling);
}

EXPORT struct cxl_target *cxl_target_get_first(struct cxl_decoder *decoder)
{
	struct list *head = targets(decoder);

	return member(head->next, head);
}

EXPORT struct cxl_target *cxl_target_get_next(struct cxl_target *target)
{
	return member(target->sibling.next, &target->decoder->targets);
}

EXPORT struct cxl_target *
cxl_decoder_get_target_by_position(struct cxl_decoder *decoder, int position)
{
	struct cxl_target *target;

	cxl_target_foreach(decoder, target)
		if (target->position == position)
			return target;
	return NULL;
}

EXPORT struct cxl_target *
cxl_decoder_get_target_by_memdev(struct cxl_decoder *decoder,
				 struct cxl_memdev *memdev)
{
	struct cxl_target *target;

	cxl_target_foreach(decoder, target)
		if (cxl_target_maps_memdev(target, memdev))
			return target;
	return NULL;
}

/* ---- getters ----------------------------------------------------------- */

/* Counted in the list: what they are needs every dport of the port. */
EXPORT int cxl_decoder_get_nr_targets(struct cxl_decoder *decoder)
{
	const char *list = decoder_now(decoder)->target_list, *id = list ? list : "";
	int count = 0;

	if (!list && decoder->object.unread)
		return -1;
	for (id += strspn(id, ","); *id; id += strspn(id, ",")) {
		id += strcspn(id, ",");
		count++;
	}
	return count;
}

EXPORT struct cxl_decoder *cxl_target_get_decoder(struct cxl_target *target)
{
	return target->decoder;
}

EXPORT int cxl_target_get_position(struct cxl_target *target)
{
	return target->position;
}

EXPORT unsigned long cxl_target_get_id(struct cxl_target *target)
{
	return (unsigned long)cxl_dport_get_id(target->dport);
}

EXPORT const char *cxl_target_get_devname(struct cxl_target *target)
{
	return cxl_dport_get_devname(target->dport);
}

EXPORT const char *cxl_target_get_physical_node(struct cxl_target *target)
{
	return cxl_dport_get_physical_node(target->dport);
}

EXPORT const char *cxl_target_get_firmware_node(struct cxl_target *target)
{
	return cxl_dport_get_firmware_node(target->dport);
}

EXPORT bool cxl_target_maps_memdev(struct cxl_target *target,
				   struct cxl_memdev *memdev)
{
	return cxl_dport_maps_memdev(target->dport, memdev);
}
