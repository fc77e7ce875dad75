// SPDX-License-Identifier: LGPL-2.1-or-later
/* List the CXL memory devices of this machine, or of a captured one. */
// tag::program[]
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

int main(int argc, char **argv)
{
	struct cxl_memdev *memdev;
	struct cxl_ctx *ctx;
	int rc;

	rc = argc > 1 ? cxl_new_at(&ctx, argv[1]) : cxl_new(&ctx);
	if (rc < 0) {
		fprintf(stderr, "libcxl: %s\n", strerror(-rc));
		return 1;
	}
	cxl_memdev_foreach(ctx, memdev)
		printf("%s, serial %#llx: %llu MiB ram, %llu MiB pmem\n",
		       cxl_memdev_get_devname(memdev),
		       cxl_memdev_get_serial(memdev),
		       cxl_memdev_get_ram_size(memdev) >> 20,
		       cxl_memdev_get_pmem_size(memdev) >> 20);
	cxl_unref(ctx);
	return 0;
}
// end::program[]
