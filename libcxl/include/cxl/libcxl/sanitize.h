/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sanitizing: a device makes the data stored in it permanently unreadable. */
#ifndef CXL_LIBCXL_SANITIZE_H
#define CXL_LIBCXL_SANITIZE_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_memdev;

/*
 * Returns 0 after starting to make everything that was ever stored in the
 * memdev unreadable (memN/security/sanitize, since 6.5; CXL 3.0 8.2.9.8.5.1).
 * The device may continue in the background: see cxl_memdev_wait_sanitize().
 * Fails with -EOPNOTSUPP when the device or the kernel does not support it;
 * -EBUSY while a decoder of the memdev is committed, or the memdev is disabled
 * or being sanitized; -EINVAL when a passphrase is set; -ENXIO when the device
 * refuses.
 */
int cxl_memdev_sanitize(struct cxl_memdev *memdev);

/*
 * Like cxl_memdev_sanitize(), for the data stored in the memdev now, by
 * changing its encryption key (memN/security/erase, since 6.5; CXL 3.0
 * 8.2.9.8.5.2). Fails with -EINVAL also when the memdev is locked.
 */
int cxl_memdev_secure_erase(struct cxl_memdev *memdev);

/*
 * Returns 0 once the memdev is not being sanitized (memN/security/state, since
 * 6.5), and also where it never is. Waits at most @timeout_ms milliseconds, or
 * without a limit for a negative number. A signal does not end the wait. Fails
 * with -ETIMEDOUT, or with -ENODEV within a second after the memdev has left.
 */
int cxl_memdev_wait_sanitize(struct cxl_memdev *memdev, int timeout_ms);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_SANITIZE_H */
