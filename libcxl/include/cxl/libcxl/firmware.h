/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Firmware: the slots of a device, and loading firmware into it. The slots are
 * the output of a command, Get FW Info (CXL 3.0 8.2.9.3.1); the kernel loads
 * firmware, through memN/firmware/memN, since 6.5, which appears a moment after
 * the memdev is enabled.
 */
#ifndef CXL_LIBCXL_FIRMWARE_H
#define CXL_LIBCXL_FIRMWARE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_cmd;
struct cxl_memdev;

/* Returns a command that reads the slots. NULL as for cxl_cmd_new_raw(). */
struct cxl_cmd *cxl_cmd_new_get_fw_info(struct cxl_memdev *memdev);

/*
 * Returns the number of slots. Like the next three functions, returns 0 when
 * @cmd is another command, was not submitted, or the device refused it or
 * returned less than the specification requires.
 */
unsigned int cxl_cmd_fw_info_get_num_slots(struct cxl_cmd *cmd);

/*
 * Returns the slot of the running firmware, which counts from 1; 0 on failure.
 */
unsigned int cxl_cmd_fw_info_get_active_slot(struct cxl_cmd *cmd);

/*
 * Returns the slot whose firmware will run after the next reset; 0 if it does
 * not change, and on failure.
 */
unsigned int cxl_cmd_fw_info_get_staged_slot(struct cxl_cmd *cmd);

/* Returns true when the device can activate other firmware without a reset. */
bool cxl_cmd_fw_info_get_online_activate_capable(struct cxl_cmd *cmd);

/*
 * Returns 0 and copies the revision in @slot, 1 .. 4, to @buf: up to 16
 * characters, at most @len bytes, with a NUL only when @len is more than 16.
 * Fails with -EINVAL for another slot and for a @len of 0; -ENOENT when the
 * slot is empty; -ENXIO when the command has no output.
 */
int cxl_cmd_fw_info_get_fw_ver(struct cxl_cmd *cmd, int slot, char *buf,
			       unsigned int len);

/* The progress of a firmware upload (firmware/memN/status, since 6.5). */
enum cxl_fwl_status {
	CXL_FWL_STATUS_UNKNOWN,
	CXL_FWL_STATUS_IDLE,
	CXL_FWL_STATUS_RECEIVING,
	CXL_FWL_STATUS_PREPARING,
	CXL_FWL_STATUS_TRANSFERRING,
	CXL_FWL_STATUS_PROGRAMMING,
};

/* Returns the status for the kernel's word (without a newline). */
static inline enum cxl_fwl_status cxl_fwl_status_from_ident(char *status)
{
	if (strcmp(status, "idle") == 0)
		return CXL_FWL_STATUS_IDLE;
	if (strcmp(status, "receiving") == 0)
		return CXL_FWL_STATUS_RECEIVING;
	if (strcmp(status, "preparing") == 0)
		return CXL_FWL_STATUS_PREPARING;
	if (strcmp(status, "transferring") == 0)
		return CXL_FWL_STATUS_TRANSFERRING;
	if (strcmp(status, "programming") == 0)
		return CXL_FWL_STATUS_PROGRAMMING;
	return CXL_FWL_STATUS_UNKNOWN;
}

/*
 * Returns 0 once the kernel has the firmware in the file @fw_path; it then
 * loads it into the device in the background, and the functions below return
 * the progress and the result. The library reads the whole file before it
 * touches the device, and discards an image that the kernel did not receive
 * completely. Fails with -EINVAL for an empty file, -EFBIG for 4 GiB and more,
 * and the errors of opening and reading it; -EOPNOTSUPP when the kernel cannot
 * load firmware into this memdev; -EBUSY while an upload is in progress,
 * -EAGAIN when another process has the memdev locked for too long; -EPERM
 * without CAP_SYS_RAWIO; -ECANCELED when another process cancelled it.
 */
int cxl_memdev_update_fw(struct cxl_memdev *memdev, const char *fw_path);

/*
 * Returns 0 after requesting that the kernel cancel an upload
 * (firmware/memN/cancel); this may take a moment, or come too late. Fails with
 * -ENXIO when none is in progress; -EOPNOTSUPP when the kernel cannot load
 * firmware into this memdev.
 */
int cxl_memdev_cancel_fw_update(struct cxl_memdev *memdev);

/*
 * Returns true when an upload is in progress: unless the status is known to be
 * idle, hence also when the kernel cannot load firmware into this memdev; but
 * false once the memdev has left. This and the functions below read the machine
 * on each call.
 */
bool cxl_memdev_fw_update_in_progress(struct cxl_memdev *memdev);

/*
 * Returns the number of bytes that the device has not received yet
 * (firmware/memN/remaining_size); 0 when there are none, and on any error.
 */
size_t cxl_memdev_fw_update_get_remaining(struct cxl_memdev *memdev);

/*
 * Returns an enum cxl_fwl_status (firmware/memN/status). Fails with -ENODEV
 * when the memdev has left, -EOPNOTSUPP when the kernel cannot load firmware
 * into this memdev.
 */
int cxl_memdev_fw_update_get_status(struct cxl_memdev *memdev);

/*
 * Returns 0 and writes to @buf how the last upload failed
 * (firmware/memN/error): a status and a reason, such as
 * "transferring:hw-error", truncated to @len bytes including the NUL; an empty
 * string when it did not fail. Fails with -EBUSY while an upload is in
 * progress, -ENODEV when the memdev has left, -EOPNOTSUPP when the kernel
 * cannot load firmware into this memdev.
 */
int cxl_memdev_fw_update_get_error(struct cxl_memdev *memdev, char *buf,
				   size_t len);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_FIRMWARE_H */
