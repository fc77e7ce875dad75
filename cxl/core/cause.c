// SPDX-License-Identifier: GPL-2.0-or-later
/* What an errno of the kernel means, and what to do about it: errno and attribute to cause and remedy. */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/cause.h"
#include "core/scope.h"

#define LOCKDOWN "so it is with Secure Boot, and with lockdown= on the kernel's command line"
#define MODULES	 "modprobe cxl_mem for memdevs, cxl_port for ports, cxl_region for regions"

/* The first row that fits; a number at the end of an attribute is any. */
static const struct cause causes[] = {
	/* making and destroying regions */
	{ EBUSY,  "create_region", "other programs keep taking the next region", "try again" },
	{ EBUSY,  "uuid",	"another region has this uuid", "choose another with -U" },
	{ ERANGE, "size",	"this much address space is not free in the window", "another region or driver has it: /proc/iomem names it" },
	{ EBUSY,  "size",	"somebody else is making this region", NULL },
	{ ENOSPC, "dpa_size",	"this much is not free", "another program may have taken it" },
	{ EBUSY,  "dpa_size",	"the decoder is in use or out of turn", NULL },
	{ ENXIO,  "target",	"the decoders on the way cannot be programmed for this", "dmesg may say why" },
	{ EINVAL, "target",	"the kernel refuses this member here", "dmesg may say why" },
	{ EBUSY,  "target",	"a decoder on the way is not free, or the memdev is in the region already", NULL },
	{ ENXIO,  "commit",	"a member has left, or the kernel cannot invalidate the CPU caches", "in a virtual machine it takes CONFIG_CXL_REGION_INVALIDATION_TEST" },
	{ EBUSY,  "commit",	"a decoder is out of turn, or a member is being sanitized", "cxl wait-sanitize" },
	{ EPERM,  "commit",	"the region is locked", "the platform has fixed it until the next boot" },

	/* drivers */
	{ ENOENT, "driver",	"its driver is not there", MODULES },
	{ ENXIO,  "driver",	"no driver takes it", "dmesg may say why" },

	/* poison */
	{ EPERM,  "poison",	"the kernel is locked down and forbids debugfs", LOCKDOWN },
	{ EBUSY,  "poison",	"the device takes no more of it, or is busy", "is it being sanitized?" },
	{ EINTR,  "poison",	"the device is being removed", "the kernel keeps it to itself" },
	{ EINVAL, "poison",	"the kernel refused the address", NULL },
	{ EFAULT, "poison",	"the device knows no such address", NULL },
	{ ENXIO,  "poison",	"the device failed to do it", NULL },
	{ ENOENT, "poison",	"the device is leaving, or does not support it", NULL },
	{ ENODEV, "poison",	"the device was removed", NULL },

	/* protocol errors */
	{ EPERM,  "einj_inject", "the kernel is locked down and forbids debugfs", LOCKDOWN },
	{ ENOENT, "einj_inject", "the platform injects no errors at this dport", NULL },
	{ ENODEV, "einj_inject", "the dport was removed", NULL },
	{ EINVAL, "einj_inject", "the platform does not know this error at this dport", NULL },
	{ EBUSY,  "einj_inject", "the firmware of the platform failed to do it", NULL },
	{ EIO,	  "einj_inject", "the firmware of the platform failed to do it", NULL },

	/* firmware */
	{ EAGAIN, "firmware",	"another program is at work on it", NULL },
	{ EBUSY,  "firmware",	"an update is under way", "--cancel stops it" },
	{ ECANCELED, "firmware", "somebody else ended it", NULL },
	{ EPERM,  "firmware",	"it takes the capability CAP_SYS_RAWIO", "run as root" },
	{ EOPNOTSUPP, "firmware", "the kernel takes no firmware for it", "since Linux 6.5; a moment after the memdev came" },
	{ ENXIO,  "cancel",	"no update is under way", NULL },

	/* the mailbox */
	{ EOPNOTSUPP, "mailbox", "the device does not offer this", NULL },
	{ EBUSY,  "mailbox",	"the device is busy", "being sanitized, or updating its firmware?" },

	/* anywhere */
	{ EPERM,  NULL,	"not permitted", "run as root; a locked-down kernel forbids it even then" },
	{ EACCES, NULL,	"no permission", "run as root" },
	{ ENOENT, NULL,	"not offered by this device or kernel", NULL },
	{ ENODEV, NULL,	"the device is gone", NULL },
	{ ENXIO,  NULL,	"the device does not answer: it is gone or has no driver", NULL },
	{ EIO,	  NULL,	"the device failed or is gone", NULL },
	{ EBUSY,  NULL,	"in use", NULL },
	{ EINVAL, NULL,	"the kernel refused the value", "its reason may be in dmesg" },
	{ ERANGE, NULL,	"out of range", NULL },
	{ EBADMSG, NULL, "its text is no value of this attribute", NULL },
	{ ENOSPC, NULL,	"no space left", NULL },
	{ ENOMEM, NULL,	"out of memory", NULL },
	{ EINTR,  NULL,	"interrupted", NULL },
	{ ETIMEDOUT, NULL, "no answer in time", NULL },
	{ EOPNOTSUPP, NULL, "not supported", NULL },
	{ ENOTTY, NULL,	"not supported", NULL },
	{ EROFS,  NULL,	"read-only", NULL },
	{ EMEDIUMTYPE, NULL, "neither a regular file nor a directory", NULL },
	{ EPIPE,  NULL,	"nobody reads the output", NULL },
};

/* "target3" is a target. */
static bool is_a(const char *attribute, const char *kind)
{
	size_t len = strlen(kind);

	return strncmp(attribute, kind, len) == 0 &&
	       !attribute[len + strspn(attribute + len, "0123456789")];
}

const struct cause *cause_find(int err, const char *attribute)
{
	for (size_t i = 0; i < ARRAY_SIZE(causes); i++)
		if (causes[i].err == abs(err) &&
		    (!causes[i].attribute ||
		     (attribute && is_a(attribute, causes[i].attribute))))
			return &causes[i];
	return NULL;
}
