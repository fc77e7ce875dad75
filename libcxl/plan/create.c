// SPDX-License-Identifier: LGPL-2.1-or-later
/* From a caller's request to a plan to create a region. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

#define HAVE_UUID
#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "plan/guard.h"
#include "plan/plan.h"

struct cxl_region_request {
	struct scope scope;		/* .memdevs is @memdevs */
	struct cxl_memdev **memdevs;
	enum cxl_decoder_mode mode;
	unsigned long long size;
	unsigned int ways, granularity;
	uuid_t uuid;			/* null: not requested */
	bool enforce_qos;
	bool force;
	struct geometries layouts;
	bool has_use;
	enum cxl_memory_mode use;
	enum cxl_memory_zone zone;
};

EXPORT struct cxl_region_request *cxl_region_request_new(void)
{
	return calloc(1, sizeof(struct cxl_region_request));
}

EXPORT void cxl_region_request_free(struct cxl_region_request *request)
{
	if (!request)
		return;
	free(request->memdevs);
	geometries_done(&request->layouts);
	free(request);
}

EXPORT void cxl_region_request_set_bus(struct cxl_region_request *request,
				       struct cxl_bus *bus)
{
	request->scope.bus = bus;
}

EXPORT void cxl_region_request_set_window(struct cxl_region_request *request,
					  struct cxl_decoder *window)
{
	request->scope.window = window;
}

EXPORT int cxl_region_request_add_memdev(struct cxl_region_request *request,
					 struct cxl_memdev *memdev)
{
	struct cxl_memdev **more = reallocarray(request->memdevs,
		request->scope.nr_memdevs + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	more[request->scope.nr_memdevs++] = memdev;
	request->memdevs = more;
	request->scope.memdevs = more;
	return 0;
}

EXPORT void cxl_region_request_set_mode(struct cxl_region_request *request,
					enum cxl_decoder_mode mode)
{
	request->mode = mode;
}

EXPORT void cxl_region_request_set_size(struct cxl_region_request *request,
					unsigned long long size)
{
	request->size = size;
}

EXPORT void cxl_region_request_set_interleave_ways(
	struct cxl_region_request *request, unsigned int ways)
{
	request->ways = ways;
}

EXPORT void cxl_region_request_set_interleave_granularity(
	struct cxl_region_request *request, unsigned int granularity)
{
	request->granularity = granularity;
}

EXPORT void cxl_region_request_set_uuid(struct cxl_region_request *request,
					const uuid_t uuid)
{
	uuid_copy(request->uuid, uuid);
}

EXPORT void cxl_region_request_set_enforce_qos(struct cxl_region_request *request,
					       bool enforce)
{
	request->enforce_qos = enforce;
}

EXPORT void cxl_region_request_set_force(struct cxl_region_request *request, bool force)
{
	request->force = force;
}

int request_add_geometry(struct cxl_region_request *request, const struct geometry *geometry)
{
	return geometries_add(&request->layouts, geometry);
}

EXPORT int cxl_region_request_set_memory_mode(struct cxl_region_request *request,
					      enum cxl_memory_mode mode,
					      enum cxl_memory_zone zone)
{
	if ((unsigned int)mode > CXL_MEMORY_MODE_FAMFS ||
	    (unsigned int)zone > CXL_MEMORY_ZONE_NONE)
		return -EINVAL;
	request->has_use = true;
	request->use = mode;
	request->zone = zone;
	return 0;
}

/* -- planning -- */

/* Only volatile memory has a use. */
static enum memory_kind kind_of(const struct cxl_region_request *r)
{
	enum cxl_decoder_mode mode = r->mode;

	if (mode == CXL_DECODER_MODE_NONE)
		return r->has_use ? MEMORY_RAM : MEMORY_KINDS;
	return mode == CXL_DECODER_MODE_RAM ? MEMORY_RAM : MEMORY_PMEM;
}

/* The request by names, as the rules have it; @names has room for all memdevs. */
static struct request wish_of(const struct cxl_region_request *r, const char **names)
{
	for (size_t i = 0; i < r->scope.nr_memdevs; i++)
		names[i] = cxl_memdev_get_devname(r->memdevs[i]);
	return (struct request){
		.window = r->scope.window ?
			cxl_decoder_get_devname(r->scope.window) : NULL,
		.memdevs = names,
		.nr_memdevs = r->scope.nr_memdevs,
		.kind = kind_of(r),
		.size = r->size,
		.ways = r->ways,
		.granularity = r->granularity,
		.uuid = uuid_is_null(r->uuid) ? NULL : r->uuid,
		.enforce_qos = r->enforce_qos,
		.force = r->force,
		.layouts = r->layouts,
		.has_use = r->has_use,
		.use = r->use,
		.zone = r->zone,
	};
}

/* The identifier of each rule, and the errno for breaking it. */
static const struct {
	const char *id;
	int rc;
} rules[RULES] = {
	[RULE_NO_MEMORY]	 = { "out-of-memory", -ENOMEM },
	[RULE_WAYS_VALUE]	 = { "ways-value", -EINVAL },
	[RULE_GRANULARITY_VALUE] = { "granularity-value", -EINVAL },
	[RULE_SIZE_VALUE]	 = { "size-value", -EINVAL },
	[RULE_UUID_OF_RAM]	 = { "uuid-of-ram", -EINVAL },
	[RULE_MEMDEV_TWICE]	 = { "memdev-twice", -EINVAL },
	[RULE_USE_OF_PMEM]	 = { "mode-of-pmem", -EINVAL },
	[RULE_WINDOW_KNOWN]	 = { "no-window", -ENOENT },
	[RULE_MEMDEV_KNOWN]	 = { "no-memdev", -ENOENT },
	[RULE_ENABLED]		 = { "memdev-disabled", -ENXIO },
	[RULE_CAPABLE]		 = { "window-lacks-mode", -EOPNOTSUPP },
	[RULE_REACHES]		 = { "window-not-above", -ENXIO },
	[RULE_KIND]		 = { "memdev-lacks-mode", -EOPNOTSUPP },
	[RULE_CANDIDATES]	 = { "not-enough-memdevs", -ENOSPC },
	[RULE_WAYS]		 = { "ways-of-window", -EINVAL },
	[RULE_SPREAD]		 = { "uneven-spread", -ENXIO },
	[RULE_ORDER]		 = { "order", -ENXIO },
	[RULE_GRANULARITY]	 = { "granularity-of-window", -EINVAL },
	[RULE_QOS]		 = { "qos-class", -ENXIO },
	[RULE_DECODER]		 = { "no-free-decoder", -EBUSY },
	[RULE_SIZE]		 = { "size-of-ways", -EINVAL },
	[RULE_DPA]		 = { "not-enough-dpa", -ENOSPC },
	[RULE_HPA]		 = { "not-enough-addresses", -ENOSPC },
	[RULE_PORT_DECODER]	 = { "no-free-port-decoder", -EBUSY },
	[RULE_HPA_ORDER]	 = { "address-order", -EBUSY },
	[RULE_GEOMETRY]		 = { "geometry-differs", -EEXIST },
};

static int find_broken(struct cxl_plan *p)
{
	struct cxl_finding found = {
		.kind = CXL_FINDING_RULE, .id = rules[p->broken].id,
		.needed = p->needed, .available = p->available,
	};

	memcpy(found.remedy, p->remedy, sizeof(found.remedy));
	find(&p->findings, &found, p->object, NULL, "%s",
	     p->reason ? p->reason : "out of memory");
	return rules[p->broken].rc;
}

/* What was not seen is not free: the kernel may refuse what was planned. */
static void find_unseen(struct cxl_plan *p)
{
	if (p->window->unseen)
		find(&p->findings, &(struct cxl_finding){
				.kind = CXL_FINDING_WARNING, .id = "claims-unseen" },
		     p->window->name, NULL, "/proc/iomem %s who else holds its addresses",
		     p->window->unseen == -EACCES ? "tells only root" : "does not tell");
}

static int spoiled(struct cxl_ctx *ctx, int rc, struct cxl_plan **ret)
{
	struct cxl_plan *p = plan_new(ctx, NULL);

	if (!p)
		return -ENOMEM;
	find_errno(&p->findings, NULL, "read the topology", NULL, rc);
	return plan_hand_over(p, rc, ret);
}

int plan_on(struct cxl_ctx *ctx, const struct topology *topology,
	    const struct cxl_region_request *r, struct cxl_plan **ret)
{
	_cleanup_free_ const char **names = calloc(r->scope.nr_memdevs + 1, sizeof(*names));
	struct request wish;
	struct cxl_plan *p;
	uuid_t spare;
	int rc;

	*ret = NULL;
	if (!names)
		return -ENOMEM;
	wish = wish_of(r, names);
	uuid_generate(spare);
	wish.spare_uuid = spare;
	p = plan_make(topology, &wish);
	if (!p)
		return -ENOMEM;
	p->ctx = ctx;
	rc = p->broken ? 0 : guard_check(p, &wish);
	if (!rc && p->broken)
		rc = find_broken(p);
	if (!rc)
		find_unseen(p);
	return plan_hand_over(p, rc, ret);
}

int plan_create_without(struct cxl_ctx *ctx, const struct cxl_region_request *request,
			struct cxl_region *const *without, size_t nr_without,
			struct cxl_plan **ret)
{
	static const struct cxl_region_request any;
	const struct cxl_region_request *r = request ? request : &any;
	_cleanup_topology_ struct topology *topology = NULL;
	struct scope scope = r->scope;
	int rc;

	*ret = NULL;
	scope.without = without;
	scope.nr_without = nr_without;
	rc = topology_read(ctx, &scope, &topology);
	if (rc)
		return spoiled(ctx, rc, ret);
	rc = plan_on(ctx, topology, r, ret);
	if (*ret)
		(*ret)->topology = take_ptr(topology);
	return rc;
}

EXPORT int cxl_plan_create_region(struct cxl_ctx *ctx,
				  const struct cxl_region_request *request,
				  struct cxl_plan **ret)
{
	return plan_create_without(ctx, request, NULL, 0, ret);
}
