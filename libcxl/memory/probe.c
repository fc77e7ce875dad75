// SPDX-License-Identifier: LGPL-2.1-or-later
/* Waiting until the DAX devices of a region are bound: only then has all their memory been added. */
#include <errno.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/text.h"
#include "memory/dax-driver.h"
#include "memory/each-dax.h"
#include "memory/probe.h"
#include "object/region.h"

struct probe_search {
	const struct io *io;
	int region;		/* its directory */
};

/*
 * The link to a driver appears before its probe begins. kmem's probe adds the
 * memory blocks, and onlines them if the policy says so. The kernel refuses to
 * bind a device that is bound, but only once it has the lock of the device,
 * which the probe holds.
 */
static int await_probe(void *arg, const char *dir, const char *name)
{
	const struct probe_search *search = arg;
	char path[IO_PATH_MAX], link[IO_PATH_MAX];
	ssize_t n = path_join(path, sizeof(path), dir, "driver");
	int rc;

	if (!n)
		n = io_readlink(search->io, search->region, path, link, sizeof(link));
	if (n < 0)
		return (int)n;
	if (dax_driver_named(path_name(link)) != CXL_DAX_DRIVER_KMEM)
		return 0;
	rc = path_join(path, sizeof(path), dir, "driver/bind");
	if (!rc)
		rc = io_write(search->io, search->region, path, name);
	if (rc == -ETIMEDOUT)	/* the kernel's, no deadline of ours */
		return -EIO;
	return rc == -EBUSY ? 0 : rc;
}

int region_await_probes(struct cxl_region *region)
{
	struct probe_search search = {
		.io = &region->object.ctx->io,
		.region = node_dir(&region->object.node),
	};

	if (search.region < 0 || search.io->readonly)
		return search.region < 0 ? search.region : 0;
	return region_each_dax(region, await_probe, &search);
}
