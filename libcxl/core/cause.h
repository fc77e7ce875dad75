/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of causes: what an errno means, by the attribute that gave it, and what to do about it. */
#pragma once

#include <cxl/libcxl/error.h>

/* Instead of an attribute: whatever was to be written, it was a captured machine. */
#define CAUSE_CAPTURED "captured machine"

/* What the table names of @attribute for @err: a literal ("target" for "target3"); NULL where it knows nothing special. */
const char *cause_attribute(int err, const char *attribute);
