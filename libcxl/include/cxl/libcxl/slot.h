/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The physical slot of a memdev: its attention indicator and its power. */
#ifndef CXL_LIBCXL_SLOT_H
#define CXL_LIBCXL_SLOT_H

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_memdev;

/* The attention indicator of a slot, as /sys/bus/pci/slots/N/attention has it. */
enum cxl_slot_attention {
	CXL_SLOT_ATTENTION_OFF = 0,
	CXL_SLOT_ATTENTION_ON = 1,	/* an operational problem */
	CXL_SLOT_ATTENTION_BLINK = 2,	/* a person is to find the slot */
};

/*
 * Returns 0 after setting the attention indicator of the slot that @memdev is in
 * (/sys/bus/pci/slots/N/attention; see cxl_memdev_get_slot()), and reading it
 * back. The kernel turns it off when the slot is powered on. Fails with -ENXIO
 * where the memdev is in no slot, -EOPNOTSUPP where the slot has no indicator,
 * -EIO when the indicator did not follow, -EINVAL for an unknown @attention, or
 * the errno of the write.
 */
int cxl_memdev_set_slot_attention(struct cxl_memdev *memdev,
				  enum cxl_slot_attention attention);

/*
 * Returns 0 after powering off the slot that @memdev is in
 * (/sys/bus/pci/slots/N/power), and checking that it is off and the memdev gone.
 * Fails with -EBUSY while the memdev is enabled, or another PCI function in the
 * slot has a driver; -ENXIO where the memdev is in no slot; -EOPNOTSUPP where
 * the slot has no switch; -EIO when the slot is still on, or the memdev still
 * there; or with the errno of a read or the write.
 */
int cxl_memdev_power_off_slot(struct cxl_memdev *memdev);

#ifdef __cplusplus
}
#endif

#endif
