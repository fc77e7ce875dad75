// SPDX-License-Identifier: GPL-2.0-or-later
/* What people type: numbers, addresses, sizes, lists of names. */
#include "fuzz.h"
#include "names/name.h"
#include "core/size.h"

static void try_numbers(const char *text)
{
	uint64_t decimal, number, size;
	char human[SIZE_TEXT_MAX];
	int is_size = size_parse(text, &size);

	if (number_parse_decimal(text, &decimal) == 0 && *text != '0')
		always(number_parse(text, &number) == 0 && number == decimal);
	if (number_parse(text, &number) == 0)
		always(is_size == 0 && size == number);
	if (is_size == 0) {
		size_human(size, human);
		always(memchr(human, '\0', sizeof(human)));
	}
}

static void try_names(enum name_kind kind, const char *text)
{
	struct names *names = NULL;
	const unsigned int *ids;
	char *bad = NULL;
	int count;

	if (names_parse(kind, text, &names, &bad) < 0) {
		always(!names);
		free(bad);
		return;
	}
	always(!bad);
	for (size_t i = 0; i < names_count(names); i++)
		always(strstr(text, names_word(names, i)));
	count = names_only_ids(names, &ids);
	for (int i = 1; i < count; i++)
		always(ids[i - 1] <= ids[i]);
	names_have_all(names);
	names_have_type(names, "switch");
	names_free(names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);

	try_numbers(text);
	for (int kind = NAME_MEMDEV; kind <= NAME_REGION; kind++)
		try_names((enum name_kind)kind, text);
	free(text);
	return 0;
}
