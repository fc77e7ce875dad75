// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of the kernel's log: complaints with a known cause, and what the firmware gave control of. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/scope.h"
#include "doctor/doctor.h"

/* ---- complaints --------------------------------------------------------- */

/* The texts are those of kernel 7.2; they may change, so that their absence proves nothing. */
struct complaint {
	const char *part;		/* of the line */
	const char *text, *consequence, *remedy;
};

#define BY_FIRMWARE "update the firmware, or ask its vendor"
#define NO_WINDOW "the kernel does not use the window: no region can be created in it"
#define NO_BRIDGE "nothing below that host bridge is found"
#define NO_REGION "the memory that the firmware set up is no region"
#define NO_MEMORY "its memory cannot be used"
#define NO_SYSTEM_RAM "the memory of the region is not system memory"
#define LOOK_AT_LINK "look in the setup of the firmware for the CXL mode of the slot; reseat the card"

static const struct complaint complaints[] = {
	{ "not 256MB aligned", "the firmware describes a window that is not aligned to 256 MiB", NO_WINDOW, BY_FIRMWARE },
	{ "CFMWS Interleave Ways", "the firmware describes a window with invalid interleave ways", NO_WINDOW, BY_FIRMWARE },
	{ "Failed to add decode range", "the kernel cannot add a window", NO_WINDOW, "see which other device has the addresses: /proc/iomem" },
	{ "CHBS version mismatch", "the CEDT gives a host bridge another version of CXL than the bus has", NO_BRIDGE, BY_FIRMWARE },
	{ "CHBS invalid for Host Bridge", "the CEDT describes a host bridge without registers", NO_BRIDGE, BY_FIRMWARE },
	{ "No CHBS found", "the CEDT does not describe a host bridge", NO_BRIDGE, BY_FIRMWARE },
	{ "CXL port topology", "a port above the memory device is missing", NO_MEMORY, LOOK_AT_LINK },
	{ "failed to enumerate CXL.mem", "a port above the memory device failed", NO_MEMORY, LOOK_AT_LINK },
	{ "Media not active", "its media does not become ready", NO_MEMORY, "wait, then bind it again: cxl enable-memdev" },
	{ "timeout awaiting memory active", "its media does not become ready in time", NO_MEMORY,
	  "raise cxl_core.media_ready_timeout on the kernel's command line, or replace the card" },
	{ "valid after 1s", "the range of its memory does not become valid", NO_MEMORY, "replace the card, or update its firmware" },
	{ "timeout awaiting mailbox", "its mailbox does not answer", "its health, labels and partitions cannot be read or changed",
	  "reset the card, or update its firmware" },
	{ "mailbox timeout", "its mailbox does not answer", "its health, labels and partitions cannot be read or changed",
	  "reset the card, or update its firmware" },
	{ "No component registers", "it has no component registers", "its decoders cannot be programmed", LOOK_AT_LINK },
	{ "HDM decoder registers not found", "it has no HDM decoders", "no region can be created on it", LOOK_AT_LINK },
	{ "Range register decodes outside", "its range lies outside of all windows", NO_MEMORY, BY_FIRMWARE },
	{ "no CXL window for range", "the firmware programmed a decoder outside of all windows", NO_REGION, BY_FIRMWARE },
	{ "Committed out of order", "the firmware committed decoders out of order", NO_REGION, BY_FIRMWARE },
	{ "Committed with zero size", "the firmware committed a decoder of no size", NO_REGION, BY_FIRMWARE },
	{ "invalid committed configuration", "the firmware committed an invalid decoder", NO_REGION, BY_FIRMWARE },
	{ "unable to add decoder to autodetected region", "the kernel cannot assemble a region of the firmware", NO_REGION, BY_FIRMWARE },
	{ "Failed to synchronize CPU cache state", "the kernel cannot flush the caches of the processors",
	  "it refuses to commit a region", "run on the host, not in a virtual machine" },
	{ "rejecting DAX region with invalid node", "the memory of a region has no NUMA node", NO_SYSTEM_RAM,
	  "enable NUMA on the kernel's command line, and CXL_ACPI when the machine starts" },
	{ "without any memory after alignment", "a region is smaller than a memory block", NO_SYSTEM_RAM,
	  "create a region of whole memory blocks: /sys/devices/system/memory/block_size_bytes" },
	{ "could not reserve region", "another owner has the addresses of a region", NO_SYSTEM_RAM,
	  "see /proc/iomem; after a leak, reboot" },
	{ "memory add failed", "the kernel cannot add the memory of a region", NO_SYSTEM_RAM,
	  "free memory for its page table entries, or set memmap_on_memory" },
	{ "cannot be hotremoved until the next reboot", "memory was not offline when its driver left",
	  "its addresses stay in use", "reboot" },
	{ "dax_region resource conflict", "the driver hmem has the addresses of a region", NO_SYSTEM_RAM,
	  "unbind hmem from the range, or blacklist dax_hmem" },
};

static const char *next_line(char **rest)
{
	return strsep(rest, "\n");
}

/* "[    5.140900] cxl_mem mem0: text": the word that ends with a colon behind the driver; "" where none does. */
static void find_device(const char *line, char *device, size_t size)
{
	const char *end = strchr(line, ']');
	char driver[64], name[64] = "";

	*device = '\0';
	if (!end || sscanf(end + 1, " %63s %63s", driver, name) != 2 || driver[strlen(driver) - 1] == ':')
		return;
	if (*name && name[strlen(name) - 1] == ':')
		snprintf(device, size, "%.*s", (int)strlen(name) - 1, name);
}

static void say_complaint(struct doctor *d, const struct complaint *complaint, const char *line)
{
	char device[64];

	find_device(line, device, sizeof(device));
	doctor_say(d, &(struct diagnosis){
		.severity = SEVERITY_WARNING, .evidence = line,
		.consequence = complaint->consequence, .remedy = complaint->remedy,
	}, *device ? device : THE_MACHINE, "the kernel's log: %s", complaint->text);
}

/* The first line of each kind. */
static void look_for_complaint(struct doctor *d, const char *line, bool *said)
{
	for (size_t i = 0; i < sizeof(complaints) / sizeof(*complaints); i++)
		if (!said[i] && strstr(line, complaints[i].part)) {
			said[i] = true;
			say_complaint(d, &complaints[i], line);
			return;
		}
}

void check_log(struct doctor *d)
{
	bool said[sizeof(complaints) / sizeof(*complaints)] = { false };
	_cleanup_free_ char *text = NULL;
	long rc = doctor_load_log(d, &text);
	char *rest = text;
	const char *line;

	if (rc < 0)
		doctor_say_unread(d, doctor_log_path(d), (int)rc);
	else
		while ((line = next_line(&rest)))
			look_for_complaint(d, line, said);
}

/* ---- _OSC --------------------------------------------------------------- */

#define BRIDGES_MAX 64

struct bridge {
	char name[32];		/* "ACPI0016:00" */
	bool seen;		/* there is a line about it */
	bool errors;		/* the kernel has control of the errors of CXL memory */
	char retained[200];	/* the line that says that the firmware keeps PCIe features */
};

struct bridges {
	struct bridge list[BRIDGES_MAX];
	size_t count;
};

static void add_bridge(void *arg, const char *name)
{
	struct bridges *bridges = arg;

	if (strncmp(name, "ACPI0016:", 9) || bridges->count == BRIDGES_MAX)
		return;
	snprintf(bridges->list[bridges->count++].name, sizeof(bridges->list[0].name), "%s", name);
}

static void learn(struct bridge *bridge, const char *line)
{
	if (!strstr(line, bridge->name) || !strstr(line, "_OSC: "))
		return;
	bridge->seen = true;
	if (strstr(line, "OS now controls [") && strstr(line, "CXLMemErrorReporting"))
		bridge->errors = true;
	if (strstr(line, "platform retains control"))
		snprintf(bridge->retained, sizeof(bridge->retained), "%s", line);
}

static void say_bridge(struct doctor *d, const struct bridge *bridge)
{
	if (!bridge->seen)
		doctor_say(d, &(struct diagnosis){ .severity = SEVERITY_UNKNOWN, .evidence = doctor_log_path(d) },
			   bridge->name, "the kernel's log has no line of its _OSC");
	else if (*bridge->retained)
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_WARNING, .evidence = bridge->retained,
			.consequence = "the kernel handles neither hotplug nor errors below it",
			.remedy = "look in the setup of the firmware for native PCIe control",
		}, bridge->name, "the firmware keeps control of PCIe features");
	else if (!bridge->errors)
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_INFO, .evidence = "_OSC in the kernel's log",
			.consequence = "the kernel does not read the event records of its memory devices",
			.remedy = "the firmware's own log has them; or look in its setup for OS control of CXL errors",
		}, bridge->name, "the firmware keeps control of CXL memory errors");
}

static void look_at_bridges(struct doctor *d, struct bridges *bridges, char *text)
{
	const char *line;

	while ((line = next_line(&text))) {
		for (size_t i = 0; i < bridges->count; i++)
			learn(&bridges->list[i], line);
		if (strstr(line, "FW still in control of Event Logs"))
			doctor_say(d, &(struct diagnosis){
				.severity = SEVERITY_WARNING, .evidence = line,
				.consequence = "the kernel does not read its event records",
				.remedy = BY_FIRMWARE,
			}, THE_MACHINE, "the firmware uses an event log although it gave up control");
	}
	for (size_t i = 0; i < bridges->count; i++)
		say_bridge(d, &bridges->list[i]);
}

void check_osc(struct doctor *d)
{
	static const char path[] = "/sys/bus/acpi/devices";
	_cleanup_free_ char *text = NULL;
	struct bridges bridges = { .count = 0 };
	long rc = doctor_each(d, path, add_bridge, &bridges);

	if (rc < 0 && (rc != -ENOENT || d->captured)) {
		doctor_say_unread(d, path, (int)rc);
		return;
	}
	if (!bridges.count)
		return;
	rc = doctor_load_log(d, &text);
	if (rc < 0)
		doctor_say_unread(d, doctor_log_path(d), (int)rc);
	else
		look_at_bridges(d, &bridges, text);
}
