// SPDX-License-Identifier: LGPL-2.1-or-later
/* The rule that a request breaks, and what to do about it. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "plan/broken.h"

void rule_remedy(struct cxl_plan *p, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(p->remedy, sizeof(p->remedy), format, ap);
	va_end(ap);
}

void rule_numbers(struct cxl_plan *p, uint64_t needed, uint64_t available)
{
	p->needed = needed;
	p->available = available;
}

bool rule_broken(struct cxl_plan *p, enum rule rule, const char *object,
		   const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&p->reason, format, ap) < 0)
		p->reason = NULL;
	va_end(ap);
	p->object = object ? strdup(object) : NULL;
	p->broken = p->reason && (p->object || !object) ? rule : RULE_NO_MEMORY;
	return false;
}
