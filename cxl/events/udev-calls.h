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
	__typeof__(udev_monitor_receive_device) *udev_monitor_receive_device;
	__typeof__(udev_monitor_unref) *udev_monitor_unref;
	__typeof__(udev_device_new_from_syspath) *udev_device_new_from_syspath;
	__typeof__(udev_device_get_action) *udev_device_get_action;
	__typeof__(udev_device_get_sysname) *udev_device_get_sysname;
	__typeof__(udev_device_get_syspath) *udev_device_get_syspath;
	__typeof__(udev_device_get_devtype) *udev_device_get_devtype;
	__typeof__(udev_device_get_driver) *udev_device_get_driver;
	__typeof__(udev_device_get_seqnum) *udev_device_get_seqnum;
	__typeof__(udev_device_get_property_value) *udev_device_get_property_value;
	__typeof__(udev_device_unref) *udev_device_unref;
	__typeof__(udev_enumerate_new) *udev_enumerate_new;
	__typeof__(udev_enumerate_add_match_subsystem) *udev_enumerate_add_match_subsystem;
	__typeof__(udev_enumerate_scan_devices) *udev_enumerate_scan_devices;
	__typeof__(udev_enumerate_get_list_entry) *udev_enumerate_get_list_entry;
	__typeof__(udev_enumerate_unref) *udev_enumerate_unref;
	__typeof__(udev_list_entry_get_next) *udev_list_entry_get_next;
	__typeof__(udev_list_entry_get_name) *udev_list_entry_get_name;
};

/* The functions, or NULL where the library is not installed. */
const struct udev_calls *udev_calls_load(void);
