/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far something is, in words. */
#include <stdlib.h>
#include <string.h>

#include "core/output.h"
#include "core/progress.h"
#include "tap.h"

#define M 1000000ULL

static const struct {
	struct progress at;
	size_t columns;
	const char *bar;
} bars[] = {
	{ { "mem0", "receiving", 0, 0, 0 }, 40, "mem0: receiving   0% [                ]" },
	{ { "mem0", "transferring", 0, 4 * M, 0 }, 42,
	  "mem0: transferring   0% [               ]" },
	{ { "mem0", "transferring", 1 * M, 4 * M, 1000 }, 64,
	  "mem0: transferring  25% [===>             ] 1.00 MB/s 0:03 left" },
	{ { "mem0", "transferring", 1 * M, 400 * M, 1000 }, 64,
	  "mem0: transferring   0% [                 ] 1.00 MB/s 6:39 left" },
	{ { "mem0", "programming", 4 * M, 4 * M, 4000 }, 40, "mem0: programming 100% [==============]" },
	{ { "mem0", "transferring", 1 * M, 4 * M, 1000 }, 45,
	  "mem0: transferring  25% 1.00 MB/s 0:03 left" },
	{ { "mem0", "transferring", 1 * M, 4 * M, 1000 }, 16, "mem0: transferr" },
};

static void test_bars(void)
{
	for (size_t i = 0; i < sizeof(bars) / sizeof(*bars); i++) {
		char text[200];

		progress_bar(&bars[i].at, bars[i].columns, text);
		ok(strcmp(text, bars[i].bar) == 0 && strlen(text) < bars[i].columns,
		   "\"%s\"", text);
	}
}

static void test_numbers(void)
{
	struct progress p = { "mem0", "transferring", 999, 1000, 500 };

	ok(progress_percent(&p) == 99, "not yet all");
	ok(progress_rate(&p) == 1998, "bytes a second");
	ok(progress_seconds_left(&p) == 1, "a second, when less is left");
	p.elapsed = 0;
	ok(!progress_rate(&p) && !progress_seconds_left(&p), "no time yet, no rate");
	p.done = 2000;
	ok(progress_percent(&p) == 100 && !progress_seconds_left(&p), "more than all");
	p.done = p.total = UINT32_MAX;
	ok(progress_percent(&p) == 100, "the largest image");
	p.done--;
	ok(progress_percent(&p) == 99, "but for a byte");
}

static void test_line(const struct progress *p, const char *wanted)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);
	struct output out;

	output_begin_line(&out, file);
	output_open_object(&out, NULL);
	progress_show(&out, p);
	output_close_object(&out);
	output_end(&out);
	fclose(file);
	ok(strcmp(text, wanted) == 0, "%.*s", (int)strcspn(text, "\n"), text);
	free(text);
}

int main(void)
{
	test_bars();
	test_numbers();
	test_line(&(struct progress){ "mem0", "receiving", 0, 0, 7 },
		  "{\"memdev\":\"mem0\",\"state\":\"receiving\"}\n");
	test_line(&(struct progress){ "mem0", "transferring", 1 * M, 4 * M, 1000 },
		  "{\"memdev\":\"mem0\",\"state\":\"transferring\",\"done\":1000000,\"total\":4000000,"
		  "\"percent\":25,\"rate\":1000000,\"seconds_left\":3}\n");
	return tap_done();
}
