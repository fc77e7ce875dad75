// SPDX-License-Identifier: LGPL-2.1-or-later
/* The driver of a region's DAX device: looking at it, unbinding it, binding another. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/ctx.h"
#include "core/io.h"
#include "core/log.h"
#include "core/retry.h"
#include "core/text.h"
#include "driver/module.h"
#include "memory/dax-driver.h"
#include "object/region.h"

#define DRIVERS "sys/bus/dax/drivers"
#define DAX_PATH_MAX (2 * MEMORY_NAME_MAX + 32)

static const struct dax_driver drivers[] = {
	{ CXL_DAX_DRIVER_KMEM, "kmem", "kmem", false },
	{ CXL_DAX_DRIVER_DEVICE_DAX, "device_dax", "device_dax", true },
	{ CXL_DAX_DRIVER_FSDEV_DAX, "fsdev_dax", "fsdev_dax", true },
};

const struct dax_driver *dax_driver_of(enum cxl_dax_driver is)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (drivers[i].is == is)
			return &drivers[i];
	return NULL;
}

const char *memory_mode_name(enum cxl_memory_mode mode)
{
	static const char *const names[] = {
		[CXL_MEMORY_MODE_SYSTEM_RAM] = "system-ram",
		[CXL_MEMORY_MODE_DEVDAX] = "devdax",
		[CXL_MEMORY_MODE_FAMFS] = "famfs",
	};

	return (size_t)mode < ARRAY_SIZE(names) ? names[mode] : NULL;
}

const struct dax_driver *dax_driver_of_mode(enum cxl_memory_mode mode)
{
	static const enum cxl_dax_driver of_mode[] = {
		[CXL_MEMORY_MODE_SYSTEM_RAM] = CXL_DAX_DRIVER_KMEM,
		[CXL_MEMORY_MODE_DEVDAX] = CXL_DAX_DRIVER_DEVICE_DAX,
		[CXL_MEMORY_MODE_FAMFS] = CXL_DAX_DRIVER_FSDEV_DAX,
	};

	return (size_t)mode < ARRAY_SIZE(of_mode) ? dax_driver_of(of_mode[mode]) : NULL;
}

bool dax_mode_of(enum cxl_dax_driver is, enum cxl_memory_mode *ret)
{
	const struct dax_driver *driver;

	for (int mode = 0; (driver = dax_driver_of_mode((enum cxl_memory_mode)mode)); mode++) {
		if (driver->is != is)
			continue;
		*ret = (enum cxl_memory_mode)mode;
		return true;
	}
	return false;
}

enum cxl_dax_driver dax_driver_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (!strcmp(name, drivers[i].name))
			return drivers[i].is;
	return CXL_DAX_DRIVER_OTHER;
}

static struct object *object_of(const struct cxl_dax *dax)
{
	return &dax->memory->region->object;
}

static const struct io *io_of(const struct cxl_dax *dax)
{
	return &object_of(dax)->ctx->io;
}

/* "dax_region0/dax0.0/driver", below the directory of the region. */
static void path_of(const struct cxl_dax *dax, const char *file, char path[DAX_PATH_MAX])
{
	snprintf(path, DAX_PATH_MAX, "%s/%s/%s", dax->memory->dax_region, dax->name, file);
}

/* What is missing because the region left, or because the device did. */
static int explain(const struct cxl_dax *dax, int rc)
{
	int alive;

	if (rc != -ENOENT && rc != -ENODEV)
		return rc;
	alive = node_check(&object_of(dax)->node);
	return alive ? alive : -EIO;
}

/* ---- looking ----------------------------------------------------------- */

/* A device that is there has "size": without it, nothing tells of a driver. */
static int look_without(const struct cxl_dax *dax, int region, enum cxl_dax_driver *ret)
{
	char path[DAX_PATH_MAX];
	bool there;
	int rc;

	path_of(dax, "size", path);
	rc = io_look(io_of(dax), region, path, &there);
	if (!rc && !there)
		rc = explain(dax, -ENOENT);
	if (!rc)
		*ret = CXL_DAX_DRIVER_NONE;
	return rc;
}

int dax_look(const struct cxl_dax *dax, enum cxl_dax_driver *ret)
{
	char path[DAX_PATH_MAX], link[IO_PATH_MAX];
	int region = node_dir(&object_of(dax)->node);
	int n;

	if (region < 0)
		return region;
	path_of(dax, "driver", path);
	n = (int)io_readlink(io_of(dax), region, path, link, sizeof(link));
	if (n == -ENOENT)
		return look_without(dax, region, ret);
	if (n < 0)
		return explain(dax, n);
	*ret = dax_driver_named(path_name(link));
	return 0;
}

/* ---- unbinding --------------------------------------------------------- */

int dax_unbind(const struct cxl_dax *dax)
{
	enum cxl_dax_driver is;
	char path[DAX_PATH_MAX];
	int rc = dax_look(dax, &is), region;

	if (rc || is == CXL_DAX_DRIVER_NONE)
		return rc;
	rc = node_check(&object_of(dax)->node);
	region = node_dir(&object_of(dax)->node);
	if (rc || region < 0)
		return rc ? rc : region;
	path_of(dax, "driver/unbind", path);
	rc = io_write(io_of(dax), region, path, dax->name);
	if (dax_look(dax, &is))
		return explain(dax, rc);
	if (is == CXL_DAX_DRIVER_NONE)
		return 0;
	return rc ? explain(dax, rc) : -EBUSY;
}

/* ---- names that drivers bind by ------------------------------------------ */

/*
 * The name that is in a driver's list for a moment is a mark on the directory
 * of the driver, for which another process removes it if this one is killed.
 */
#define MARK "security.cxl.name"

static void dir_of(const struct dax_driver *driver, char dir[96])
{
	snprintf(dir, 96, DRIVERS "/%s", driver->name);
}

/* Best effort: without it, a name may stay. */
static void mark_name(const struct io *io, const struct dax_driver *driver, const char *name)
{
	char dir[96];

	dir_of(driver, dir);
	io_set_mark(io, io->root, dir, MARK, name);
}

static void recover_name(const struct io *io, const struct dax_driver *driver)
{
	char dir[96], path[128], name[MEMORY_NAME_MAX];

	dir_of(driver, dir);
	if (io_get_mark(io, io->root, dir, MARK, name, sizeof(name)) <= 0)
		return;
	snprintf(path, sizeof(path), "%s/remove_id", dir);
	if (!io_write(io, io->root, path, name))
		mark_name(io, driver, NULL);
}

void dax_recover_names(const struct io *io)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (drivers[i].by_name)
			recover_name(io, &drivers[i]);
}

/* ---- binding ----------------------------------------------------------- */

static int write_driver(const struct cxl_dax *dax, const struct dax_driver *driver,
			const char *file)
{
	const struct io *io = io_of(dax);
	char path[96];

	snprintf(path, sizeof(path), DRIVERS "/%s/%s", driver->name, file);
	return io_write(io, io->root, path, dax->name);
}

/* A name in a driver's list would bind another device of that name later. */
static int forget_name(const struct cxl_dax *dax, const struct dax_driver *driver)
{
	struct retry retry = RETRY(io_of(dax), RETRY_READ);
	int rc;

	do
		rc = write_driver(dax, driver, "remove_id");
	while (retry_again(&retry, rc));
	if (!rc)
		mark_name(io_of(dax), driver, NULL);
	return rc == -ENOENT ? 0 : rc;	/* not loaded: it has no list */
}

int dax_forget_names(const struct cxl_dax *dax)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < ARRAY_SIZE(drivers); i++)
		if (drivers[i].by_name)
			rc = forget_name(dax, &drivers[i]);
	return rc;
}

static int load(const struct cxl_dax *dax, const struct dax_driver *driver)
{
	const struct io *io = io_of(dax);
	char path[96];
	bool loaded;
	int rc;

	snprintf(path, sizeof(path), DRIVERS "/%s", driver->name);
	rc = io_look(io, io->root, path, &loaded);
	if (rc || loaded)
		return rc;
	rc = module_load(driver->module);
	if (rc)
		log_debug(object_of(dax)->ctx, "module %s: %s", driver->module, strerror(-rc));
	return rc ? -ENOENT : 0;
}

static int bind_once(const struct cxl_dax *dax, const struct dax_driver *driver)
{
	int rc = node_check(&object_of(dax)->node);

	return rc ? rc : write_driver(dax, driver, driver->by_name ? "new_id" : "bind");
}

/* A device that is bound stays bound, whatever is in the list. */
int dax_bind(const struct cxl_dax *dax, const struct dax_driver *driver)
{
	struct retry retry = RETRY(io_of(dax), RETRY_BIND);
	enum cxl_dax_driver is = CXL_DAX_DRIVER_OTHER;
	int rc = load(dax, driver), seen;

	if (!rc)
		rc = dax_forget_names(dax);
	if (rc)
		return rc;
	if (driver->by_name)
		mark_name(io_of(dax), driver, dax->name);
	do {
		rc = bind_once(dax, driver);
		seen = dax_look(dax, &is);
		if (!seen && is == driver->is)
			return driver->by_name ? forget_name(dax, driver) : 0;
	} while (retry_again(&retry, rc));
	if (driver->by_name)
		forget_name(dax, driver);
	if (rc && rc != -ENODEV && rc != -ENOENT)
		return rc;
	return seen ? seen : -ENXIO;
}

/* ---- the state of its memory ------------------------------------------- */

int dax_has_state(const struct cxl_dax *dax, bool *ret)
{
	char path[DAX_PATH_MAX];
	int region = node_dir(&object_of(dax)->node);

	path_of(dax, "state", path);
	return region < 0 ? region : io_look(io_of(dax), region, path, ret);
}

int dax_set_state(const struct cxl_dax *dax, const char *state)
{
	char path[DAX_PATH_MAX];
	int region = node_dir(&object_of(dax)->node);

	path_of(dax, "state", path);
	return region < 0 ? region :
	       explain(dax, io_write(io_of(dax), region, path, state));
}
