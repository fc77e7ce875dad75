// SPDX-License-Identifier: GPL-2.0-or-later
/* --json=2: the document is whole whichever process ends; words that are mistyped; options of all commands. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/globals.h"
#include "cli/nearest.h"
#include "core/envelope.h"
#include "core/output.h"
#include "core/say.h"
#include "tap.h"

/* What @write and the end of the envelope leave on standard output. */
static const char *document(void (*write)(void), enum status status)
{
	static char text[2048];
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO), file = memfd_create("out", 0),
	    null = open("/dev/null", O_WRONLY);
	ssize_t len;

	fflush(stdout);
	dup2(file, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	if (envelope_begin("2,compact"))
		return "";
	write();
	envelope_end(status);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	len = pread(file, text, sizeof(text) - 1, 0);
	text[len > 0 ? len : 0] = '\0';
	close(out);
	close(err);
	close(file);
	close(null);
	return text;
}

static void nothing(void)
{
}

static void open_much(void)
{
	struct output *out = envelope_get_items();

	output_open_object(out, NULL);
	output_text(out, "kind", "region");
	output_open_array(out, "mappings");
	output_open_object(out, NULL);
	output_uint(out, "position", 0);
}

/* It hangs, or something kills it, in the middle of an item: another process ends the document. */
static void die_in_the_middle(void)
{
	pid_t pid = fork();

	if (!pid) {
		open_much();
		say_error("mem0", "list", "it hangs (reboot)");
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

static void say_both(void)
{
	say_error_as("no-such-object", "region9", NULL, "no such region");
	say_errno_at("mem0", "read it", "mailbox", -EBUSY);
}

static void write_types(void)
{
	struct output *out = envelope_get_items();

	output_open_array(out, NULL);
	output_open_object(out, NULL);
	output_size(out, "size", 1 << 20);
	output_address(out, "address", 0);
	output_unknown(out, "node");
	output_close_object(out);
	output_close_array(out);
}

#define HEAD "{\"schema\":\"cxl-2.json\",\"version\":{\"major\":2,\"minor\":0},\"kind\":\"result\",\"items\":["

static void test_documents(void)
{
	const char *text;

	ok(!strcmp(document(nothing, STATUS_DONE), HEAD "],\"warnings\":[],\"errors\":[]}\n"),
	   "there is a document where nothing was written");
	text = document(die_in_the_middle, STATUS_FAILED);
	ok(strstr(text, HEAD "{\"kind\":\"region\",\"mappings\":[{\"position\":0}]}],\"warnings\":[]"),
	   "another process closes what is open");
	ok(strstr(text, "\"text\":\"it hangs\",\"remedy\":\"reboot\",\"errno\":null,\"status\":1}]}\n"),
	   "and has what the first one said");
	text = document(say_both, STATUS_NO_OBJECT);
	ok(strstr(text, "\"cause\":\"no-such-object\""), "an error has its cause");
	ok(strstr(text, "\"cause\":\"device-busy\"") && strstr(text, "\"errno\":\"EBUSY\""),
	   "and another one its own, not that of the status");
	text = document(write_types, STATUS_DONE);
	ok(strstr(text, "[{\"size\":1048576,\"address\":\"0x0\",\"node\":null}]"),
	   "an array at the top is the items; sizes are numbers, addresses text, what is unknown is null");
	ok(envelope_begin("3") == STATUS_USAGE && !envelope_get_output(), "there is no other format");
}

static const char *nearest(const char *word)
{
	static const char *const words[] = { "list", "wait", "create-region", "destroy-region", "status" };
	struct nearest nearest = { .word = word };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		nearest_try(&nearest, words[i]);
	return nearest.found ? nearest.found : "";
}

static void test_nearest(void)
{
	ok(!strcmp(nearest("lst"), "list") && !strcmp(nearest("lsit"), "list"), "a letter is missing, or two changed places");
	ok(!strcmp(nearest("creat-regoin"), "create-region"), "two mistakes in a long word");
	ok(!*nearest("frobnicate") && !*nearest("l") && !*nearest(""), "what is far from all of them is none");
}

static void test_globals(void)
{
	char *argv[] = { "cxl", "--json=2", "list", "-M", "--sysroot", "/m", "--", "--json=3", NULL };
	struct globals globals = { 0 };
	int nr = globals_take(&globals, 8, argv);

	ok(nr == 5 && !argv[5] && !strcmp(argv[1], "list") && !strcmp(argv[4], "--json=3"),
	   "they are taken before the command and behind it, up to --");
	ok(!strcmp(globals.json, "2") && !strcmp(globals.sysroot, "/m"), "with their values");
}

int main(void)
{
	test_documents();
	test_nearest();
	test_globals();
	return tap_done();
}
