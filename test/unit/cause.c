// SPDX-License-Identifier: GPL-2.0-or-later
/* What an errno means: by the attribute that gave it, or for any. */
#include <errno.h>
#include <string.h>

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
	{ ENOENT, "driver",	 "not there", "modprobe cxl_mem" },
	{ ENOENT, NULL,		 "not offered", NULL },
	{ EINVAL, "target3",	 "this member", "dmesg" },
	{ EINVAL, "target_list", "the value", "dmesg" },
	{ EINVAL, "targets",	 "the value", "dmesg" },
	{ EBUSY,  "dpa_size",	 "out of turn", NULL },
	{ -EBUSY, "dpa_size",	 "out of turn", NULL },
	{ EBUSY,  "size",	 "somebody else", NULL },
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
		const struct cause *c = cause_find(r->err, r->attribute);

		ok(c && has(c->cause, r->cause) && has(c->remedy, r->remedy),
		   "%s of %s", strerror(r->err < 0 ? -r->err : r->err),
		   r->attribute ? r->attribute : "anything");
	}
	ok(!cause_find(EXDEV, NULL) && !cause_find(0, "size"), "what is in no row");
	return tap_done();
}
