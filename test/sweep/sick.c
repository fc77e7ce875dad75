// SPDX-License-Identifier: GPL-2.0-or-later
/* A simulated machine in which each check of cxl doctor finds something: what a check cannot read is never well. */
#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "sweep.h"

#define X16 "xxxxxxxxxxxxxxxx"
#define X64 X16 X16 X16 X16

struct ill {
	const char *dir, *file, *text;	/* without a text: a directory */
};

/* The firmware has no tables. */
static const struct ill files[] = {
	{ "proc", "cmdline", "root=/dev/sda numa=off\n" },
	{ "proc", "config.gz", "# CONFIG_CXL_PMEM is not set\nCONFIG_CXL_BUS=y\nCONFIG_CXL_PCI=y\nCONFIG_CXL_ACPI=y\n"
	  "CONFIG_CXL_PORT=y\nCONFIG_CXL_MEM=y\nCONFIG_CXL_REGION=y\n" },
	{ "dev", "kmsg", "[    1.0] cxl_mem mem7: CXL port topology not found\n"
	  "[    1.1] acpi ACPI0016:00: _OSC: platform retains control of PCIe features (AE_ERROR)\n" },
	{ "proc", "config.gz", "CONFIG_CXL_BUS=y\n" },
	{ "dev", "kmsg", "[    1.0] cxl_mem mem7: CXL port topology not found\n" },
	{ "proc", "cpuinfo", "flags : fpu hypervisor sse\n" },
	{ "proc", "iomem", "4d0000000-5cfffffff : CXL Window 0\n  4d0000000-4dfffffff : System RAM\n" },
	{ "proc/sys/kernel", "tainted", "128\n" },
	{ "sys/kernel/security", "lockdown", "none [integrity] confidentiality\n" },
	{ "sys/bus/acpi/devices", NULL, NULL },
	{ "sys/firmware/acpi/tables", NULL, NULL },
	{ "sys/bus/pci/drivers", NULL, NULL },
	{ "sys/bus/pci/devices/0000:0e:00.0", "class", "0x050210\n" },
	{ "sys/bus/pci/devices/0000:0e:00.0", "config", X64 X64 X64 X64 X64 },
	{ "sys/bus/platform/drivers/hmem/hmem.0", NULL, NULL },
	{ "sys/devices/system/memory", "auto_online_blocks", "offline\n" },
	{ "etc/modprobe.d", "cxl.conf", "blacklist cxl_pci\n" },
	{ "usr/lib/udev/rules.d", "90-daxctl-device.rules", "x\n" },
	{ "usr/lib/systemd/system", NULL, NULL },
};

/* It has, and what is in them is wrong: a window of 257 bytes whose addresses are not aligned. */
static const struct ill tables[] = {
	{ "sys/bus/acpi/devices/ACPI0017:00", NULL, NULL },
	{ "sys/bus/acpi/devices/ACPI0016:00", "uid", "7\n" },
	{ "sys/firmware/acpi/tables", "CEDT", X16 X16 "xxxx" "\1x\1\1" X64 X64 X64 X64 },
	{ "dev", "kmsg", "[    1.0] acpi ACPI0016:00: _OSC: platform retains control of PCIe features (AE_ERROR)\n" },
	{ "sys/bus/pci/devices/0000:0e:00.0", "class", "0x050210\n" },
	{ "sys/bus/pci/drivers/cxl_pci", NULL, NULL },
	{ "sys/bus/platform/drivers/cxl_acpi", NULL, NULL },
	{ "sys/bus/cxl/drivers/cxl_region", NULL, NULL },
};

static void add(const struct ill *ill, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct sim_node *dir = sim_dirs_add(sim->root, ill[i].dir);

		if (ill[i].file)
			sim_text_add(dir, ill[i].file, "%s", ill[i].text);
	}
}

void sick_make(enum sick sick)
{
	if (sick == SICK)
		add(files, sizeof(files) / sizeof(*files));
	else if (sick == SICK_FIRMWARE)
		add(tables, sizeof(tables) / sizeof(*tables));
}

/* "warning  iomem                System RAM ...": the word of the check. */
static bool next_check(const char **line, char *check, size_t size)
{
	char severity[16], id[64];

	while (*line && **line) {
		const char *here = *line;

		*line = strchr(here, '\n');
		*line = *line ? *line + 1 : NULL;
		if (*here == ' ' || sscanf(here, "%15s %63s", severity, id) != 2)
			continue;
		if (strcmp(severity, "error") && strcmp(severity, "warning") && strcmp(severity, "info") &&
		    strcmp(severity, "unknown"))
			continue;
		snprintf(check, size, "\n%s", id);
		return true;
	}
	return false;
}

bool is_diagnosis(const char *text)
{
	return strstr(text, " checks passed; errors: ");
}

/* Whether @text has a line of any severity about that check. */
static bool has_check(const char *text, const char *wanted)
{
	char check[80];

	while (next_check(&text, check, sizeof(check)))
		if (!strcmp(check, wanted))
			return true;
	return false;
}

const char *look_for_well(const char *text, const char *clean)
{
	static char wrong[160];
	char check[80];

	while (next_check(&clean, check, sizeof(check)))
		if (!has_check(text, check)) {
			snprintf(wrong, sizeof(wrong), "%s is well, as nothing of it could be read", check + 1);
			return wrong;
		}
	return NULL;
}
