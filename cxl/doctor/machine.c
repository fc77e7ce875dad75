// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of the kernel and of the firmware. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doctor/doctor.h"

#define FILE_MAX 16384

/* ---- the kernel --------------------------------------------------------- */

void check_command_line(struct doctor *d)
{
	static const struct {
		const char *word, *consequence;
	} words[] = {
		{ "efi=nosoftreserve", "firmware's CXL memory is ordinary memory: no region can have it" },
		{ "numa=off", "the memory of regions has no node, and kmem refuses it" },
		{ "acpi=off", "nothing of CXL is found" },
		{ "pci=nocxl", "nothing of CXL is found" },
		{ "module_blacklist=cxl", "a module of CXL is not loaded" },
	};
	static const char path[] = "/proc/cmdline";
	char text[4096];
	long rc = doctor_read(d, path, text, sizeof(text));

	if (rc < 0) {
		doctor_say_unread(d, path, (int)rc);
		return;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(text, words[i].word))
			doctor_say(d, &(struct diagnosis){
				.severity = SEVERITY_ERROR, .evidence = path,
				.consequence = words[i].consequence,
				.remedy = "remove it from the kernel's command line, and reboot",
			}, THE_MACHINE, "the kernel was started with %s", words[i].word);
}

void check_lockdown(struct doctor *d)
{
	static const char path[] = "/sys/kernel/security/lockdown";
	char text[128];
	long rc = doctor_read(d, path, text, sizeof(text));

	if (rc < 0)
		doctor_say_unread(d, path, (int)rc);
	else if (!strstr(text, "[none]"))
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_INFO, .evidence = path,
			.consequence = "debugfs, poison and raw commands are refused, also to root",
		}, THE_MACHINE, "the kernel is locked down: %s", text);
}

/* After an oops its locks stay held: whatever takes one hangs. */
void check_taint(struct doctor *d)
{
	static const char path[] = "/proc/sys/kernel/tainted";
	char text[32];
	long rc = doctor_read(d, path, text, sizeof(text));

	if (rc < 0)
		doctor_say_unread(d, path, (int)rc);
	else if (strtoul(text, NULL, 10) & (1UL << 7))
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_WARNING, .evidence = path,
			.consequence = "locks of the kernel may stay held: commands may hang",
			.remedy = "dmesg says which part failed; reboot",
		}, THE_MACHINE, "the kernel had an oops since it was started");
}

void check_cpu_cache(struct doctor *d)
{
	static const char path[] = "/proc/cpuinfo";
	char text[FILE_MAX];
	long rc = doctor_read(d, path, text, sizeof(text));

	if (rc < 0)
		doctor_say_unread(d, path, (int)rc);
	else if (strstr(text, " hypervisor"))
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_INFO, .evidence = path,
			.consequence = "the kernel may refuse to commit a region, since it cannot flush caches",
		}, THE_MACHINE, "this is a virtual machine");
}

/* ---- the firmware ------------------------------------------------------- */

void check_acpi_root(struct doctor *d)
{
	static const char path[] = "/sys/bus/acpi/devices/ACPI0017:00";
	int rc = doctor_exists(d, path);

	if (rc < 0)
		doctor_say_unread(d, path, rc);
	else if (!rc)
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_ERROR, .evidence = path,
			.consequence = "there is no window, and so no region can be created",
			.remedy = "enable CXL in the setup of the firmware",
		}, THE_MACHINE, "the firmware describes no CXL: there is no ACPI0017");
}

static void check_table(struct doctor *d, const char *path, const char *name,
			const char *consequence)
{
	int rc = doctor_exists(d, path);

	if (rc < 0)
		doctor_say_unread(d, path, rc);
	else if (!rc)
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_INFO, .evidence = path, .consequence = consequence,
		}, THE_MACHINE, "the firmware has no table %s", name);
}

void check_srat(struct doctor *d)
{
	check_table(d, "/sys/firmware/acpi/tables/SRAT", "SRAT",
		    "the memory of regions gets a node that the kernel makes up, or none");
}

void check_hmat(struct doctor *d)
{
	check_table(d, "/sys/firmware/acpi/tables/HMAT", "HMAT",
		    "the kernel does not know how fast memory is: no QoS class, no figures");
}

/* ---- what else has the addresses ---------------------------------------- */

static bool is_in_window(const char *line)
{
	return isspace((unsigned char)*line);
}

/* "System RAM" below "CXL Window" that no region has: firmware gave it away, or it leaked. */
static const char *find_owner(char *text)
{
	bool window = false;
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n"))) {
		size_t indent = strspn(line, " ");

		if (strstr(line, "CXL Window"))
			window = true;
		else if (!is_in_window(line))
			window = false;
		else if (window && indent == 2 && strstr(line, "System RAM"))
			return "System RAM";
	}
	return NULL;
}

void check_iomem(struct doctor *d)
{
	static const char path[] = "/proc/iomem";
	char text[4 * FILE_MAX];
	long rc = doctor_read(d, path, text, sizeof(text));

	if (rc < 0)
		doctor_say_unread(d, path, (int)rc);
	else if (find_owner(text))
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_WARNING, .evidence = path,
			.consequence = "no region can have these addresses",
			.remedy = "let the firmware mark the memory as special purpose; after a leak, reboot",
		}, THE_MACHINE, "System RAM lies in a CXL window and belongs to no region");
}

static void count_hmem(void *count, const char *name)
{
	*(int *)count += !strncmp(name, "hmem.", 5);
}

void check_hmem(struct doctor *d)
{
	static const char path[] = "/sys/bus/platform/drivers/hmem";
	int count = 0, rc = doctor_each(d, path, count_hmem, &count);

	if (rc == -ENOENT && doctor_exists(d, path) == 0)
		return;
	if (rc < 0)
		doctor_say_unread(d, path, rc);
	else if (count)
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_WARNING, .evidence = path,
			.consequence = "memory that the firmware reserved is a DAX device, not a region",
			.remedy = "look in dmesg for an error of a region before it",
		}, THE_MACHINE, "the driver hmem has taken %d range%s", count, count == 1 ? "" : "s");
}
