// SPDX-License-Identifier: GPL-2.0-or-later
/* The lines of the kernel's log that are about CXL memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/collect.h"
#include "core/scope.h"

#define LOG_MAX		(512UL << 10)
#define RECORD_MAX	8192

static bool is_about_cxl(const char *line)
{
	static const char *const words[] = {
		"cxl", "CXL", "dax", "kmem", "nvdimm", "nd_pmem", "CEDT", "SRAT", "HMAT", "hmem",
		"_OSC", "soft reserved", "Soft Reserved", "memory_tier", "Demotion",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strstr(line, words[i]))
			return true;
	return false;
}

/* "6,339,5140900,-;text\n KEY=value\n": the time in microseconds and the text. */
static void add_record(struct text *log, char *record)
{
	char *text = strchr(record, ';'), *number = strchr(record, ',');
	unsigned long long when;

	number = number ? strchr(number + 1, ',') : NULL;
	if (!text || !number)
		return;
	when = strtoull(number + 1, NULL, 10);
	text++;
	text[strcspn(text, "\n")] = '\0';
	if (is_about_cxl(text) && log->len < LOG_MAX)
		text_add(log, "[%5llu.%06llu] %s\n", when / 1000000, when % 1000000, text);
}

int kernel_log_read(struct text *log)
{
	_cleanup_close_ int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char record[RECORD_MAX + 1];
	ssize_t n;

	if (fd < 0)
		return -errno;
	/* EPIPE: what was next has been overwritten; the next read is behind it. */
	while ((n = read(fd, record, RECORD_MAX)) > 0 || (n < 0 && errno == EPIPE)) {
		if (n < 0)
			continue;
		record[n] = '\0';
		add_record(log, record);
	}
	return n < 0 && errno != EAGAIN ? -errno : 0;
}
