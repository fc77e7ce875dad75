/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sanitizing: a device makes what was stored in it unreadable for good. */
#ifndef CXL_LIBCXL_SANITIZE_H
#define CXL_LIBCXL_SANITIZE_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_memdev;

/*
 * Waits at most @timeout_ms milliseconds, a negative number without end, until
 * the memdev is not being sanitized (memN/security/state, since 6.5). 0, also
 * where it never is; -ETIMEDOUT; -ENODEV when it has left, which is noticed
 * within a second. A signal does not end it.
 */
int cxl_memdev_wait_sanitize(struct cxl_memdev *memdev, int timeout_ms);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_SANITIZE_H */
