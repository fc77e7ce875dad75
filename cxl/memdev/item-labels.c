// SPDX-License-Identifier: GPL-2.0-or-later
/* Labels as an item of --json=2. */
#include <errno.h>

#include <cxl/libcxl.h>

#include "core/output.h"
#include "core/scope.h"
#include "memdev/item-labels.h"

/* Two digits for each byte. */
static char *in_hexadecimal(const unsigned char *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	char *text = malloc(2 * size + 1);

	if (!text)
		return NULL;
	for (size_t i = 0; i < size; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[2 * size] = '\0';
	return text;
}

int item_labels(struct output *out, struct cxl_memdev *memdev, const unsigned char *bytes,
		size_t size, size_t offset)
{
	_cleanup_free_ char *text = in_hexadecimal(bytes, size);

	if (!text)
		return -ENOMEM;
	output_open_object(out, NULL);
	output_text(out, "kind", "labels");
	output_text(out, "memdev", cxl_memdev_get_devname(memdev));
	output_uint(out, "offset", offset);
	output_uint(out, "size", size);
	output_text(out, "data", text);
	output_close_object(out);
	return 0;
}
