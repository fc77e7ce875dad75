// SPDX-License-Identifier: GPL-2.0-or-later
/* Removing what identifies a machine, the same value by the same replacement. */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/collect.h"
#include "capture/mask.h"
#include "core/scope.h"

#define UUID_LEN 36

/* A smaller number in a text may be anything. */
#define SERIAL_DISTINCT 0x10000

struct serials {
	uint64_t *list;
	size_t count;
};

struct uuids {
	char (*list)[UUID_LEN + 1];
	size_t count;
};

struct mask {
	struct serials serials;
	struct uuids uuids;
	const char *host;
	int error;
};

/* ---- what is replaced by what ----------------------------------------------- */

static size_t find_serial(const struct mask *mask, uint64_t serial)
{
	size_t at = 0;

	while (at < mask->serials.count && mask->serials.list[at] != serial)
		at++;
	return at;
}

/* 1, 2, 3 ...; 0 stays: the device has none. */
static uint64_t replace_serial(struct mask *mask, uint64_t serial)
{
	size_t at = find_serial(mask, serial);
	uint64_t *more;

	if (!serial || at < mask->serials.count)
		return serial ? at + 1 : 0;
	more = reallocarray(mask->serials.list, at + 1, sizeof(*more));
	if (!more) {
		mask->error = -ENOMEM;
		return 0;
	}
	mask->serials.list = more;
	more[mask->serials.count++] = serial;
	return at + 1;
}

/* The number of a UUID, from 1 on; 0: all its digits are 0, so that it is none. */
static size_t replace_uuid(struct mask *mask, const char *uuid)
{
	char (*more)[UUID_LEN + 1];
	size_t at = 0;

	if (strspn(uuid, "0-") >= UUID_LEN)
		return 0;
	for (; at < mask->uuids.count; at++)
		if (!strncasecmp(mask->uuids.list[at], uuid, UUID_LEN))
			return at + 1;
	more = reallocarray(mask->uuids.list, at + 1, sizeof(*more));
	if (!more) {
		mask->error = -ENOMEM;
		return 0;
	}
	mask->uuids.list = more;
	snprintf(more[mask->uuids.count++], sizeof(*more), "%.*s", UUID_LEN, uuid);
	return at + 1;
}

/* ---- within a text ------------------------------------------------------------- */

static void set(struct mask *mask, struct member *member, const char *text)
{
	char *data = strdup(text);

	if (!data) {
		mask->error = -ENOMEM;
		return;
	}
	free(member->data);
	member->data = data;
	member->size = strlen(data);
}

static bool is_uuid(const char *text)
{
	for (int i = 0; i < UUID_LEN; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
			return false;
	}
	return true;
}

static void mask_uuids(struct mask *mask, char *text)
{
	char uuid[UUID_LEN + 8];

	for (char *c = text; *c; c++)
		if (is_uuid(c)) {
			snprintf(uuid, sizeof(uuid), "00000000-0000-4000-8000-%012zx", replace_uuid(mask, c));
			if (strspn(c, "0-") < UUID_LEN)
				memcpy(c, uuid, UUID_LEN);
			c += UUID_LEN - 1;
		}
}

static bool follows_word(const char *text, const char *at, const char *word)
{
	size_t len = strlen(word);

	while (at > text && !isalnum((unsigned char)at[-1]))
		at--;
	return (size_t)(at - text) >= len && !strncasecmp(at - len, word, len);
}

/* "serial":"0x1234", or 0x123456789 where a device has that serial number. */
static bool is_serial(const struct mask *mask, const char *text, const char *at, uint64_t value)
{
	if (value >= SERIAL_DISTINCT && find_serial(mask, value) < mask->serials.count)
		return true;
	return follows_word(text, at, "serial");
}

static void mask_serials(struct mask *mask, struct member *member)
{
	_cleanup_text_ struct text masked = { 0 };
	char *rest = member->data, *c = rest, *end;

	while ((c = strstr(c, "0x"))) {
		uint64_t value = strtoull(c, &end, 16);

		if (end > c + 2 && is_serial(mask, member->data, c, value)) {
			text_add(&masked, "%.*s%#llx", (int)(c - rest), rest,
				 (unsigned long long)replace_serial(mask, value));
			rest = end;
		}
		c = end > c ? end : c + 2;
	}
	if (rest == member->data)
		return;
	text_add(&masked, "%s", rest);
	set(mask, member, masked.text);
}

static void mask_host(const struct mask *mask, char *text)
{
	size_t len = mask->host ? strlen(mask->host) : 0;

	for (char *c = text; len && (c = strstr(c, mask->host)); c += len)
		if ((c == text || !isalnum((unsigned char)c[-1])) && !isalnum((unsigned char)c[len]))
			memset(c, 'x', len);
}

/* ---- whole files ----------------------------------------------------------------- */

static bool has_name(const struct member *member, const char *name)
{
	size_t len = strlen(member->path), end = strlen(name);

	return len > end && member->path[len - end - 1] == '/' && !strcmp(member->path + len - end, name);
}

/* "serial" of a memdev, "cxl/id" of the nmem device on it. */
static void mask_serial_file(struct mask *mask, struct member *member)
{
	bool serial = has_name(member, "serial"), id = has_name(member, "cxl/id");
	char text[32];

	if (!serial && !id)
		return;
	snprintf(text, sizeof(text), serial ? "%#llx\n" : "%lld\n",
		 (unsigned long long)replace_serial(mask, strtoull(member->data, NULL, 0)));
	set(mask, member, text);
}

/* The kernel's parameters of memory and CXL; the rest may name a host, a disk or a key. */
static bool concerns_memory(const char *word)
{
	static const char *const known[] = {
		"cxl", "dax", "kmem", "mem", "memhp", "movable", "numa", "efi=", "acpi=", "pci=", "module_blacklist",
		"modprobe.blacklist", "debugfs", "lockdown", "hugepages", "default_hugepagesz", "iomem", "hmem",
		"memory_hotplug", "intel_iommu", "iommu",
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (!strncmp(word, known[i], strlen(known[i])))
			return true;
	return false;
}

static void mask_command_line(char *text)
{
	char *word = text;

	while (*(word += strspn(word, " \n"))) {
		size_t len = strcspn(word, " \n"), name = strcspn(word, "= \n");

		if (!concerns_memory(word) && name < len)
			memset(word + name + 1, 'x', len - name - 1);
		word += len;
	}
}

static bool is_text(const struct member *member)
{
	return member->type == MEMBER_FILE && !memchr(member->data, '\0', member->size);
}

static void mask_member(struct mask *mask, struct member *member)
{
	if (has_name(member, "alt_name") && member->size > 1)
		set(mask, member, "masked\n");
	if (!strcmp(member->path, "proc/cmdline"))
		mask_command_line(member->data);
	mask_uuids(mask, member->data);
	mask_serials(mask, member);
	mask_host(mask, member->data);
}

int mask(struct archive *archive, const char *host)
{
	struct mask mask = { .host = host };

	/* First the files that have nothing else: they say which numbers are serial numbers. */
	for (size_t i = 0; i < archive->count; i++)
		if (is_text(&archive->members[i]))
			mask_serial_file(&mask, &archive->members[i]);
	for (size_t i = 0; i < archive->count; i++)
		if (is_text(&archive->members[i]))
			mask_member(&mask, &archive->members[i]);
	free(mask.serials.list);
	free(mask.uuids.list);
	return mask.error;
}
