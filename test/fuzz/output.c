// SPDX-License-Identifier: GPL-2.0-or-later
/* What the kernel or a device calls something comes out as JSON that says the same. */
#include <json-c/json.h>

#include "fuzz.h"
#include "output.h"

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
	read = json_tokener_parse(json);
	always(json_object_object_get_ex(read, "text", &value));
	always(strcmp(json_object_get_string(value), text) == 0);
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
