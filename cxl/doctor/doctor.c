// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of checks in the order of causes, and what becomes of their findings. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/say.h"
#include "core/scope.h"
#include "doctor/doctor.h"

const struct doctor_check checks[] = {
	{ "kernel.config", NULL, check_config },
	{ "kernel.command-line", NULL, check_command_line },
	{ "kernel.lockdown", NULL, check_lockdown },
	{ "kernel.taint", NULL, check_taint },
	{ "acpi.root", NULL, check_acpi_root },
	{ "acpi.cedt", "acpi.root", check_cedt },
	{ "acpi.hosts", "acpi.cedt", check_hosts },
	{ "acpi.osc", "acpi.root", check_osc },
	{ "acpi.srat", "acpi.root", check_srat },
	{ "acpi.hmat", "acpi.root", check_hmat },
	{ "modules.blacklist", NULL, check_blacklist },
	{ "modules.cxl", "kernel.config", check_cxl_drivers },
	{ "modules.dax", NULL, check_dax_drivers },
	{ "pci.driver", "modules.cxl", check_pci_class },
	{ "pci.dvsec", NULL, check_dvsec },
	{ "pci.memdev", "pci.dvsec", check_pci_memdev },
	{ "windows", "acpi.cedt", check_windows },
	{ "windows.alignment", NULL, check_alignment },
	{ "iomem", NULL, check_iomem },
	{ "hmem", NULL, check_hmem },
	{ "cpu.cache", NULL, check_cpu_cache },
	{ "debugfs", NULL, check_debugfs },
	{ "tracefs", NULL, check_tracefs },
	{ "memdev.media", NULL, check_media },
	{ "memdev.driver", "modules.cxl", check_memdev_drivers },
	{ "memdev.health", NULL, check_health },
	{ "pmem.layout", NULL, check_pmem_layout },
	{ "decoders", NULL, check_decoders },
	{ "memory.hotplug", NULL, check_memory_hotplug },
	{ "region.state", "modules.cxl", check_region_state },
	{ "region.node", NULL, check_region_node },
	{ "orphans", NULL, check_orphans },
	{ "kernel.log", NULL, check_log },
	{ "daxctl.unit", NULL, check_daxctl_unit },
	{ "objects", NULL, check_objects },
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
	if (!more) {
		d->error = -ENOMEM;
		return;
	}
	d->found = more;
	more += d->count++;
	*more = *like;
	more->check = d->check;
	snprintf(more->object, sizeof(more->object), "%s", object ? object : "");
	snprintf(more->proof, sizeof(more->proof), "%s", like->evidence ? like->evidence : "");
	va_start(ap, format);
	vsnprintf(more->text, sizeof(more->text), format, ap);
	va_end(ap);
}

/* The kernel has no file without a text; an administrator may. */
static bool may_be_empty(const char *path)
{
	return strncmp(path, "/proc/", 6) && strncmp(path, "/sys/", 5);
}

long doctor_read(const struct doctor *d, const char *path, char *text, size_t size)
{
	_cleanup_free_ char *data = NULL;
	long len = doctor_load(d, path, size - 1, &data);

	if (!len && !may_be_empty(path))
		return -ENODATA;
	if (len < 0)
		return len;
	memcpy(text, data, (size_t)len);
	text[len] = '\0';
	if (len && text[len - 1] == '\n')
		text[len - 1] = '\0';
	return len;
}

void doctor_say_unread(struct doctor *d, const char *path, int rc)
{
	doctor_say_unread_of(d, THE_MACHINE, path, rc);
}

void doctor_say_unread_of(struct doctor *d, const char *object, const char *path, int rc)
{
	const struct diagnosis unknown = { .severity = SEVERITY_UNKNOWN, .evidence = path };

	if (d->captured && (rc == -ENOENT || rc == -ENOTDIR))
		doctor_say(d, &unknown, object, "%s is not in the capture", path);
	else
		doctor_say(d, &unknown, object, "%s: %s", path, say_cause(rc));
}

static bool has_error(const struct doctor *d, const char *id)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->found[i].severity == SEVERITY_ERROR && !strcmp(d->found[i].check->id, id))
			return true;
	return false;
}

bool doctor_is_symptom(const struct doctor *d, const struct doctor_check *check)
{
	return check->after && has_error(d, check->after);
}

enum status doctor_run(struct doctor *d, const char *id)
{
	bool any = false;

	for (const struct doctor_check *c = checks; c->id; c++) {
		if (id && strcmp(id, c->id))
			continue;
		any = true;
		d->check = c;
		if (!doctor_is_symptom(d, c))
			c->look(d);
	}
	if (any && d->error)
		return say_errno(NULL, "check the machine", d->error);
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
