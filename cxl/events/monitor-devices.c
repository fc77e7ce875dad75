// SPDX-License-Identifier: GPL-2.0-or-later
/* A source of events: devices come, go, are bound and unbound. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/scope.h"
#include "events/snapshot.h"
#include "events/monitor-devices.h"
#include "events/monitor.h"
#include "events/udev-calls.h"

#define SUBSYSTEM "cxl"

static const struct udev_calls *lib;

struct devices {
	struct udev *udev;
	struct udev_monitor *monitor;
	struct snapshot snapshot;
	uint64_t covered;	/* events up to this number are in @snapshot */
};

void devices_close(struct devices *devices)
{
	if (!devices)
		return;
	snapshot_done(&devices->snapshot);
	if (devices->monitor)
		lib->udev_monitor_unref(devices->monitor);
	if (devices->udev)
		lib->udev_unref(devices->udev);
	free(devices);
}

static void devices_closep(struct devices **devices)
{
	devices_close(*devices);
}
#define _cleanup_devices_ __attribute__((cleanup(devices_closep)))

int devices_fd(const struct devices *devices)
{
	return lib->udev_monitor_get_fd(devices->monitor);
}

/* -- all of them -- */

static void describe(struct udev_device *device, const char *driver,
		     struct snapshot_device *ret)
{
	struct stat st = {};

	if (stat(lib->udev_device_get_syspath(device), &st) < 0)
		st.st_ino = 0;
	ret->inode = st.st_ino;
	snprintf(ret->name, sizeof(ret->name), "%s",
		 lib->udev_device_get_sysname(device));
	snprintf(ret->driver, sizeof(ret->driver), "%s", driver ? driver : "");
}

static int list_one(struct devices *devices, const char *path, struct snapshot *snapshot)
{
	struct udev_device *device;
	struct snapshot_device found;

	device = lib->udev_device_new_from_syspath(devices->udev, path);
	if (!device)
		return 0;	/* it has left since */
	describe(device, lib->udev_device_get_driver(device), &found);
	lib->udev_device_unref(device);
	return snapshot_set(snapshot, &found);
}

/* The number of the last event so far; 0 if the kernel does not say. */
static uint64_t last_event(void)
{
	FILE *file = fopen("/sys/kernel/uevent_seqnum", "re");
	uint64_t number = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%" SCNu64, &number) != 1)
		number = 0;
	fclose(file);
	return number;
}

static int list_all(struct devices *devices, struct snapshot *ret)
{
	struct udev_enumerate *all = lib->udev_enumerate_new(devices->udev);
	struct udev_list_entry *entry;
	int rc = 0;

	if (!all)
		return -ENOMEM;
	devices->covered = last_event();
	if (lib->udev_enumerate_add_match_subsystem(all, SUBSYSTEM) < 0 ||
	    lib->udev_enumerate_scan_devices(all) < 0)
		rc = -EIO;
	for (entry = rc ? NULL : lib->udev_enumerate_get_list_entry(all); entry && !rc;
	     entry = lib->udev_list_entry_get_next(entry))
		rc = list_one(devices, lib->udev_list_entry_get_name(entry), ret);
	lib->udev_enumerate_unref(all);
	return rc;
}

/* -- the beginning -- */

/* Where no udevd runs, nobody passes on the kernel's events; then from the kernel itself. */
static const char *who_tells(void)
{
	struct stat st;

	return stat("/run/udev/control", &st) == 0 ? "udev" : "kernel";
}

/* Listening begins before the list is made: what happens in between is not missed. */
static int begin(struct devices *devices)
{
	int rc;

	devices->udev = lib->udev_new();
	if (!devices->udev)
		return -ENOMEM;
	devices->monitor = lib->udev_monitor_new_from_netlink(devices->udev,
							      who_tells());
	if (!devices->monitor)
		return errno ? -errno : -EIO;
	rc = lib->udev_monitor_filter_add_match_subsystem_devtype(
		devices->monitor, SUBSYSTEM, NULL);
	if (rc >= 0)
		rc = lib->udev_monitor_enable_receiving(devices->monitor);
	return rc < 0 ? rc : list_all(devices, &devices->snapshot);
}

int devices_open(struct devices **ret)
{
	_cleanup_devices_ struct devices *devices = NULL;
	int rc;

	lib = udev_calls_load();
	if (!lib)
		return -ENOSYS;
	devices = calloc(1, sizeof(*devices));
	if (!devices)
		return -ENOMEM;
	errno = 0;
	rc = begin(devices);
	if (!rc)
		*ret = take_ptr(devices);
	return rc;
}

/* -- one event -- */

static bool is_kind(const char *name, const char *kind)
{
	size_t len = strlen(kind);

	return strncmp(name, kind, len) == 0 &&
	       strspn(name + len, "0123456789") == strlen(name + len);
}

/* Under the keys that trace events have: one filter for both. */
static struct output *begin_event(struct monitor *m, const char *action,
				  const char *name)
{
	struct output *out = monitor_begin(m, "udev", action, monitor_now());

	if (!out)
		return NULL;
	if (is_kind(name, "mem"))
		output_text(out, "memdev", name);
	if (is_kind(name, "region"))
		output_text(out, "region", name);
	output_text(out, "device", name);
	return out;
}

static int tell(struct monitor *m, struct udev_device *device)
{
	const char *action = lib->udev_device_get_action(device);
	const char *name = lib->udev_device_get_sysname(device);
	const char *devtype = lib->udev_device_get_devtype(device);
	const char *driver = lib->udev_device_get_property_value(device, "DRIVER");
	struct output *out;

	if (!monitor_wants(m, action, name, NULL))
		return 0;
	out = begin_event(m, action, name);
	if (out && devtype)
		output_text(out, "devtype", devtype);
	if (out && driver)
		output_text(out, "driver", driver);
	if (out)
		output_uint(out, "seqnum", lib->udev_device_get_seqnum(device));
	return monitor_end(m);
}

static int keep_in_mind(struct devices *devices, struct udev_device *device)
{
	const char *action = lib->udev_device_get_action(device);
	struct snapshot_device now;

	if (strcmp(action, "remove") == 0) {
		snapshot_drop(&devices->snapshot, lib->udev_device_get_sysname(device));
		return 0;
	}
	describe(device, lib->udev_device_get_property_value(device, "DRIVER"), &now);
	return snapshot_set(&devices->snapshot, &now);
}

static int take(struct devices *devices, struct udev_device *device,
		struct monitor *m)
{
	int rc;

	if (!lib->udev_device_get_action(device) ||
	    lib->udev_device_get_seqnum(device) <= devices->covered)
		return 0;
	rc = keep_in_mind(devices, device);
	return rc < 0 ? rc : tell(m, device);
}

/* -- after events were lost -- */

struct resync {
	struct monitor *m;
	int error;
};

static void tell_difference(void *arg, const char *action,
			    const struct snapshot_device *device)
{
	struct resync *r = arg;
	struct output *out;

	if (r->error || !monitor_wants(r->m, action, device->name, NULL))
		return;
	out = begin_event(r->m, action, device->name);
	if (out && *device->driver && strcmp(action, "remove") != 0)
		output_text(out, "driver", device->driver);
	if (out)
		output_bool(out, "resync", true);
	r->error = monitor_end(r->m);
}

static int tell_overflow(struct monitor *m)
{
	if (!monitor_wants(m, "overflow", NULL, NULL))
		return 0;
	monitor_begin(m, "udev", "overflow", monitor_now());
	return monitor_end(m);
}

/* What happened to whom is lost, what has come of it is not. */
static int resync(struct devices *devices, struct monitor *m)
{
	_cleanup_snapshot_ struct snapshot before = devices->snapshot;
	struct resync r = { .m = m, .error = tell_overflow(m) };
	int rc;

	devices->snapshot = (struct snapshot){};
	rc = list_all(devices, &devices->snapshot);
	if (rc < 0 || r.error)
		return rc < 0 ? rc : r.error;
	snapshot_compare(&before, &devices->snapshot, tell_difference, &r);
	return r.error;
}

/* What came before the loss is still in the queue, and comes first. */
int devices_read(struct devices *devices, struct monitor *m)
{
	bool lost = false;
	int rc = 0;

	while (!rc) {
		struct udev_device *device;

		errno = 0;
		device = lib->udev_monitor_receive_device(devices->monitor);
		if (!device && errno != ENOBUFS)
			break;
		if (device)
			rc = take(devices, device, m);
		else
			lost = true;
		if (device)
			lib->udev_device_unref(device);
	}
	return lost && !rc ? resync(devices, m) : rc;
}
