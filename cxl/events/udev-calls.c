// SPDX-License-Identifier: GPL-2.0-or-later
/* libudev, loaded when first asked for: only what waits for events needs it. */
#include "core/dlopen-note.h"
#include "core/library.h"
#include "core/scope.h"
#include "events/udev-calls.h"

#define LIBUDEV "libudev.so.1"

DLOPEN_NOTE("udev", "events of devices", LIBUDEV);

static struct udev_calls calls;

static const struct library_symbol symbols[] = {
	{ "udev_new", &calls.udev_new },
	{ "udev_unref", &calls.udev_unref },
	{ "udev_monitor_new_from_netlink", &calls.udev_monitor_new_from_netlink },
	{ "udev_monitor_filter_add_match_subsystem_devtype",
	  &calls.udev_monitor_filter_add_match_subsystem_devtype },
	{ "udev_monitor_enable_receiving", &calls.udev_monitor_enable_receiving },
	{ "udev_monitor_get_fd", &calls.udev_monitor_get_fd },
	{ "udev_monitor_receive_device", &calls.udev_monitor_receive_device },
	{ "udev_monitor_unref", &calls.udev_monitor_unref },
	{ "udev_device_new_from_syspath", &calls.udev_device_new_from_syspath },
	{ "udev_device_get_action", &calls.udev_device_get_action },
	{ "udev_device_get_sysname", &calls.udev_device_get_sysname },
	{ "udev_device_get_syspath", &calls.udev_device_get_syspath },
	{ "udev_device_get_devtype", &calls.udev_device_get_devtype },
	{ "udev_device_get_driver", &calls.udev_device_get_driver },
	{ "udev_device_get_seqnum", &calls.udev_device_get_seqnum },
	{ "udev_device_get_property_value", &calls.udev_device_get_property_value },
	{ "udev_device_unref", &calls.udev_device_unref },
	{ "udev_enumerate_new", &calls.udev_enumerate_new },
	{ "udev_enumerate_add_match_subsystem", &calls.udev_enumerate_add_match_subsystem },
	{ "udev_enumerate_scan_devices", &calls.udev_enumerate_scan_devices },
	{ "udev_enumerate_get_list_entry", &calls.udev_enumerate_get_list_entry },
	{ "udev_enumerate_unref", &calls.udev_enumerate_unref },
	{ "udev_list_entry_get_next", &calls.udev_list_entry_get_next },
	{ "udev_list_entry_get_name", &calls.udev_list_entry_get_name },
};

const struct udev_calls *udev_calls_load(void)
{
	static struct library libudev = { LIBUDEV };

	return library_load(&libudev, symbols, ARRAY_SIZE(symbols)) ? &calls : NULL;
}
