// SPDX-License-Identifier: GPL-2.0-or-later
/* What the configuration space of a CXL card says: whether its link is CXL, and its memory is enabled. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/scope.h"
#include "doctor/doctor.h"

/* PCIe 6.0, 7.6.3 and 7.9.6: extended capabilities; CXL 3.1, 8.1.3 and 8.1.9: those of CXL. */
#define SPACE_MAX	4096
#define EXTENDED	0x100
#define CAPABILITY_MIN	12
#define DVSEC		0x23
#define VENDOR_CXL	0x1e98
#define ID_DEVICE	0
#define ID_REGISTERS	8
#define CAPABILITY	0x0a
#define   MEM_CAPABLE	(1 << 2)
#define CONTROL		0x0c
#define   MEM_ENABLE	(1 << 2)
#define LOCK		0x14
#define   CONFIG_LOCK	1
#define DEVICE_SIZE	0x16

struct card {
	const char *name;
	char *bytes;
	size_t len;
	size_t device, registers;	/* where their DVSECs begin; 0: it has none */
};

static unsigned int get16(const struct card *card, size_t at)
{
	return (unsigned char)card->bytes[at] | (unsigned int)(unsigned char)card->bytes[at + 1] << 8;
}

static void learn(struct card *card, size_t at)
{
	if (get16(card, at) != DVSEC || get16(card, at + 4) != VENDOR_CXL)
		return;
	if (get16(card, at + 8) == ID_DEVICE && card->len - at >= DEVICE_SIZE)
		card->device = at;
	else if (get16(card, at + 8) == ID_REGISTERS)
		card->registers = at;
}

/* The list may be a circle: there are no more than fit. */
static void walk(struct card *card)
{
	size_t at = EXTENDED;

	for (int i = 0; i < SPACE_MAX / CAPABILITY_MIN; i++) {
		if (at < EXTENDED || at % 4 || at + CAPABILITY_MIN > card->len)
			return;
		learn(card, at);
		at = get16(card, at + 2) >> 4;
	}
}

/* ---- what is wrong ------------------------------------------------------ */

static void say_cut(struct doctor *d, const struct card *card)
{
	doctor_say(d, &(struct diagnosis){ .severity = SEVERITY_UNKNOWN, .evidence = "/sys/bus/pci/devices/*/config" },
		   card->name, "only %zu bytes of its configuration space can be read (run as root)", card->len);
}

static const struct diagnosis no_link = {
	.severity = SEVERITY_ERROR, .evidence = "/sys/bus/pci/devices/*/config",
	.consequence = "its memory cannot be used",
	.remedy = "look in the setup of the firmware for the CXL mode of the slot; reseat the card",
};

static void look_at_enable(struct doctor *d, const struct card *card)
{
	bool locked = get16(card, card->device + LOCK) & CONFIG_LOCK;

	if (get16(card, card->device + CONTROL) & MEM_ENABLE)
		return;
	doctor_say(d, &(struct diagnosis){
		.severity = locked ? SEVERITY_ERROR : SEVERITY_WARNING,
		.evidence = no_link.evidence, .consequence = no_link.consequence,
		.remedy = locked ? "look in the setup of the firmware for CXL memory" :
			  "bind its memory device: cxl enable-memdev; dmesg may say why the kernel did not enable it",
	}, card->name, locked ? "CXL.mem is disabled, and the firmware has locked that" : "CXL.mem is disabled");
}

static void look_at_space(struct doctor *d, const struct card *card)
{
	if (!card->device)
		doctor_say(d, &no_link, card->name, "its configuration space has no DVSEC of a CXL device: its link is plain PCIe");
	else if (!(get16(card, card->device + CAPABILITY) & MEM_CAPABLE))
		doctor_say(d, &no_link, card->name, "it is not capable of CXL.mem");
	else if (!card->registers)
		doctor_say(d, &no_link, card->name, "its configuration space does not locate its registers");
	else
		look_at_enable(d, card);
}

/* ---- its memory device -------------------------------------------------- */

static void look_for_memdev(void *found, const char *name)
{
	size_t digits = strncmp(name, "mem", 3) ? 0 : strspn(name + 3, "0123456789");

	*(bool *)found |= digits && !name[3 + digits];
}

static void look_at_memdev(struct doctor *d, const char *name)
{
	char path[512], driver[64];
	bool found = false;
	int rc;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/driver", name);
	rc = doctor_read_link(d, path, driver, sizeof(driver));
	if (!rc && strcmp(driver, "cxl_pci"))
		return;				/* pci.driver says so */
	*strrchr(path, '/') = '\0';
	if (!rc)
		rc = doctor_each(d, path, look_for_memdev, &found);
	if (rc)
		doctor_say_unread_of(d, name, path, rc);
	else if (!found)
		doctor_say(d, &(struct diagnosis){
			.severity = SEVERITY_ERROR, .evidence = "/sys/bus/pci/devices/*/mem*",
			.consequence = "its memory cannot be used",
			.remedy = "dmesg may say why; unbind and bind it in /sys/bus/pci/drivers/cxl_pci",
		}, name, "its driver is bound, but there is no memory device");
}

static void look_at_card(struct doctor *d, const char *name)
{
	_cleanup_free_ char *bytes = NULL;
	char path[512];
	struct card card = { .name = name };
	long len;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config", name);
	len = doctor_load(d, path, SPACE_MAX, &bytes);
	if (len < 0) {
		doctor_say_unread_of(d, name, path, (int)len);
		return;
	}
	card.bytes = bytes;
	card.len = (size_t)len;
	if (card.len < EXTENDED + CAPABILITY_MIN) {
		say_cut(d, &card);
		return;
	}
	walk(&card);
	look_at_space(d, &card);
}

void check_dvsec(struct doctor *d)
{
	int rc = doctor_each_card(d, look_at_card);

	if (rc < 0)
		doctor_say_unread(d, "/sys/bus/pci/devices", rc);
}

void check_pci_memdev(struct doctor *d)
{
	int rc = doctor_each_card(d, look_at_memdev);

	if (rc < 0)
		doctor_say_unread(d, "/sys/bus/pci/devices", rc);
}
