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
	{ "udev_monitor_unref", &calls.udev_monitor_unref },
};

const struct udev_calls *udev_calls_load(void)
{
	static struct library libudev = { LIBUDEV };

	return library_load(&libudev, symbols, ARRAY_SIZE(symbols)) ? &calls : NULL;
}
