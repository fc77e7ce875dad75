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

/* A number as it stands in a text. */
struct number {
	const char *at, *end;
	int base;
	const char *prefix;
	uint64_t value;
};

/* The word at @at, if it is a number in @base: 31, 0x1f, 1f. */
static bool parse_number(const char *at, int base, struct number *number)
{
	size_t len = 0;
	char *end;

	while (isalnum((unsigned char)at[len]))
		len++;
	*number = (struct number){ .at = at, .base = base, .prefix = strncasecmp(at, "0x", 2) ? "" : "0x" };
	errno = 0;
	number->value = strtoull(at, &end, base);
	number->end = end;
	return !errno && len && end == at + len;
}

/* "serial":"0x1234", or 0x123456789 where a device has that serial number. */
static bool is_serial(const struct mask *mask, const char *text, const struct number *number)
{
	if (number->value >= SERIAL_DISTINCT && find_serial(mask, number->value) < mask->serials.count)
		return true;
	return (*number->prefix || number->base == 10) && follows_word(text, number->at, "serial");
}

/* A word of digits alone may be either. */
static bool is_serial_at(const struct mask *mask, const char *text, const char *at, struct number *number)
{
	return (parse_number(at, 10, number) && is_serial(mask, text, number)) ||
	       (parse_number(at, 16, number) && is_serial(mask, text, number));
}

static void add_masked(struct mask *mask, struct text *masked, const struct number *number)
{
	unsigned long long value = replace_serial(mask, number->value);

	if (number->base == 10)
		text_add(masked, "%llu", value);
	else
		text_add(masked, "%s%llx", value ? number->prefix : "", value);
}

static bool begins_word(const char *text, const char *at)
{
	return isalnum((unsigned char)*at) && (at == text || !isalnum((unsigned char)at[-1]));
}

static void mask_serials(struct mask *mask, struct member *member)
{
	_cleanup_text_ struct text masked = { 0 };
	const char *rest = member->data;
	struct number number;

	for (const char *c = rest; *c; c++) {
		if (!begins_word(member->data, c) || !is_serial_at(mask, member->data, c, &number))
			continue;
		text_add(&masked, "%.*s", (int)(c - rest), rest);
		add_masked(mask, &masked, &number);
		rest = number.end;
		c = number.end - 1;
	}
	if (rest == member->data)
		return;
	text_add(&masked, "%s", rest);
	if (masked.full)
		mask->error = -ENOMEM;
	else
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

/* ---- configuration space ---------------------------------------------------------- */

/* PCIe 6.0, 7.9.3: the capability that has the serial number, which is that of the memdev. */
#define EXTENDED		0x100
#define SERIAL_CAPABILITY	3
#define SERIAL_SIZE		12

static uint64_t get_bytes(const char *at, unsigned int count)
{
	uint64_t value = 0;

	while (count--)
		value = value << 8 | (unsigned char)at[count];
	return value;
}

static void put_bytes(char *at, uint64_t value)
{
	for (int i = 0; i < 8; i++, value >>= 8)
		at[i] = (char)value;
}

static bool is_space(const struct member *member)
{
	return member->type == MEMBER_FILE && has_name(member, "config") && !strncmp(member->path, "sys/devices/", 12);
}

/* The list may be a circle: it has no more than fit. */
static void mask_space(struct mask *mask, struct member *member)
{
	size_t at = EXTENDED;

	for (size_t i = 0; i < member->size / SERIAL_SIZE; i++) {
		uint64_t head;

		if (at < EXTENDED || at + SERIAL_SIZE > member->size)
			return;
		head = get_bytes(member->data + at, 4);
		if ((head & 0xffff) == SERIAL_CAPABILITY)
			put_bytes(member->data + at + 4, replace_serial(mask, get_bytes(member->data + at + 4, 8)));
		at = head >> 20;
	}
}

/* A serial number of a device, wherever it is in a file that is no text. */
static void mask_bytes(struct mask *mask, struct member *member)
{
	for (size_t at = 0; at + 8 <= member->size; at++) {
		uint64_t value = get_bytes(member->data + at, 8);

		if (value < SERIAL_DISTINCT || find_serial(mask, value) == mask->serials.count)
			continue;
		put_bytes(member->data + at, replace_serial(mask, value));
		at += 7;
	}
}

/* ---- the kernel's command line ------------------------------------------------------ */

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

/* The files that have nothing else say which numbers are serial numbers; so do configuration spaces. */
static void learn_serials(struct mask *mask, struct archive *archive)
{
	for (size_t i = 0; i < archive->count; i++)
		if (is_text(&archive->members[i]))
			mask_serial_file(mask, &archive->members[i]);
	for (size_t i = 0; i < archive->count; i++)
		if (is_space(&archive->members[i]))
			mask_space(mask, &archive->members[i]);
}

int mask(struct archive *archive, const char *host)
{
	struct mask mask = { .host = host };

	learn_serials(&mask, archive);
	for (size_t i = 0; i < archive->count; i++) {
		struct member *member = &archive->members[i];

		if (is_text(member))
			mask_member(&mask, member);
		else if (member->type == MEMBER_FILE)
			mask_bytes(&mask, member);
	}
	free(mask.serials.list);
	free(mask.uuids.list);
	return mask.error;
}
