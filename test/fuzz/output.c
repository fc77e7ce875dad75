// SPDX-License-Identifier: GPL-2.0-or-later
/* What the kernel or a device calls something comes out as JSON that says the same, as far as it is text. */
#include <json-c/json.h>

#include "fuzz.h"
#include "core/output.h"
#include "core/utf8.h"

/* A reader that takes nothing but UTF-8. */
static struct json_object *parse(const char *json, size_t size)
{
	struct json_tokener *reader = json_tokener_new();
	struct json_object *read;

	json_tokener_set_flags(reader, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	read = json_tokener_parse_ex(reader, json, (int)size);
	always(json_tokener_get_error(reader) == json_tokener_success);
	json_tokener_free(reader);
	return read;
}

/* @text, or @text with each byte that is none replaced. */
static bool says(const char *said, const char *text)
{
	size_t n, len = strlen(UTF8_REPLACEMENT);

	for (; *text; text += n ? n : 1) {
		n = utf8_length(text, strlen(text));
		if (n ? strncmp(said, text, n) : strncmp(said, UTF8_REPLACEMENT, len))
			return false;
		said += n ? n : len;
	}
	return !*said;
}

static void try_text(void (*begin)(struct output *out, FILE *file), const char *text)
{
	struct json_object *read, *value = NULL;
	struct output out;
	char *json = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&json, &size);

	always(file);
	begin(&out, file);
	output_open_object(&out, NULL);
	output_text(&out, "text", text);
	output_close_object(&out);
	always(output_end(&out) == 0);
	fclose(file);
	read = parse(json, size);
	always(json_object_object_get_ex(read, "text", &value));
	always(says(json_object_get_string(value), text));
	json_object_put(read);
	free(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);

	try_text(output_begin_plain, text);
	try_text(output_begin_line, text);
	free(text);
	return 0;
}
