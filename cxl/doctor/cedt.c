// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of the table CEDT, in which the firmware describes windows and host bridges. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/scope.h"
#include "doctor/doctor.h"

static const char table_path[] = "/sys/firmware/acpi/tables/CEDT";

/* CXL 3.1, 9.18.1: the structures behind the header of every ACPI table. */
#define TABLE_HEADER	36
#define STRUCTURE_HEAD	4		/* type, reserved, length */
#define CHBS		0
#define CHBS_UID	4
#define CHBS_VERSION	8
#define CHBS_SIZE	32
#define CFMWS		1
#define CFMWS_BASE	8
#define CFMWS_WINDOW	16		/* its size */
#define CFMWS_WAYS	24		/* encoded */
#define CFMWS_TARGETS	36
#define ALIGNMENT	(256ULL << 20)

#define UIDS_MAX	256

struct cedt {
	const unsigned char *bytes;
	size_t len;
	unsigned int windows;
	uint32_t hosts[UIDS_MAX], versions[UIDS_MAX];
	size_t nr_hosts;
};

static uint64_t get(const unsigned char *at, size_t bytes)
{
	uint64_t value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

/* ---- reading the table -------------------------------------------------- */

/* The next structure and its size, all of it within the table; false at the end. */
static bool next_structure(const struct cedt *cedt, size_t *at, size_t *size)
{
	*at += *size;
	if (*at > cedt->len || cedt->len - *at < STRUCTURE_HEAD)
		return false;
	*size = get(cedt->bytes + *at + 2, 2);
	return *size >= STRUCTURE_HEAD && *size <= cedt->len - *at;
}

static void add_host(struct cedt *cedt, const unsigned char *chbs)
{
	if (cedt->nr_hosts == UIDS_MAX)
		return;
	cedt->hosts[cedt->nr_hosts] = (uint32_t)get(chbs + CHBS_UID, 4);
	cedt->versions[cedt->nr_hosts++] = (uint32_t)get(chbs + CHBS_VERSION, 4);
}

static void parse(struct cedt *cedt)
{
	size_t at = TABLE_HEADER, size = 0;

	while (next_structure(cedt, &at, &size)) {
		cedt->windows += cedt->bytes[at] == CFMWS;
		if (cedt->bytes[at] == CHBS && size >= CHBS_SIZE)
			add_host(cedt, cedt->bytes + at);
	}
}

static bool has_host(const struct cedt *cedt, uint32_t uid)
{
	for (size_t i = 0; i < cedt->nr_hosts; i++)
		if (cedt->hosts[i] == uid)
			return true;
	return cedt->nr_hosts == UIDS_MAX;
}

/* 1 and the table in @text, to be freed; 0: there is none; or -errno. */
static int load(struct doctor *d, struct cedt *cedt, char **text)
{
	int there = doctor_exists(d, table_path);
	long len;

	*cedt = (struct cedt){ 0 };
	if (there <= 0)
		return there;
	len = doctor_load(d, table_path, 1 << 20, text);
	if (len <= 0)
		return len ? (int)len : -ENODATA;
	cedt->bytes = (const unsigned char *)*text;
	cedt->len = (size_t)len;
	parse(cedt);
	return 1;
}

void check_cedt(struct doctor *d)
{
	const struct diagnosis none = {
		.severity = SEVERITY_ERROR, .evidence = table_path,
		.consequence = "no region can be created",
		.remedy = "look in the setup of the firmware for CXL memory, or ask its vendor",
	};
	_cleanup_free_ char *text = NULL;
	struct cedt cedt;
	int rc = load(d, &cedt, &text);

	if (rc < 0)
		doctor_say_unread(d, table_path, rc);
	else if (!rc)
		doctor_say(d, &none, THE_MACHINE, "the firmware has no table CEDT");
	else if (!cedt.windows)
		doctor_say(d, &none, THE_MACHINE, "the table CEDT has no window (CFMWS)");
}

/* ---- what is in it ------------------------------------------------------ */

/* CXL 3.1, 8.2.4.20.7: 0 is an encoding that no version has. */
static unsigned int decode_ways(unsigned int encoded)
{
	static const unsigned int ways[] = { 1, 2, 4, 8, 16, 0, 0, 0, 3, 6, 12 };

	return encoded < sizeof(ways) / sizeof(*ways) ? ways[encoded] : 0;
}

static const struct diagnosis of_firmware = {
	.severity = SEVERITY_ERROR, .evidence = table_path,
	.consequence = "the kernel does not use the window: no region can be created in it",
	.remedy = "update the firmware, or ask its vendor",
};

static void look_at_targets(struct doctor *d, const struct cedt *cedt, const unsigned char *window, unsigned int ways)
{
	for (unsigned int i = 0; i < ways; i++) {
		uint32_t uid = (uint32_t)get(window + CFMWS_TARGETS + 4 * i, 4);

		if (!has_host(cedt, uid))
			doctor_say(d, &of_firmware, THE_MACHINE,
				   "the window at %#llx names the host bridge %u, which the table CEDT does not describe (CHBS)",
				   (unsigned long long)get(window + CFMWS_BASE, 8), uid);
	}
}

static void look_at_window(struct doctor *d, const struct cedt *cedt, const unsigned char *window, size_t size)
{
	unsigned long long base, length;
	unsigned int ways;

	if (size < CFMWS_TARGETS) {
		doctor_say(d, &of_firmware, THE_MACHINE, "a window of the table CEDT is cut short");
		return;
	}
	base = get(window + CFMWS_BASE, 8);
	length = get(window + CFMWS_WINDOW, 8);
	ways = decode_ways(window[CFMWS_WAYS]);
	if (base % ALIGNMENT || length % ALIGNMENT || !length)
		doctor_say(d, &of_firmware, THE_MACHINE, "the window at %#llx of %#llx bytes is not aligned to 256 MiB", base, length);
	else if (!ways || size < CFMWS_TARGETS + 4 * ways)
		doctor_say(d, &of_firmware, THE_MACHINE, "the window at %#llx does not name its host bridges", base);
	else
		look_at_targets(d, cedt, window, ways);
}

static void look_at_versions(struct doctor *d, const struct cedt *cedt)
{
	for (size_t i = 1; i < cedt->nr_hosts; i++)
		if (cedt->versions[i] != cedt->versions[0]) {
			doctor_say(d, &(struct diagnosis){
				.severity = SEVERITY_INFO, .evidence = table_path,
				.consequence = "what is below a host bridge of CXL 1.1 cannot be in a region with the rest",
			}, THE_MACHINE, "the table CEDT has host bridges of CXL 1.1 and of CXL 2.0");
			return;
		}
}

struct hosts {
	struct doctor *d;
	const struct cedt *cedt;
};

static void look_at_host(void *arg, const char *name)
{
	struct hosts *hosts = arg;
	char path[512], text[32], *end;
	unsigned long long uid;
	long rc;

	if (strncmp(name, "ACPI0016:", 9))
		return;
	snprintf(path, sizeof(path), "/sys/bus/acpi/devices/%s/uid", name);
	rc = doctor_read(hosts->d, path, text, sizeof(text));
	if (rc < 0) {
		doctor_say_unread_of(hosts->d, name, path, (int)rc);
		return;
	}
	uid = strtoull(text, &end, 0);
	if (!*text || *end || has_host(hosts->cedt, (uint32_t)uid))
		return;
	doctor_say(hosts->d, &(struct diagnosis){
		.severity = SEVERITY_ERROR, .evidence = table_path,
		.consequence = "nothing below that host bridge is found",
		.remedy = "update the firmware, or ask its vendor",
	}, name, "the table CEDT does not describe it: there is no CHBS with its UID %llu", uid);
}

void check_hosts(struct doctor *d)
{
	static const char devices[] = "/sys/bus/acpi/devices";
	_cleanup_free_ char *text = NULL;
	struct cedt cedt;
	size_t at = TABLE_HEADER, size = 0;
	int rc = load(d, &cedt, &text);

	if (rc < 0)
		doctor_say_unread(d, table_path, rc);
	if (rc <= 0)
		return;
	while (next_structure(&cedt, &at, &size))
		if (cedt.bytes[at] == CFMWS)
			look_at_window(d, &cedt, cedt.bytes + at, size);
	look_at_versions(d, &cedt);
	rc = doctor_each(d, devices, look_at_host, &(struct hosts){ d, &cedt });
	if (rc < 0)
		doctor_say_unread(d, devices, rc);
}
