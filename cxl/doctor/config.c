// SPDX-License-Identifier: GPL-2.0-or-later
/* What the kernel was built without. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/scope.h"
#include "doctor/doctor.h"

enum need {
	FOR_CARDS,		/* without it no card can be used */
	FOR_MEMORY,		/* nor can its memory be system memory */
	FOR_MORE,		/* one ability; an old kernel has no such option */
};

static const struct option {
	const char *name, *consequence;
	enum need need;
} options[] = {
	{ "CXL_BUS", "nothing of CXL is found", FOR_CARDS },
	{ "CXL_PCI", "no CXL card gets a driver", FOR_CARDS },
	{ "CXL_ACPI", "there is no window, and so no region can be created", FOR_CARDS },
	{ "CXL_PORT", "no memory device can be reached", FOR_CARDS },
	{ "CXL_MEM", "no memory device gets a driver", FOR_CARDS },
	{ "CXL_REGION", "no region can be created", FOR_CARDS },
	{ "DEV_DAX_CXL", "the memory of regions is no DAX device", FOR_MEMORY },
	{ "DEV_DAX_KMEM", "the memory of regions cannot be system memory", FOR_MEMORY },
	{ "MEMORY_HOTPLUG", "the memory of regions cannot be system memory", FOR_MEMORY },
	{ "MEMORY_HOTREMOVE", "the memory of regions cannot be offlined", FOR_MEMORY },
	{ "CXL_PMEM", "persistent regions have no namespaces", FOR_MORE },
	{ "CXL_FEATURES", "features of memory devices, such as scrubbing, cannot be set", FOR_MORE },
	{ "CXL_RAS_FEATURES", "the kernel offers neither scrubbing nor repair", FOR_MORE },
};

#define LINE_MAX 128

/* The line begins with @text, and is one of its own. */
static bool has_line(const char *config, const char *text)
{
	for (const char *at = config; (at = strstr(at, text)); at++)
		if (at == config || at[-1] == '\n')
			return true;
	return false;
}

static bool is_on(const char *config, const char *name)
{
	char line[LINE_MAX];

	snprintf(line, sizeof(line), "CONFIG_%s=y", name);
	if (has_line(config, line))
		return true;
	snprintf(line, sizeof(line), "CONFIG_%s=m", name);
	return has_line(config, line);
}

static bool is_off(const char *config, const struct option *option)
{
	char line[LINE_MAX];

	if (option->need != FOR_MORE)
		return !is_on(config, option->name);
	snprintf(line, sizeof(line), "# CONFIG_%s is not set", option->name);
	return has_line(config, line);
}

static enum severity weigh(const struct doctor *d, enum need need, bool wanted)
{
	if (need == FOR_MORE || !wanted)
		return SEVERITY_INFO;
	return need == FOR_CARDS ? SEVERITY_ERROR : SEVERITY_WARNING;
}

static void look_at_options(struct doctor *d, const char *config, const char *path)
{
	bool wanted = doctor_has_cards(d), bus = is_on(config, "CXL_BUS");

	/* The first is the bus: without it there are none of the others of CXL. */
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (is_off(config, &options[i]) && (bus || !i || !strstr(options[i].name, "CXL")))
			doctor_say(d, &(struct diagnosis){
				.severity = weigh(d, options[i].need, wanted), .evidence = path,
				.consequence = options[i].consequence,
				.remedy = "install a kernel that is built with it",
			}, THE_MACHINE, "the kernel is built without CONFIG_%s", options[i].name);
}

void check_config(struct doctor *d)
{
	static const char path[] = "/boot/config-*, /proc/config.gz";
	_cleanup_free_ char *config = NULL;
	long rc = doctor_load_config(d, &config);

	if (rc == -ENOENT)
		doctor_say(d, &(struct diagnosis){ .severity = SEVERITY_UNKNOWN, .evidence = path },
			   THE_MACHINE, "the kernel's configuration is not found");
	else if (rc < 0)
		doctor_say_unread(d, path, (int)rc);
	else if (!strstr(config, "CONFIG_"))
		doctor_say_unread(d, path, -ENODATA);
	else
		look_at_options(d, config, path);
}
