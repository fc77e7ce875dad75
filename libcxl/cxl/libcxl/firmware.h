/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Firmware: what is in a device's slots, and loading another into it. The
 * first is a command, Get FW Info (CXL 3.0 8.2.9.3.1); the second is the
 * kernel's work: memN/firmware/memN, since 6.5, there a moment after the memdev
 * was enabled.
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

/* Asks for the slots; NULL as at cxl_cmd_new_raw(). */
struct cxl_cmd *cxl_cmd_new_get_fw_info(struct cxl_memdev *memdev);

/*
 * How many slots there are. 0, as for the next three, when the command is
 * another, was not submitted, or the device refused it or said less than the
 * specification asks for.
 */
unsigned int cxl_cmd_fw_info_get_num_slots(struct cxl_cmd *cmd);

/* The slot whose firmware runs, from 1; 0 as above. */
unsigned int cxl_cmd_fw_info_get_active_slot(struct cxl_cmd *cmd);

/* The slot whose firmware will run after the next reset; 0: no change. */
unsigned int cxl_cmd_fw_info_get_staged_slot(struct cxl_cmd *cmd);

/* Whether it can change its firmware without a reset. */
bool cxl_cmd_fw_info_get_online_activate_capable(struct cxl_cmd *cmd);

/*
 * The revision in @slot, 1 .. 4: up to 16 characters into the @len bytes at
 * @buf, which get a NUL only when there are more than 16. 0; -EINVAL for
 * another slot and for a @len of 0; -ENOENT when the slot is empty; -ENXIO
 * without an answer.
 */
int cxl_cmd_fw_info_get_fw_ver(struct cxl_cmd *cmd, int slot, char *buf,
			       unsigned int len);

/* How far an upload of firmware is (firmware/memN/status, since 6.5). */
enum cxl_fwl_status {
	CXL_FWL_STATUS_UNKNOWN,
	CXL_FWL_STATUS_IDLE,
	CXL_FWL_STATUS_RECEIVING,
	CXL_FWL_STATUS_PREPARING,
	CXL_FWL_STATUS_TRANSFERRING,
	CXL_FWL_STATUS_PROGRAMMING,
};

/* The status that the kernel's word (no newline) stands for. */
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
 * Starts loading the file @fw_path, which is read whole before the device is
 * touched. 0 once the kernel has it: then it goes on by itself, and how it
 * ended is told by the functions below. -EINVAL for an empty file, -EFBIG from
 * 4 GiB on, and what opening and reading it gives; -EOPNOTSUPP when the memdev
 * takes no firmware from the kernel; -EBUSY while an upload is under way,
 * -EAGAIN when another process works on the memdev for too long; -EPERM
 * without CAP_SYS_RAWIO; -ECANCELED when somebody else ended it. An image that
 * did not arrive whole is thrown away.
 */
int cxl_memdev_update_fw(struct cxl_memdev *memdev, const char *fw_path);

/*
 * Stops an upload (firmware/memN/cancel); it may take a moment, and be too
 * late. 0; -ENXIO when there is none; -EOPNOTSUPP as above.
 */
int cxl_memdev_cancel_fw_update(struct cxl_memdev *memdev);

/*
 * Whether one is under way: true unless the status is known to be idle, so
 * also without a loader, but false once the memdev has left. Asked on each
 * call, as all of these are.
 */
bool cxl_memdev_fw_update_in_progress(struct cxl_memdev *memdev);

/*
 * Bytes that the device does not have yet (firmware/memN/remaining_size); 0
 * when there are none, and on any error.
 */
size_t cxl_memdev_fw_update_get_remaining(struct cxl_memdev *memdev);

/*
 * An enum cxl_fwl_status (firmware/memN/status), or a negative errno: -ENODEV
 * when the memdev has left, -EOPNOTSUPP as above.
 */
int cxl_memdev_fw_update_get_status(struct cxl_memdev *memdev);

/*
 * How the last upload failed (firmware/memN/error): a status and a reason,
 * such as "transferring:hw-error", cut to the @len bytes at @buf with its NUL;
 * the empty text when it did not. 0; -EBUSY while one is under way; -ENODEV,
 * -EOPNOTSUPP as above.
 */
int cxl_memdev_fw_update_get_error(struct cxl_memdev *memdev, char *buf,
				   size_t len);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_FIRMWARE_H */
