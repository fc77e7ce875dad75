// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of the CXL objects that the kernel has. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/mailbox.h"
#include "core/scope.h"
#include "doctor/doctor.h"

/* ---- windows ------------------------------------------------------------ */

static void each_window(struct doctor *d, void (*look)(struct doctor *d, struct cxl_decoder *window, void *arg),
			void *arg)
{
	struct cxl_decoder *decoder;
	struct cxl_bus *bus;

	cxl_bus_foreach(d->ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), decoder)
			look(d, decoder, arg);
}

int doctor_read_number(const struct doctor *d, const char *device, const char *file, unsigned long long *ret)
{
	char path[PATH_MAX], text[64];
	long rc;

	snprintf(path, sizeof(path), "/sys/bus/cxl/devices/%s/%s", device, file);
	rc = doctor_read(d, path, text, sizeof(text));
	*ret = rc < 0 ? 0 : strtoull(text, NULL, 0);
	return rc < 0 && rc != -ENOENT ? (int)rc : 0;
}

static void count_window(struct doctor *d, struct cxl_decoder *window, void *count)
{
	const char *name = cxl_decoder_get_devname(window);
	unsigned long long capable;
	int rc = doctor_read_number(d, name, "cap_type3", &capable);

	if (rc)
		doctor_say_unread_of(d, name, "/sys/bus/cxl/devices/root*/decoder*/cap_type3", rc);
	*(int *)count += rc || capable;
}

/* Whether all objects are known, so that what is not found is not there. */
static bool has_all_objects(struct doctor *d)
{
	int rc = cxl_get_missing(d->ctx);

	if (rc)
		doctor_say_unread_of(d, cxl_get_missing_name(d->ctx), "/sys/bus/cxl/devices", rc);
	return !rc;
}

void check_objects(struct doctor *d)
{
	has_all_objects(d);
}

void check_windows(struct doctor *d)
{
	int count = 0;

	each_window(d, count_window, &count);
	if (!has_all_objects(d))
		return;
	if (!count && cxl_memdev_get_first(d->ctx))
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_ERROR, .evidence = "/sys/bus/cxl/devices/root*",
			.consequence = "no region can be created",
			.remedy = "modprobe cxl_acpi; else the firmware provides none",
		}, THE_MACHINE, "there are memory devices, and no window for them");
}

static void look_at_alignment(struct doctor *d, struct cxl_decoder *window, void *size)
{
	unsigned long long block = *(unsigned long long *)size;
	unsigned long long start = cxl_decoder_get_resource(window);

	if (start == ULLONG_MAX)
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_UNKNOWN, .evidence = "/sys/bus/cxl/devices/root*/decoder*/start",
		}, cxl_decoder_get_devname(window), "its start cannot be read");
	if (start == ULLONG_MAX || !(start % block))
		return;
	doctor_say(d, &(struct diagnosis){
		.severity = SEVERITY_WARNING, .evidence = "/sys/devices/system/memory/block_size_bytes",
		.consequence = "part of a region at its start cannot be system memory",
	}, cxl_decoder_get_devname(window), "it starts at %#llx, within a memory block of %#llx bytes",
		   start, block);
}

void check_alignment(struct doctor *d)
{
	static const char path[] = "/sys/devices/system/memory/block_size_bytes";
	unsigned long long size;
	char text[32];
	long rc = doctor_read(d, path, text, sizeof(text));

	if (rc < 0) {
		doctor_say_unread(d, path, (int)rc);
		return;
	}
	size = strtoull(text, NULL, 16);
	if (size)
		each_window(d, look_at_alignment, &size);
}

void check_debugfs(struct doctor *d)
{
	const struct diagnosis none = {
		.severity = geteuid() && !d->captured ? SEVERITY_UNKNOWN : SEVERITY_INFO,
		.evidence = "/sys/kernel/debug/cxl",
		.consequence = "poison and protocol errors cannot be injected or cleared",
		.remedy = geteuid() ? "run as root" : "mount -t debugfs none /sys/kernel/debug",
	};

	if (d->captured)
		return;
	if (!cxl_debugfs_exists(d->ctx))
		doctor_say(d, &none, THE_MACHINE, "there is no debugfs with CXL in it");
}

/* By what is mounted, and on a live machine by what may be read. */
void check_tracefs(struct doctor *d)
{
	static const char path[] = "/proc/mounts", events[] = "/sys/kernel/tracing/events";
	_cleanup_free_ char *text = NULL;
	long rc = doctor_load(d, path, 1 << 20, &text);

	if (rc <= 0)
		doctor_say_unread(d, path, rc ? (int)rc : -ENODATA);
	else if (!strstr(text, " tracefs "))
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_INFO, .evidence = path,
			.consequence = "neither poison lists nor events can be read",
			.remedy = "mount -t tracefs tracefs /sys/kernel/tracing",
		}, THE_MACHINE, "tracefs is not mounted");
	else if (!d->captured) {
		rc = doctor_exists(d, events);
		if (rc < 0)
			doctor_say_unread(d, events, (int)rc);
	}
}

/* ---- memdevs ------------------------------------------------------------ */

static void look_at_media(struct doctor *d, struct cxl_memdev *memdev)
{
	static const char path[] = "/sys/bus/cxl/devices/mem*/{ram,pmem}/size";
	const char *name = cxl_memdev_get_devname(memdev);
	unsigned long long ram, pmem;
	int rc = doctor_read_number(d, name, "ram/size", &ram);

	if (!rc)
		rc = doctor_read_number(d, name, "pmem/size", &pmem);
	if (rc)
		doctor_say_unread_of(d, name, path, rc);
	else if (!ram && !pmem)
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_ERROR, .evidence = path,
			.consequence = "it has no memory to give",
			.remedy = "dmesg may say that its media is not ready; cxl list -H has its health",
		}, name, "its capacity is 0");
}

void check_media(struct doctor *d)
{
	struct cxl_memdev *memdev;

	cxl_memdev_foreach(d->ctx, memdev)
		look_at_media(d, memdev);
}

void check_memdev_drivers(struct doctor *d)
{
	struct cxl_memdev *memdev;

	cxl_memdev_foreach(d->ctx, memdev) {
		const char *name = cxl_memdev_get_devname(memdev);
		bool enabled;
		int rc = cxl_memdev_query_enabled(memdev, &enabled);

		if (rc)
			doctor_say_unread_of(d, name, "/sys/bus/cxl/devices/mem*/driver", rc);
		else if (!enabled)
			doctor_say(d, &(struct diagnosis){
				.severity = SEVERITY_WARNING, .evidence = "/sys/bus/cxl/devices/mem*/driver",
				.consequence = "no region can be created on it",
				.remedy = "cxl enable-memdev; dmesg may say why the kernel did not",
			}, name, "it is disabled: it has no driver");
	}
}

static void look_at_health(struct doctor *d, struct cxl_memdev *memdev)
{
	_cleanup_cmd_ struct cxl_cmd *cmd = cxl_cmd_new_get_health_info(memdev);
	const struct diagnosis like = {
		.severity = SEVERITY_WARNING, .evidence = "cxl list -H",
		.consequence = "data may be lost", .remedy = "plan to replace it: cxl prepare-removal",
	};
	const char *name = cxl_memdev_get_devname(memdev);

	if (!mailbox_answers(memdev, cmd, "get health info")) {
		doctor_say(d, &(struct diagnosis){ .severity = SEVERITY_UNKNOWN, .evidence = "/dev/cxl/mem*" },
			   name, "it does not say how its health is");
		return;
	}
	if (cxl_cmd_health_info_get_hw_replacement_needed(cmd) > 0)
		doctor_say(d, &like, name, "it says that it has to be replaced");
	if (cxl_cmd_health_info_get_maintenance_needed(cmd) > 0)
		doctor_say(d, &like, name, "it says that it needs maintenance");
	if (cxl_cmd_health_info_get_media_data_lost(cmd) > 0)
		doctor_say(d, &like, name, "it says that data are lost");
	if (cxl_cmd_health_info_get_media_not_ready(cmd) > 0)
		doctor_say(d, &like, name, "its media is not ready");
}

void check_health(struct doctor *d)
{
	struct cxl_memdev *memdev;

	if (d->captured)
		doctor_say_unread(d, "/dev/cxl", -ENOENT);
	else
		cxl_memdev_foreach(d->ctx, memdev)
			look_at_health(d, memdev);
}

/* ---- regions ------------------------------------------------------------ */

static void each_region(struct doctor *d, void (*look)(struct doctor *d, struct cxl_region *region))
{
	struct cxl_decoder *decoder;
	struct cxl_region *region;
	struct cxl_bus *bus;

	cxl_bus_foreach(d->ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), decoder)
			cxl_region_foreach(decoder, region)
				look(d, region);
}

static void look_at_state(struct doctor *d, struct cxl_region *region)
{
	const char *name = cxl_region_get_devname(region);
	bool committed = false, enabled = false;
	int rc = cxl_region_query_committed(region, &committed);

	if (!rc)
		rc = cxl_region_query_enabled(region, &enabled);
	if (rc)
		doctor_say_unread_of(d, name, "/sys/bus/cxl/devices/region*/commit", rc);
	else if (!committed)
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_WARNING, .evidence = "/sys/bus/cxl/devices/region*/commit",
			.consequence = "its memory cannot be used",
			.remedy = "cxl enable-region, or cxl recover where it is unfinished",
		}, name, "it is not committed: no decoder maps it");
	else if (!enabled)
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_WARNING, .evidence = "/sys/bus/cxl/devices/region*/driver",
			.consequence = "its memory cannot be used", .remedy = "cxl enable-region",
		}, name, "it is disabled: it has no driver");
}

void check_region_state(struct doctor *d)
{
	each_region(d, look_at_state);
}

static void look_at_node(struct doctor *d, struct cxl_region *region)
{
	struct cxl_memory *memory;
	struct cxl_dax *dax;

	int rc = cxl_memory_new(region, &memory);

	if (rc) {
		doctor_say_unread_of(d, cxl_region_get_devname(region), "/sys/bus/dax/devices/*/target_node", rc);
		return;
	}
	cxl_dax_foreach(memory, dax)
		if (cxl_dax_get_target_node(dax) < 0)
			doctor_say(d, &(struct diagnosis){
				.severity = SEVERITY_ERROR, .evidence = "/sys/bus/dax/devices/*/target_node",
				.consequence = "kmem refuses it: it cannot be system memory",
				.remedy = "enable NUMA on the kernel's command line, and CXL_ACPI when the machine starts",
			}, cxl_region_get_devname(region), "%s has no NUMA node", cxl_dax_get_devname(dax));
	cxl_memory_free(memory);
}

void check_region_node(struct doctor *d)
{
	each_region(d, look_at_node);
}

static void look_for_orphan(struct doctor *d, struct cxl_region *region)
{
	bool orphan;
	int rc = cxl_region_query_orphan(region, &orphan);

	if (rc)
		doctor_say_unread_of(d, cxl_region_get_devname(region), "/sys/bus/cxl/devices/region*", rc);
	else if (orphan)
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_WARNING, .evidence = "/sys/bus/cxl/devices/region*",
			.consequence = "it holds decoders and memory, and nobody finishes it",
			.remedy = "cxl recover",
		}, cxl_region_get_devname(region), "it is what an unfinished command left behind");
}

void check_orphans(struct doctor *d)
{
	each_region(d, look_for_orphan);
}
