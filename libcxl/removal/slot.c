// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a removal does with the slot: its indicator blinks, its power goes off. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "device/slot.h"
#include "plan/plan.h"
#include "removal/removal.h"

#define FAILED(_id) (struct cxl_finding){ .kind = CXL_FINDING_FAILED, .id = (_id) }

static const char *name_of(const struct removal *r)
{
	return cxl_memdev_get_devname(r->memdev);
}

static int refuse_slotless(struct removal *r)
{
	struct cxl_finding slotless = FAILED("no-slot");

	snprintf(slotless.remedy, sizeof(slotless.remedy), "detach it: echo 1 >/sys/bus/pci/devices/%s/remove",
		 cxl_memdev_get_host(r->memdev));
	find(&r->plan->findings, &slotless, name_of(r), "look for its slot",
	     "%s is in no hot-plug slot that the kernel knows", cxl_memdev_get_host(r->memdev));
	return -ENXIO;
}

static int check_attribute(struct removal *r, const char *attr, const char *what)
{
	bool has = false;
	int rc = slot_look(r->memdev, attr, &has);

	if (rc)
		return find_errno(&r->plan->findings, name_of(r), "look at its slot", attr, rc);
	if (has)
		return 0;
	find(&r->plan->findings, &FAILED("slot-incapable"), name_of(r), "look at its slot",
	     "slot %s has no %s", cxl_memdev_get_slot(r->memdev), what);
	return -EOPNOTSUPP;
}

/* The power is that of all functions of the card. */
static int check_others(struct removal *r)
{
	char other[64];
	int rc = slot_find_other(r->memdev, other, sizeof(other));

	if (rc < 0)
		return find_errno(&r->plan->findings, name_of(r), "look who else is in its slot", NULL, rc);
	if (!rc)
		return 0;
	find(&r->plan->findings, &FAILED("slot-in-use"), name_of(r), "power off its slot",
	     "%s shares the slot, and has a driver", other);
	return -EBUSY;
}

int removal_check_slot(struct removal *r)
{
	int rc = 0;

	if (!r->want.locate && !r->want.power_off)
		return 0;
	if (!cxl_memdev_get_slot(r->memdev))
		rc = cxl_get_missing(r->plan->ctx);
	if (rc)
		return find_errno(&r->plan->findings, name_of(r), "look for its slot", NULL, rc);
	if (!cxl_memdev_get_slot(r->memdev))
		return refuse_slotless(r);
	if (r->want.locate)
		rc = check_attribute(r, "attention", "attention indicator");
	if (!rc && r->want.power_off)
		rc = check_attribute(r, "power", "power switch");
	if (!rc && r->want.power_off)
		rc = check_others(r);
	return rc;
}

static int add(struct removal *r, enum step_kind kind, const char *attr, const char *value,
	       const char *what)
{
	struct cxl_plan_step *s = plan_add(r->plan, kind, name_of(r), what,
					   cxl_memdev_get_slot(r->memdev));

	if (!s)
		return -ENOMEM;
	s->memdev = r->memdev;
	snprintf(s->attribute, sizeof(s->attribute), "%s", attr);
	snprintf(s->written, sizeof(s->written), "%s", value);
	return 0;
}

int removal_add_slot_steps(struct removal *r)
{
	int rc = 0;

	if (r->want.locate)
		rc = add(r, STEP_LOCATE, "attention", "2", "blink the attention indicator of slot %s");
	if (!rc && r->want.power_off)
		rc = add(r, STEP_POWER, "power", "0", "power off slot %s");
	return rc;
}

void removal_turn_off_indicator(struct cxl_plan *p, struct cxl_memdev *memdev)
{
	struct cxl_finding left = { .kind = CXL_FINDING_LEFT, .id = "indicator-left" };

	left.err = cxl_memdev_set_slot_attention(memdev, CXL_SLOT_ATTENTION_OFF);
	if (!left.err || cxl_memdev_is_gone(memdev))
		return;
	snprintf(left.remedy, sizeof(left.remedy), "restore it: echo 0 >/sys/bus/pci/slots/%s/attention",
		 cxl_memdev_get_slot(memdev));
	find(&p->findings, &left, cxl_memdev_get_devname(memdev), "turn off the attention indicator",
	     "so it may blink");
}
