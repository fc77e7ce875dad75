// SPDX-License-Identifier: GPL-2.0-or-later
/* The voice on standard error: what stands in the line of an error. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/say.h"
#include "tap.h"

static int asked;

static const struct cxl_cause *advise(void *arg, struct saying *saying)
{
	asked++;
	if (!strcmp(saying->object, "region0"))
		return cxl_cause_find(saying->number, "commit");
	return NULL;
}

/* The line that say_errno() prints. */
static const char *line(const char *object, int err)
{
	static char text[256];
	int before = dup(STDERR_FILENO), file = memfd_create("err", 0);

	dup2(file, STDERR_FILENO);
	asked = 0;
	say_errno(object, "step", err);
	dup2(before, STDERR_FILENO);
	memset(text, 0, sizeof(text));
	ok(pread(file, text, sizeof(text) - 1, 0) > 0, "there is a message");
	close(before);
	close(file);
	return text;
}

/* What a terminal shows of a counter. */
static void test_counter(void)
{
	int before = dup(STDERR_FILENO), master = posix_openpt(O_RDWR | O_NOCTTY), terminal;
	char text[256] = "";

	if (grantpt(master) || unlockpt(master))
		abort();
	terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
	dup2(terminal, STDERR_FILENO);
	say_counter("cxl region", "cmd_create_region", "created %d region", 1);
	dup2(before, STDERR_FILENO);
	while (!strchr(text, '\n') &&
	       read(master, text + strlen(text), sizeof(text) - 1 - strlen(text)) > 0)
		;
	ok(!strcmp(text, "created 1 region\r\n"), "a terminal shows no name of a function");
	close(before);
	close(terminal);
	close(master);
}

/* Errors and warnings are all that --quiet leaves. */
static void test_quiet(void)
{
	int before = dup(STDERR_FILENO), file = memfd_create("err", 0);
	char text[256] = "";

	dup2(file, STDERR_FILENO);
	say_set_quiet();
	say_counter("cxl region", "cmd_create_region", "created %d region", 1);
	say_news("region0", "deleted");
	say_passing("1 of 2");
	say_warning("mem0", "a warning");
	dup2(before, STDERR_FILENO);
	ok(pread(file, text, sizeof(text) - 1, 0) > 0 && !strcmp(text, "cxl test: mem0: a warning\n"),
	   "quiet: a warning, but no counter and no news");
	close(before);
	close(file);
}

int main(void)
{
	test_counter();
	say_begin("test", NULL);
	ok(!strcmp(line("mem0", -EBUSY), "cxl test: mem0: step: in use\n"),
	   "object, step and cause");
	ok(!strcmp(line(NULL, -EACCES), "cxl test: step: no permission (run as root)\n"),
	   "a remedy where one is known");
	say_set_adviser(advise, NULL);
	ok(strstr(line("region0", -EPERM), "the region is locked (the platform"),
	   "what the library knows goes before what holds for any");
	ok(strstr(line("mem1", -EACCES), "no permission (run as root)") && asked, "and the table where the adviser knows nothing");
	ok(!strchr(line(NULL, -EBUSY), '(') && !asked, "it is not asked about what has no object");
	say_set_adviser(NULL, NULL);
	ok(strstr(line("region0", -EPERM), "not permitted") && !asked, "nor when it has gone");
	test_quiet();
	return tap_done();
}
