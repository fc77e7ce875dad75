// SPDX-License-Identifier: LGPL-2.1-or-later
/* The table of causes: what an errno means, by the attribute that gave it, and what to do about it. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/cause.h"
#include "core/cleanup.h"

#define LOCKDOWN "Secure Boot and lockdown= on the kernel's command line do this"
#define MODULES	 "modprobe cxl_mem for memdevs, cxl_port for ports, cxl_region for regions"

struct cxl_cause {
	int number;
	const char *attribute;		/* NULL: any, or none */
	const char *id;			/* programs compare it: it never changes */
	const char *text;		/* what is wrong */
	const char *remedy;		/* NULL: none is known */
};

/* The first row that fits. A number at the end of an attribute is any. */
static const struct cxl_cause causes[] = {
	/* creating and destroying regions */
	{ EBUSY,  "create_region", "region-name-contended", "other programs keep claiming the next region name", "retry" },
	{ EBUSY,  "uuid", "uuid-in-use", "another region has this uuid", "choose another uuid" },
	{ ERANGE, "block_size_bytes", "no-whole-block", "a DAX device of it contains no whole memory block", "create a larger region" },
	{ ERANGE, "size", "window-full", "this much address space is not free in the window", "/proc/iomem names the region or driver that has it" },
	{ EBUSY,  "size", "region-has-size", "the region already has a size", "another program may be creating it" },
	{ ENXIO,  "size", "region-not-ready", "the region is not ready for a size", "set ways and granularity first, and the uuid of a pmem region" },
	{ EINVAL, "size", "region-size-invalid", "the kernel refused the size", "it must be a multiple of 256 MiB for each way" },
	{ EBUSY,  "interleave_ways", "interleave-fixed", "the region already has a size", "set the interleave before the size" },
	{ EBUSY,  "interleave_granularity", "interleave-fixed", "the region already has a size", "set the interleave before the size" },
	{ EBUSY,  "mode", "decoder-in-use", "the decoder is in use", "a committed decoder keeps its mode" },
	{ ENOSPC, "dpa_size", "dpa-exhausted", "this much is not free", "another program may have allocated it" },
	{ EINVAL, "dpa_size", "dpa-size-invalid", "the kernel refused the size", "it must be a multiple of 256 MiB" },
	{ EBUSY,  "dpa_size", "dpa-out-of-order", "the decoder is in use or out of order", "allocate in ascending order, free in descending order" },
	{ ENXIO,  "target", "position-unreachable", "the decoders on the path cannot be programmed for this position", "dmesg may say why" },
	{ EINVAL, "target", "member-refused", "the kernel refuses this member at this position", "its mode and size must fit the region; dmesg may say why" },
	{ EBUSY,  "target", "path-in-use", "a decoder on the path is in use, or the memdev is in the region already", "reset the region first, or choose another memdev" },
	{ ENXIO,  "commit", "commit-impossible", "a member is missing, or the kernel cannot invalidate the CPU caches", "a virtual machine needs CONFIG_CXL_REGION_INVALIDATION_TEST" },
	{ EBUSY,  "commit", "commit-out-of-order", "a decoder is out of order, or a member is being sanitized", "commit in ascending order; cxl wait-sanitize waits for the member" },
	{ EPERM,  "commit", "region-locked", "the region is locked", "the platform has fixed it until the next boot" },
	{ EBUSY,  "delete_region", "region-in-use", "the region is in use", "disable it first; another program may be working on it" },
	{ EAGAIN, "delete_region", "window-locked", "another program has locked the window", "retry" },

	/* drivers */
	{ ENOENT, "driver", "driver-missing", "its driver is not loaded", MODULES },
	{ ENXIO,  "driver", "driver-refused", "the driver refused the device", "dmesg may say why" },

	/* poison */
	{ EPERM,  "poison", "locked-down", "the kernel is locked down, which forbids debugfs", LOCKDOWN },
	{ EBUSY,  "poison", "poison-limit", "the device is busy, or holds as much poison as it can", "clear some, or wait while it is being sanitized" },
	{ EINTR,  "poison", "device-leaving", "the device is being removed", NULL },
	{ EINVAL, "poison", "address-refused", "the kernel refused the address", "it must be a multiple of 64 inside the memory" },
	{ EFAULT, "poison", "address-unknown", "the device does not have this address", NULL },
	{ ENXIO,  "poison", "device-failed", "the device reported an error", NULL },
	{ ENOENT, "poison", "poison-unsupported", "the device is leaving, or does not support it", "it needs debugfs and a bound driver" },
	{ ENODEV, "poison", "device-gone", "the device was removed", NULL },

	/* protocol errors */
	{ EPERM,  "einj_inject", "locked-down", "the kernel is locked down, which forbids debugfs", LOCKDOWN },
	{ ENOENT, "einj_inject", "dport-unsupported", "the platform cannot inject errors at this dport", NULL },
	{ ENODEV, "einj_inject", "device-gone", "the dport was removed", NULL },
	{ EINVAL, "einj_inject", "error-unsupported", "the platform cannot inject this error at this dport", NULL },
	{ EBUSY,  "einj_inject", "firmware-failed", "the platform firmware failed to inject it", NULL },
	{ EIO,	  "einj_inject", "firmware-failed", "the platform firmware failed to inject it", NULL },

	/* firmware */
	{ EAGAIN, "firmware", "update-contended", "another program is updating it", NULL },
	{ EBUSY,  "firmware", "update-in-progress", "an update is in progress", "cancel it, or wait until it ends" },
	{ ECANCELED, "firmware", "update-cancelled", "another program cancelled it", NULL },
	{ EPERM,  "firmware", "no-raw-io", "this needs the capability CAP_SYS_RAWIO", "run as root" },
	{ EOPNOTSUPP, "firmware", "update-unsupported", "the kernel has no firmware loader for it", "Linux 6.5 and later have one, a moment after the memdev appears" },
	{ ENXIO,  "cancel", "no-update", "no update is in progress", NULL },

	/* the mailbox */
	{ EOPNOTSUPP, "mailbox", "command-unsupported", "the device does not support this", NULL },
	{ EBUSY,  "mailbox", "device-busy", "the device is busy", "it may be sanitizing, or updating its firmware" },

	/* anywhere */
	{ EPERM,  NULL, "not-permitted", "not permitted", "run as root; a locked-down kernel forbids it even then" },
	{ EACCES, NULL, "no-permission", "no permission", "run as root" },
	{ EROFS,  CAUSE_CAPTURED, "captured-machine", "read-only", "a captured machine is never written to" },
	{ EROFS,  NULL, "read-only", "read-only", "mount /sys writable; containers often have it read-only" },
	{ ENOENT, NULL, "unsupported", "not offered by this device or kernel", NULL },
	{ ENODEV, NULL, "device-gone", "the device is gone", NULL },
	{ ENXIO,  NULL, "no-answer", "the device does not answer: it is gone or has no driver", NULL },
	{ EIO,	  NULL, "device-failed", "the device failed or is gone", NULL },
	{ EBUSY,  NULL, "in-use", "in use", NULL },
	{ EINVAL, NULL, "value-refused", "the kernel refused the value", "dmesg may say why" },
	{ ERANGE, NULL, "out-of-range", "out of range", NULL },
	{ EBADMSG, NULL, "malformed", "its text is not a value of this attribute", NULL },
	{ ENOSPC, NULL, "no-space", "no space left", NULL },
	{ ENOMEM, NULL, "no-memory", "out of memory", NULL },
	{ EINTR,  NULL, "interrupted", "interrupted", NULL },
	{ ETIMEDOUT, NULL, "timed-out", "no answer in time", "retry, or allow more time" },
	{ EOPNOTSUPP, NULL, "unsupported", "not supported", NULL },
	{ ENOTTY, NULL, "unsupported", "not supported", NULL },
	{ EMEDIUMTYPE, NULL, "wrong-file-type", "neither a regular file nor a directory", NULL },
	{ EPIPE,  NULL, "no-reader", "nobody reads the output", NULL },
};

/* What several attributes are for has one row: injecting poison and clearing it. */
static const char *subject_of(const char *attribute)
{
	if (!strcmp(attribute, "inject_poison") || !strcmp(attribute, "clear_poison"))
		return "poison";
	return attribute;
}

/* "target3" is a target. */
static bool is_a(const char *attribute, const char *kind)
{
	size_t len = strlen(kind);

	return !strncmp(attribute, kind, len) &&
	       !attribute[len + strspn(attribute + len, "0123456789")];
}

EXPORT const struct cxl_cause *cxl_cause_find(int err, const char *attribute)
{
	const char *subject = attribute ? subject_of(attribute) : "";

	for (size_t i = 0; i < ARRAY_SIZE(causes); i++)
		if (causes[i].number == abs(err) &&
		    (!causes[i].attribute || is_a(subject, causes[i].attribute)))
			return &causes[i];
	return NULL;
}

const char *cause_attribute(int err, const char *attribute)
{
	const struct cxl_cause *cause = attribute ? cxl_cause_find(err, attribute) : NULL;

	return cause ? cause->attribute : NULL;
}

EXPORT bool cxl_cause_is_general(const struct cxl_cause *cause)
{
	return !cause->attribute;
}

EXPORT const char *cxl_cause_get_id(const struct cxl_cause *cause)
{
	return cause->id;
}

EXPORT const char *cxl_cause_get_text(const struct cxl_cause *cause)
{
	return cause->text;
}

EXPORT const char *cxl_cause_get_remedy(const struct cxl_cause *cause)
{
	return cause->remedy;
}
