// SPDX-License-Identifier: GPL-2.0-or-later
/* Regions of the machine as a layout, in a file or on standard output. */
#include <errno.h>
#include <stdio.h>

#include <cxl/libcxl.h>

#include "core/say.h"
#include "core/scope.h"
#include "layout/write-out.h"
#include "names/layout-files.h"

/* A layout that lacks a region would replace the one that has it. */
enum status export_add(struct cxl_layout *layout, struct cxl_region *region)
{
	const char *name = cxl_region_get_devname(region);
	int rc = cxl_layout_add_region(layout, region, NULL);

	if (rc == -ENXIO)
		return say_error(name, "export", "it is not committed (cxl recover, or name the regions to export)");
	return rc ? say_errno(name, "export", rc) : STATUS_DONE;
}

enum status export_write(struct cxl_layout *layout, const char *file)
{
	_cleanup_free_ char *text = NULL;
	int rc = cxl_layout_write(layout, &text);

	if (rc)
		return say_errno(NULL, "export", rc);
	if (file)
		return files_replace(file, text);
	fputs(text, stdout);
	return STATUS_DONE;
}
