// SPDX-License-Identifier: GPL-2.0-or-later
/* What an errno means: by the attribute that gave it, or for any. */
#include <errno.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "core/cause.h"
#include "tap.h"

static const struct row {
	int err;
	const char *attribute;
	const char *cause, *remedy;	/* a part of it; NULL: there is none */
} rows[] = {
	{ EACCES, NULL,		 "no permission", "root" },
	{ EACCES, "dpa_size",	 "no permission", "root" },
	{ EPERM,  NULL,		 "not permitted", "locked-down" },
	{ EPERM,  "poison",	 "locked down", "Secure Boot" },
	{ EPERM,  "einj_inject", "locked down", "Secure Boot" },
	{ EPERM,  "commit",	 "region is locked", "next boot" },
	{ EPERM,  "firmware",	 "CAP_SYS_RAWIO", "root" },
	{ ENOENT, "driver",	 "not loaded", "modprobe cxl_mem" },
	{ ENOENT, NULL,		 "not offered", NULL },
	{ EINVAL, "target3",	 "this member", "dmesg" },
	{ EINVAL, "target_list", "the value", "dmesg" },
	{ EINVAL, "targets",	 "the value", "dmesg" },
	{ EBUSY,  "dpa_size",	 "out of order", "ascending" },
	{ -EBUSY, "dpa_size",	 "out of order", "ascending" },
	{ EBUSY,  "size",	 "already has a size", "another program" },
	{ ENOENT, "inject_poison", "does not support", "debugfs" },
	{ EBUSY,  "clear_poison", "as it can", "sanitized" },
	{ ENXIO,  "commit",	 "invalidate the CPU caches", "virtual machine" },
	{ ERANGE, "size",	 "is not free in the window", "/proc/iomem" },
	{ EBUSY,  "",		 "in use", NULL },
};

static bool has(const char *text, const char *part)
{
	return part ? text && strstr(text, part) : !text;
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		const struct cxl_cause *c = cxl_cause_find(r->err, r->attribute);

		ok(c && has(cxl_cause_get_text(c), r->cause) && has(cxl_cause_get_remedy(c), r->remedy) &&
		   *cxl_cause_get_id(c),
		   "%s of %s", strerror(r->err < 0 ? -r->err : r->err),
		   r->attribute ? r->attribute : "anything");
	}
	ok(!cxl_cause_find(EXDEV, NULL) && !cxl_cause_find(0, "size"), "what is in no row");
	ok(cxl_cause_is_general(cxl_cause_find(EBUSY, "modalias")) &&
	   !cxl_cause_is_general(cxl_cause_find(EBUSY, "dpa_size")), "for any attribute, or for one");
	ok(!strcmp(cxl_cause_get_id(cxl_cause_find(ENOSPC, "dpa_size")), "dpa-exhausted"),
	   "programs compare the identifier");
	ok(!strcmp(cause_attribute(-ERANGE, "block_size_bytes"), "block_size_bytes") &&
	   !strcmp(cause_attribute(EINVAL, "target3"), "target") && !cause_attribute(EIO, "target3") &&
	   !cause_attribute(EBUSY, "dax0.0") && !cause_attribute(EBUSY, NULL), "what it knows of an attribute alone");
	return tap_done();
}
