// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether the memory of a region is in a state, and which step to it is missing. */
#include <errno.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "memory/memory.h"
#include "object/region.h"

/*
 * Each writes to @ret the first step that is missing, if one is, and returns 0,
 * or why that cannot be told.
 */
typedef int step_fn(const struct cxl_memory *m, enum cxl_memory_lack *ret);

static int lacks_fact(const struct fact *fact, enum cxl_memory_lack lack,
		      enum cxl_memory_lack *ret)
{
	if (!fact->unread && !fact->is)
		*ret = lack;
	return fact->unread;
}

static int check_enabled(const struct cxl_memory *m, enum cxl_memory_lack *ret)
{
	int rc = lacks_fact(&m->committed, CXL_MEMORY_LACKS_COMMIT, ret);

	if (rc || *ret)
		return rc;
	return lacks_fact(&m->enabled, CXL_MEMORY_LACKS_REGION_DRIVER, ret);
}

/* ---- DAX devices ------------------------------------------------------- */

/* One without a size holds nothing: daxctl makes it into something, or not. */
static bool has_dax(const struct cxl_memory *m)
{
	for (size_t i = 0; i < m->nr_daxes; i++)
		if (m->daxes[i].size)
			return true;
	return false;
}

static int check_dax(const struct cxl_memory *m, enum cxl_memory_lack *ret)
{
	if (m->is_pmem)
		*ret = CXL_MEMORY_LACKS_RAM;
	else if (has_dax(m))
		return 0;
	else if (m->daxes_unread)
		return m->daxes_unread;
	else if (!*m->dax_region)
		*ret = CXL_MEMORY_LACKS_DAX_REGION;
	else
		*ret = CXL_MEMORY_LACKS_DAX;
	if (*ret == CXL_MEMORY_LACKS_DAX)
		return lacks_fact(&m->dax_region_bound,
				  CXL_MEMORY_LACKS_DAX_REGION_DRIVER, ret);
	return 0;
}

/* Why the kernel did not bind it to kmem. */
static int why_unbound(const struct cxl_memory *m, const struct cxl_dax *dax,
		       enum cxl_memory_lack *ret)
{
	*ret = CXL_MEMORY_LACKS_DAX_DRIVER;
	if (dax->target_node < 0)
		*ret = CXL_MEMORY_LACKS_NODE;
	else if (!dax->wanted_unread && !dax->wanted)
		*ret = CXL_MEMORY_LACKS_WHOLE_BLOCK;
	else
		return lacks_fact(&m->kmem_loaded, CXL_MEMORY_LACKS_KMEM, ret);
	return 0;
}

/* Every DAX device has a driver: kmem, if @only_kmem. */
static int check_drivers(const struct cxl_memory *m, bool only_kmem,
			 enum cxl_memory_lack *ret)
{
	int rc = m->daxes_unread;

	for (size_t i = 0; !rc && !*ret && i < m->nr_daxes; i++) {
		const struct cxl_dax *dax = &m->daxes[i];

		if (!dax->size)
			continue;
		rc = dax->driver_unread;
		if (!rc && dax->driver == CXL_DAX_DRIVER_NONE)
			rc = why_unbound(m, dax, ret);
		else if (!rc && only_kmem && dax->driver != CXL_DAX_DRIVER_KMEM)
			*ret = CXL_MEMORY_LACKS_OTHER_MODE;
	}
	return rc;
}

static int check_kmem(const struct cxl_memory *m, enum cxl_memory_lack *ret)
{
	return check_drivers(m, true, ret);
}

static int check_bound(const struct cxl_memory *m, enum cxl_memory_lack *ret)
{
	return check_drivers(m, false, ret);
}

/* ---- memory blocks ----------------------------------------------------- */

/* Blocks that only kmem's devices can have. */
static int count_wanted(const struct cxl_memory *m, size_t *ret)
{
	*ret = 0;
	for (size_t i = 0; i < m->nr_daxes; i++) {
		const struct cxl_dax *dax = &m->daxes[i];

		if (dax->driver != CXL_DAX_DRIVER_KMEM)
			continue;
		if (dax->wanted_unread)
			return dax->wanted_unread;
		*ret += dax->wanted;
	}
	return 0;
}

static int check_present(const struct cxl_memory *m, enum cxl_memory_lack *ret)
{
	size_t wanted;
	int rc = m->blocks_unread ? m->blocks_unread : count_wanted(m, &wanted);

	if (!rc && m->nr_blocks < wanted)
		*ret = CXL_MEMORY_LACKS_BLOCKS;
	return rc;
}

static int check_online(const struct cxl_memory *m, enum cxl_memory_lack *ret)
{
	for (size_t i = 0; i < m->nr_blocks; i++) {
		if (m->blocks[i].unread)
			return m->blocks[i].unread;
		if (!m->blocks[i].online)
			*ret = CXL_MEMORY_LACKS_ONLINE;
	}
	return 0;
}

/* ---- ready ------------------------------------------------------------- */

/* Where the policy cannot be read, memory is to be online. */
static int check_as_policy(const struct cxl_memory *m, enum cxl_memory_lack *ret)
{
	if (!m->stays_offline.unread && m->stays_offline.is)
		return 0;
	return check_online(m, ret);
}

/* A kernel without nodes has no list of them. */
static int check_node_filled(const struct cxl_memory *m, enum cxl_memory_lack *ret)
{
	if (m->nodes_unread)
		return m->nodes_unread == -ENOENT ? 0 : m->nodes_unread;
	for (size_t i = 0; i < m->nr_blocks; i++)
		if (m->blocks[i].online && m->blocks[i].node >= 0 &&
		    !list_has(m->nodes, m->blocks[i].node))
			*ret = CXL_MEMORY_LACKS_NODE_MEMORY;
	return 0;
}

static int check_openable(const struct cxl_memory *m, enum cxl_memory_lack *ret)
{
	int rc = 0;

	for (size_t i = 0; !rc && !*ret && i < m->nr_daxes; i++)
		if (m->daxes[i].driver == CXL_DAX_DRIVER_DEVICE_DAX && m->daxes[i].size)
			rc = lacks_fact(&m->daxes[i].openable,
					CXL_MEMORY_LACKS_DEVICE_NODE, ret);
	return rc;
}

static int check_settled(const struct cxl_memory *m, enum cxl_memory_lack *ret)
{
	if (!m->udev_busy.unread && m->udev_busy.is)
		*ret = CXL_MEMORY_LACKS_UDEV;
	return m->udev_busy.unread;
}

static int check_with_libnvdimm(const struct cxl_memory *m, enum cxl_memory_lack *ret)
{
	return lacks_fact(&m->pmem_bound, CXL_MEMORY_LACKS_PMEM_DRIVER, ret);
}

/* ---- states ------------------------------------------------------------ */

static step_fn *const steps[][9] = {
	[CXL_MEMORY_ENABLED] = { check_enabled },
	[CXL_MEMORY_DAX] = { check_enabled, check_dax },
	[CXL_MEMORY_PRESENT] = { check_enabled, check_dax, check_kmem, check_present },
	[CXL_MEMORY_ONLINE] = { check_enabled, check_dax, check_kmem, check_present, check_online },
	[CXL_MEMORY_READY] = { check_enabled, check_dax, check_bound, check_present, check_as_policy,
			       check_node_filled, check_openable, check_settled },
};

static step_fn *const pmem_steps[] = { check_enabled, check_with_libnvdimm, check_settled, NULL };

int memory_lack(const struct cxl_memory *memory, enum cxl_memory_state state,
		enum cxl_memory_lack *ret)
{
	enum cxl_memory_lack lack = CXL_MEMORY_LACKS_NOTHING;
	step_fn *const *step;
	int rc = 0;

	if (state == CXL_MEMORY_GONE) {
		*ret = CXL_MEMORY_LACKS_LEAVING;
		return 0;
	}
	if ((unsigned int)state >= ARRAY_SIZE(steps))
		return -EINVAL;
	step = memory->is_pmem && state == CXL_MEMORY_READY ? pmem_steps : steps[state];
	for (; !rc && !lack && *step; step++)
		rc = (*step)(memory, &lack);
	if (!rc)
		*ret = lack;
	return rc;
}

EXPORT int cxl_memory_query_lack(struct cxl_memory *memory,
				 enum cxl_memory_state state,
				 enum cxl_memory_lack *ret)
{
	return object_note(&memory->region->object, NULL, "read its memory",
			   memory_lack(memory, state, ret));
}
