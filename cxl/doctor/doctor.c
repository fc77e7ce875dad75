// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of checks in the order of causes, and what becomes of their findings. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/say.h"
#include "doctor/doctor.h"

const struct doctor_check checks[] = {
	{ "kernel.command-line", NULL, check_command_line },
	{ "kernel.lockdown", NULL, check_lockdown },
	{ "kernel.taint", NULL, check_taint },
	{ "acpi.root", NULL, check_acpi_root },
	{ "acpi.cedt", "acpi.root", check_cedt },
	{ "acpi.srat", "acpi.root", check_srat },
	{ "acpi.hmat", "acpi.root", check_hmat },
	{ "modules.blacklist", NULL, check_blacklist },
	{ "modules.cxl", NULL, check_cxl_drivers },
	{ "modules.dax", NULL, check_dax_drivers },
	{ "pci.driver", "modules.cxl", check_pci_class },
	{ "windows", "acpi.cedt", check_windows },
	{ "windows.alignment", NULL, check_alignment },
	{ "iomem", NULL, check_iomem },
	{ "hmem", NULL, check_hmem },
	{ "cpu.cache", NULL, check_cpu_cache },
	{ "debugfs", NULL, check_debugfs },
	{ "memdev.media", NULL, check_media },
	{ "memdev.driver", "modules.cxl", check_memdev_drivers },
	{ "memdev.health", NULL, check_health },
	{ "pmem.layout", NULL, check_pmem_layout },
	{ "memory.hotplug", NULL, check_memory_hotplug },
	{ "region.state", "modules.cxl", check_region_state },
	{ "region.node", NULL, check_region_node },
	{ "orphans", NULL, check_orphans },
	{ "daxctl.unit", NULL, check_daxctl_unit },
	{ 0 }
};

static bool is_about(const struct doctor *d, const char *object)
{
	return !d->object || (object && !strcmp(d->object, object));
}

void doctor_say(struct doctor *d, const struct diagnosis *like, const char *object,
		const char *format, ...)
{
	struct diagnosis *more;
	va_list ap;

	if (!is_about(d, object))
		return;
	more = reallocarray(d->found, d->count + 1, sizeof(*more));
	if (!more)
		return;
	d->found = more;
	more += d->count++;
	*more = *like;
	more->check = d->check;
	snprintf(more->object, sizeof(more->object), "%s", object ? object : "");
	va_start(ap, format);
	vsnprintf(more->text, sizeof(more->text), format, ap);
	va_end(ap);
}

void doctor_say_unread(struct doctor *d, const char *path, int rc)
{
	const struct diagnosis unknown = { .severity = SEVERITY_UNKNOWN, .evidence = path };

	if (d->captured && (rc == -ENOENT || rc == -ENOTDIR))
		doctor_say(d, &unknown, THE_MACHINE, "%s is not in the capture", path);
	else
		doctor_say(d, &unknown, THE_MACHINE, "%s: %s", path, say_cause(rc));
}

static bool has_error(const struct doctor *d, const char *id)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->found[i].severity == SEVERITY_ERROR && !strcmp(d->found[i].check->id, id))
			return true;
	return false;
}

enum status doctor_run(struct doctor *d, const char *id)
{
	bool any = false;

	for (const struct doctor_check *c = checks; c->id; c++) {
		if (id && strcmp(id, c->id))
			continue;
		any = true;
		d->check = c;
		if (!c->after || !has_error(d, c->after))
			c->look(d);
	}
	if (any)
		return STATUS_DONE;
	say_error("--check", NULL, "no check has the name \"%s\" (cxl-doctor(1) lists them)", id);
	return STATUS_USAGE;
}

void doctor_done(struct doctor *d)
{
	free(d->found);
}

const char *doctor_find_cause(const struct doctor *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->found[i].severity == SEVERITY_ERROR)
			return d->found[i].text;
	return NULL;
}
