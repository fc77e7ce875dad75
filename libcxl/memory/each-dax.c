// SPDX-License-Identifier: LGPL-2.1-or-later
/* The directories of the DAX devices of a region. */
#include "core/ctx.h"
#include "core/io.h"
#include "core/text.h"
#include "memory/each-dax.h"
#include "object/region.h"

struct dax_listing {
	const struct io *io;
	int region;		/* its directory */
	const char *dir;	/* the one that is being listed, below it */
	int (*each)(void *arg, const char *dir, const char *name);
	void *arg;
};

static int try_device(void *arg, const char *name)
{
	const struct dax_listing *listing = arg;
	char path[IO_PATH_MAX];
	int range, id, rc;

	if (text_to_pair(name, "dax", '.', &range, &id))
		return 0;
	rc = path_join(path, sizeof(path), listing->dir, name);
	if (!rc)
		rc = listing->each(listing->arg, path, name);
	return io_is_away(rc) ? 0 : rc;
}

static int try_dax_region(void *arg, const char *name)
{
	const struct dax_listing *listing = arg;
	struct dax_listing below = *listing;
	int id, rc;

	if (text_to_id(name, "dax_region", &id) < 0)
		return 0;
	below.dir = name;
	rc = io_list(listing->io, listing->region, name, try_device, &below);
	return io_is_away(rc) ? 0 : rc;
}

int region_each_dax(struct cxl_region *region,
		    int (*each)(void *arg, const char *dir, const char *name), void *arg)
{
	struct dax_listing listing = {
		.io = &region->object.ctx->io,
		.region = node_dir(&region->object.node),
		.each = each,
		.arg = arg,
	};

	if (listing.region < 0)
		return listing.region;
	return io_list(listing.io, listing.region, ".", try_dax_region, &listing);
}
