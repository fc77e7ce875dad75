// SPDX-License-Identifier: GPL-2.0-or-later
/* How far something is, in words: a bar for a terminal, a line of JSON for a program. */
#include <stdio.h>
#include <string.h>

#include "core/output.h"
#include "core/progress.h"

#define BAR_MIN	8
#define BAR_MAX	40
#define TEXT_MAX 96

unsigned int progress_percent(const struct progress *p)
{
	if (!p->total)
		return 0;
	if (p->done >= p->total)
		return 100;
	return (unsigned int)((double)p->done / (double)p->total * 100);
}

uint64_t progress_rate(const struct progress *p)
{
	if (!p->elapsed)
		return 0;
	return (uint64_t)((double)p->done * 1000 / (double)p->elapsed);
}

uint64_t progress_seconds_left(const struct progress *p)
{
	uint64_t rate = progress_rate(p);

	if (!rate || p->done >= p->total)
		return 0;
	return (p->total - p->done + rate - 1) / rate;
}

/* " 1.20 MB/s 0:12 left"; empty while there is nothing to compute it from. */
static void put_rate(const struct progress *p, char *text, size_t size)
{
	uint64_t left = progress_seconds_left(p);

	*text = '\0';
	if (left)
		snprintf(text, size, " %.2f MB/s %llu:%02llu left",
			 (double)progress_rate(p) / 1e6,
			 (unsigned long long)left / 60,
			 (unsigned long long)left % 60);
}

static void put_bar(const struct progress *p, size_t width, char *text)
{
	size_t full = width * progress_percent(p) / 100;

	memset(text, ' ', width);
	memset(text, '=', full);
	if (full && full < width)
		text[full - 1] = '>';
	text[width] = '\0';
}

void progress_bar(const struct progress *p, size_t columns, char *text)
{
	char head[TEXT_MAX], rate[TEXT_MAX], bar[BAR_MAX + 1];
	size_t used, width;

	snprintf(head, sizeof(head), "%s: %s %3u%%", p->name, p->state,
		 progress_percent(p));
	put_rate(p, rate, sizeof(rate));
	used = strlen(head) + strlen(rate) + strlen(" []") + 1;
	width = used + BAR_MIN < columns ? columns - used : 0;
	if (width > BAR_MAX)
		width = BAR_MAX;
	if (!width) {
		snprintf(text, columns, "%s%s", head, rate);
		return;
	}
	put_bar(p, width, bar);
	snprintf(text, columns, "%s [%s]%s", head, bar, rate);
}

void progress_show(struct output *out, const struct progress *p)
{
	output_text(out, "memdev", p->name);
	output_text(out, "state", p->state);
	if (!p->total)
		return;
	output_uint(out, "done", p->done);
	output_uint(out, "total", p->total);
	output_uint(out, "percent", progress_percent(p));
	if (progress_rate(p))
		output_uint(out, "rate", progress_rate(p));
	if (progress_seconds_left(p))
		output_uint(out, "seconds_left", progress_seconds_left(p));
}
