// SPDX-License-Identifier: GPL-2.0-or-later
/* Text from the kernel: numbers, names of devices, link targets. */
#include <inttypes.h>

#include "fuzz.h"
#include "core/names.h"
#include "core/io.h"
#include "core/object.h"
#include "core/text.h"

static void try_numbers(const char *text)
{
	uint64_t value, again;
	char printed[32];
	int number;

	if (text_to_u64(text, &value) == 0) {
		snprintf(printed, sizeof(printed), "%" PRIu64, value);
		always(text_to_u64(printed, &again) == 0 && again == value);
	}
	if (text_hex_to_u64(text, &value) == 0) {
		snprintf(printed, sizeof(printed), "%" PRIx64, value);
		always(text_hex_to_u64(printed, &again) == 0 && again == value);
	}
	if (text_to_int(text, &number) == 0) {
		int back;

		snprintf(printed, sizeof(printed), "%d", number);
		always(text_to_int(printed, &back) == 0 && back == number);
	}
}

/* One object has one name: what is believed reads the same when printed. */
static void try_names(const char *text)
{
	enum object_kind kind;
	char printed[32];
	int id, other;

	if (text_to_id(text, "mem", &id) == 0) {
		snprintf(printed, sizeof(printed), "mem%d", id);
		always(!strcmp(printed, text));
	}
	if (text_to_pair(text, "dax", '.', &id, &other) == 0) {
		snprintf(printed, sizeof(printed), "dax%d.%d", id, other);
		always(!strcmp(printed, text));
	}
	if (object_name_parse(text, &kind, &id) == 0)
		always(id >= 0 && kind <= OBJECT_DPORT);
	always(!strchr(path_name(text), '/'));
}

static bool has_component(const char *path, const char *what)
{
	size_t len = strlen(what);

	for (const char *at = path; at; at = strchr(at, '/')) {
		at += *at == '/';
		if (!strncmp(at, what, len) && (!at[len] || at[len] == '/'))
			return true;
	}
	return false;
}

/* @text has a directory, a NUL, and a link's target. */
static void try_links(const char *text, size_t size)
{
	const char *target = text + strlen(text) + 1;
	char path[IO_PATH_MAX], little[8];

	if (target > text + size)
		return;
	memset(path, '#', sizeof(path));
	if (path_follow(text, target, path, sizeof(path)) == 0) {
		always(memchr(path, '\0', sizeof(path)));
		if (!has_component(text, "..") && !has_component(text, "."))
			always(!has_component(path, "..") && !has_component(path, "."));
	}
	if (path_follow(text, target, little, sizeof(little)) == 0)
		always(memchr(little, '\0', sizeof(little)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);

	try_numbers(text);
	try_names(text);
	try_links(text, size);
	free(text);
	return 0;
}
