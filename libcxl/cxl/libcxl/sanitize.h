/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sanitizing: a device makes what was stored in it unreadable for good. */
#ifndef CXL_LIBCXL_SANITIZE_H
#define CXL_LIBCXL_SANITIZE_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_memdev;

/*
 * Starts to make everything that was ever stored in the memdev unreadable
 * (memN/security/sanitize, since 6.5; CXL 3.0 8.2.9.8.5.1); the device may go
 * on by itself: cxl_memdev_wait_sanitize(). -EOPNOTSUPP when the device or the
 * kernel does not offer it; -EBUSY while a decoder of the memdev is committed,
 * it is disabled, or is being sanitized; -EINVAL when a passphrase is set;
 * -ENXIO when the device refuses.
 */
int cxl_memdev_sanitize(struct cxl_memdev *memdev);

/*
 * The same for what is stored in it now, by another key for its encryption
 * (memN/security/erase, since 6.5; CXL 3.0 8.2.9.8.5.2). -EINVAL also when it
 * is locked.
 */
int cxl_memdev_secure_erase(struct cxl_memdev *memdev);

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
