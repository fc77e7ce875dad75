// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a caller wants beside the removal of a memdev, and the plan for it. */
#include <errno.h>
#include <stdlib.h>

#include <cxl/libcxl.h>

#include "plan/plan.h"
#include "removal/removal.h"

EXPORT struct cxl_removal_request *cxl_removal_request_new(void)
{
	return calloc(1, sizeof(struct cxl_removal_request));
}

EXPORT void cxl_removal_request_free(struct cxl_removal_request *request)
{
	free(request);
}

EXPORT int cxl_removal_request_add_node(struct cxl_removal_request *request, unsigned int node)
{
	if (!io_nodes_add(&request->nodes, node))
		return -EINVAL;
	request->migrate = true;
	return 0;
}

EXPORT void cxl_removal_request_set_locate(struct cxl_removal_request *request, bool locate)
{
	request->locate = locate;
}

EXPORT void cxl_removal_request_set_power_off(struct cxl_removal_request *request, bool power_off)
{
	request->power_off = power_off;
}

EXPORT int cxl_plan_remove_memdev(struct cxl_memdev *memdev,
				  const struct cxl_removal_request *request,
				  struct cxl_plan **ret)
{
	static const struct cxl_removal_request nothing;
	struct removal *r = removal_new(memdev, request ? request : &nothing);

	*ret = NULL;
	return r ? plan_hand_over(r->plan, removal_plan(r), ret) : -ENOMEM;
}

EXPORT int cxl_plan_prepare_removal(struct cxl_memdev *memdev, struct cxl_plan **ret)
{
	return cxl_plan_remove_memdev(memdev, NULL, ret);
}
