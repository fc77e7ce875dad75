// SPDX-License-Identifier: GPL-2.0-or-later
/* The text of a listing: refused with its line, or its objects are found by name; compared with itself and with another. */
#include <errno.h>

#include "diff/changes.h"
#include "diff/identity.h"
#include "diff/listing.h"

#include "fuzz.h"

static const char other[] =
	"[{\"memdevs\":[{\"memdev\":\"mem0\",\"serial\":1,\"host\":\"0000:0d:00.0\",\"ram_size\":1},"
	"{\"memdev\":\"mem1\",\"serial\":2,\"host\":\"0000:0e:00.0\",\"state\":\"disabled\"}]},"
	"{\"regions\":[{\"region\":\"region0\",\"resource\":4096,\"size\":1,"
	"\"mappings\":[{\"position\":0,\"memdev\":\"mem1\",\"decoder\":\"decoder3.0\"}]}]}]";

static struct listing *read_listing(const char *text, size_t size)
{
	struct json_fault fault = {};
	struct listing *l = NULL;
	struct json *json = NULL;
	int rc = json_parse(text, size, &json, &fault);

	if (!rc && !listing_is(json)) {
		json_free(json);
		return NULL;
	}
	if (!rc)
		rc = listing_read(json, &l, &fault);
	always(rc == 0 || (rc == -EINVAL && fault.line && fault.reason));
	return l;
}

static void never(void *arg, const struct listing_change *change) { always(0); }

static void count(void *arg, const struct listing_change *change)
{
	++*(size_t *)arg;
	always(change->before || change->now);
	always(!change->attribute == (change->kind != CHANGE_VALUE));
}

static void compare(struct listing *l, struct listing *again)
{
	struct listing *known = read_listing(other, sizeof(other) - 1);
	size_t counted = 0;

	changes_find(l, again, never, NULL);
	changes_find(l, known, count, &counted);
	changes_find(known, again, count, &counted);
	listing_free(known);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct listing *l = read_listing(text, size), *again = read_listing(text, size);

	always(!l == !again);
	for (size_t i = 0; l && i < l->count; i++) {
		always(l->list[i].identity && listing_find_same(l, &l->list[i]));
		always(!strcmp(listing_find(l, l->list[i].name)->name, l->list[i].name));
	}
	if (l)
		compare(l, again);
	listing_free(l);
	listing_free(again);
	free(text);
	return 0;
}
