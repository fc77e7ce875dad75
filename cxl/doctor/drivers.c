// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of modules, drivers and what is configured for them. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "doctor/doctor.h"

#define CLASS_MEMORY "0x0502"
#define CLASS_CXL CLASS_MEMORY "10"

/* A module has its driver here, built in or loaded. */
struct driver {
	const char *module, *path;
};

/* ---- PCI ---------------------------------------------------------------- */

struct cards {
	struct doctor *d;
	int count, unbound;
	int rc;				/* why one of them could not be read */
	char first[NAME_MAX + 1];	/* without a driver, or "" */
	char driver[64];		/* of another driver than cxl_pci, or "" */
};

/* It left while doctor looked, or a capture of fewer files has only its link. */
static bool is_absent(const struct doctor *d, long rc)
{
	return rc == -ENOENT || rc == -ENODEV || (d->captured && rc == -ENOTDIR);
}

static void look_at_card(void *arg, const char *name)
{
	char path[512], text[64];
	struct cards *cards = arg;
	long rc;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/class", name);
	rc = doctor_read(cards->d, path, text, sizeof(text));
	if (rc < 0 && !is_absent(cards->d, rc))
		cards->rc = (int)rc;
	if (rc < 0 || strcmp(text, CLASS_CXL))
		return;
	cards->count++;
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/driver", name);
	rc = doctor_read_link(cards->d, path, text, sizeof(text));
	if (rc < 0)
		cards->rc = (int)rc;
	if (rc < 0 || !strcmp(text, "cxl_pci"))
		return;
	if (!cards->unbound++) {
		snprintf(cards->first, sizeof(cards->first), "%s", name);
		snprintf(cards->driver, sizeof(cards->driver), "%s", text);
	}
}

static int look_at_cards(struct doctor *d, struct cards *cards)
{
	int rc;

	*cards = (struct cards){ .d = d };
	rc = doctor_each(d, "/sys/bus/pci/devices", look_at_card, cards);
	return rc < 0 ? rc : cards->rc;
}

struct each_card {
	struct doctor *d;
	void (*look)(struct doctor *d, const char *name);
	int rc;
};

/* Class 0502xx: CXL memory, of whichever programming interface. */
static void visit_card(void *arg, const char *name)
{
	struct each_card *each = arg;
	char path[512], text[64];
	long rc;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/class", name);
	rc = doctor_read(each->d, path, text, sizeof(text));
	if (rc < 0 && !is_absent(each->d, rc))
		each->rc = (int)rc;
	else if (rc > 0 && !strncmp(text, CLASS_MEMORY, strlen(CLASS_MEMORY)))
		each->look(each->d, name);
}

int doctor_each_card(struct doctor *d, void (*look)(struct doctor *d, const char *name))
{
	struct each_card each = { .d = d, .look = look };
	int rc = doctor_each(d, "/sys/bus/pci/devices", visit_card, &each);

	return rc < 0 ? rc : each.rc;
}

bool doctor_has_cards(struct doctor *d)
{
	struct cards cards;

	look_at_cards(d, &cards);
	return cards.count;
}

void check_pci_class(struct doctor *d)
{
	struct cards cards;
	int rc = look_at_cards(d, &cards);
	const struct diagnosis unbound = {
		.severity = SEVERITY_ERROR, .evidence = "/sys/bus/pci/devices/*/driver",
		.consequence = "nothing of the card can be seen or used",
		.remedy = "dmesg may say why; or bind it: echo its address to /sys/bus/pci/drivers/cxl_pci/bind",
	};

	if (rc < 0)
		doctor_say_unread(d, "/sys/bus/pci/devices", rc);
	if (cards.unbound && *cards.driver)
		doctor_say(d, &unbound, THE_MACHINE, "%d of %d CXL cards have not the driver cxl_pci; %s has %s",
			   cards.unbound, cards.count, cards.first, cards.driver);
	else if (cards.unbound)
		doctor_say(d, &unbound, THE_MACHINE, "%d of %d CXL cards have no driver, the first is %s",
			   cards.unbound, cards.count, cards.first);
}

/* ---- modules ------------------------------------------------------------ */

/* False: it cannot be told, nor will the next one be. */
static bool check_driver(struct doctor *d, const struct driver *driver, const struct diagnosis *like)
{
	int rc = doctor_exists(d, driver->path);

	if (rc < 0 && (rc != -ENOENT || d->captured)) {
		doctor_say_unread(d, driver->path, rc);
		return false;
	}
	if (rc <= 0)
		doctor_say(d, like, THE_MACHINE, "the module %s is not loaded", driver->module);
	return true;
}

/* Whether a missing driver is wrong depends on whether there is something for it. */
void check_cxl_drivers(struct doctor *d)
{
	static const struct driver drivers[] = {
		{ "cxl_pci", "/sys/bus/pci/drivers/cxl_pci" },
		{ "cxl_acpi", "/sys/bus/platform/drivers/cxl_acpi" },
		{ "cxl_port", "/sys/bus/cxl/drivers/cxl_port" },
		{ "cxl_mem", "/sys/bus/cxl/drivers/cxl_mem" },
		{ "cxl_core (CONFIG_CXL_REGION)", "/sys/bus/cxl/drivers/cxl_region" },
	};
	bool wanted = doctor_has_cards(d);
	const struct diagnosis like = {
		.severity = wanted ? SEVERITY_ERROR : SEVERITY_INFO,
		.evidence = "/sys/bus/*/drivers",
		.consequence = wanted ? "the CXL cards cannot be used" : NULL,
		.remedy = wanted ? "modprobe cxl_acpi cxl_pci cxl_port cxl_mem" : NULL,
	};

	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++)
		if (!check_driver(d, &drivers[i], &like))
			return;
}

void check_dax_drivers(struct doctor *d)
{
	static const struct driver kmem = { "kmem", "/sys/bus/dax/drivers/kmem" };

	int rc = doctor_exists(d, "/sys/bus/dax/devices");

	if (rc < 0 && rc != -ENOENT)
		doctor_say_unread(d, "/sys/bus/dax/devices", rc);
	if (rc <= 0 && !d->captured)
		return;
	check_driver(d, &kmem, &(struct diagnosis){
		.severity = SEVERITY_WARNING, .evidence = "/sys/bus/dax/drivers",
		.consequence = "the memory of regions cannot become system memory",
		.remedy = "modprobe kmem",
	});
}

/* ---- configuration ------------------------------------------------------ */

static void look_for_blacklist(void *arg, const char *name)
{
	static const char *const modules[] = { "cxl_acpi", "cxl_pci", "cxl_mem", "cxl_port", "cxl_core", "dax_cxl", "kmem" };
	struct doctor *d = arg;
	char path[512], text[16384], line[64];
	long rc;

	snprintf(path, sizeof(path), "/etc/modprobe.d/%s", name);
	rc = doctor_read(d, path, text, sizeof(text));
	if (rc < 0) {
		doctor_say_unread(d, path, (int)rc);
		return;
	}
	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++) {
		const char *found;

		snprintf(line, sizeof(line), "blacklist %s", modules[i]);
		found = strstr(text, line);
		if (found && (found == text || found[-1] == '\n'))
			doctor_say(d, &(struct diagnosis){
				.severity = SEVERITY_WARNING, .evidence = "/etc/modprobe.d",
				.consequence = "the kernel does not load it for a card that wants it",
				.remedy = "remove the line, then load the module",
			}, THE_MACHINE, "%s has: %s", path, line);
	}
}

void check_blacklist(struct doctor *d)
{
	static const char path[] = "/etc/modprobe.d";
	int rc = doctor_each(d, path, look_for_blacklist, d);

	if (rc < 0 && (rc != -ENOENT || d->captured))
		doctor_say_unread(d, path, rc);
}

void check_memory_hotplug(struct doctor *d)
{
	static const char path[] = "/sys/devices/system/memory/auto_online_blocks";
	char text[32];
	long rc = doctor_read(d, path, text, sizeof(text));

	if (rc < 0)
		doctor_say_unread(d, path, (int)rc);
	else if (!strcmp(text, "offline"))
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_INFO, .evidence = path,
			.consequence = "the memory of new regions stays unused until somebody onlines it",
			.remedy = "cxl online-region, or memhp_default_state=online_movable on the kernel's command line",
		}, THE_MACHINE, "the kernel does not online new memory by itself");
}

/* Debian's rule of daxctl 85 starts a unit that the package does not have. */
void check_daxctl_unit(struct doctor *d)
{
	static const char rule[] = "/usr/lib/udev/rules.d/90-daxctl-device.rules";
	static const char unit[] = "/usr/lib/systemd/system/daxdev-reconfigure@.service";

	int rc = doctor_exists(d, rule);

	if (rc < 0 && rc != -ENOENT)
		doctor_say_unread(d, rule, rc);
	if (rc <= 0)
		return;
	rc = doctor_exists(d, unit);
	if (rc < 0 && rc != -ENOENT)
		doctor_say_unread(d, unit, rc);
	if (rc)
		return;
	doctor_say(d, &(struct diagnosis){
		.severity = SEVERITY_INFO, .evidence = rule,
		.consequence = "what daxctl.conf configures is not done when the machine starts",
	}, THE_MACHINE, "udev's rule of daxctl starts daxdev-reconfigure@.service, which does not exist");
}
