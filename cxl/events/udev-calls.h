/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions of libudev that are used, as it declares them; loaded when first asked for. */
#pragma once

#include <libudev.h>

struct udev_calls {
	__typeof__(udev_new) *udev_new;
	__typeof__(udev_unref) *udev_unref;
	__typeof__(udev_monitor_new_from_netlink) *udev_monitor_new_from_netlink;
	__typeof__(udev_monitor_filter_add_match_subsystem_devtype) *
		udev_monitor_filter_add_match_subsystem_devtype;
	__typeof__(udev_monitor_enable_receiving) *udev_monitor_enable_receiving;
	__typeof__(udev_monitor_get_fd) *udev_monitor_get_fd;
	__typeof__(udev_monitor_unref) *udev_monitor_unref;
};

/* The functions, or NULL where the library is not installed. */
const struct udev_calls *udev_calls_load(void);
