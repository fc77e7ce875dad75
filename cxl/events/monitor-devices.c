// SPDX-License-Identifier: GPL-2.0-or-later
/* A source of events: devices come, go, are bound and unbound. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/scope.h"
#include "events/snapshot.h"
#include "events/monitor-devices.h"
#include "events/monitor.h"
#include "events/udev-calls.h"
#include "events/uevent.h"

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

static void keep(char *room, size_t size, const char *text)
{
	size_t len = strnlen(text, size - 1);

	memcpy(room, text, len);
	room[len] = '\0';
}

static void describe(const char *name, ino_t inode, const char *driver, struct snapshot_device *ret)
{
	ret->inode = inode;
	keep(ret->name, sizeof(ret->name), name);
	keep(ret->driver, sizeof(ret->driver), driver ? driver : "");
}

/* The last part of where the link "driver" leads; NULL: no driver is bound. */
static const char *read_driver(int dir, const char *name, char *room, size_t size)
{
	char link[NAME_MAX + sizeof("/driver")];
	ssize_t n;

	snprintf(link, sizeof(link), "%s/driver", name);
	n = readlinkat(dir, link, room, size - 1);
	if (n <= 0)
		return NULL;
	room[n] = '\0';
	return strrchr(room, '/') ? strrchr(room, '/') + 1 : room;
}

static int list_one(int dir, const char *name, struct snapshot *snapshot)
{
	struct snapshot_device found;
	char driver[PATH_MAX];
	struct stat st;

	if (*name == '.' || fstatat(dir, name, &st, 0) < 0)
		return 0;	/* it has left since */
	describe(name, st.st_ino, read_driver(dir, name, driver, sizeof(driver)), &found);
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

/* Without CXL in the kernel there is no bus: it may come. */
static int list_all(struct devices *devices, struct snapshot *ret)
{
	const struct dirent *entry;
	int rc = 0;
	DIR *dir;

	devices->covered = last_event();
	dir = opendir("/sys/bus/" SUBSYSTEM "/devices");
	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while (!rc && (errno = 0, entry = readdir(dir)))
		rc = list_one(dirfd(dir), entry->d_name, ret);
	if (!rc && errno)
		rc = -errno;
	closedir(dir);
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

static int tell(struct monitor *m, const struct uevent *event)
{
	struct output *out;

	if (!monitor_wants(m, event->action, event->name, NULL))
		return 0;
	out = begin_event(m, event->action, event->name);
	if (out && event->devtype)
		output_text(out, "devtype", event->devtype);
	if (out && event->driver)
		output_text(out, "driver", event->driver);
	if (out)
		output_uint(out, "seqnum", event->seqnum);
	return monitor_end(m);
}

static ino_t inode_of(const char *path)
{
	char whole[PATH_MAX];
	struct stat st;

	snprintf(whole, sizeof(whole), "/sys%s", path);
	return stat(whole, &st) < 0 ? 0 : st.st_ino;
}

/* A change is of something in the device: it and its driver stay. */
static int keep_in_mind(struct devices *devices, const struct uevent *event)
{
	struct snapshot_device now;

	if (strcmp(event->action, "change") == 0 && snapshot_has(&devices->snapshot, event->name))
		return 0;
	if (strcmp(event->action, "remove") == 0) {
		snapshot_drop(&devices->snapshot, event->name);
		return 0;
	}
	describe(event->name, inode_of(event->path), event->driver, &now);
	return snapshot_set(&devices->snapshot, &now);
}

static int take(struct devices *devices, const struct uevent *event,
		struct monitor *m)
{
	int rc;

	if (strcmp(event->subsystem, SUBSYSTEM) != 0 || event->seqnum <= devices->covered)
		return 0;
	rc = keep_in_mind(devices, event);
	return rc < 0 ? rc : tell(m, event);
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
	char message[UEVENT_MAX + 1];
	int fd = devices_fd(devices), rc = 0;
	bool lost = false;

	while (!rc) {
		struct uevent event;
		int n = uevent_receive(fd, message, &event);

		if (n > 0)
			rc = take(devices, &event, m);
		else if (n == -ENOBUFS)
			lost = true;
		else if (n < 0)
			break;
	}
	return lost && !rc ? resync(devices, m) : rc;
}
