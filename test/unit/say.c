// SPDX-License-Identifier: GPL-2.0-or-later
/* The voice on standard error: what stands in the line of an error. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/say.h"
#include "tap.h"

static int asked;

static struct advice advise(void *arg, const char *object, int err)
{
	asked++;
	if (!strcmp(object, "mem0") && err == -EBUSY)
		return (struct advice){ .remedy = arg };
	if (!strcmp(object, "region0"))
		return (struct advice){ "commit", arg };
	if (!strcmp(object, "decoder3.0"))
		return (struct advice){ "dpa_size", arg };
	return (struct advice){ NULL, NULL };
}

/* What is said of the failure. */
static const char *line(const char *object, int err)
{
	static char text[256];
	int before = dup(STDERR_FILENO), file = memfd_create("err", 0);

	dup2(file, STDERR_FILENO);
	asked = 0;
	say_errno(object, "step", err);
	dup2(before, STDERR_FILENO);
	memset(text, 0, sizeof(text));
	ok(pread(file, text, sizeof(text) - 1, 0) > 0, "something is said");
	close(before);
	close(file);
	return text;
}

int main(void)
{
	char words[] = "wait a little";

	say_begin("test", NULL);
	ok(!strcmp(line("mem0", -EBUSY), "cxl test: mem0: step: in use\n"),
	   "object, step and cause");
	ok(!strcmp(line(NULL, -EACCES), "cxl test: step: no permission (run as root)\n"),
	   "a remedy where one is known");
	say_set_adviser(advise, words);
	ok(!strcmp(line("mem0", -EBUSY), "cxl test: mem0: step: in use (wait a little)\n") &&
	   asked, "else what somebody else knows");
	ok(!strcmp(line("mem1", -EBUSY), "cxl test: mem1: step: in use\n") && asked,
	   "who may know nothing");
	ok(strstr(line("mem0", -EACCES), "(run as root)"), "and then what holds for any");
	ok(strstr(line("region0", -EPERM), "the region is locked (the platform"),
	   "what is known of the attribute goes first");
	ok(strstr(line("decoder3.0", -EBUSY), "in use or out of turn (wait a little)"),
	   "its cause with the remedy of somebody else");
	ok(strstr(line("region0", -EACCES), "no permission (wait a little)"),
	   "which goes before what holds for any");
	ok(!strchr(line(NULL, -EBUSY), '(') && !asked, "nor of what has no object");
	say_set_adviser(NULL, NULL);
	ok(!strchr(line("mem0", -EBUSY), '('), "nor when it has gone");
	return tap_done();
}
