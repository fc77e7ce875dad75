// SPDX-License-Identifier: GPL-2.0-or-later
/* A command on memdevs, typed at the machine in memory, and what it said. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "mbox.h"
#include "cli/opt.h"
#include "core/output.h"
#include "typed.h"

#define MAX_WORDS 16

struct said said;

static int run(const struct command *command, struct cxl_memdev *memdev,
	       char **words, int count)
{
	void *options = calloc(1, command->options_size);
	struct output json;
	struct invocation call = {
		.command = command, .ctx = cxl_memdev_get_ctx(memdev), .out = &json,
		.options = options, .operands = words,
	};
	struct opt_parsed parsed = { OPT_HELP_NONE };
	enum status status;

	if (command->defaults)
		memcpy(options, command->defaults, command->options_size);
	status = opt_parse(command->options, count, words, options, &parsed);
	call.nr_operands = parsed.nr_operands;
	if (!status)
		status = command->run(&call);
	free(options);
	return status;
}

int type(const struct command *command, struct cxl_memdev *memdev,
	 const char *line)
{
	char text[256], *words[MAX_WORDS], *at = text;
	FILE *out = stdout, *err = stderr;
	int count = 0;

	if (!freopen("/dev/null", "r", stdin))
		abort();
	memset(&said, 0, sizeof(said));
	snprintf(text, sizeof(text), "%s", line);
	while (count < MAX_WORDS - 1 && (words[count] = strsep(&at, " ")))
		count++;
	words[count] = NULL;
	stdout = fmemopen(said.out, sizeof(said.out), "w");
	stderr = fmemopen(said.err, sizeof(said.err), "w");
	said.status = run(command, memdev, words, count);
	fclose(stdout);
	fclose(stderr);
	stdout = out;
	stderr = err;
	snprintf(said.line, sizeof(said.line), "%.*s",
		 (int)strcspn(said.err, "\n"), said.err);
	return said.status;
}

bool printed(const char *part) { return strstr(said.out, part); }
bool told(const char *part) { return strstr(said.err, part); }

struct cxl_memdev *given_partitions(unsigned char alignment)
{
	mbox_reset();
	mbox_offer(CXL_MEM_COMMAND_ID_IDENTIFY, 0, 0x43);
	mbox_offer(CXL_MEM_COMMAND_ID_SET_PARTITION_INFO, 0x0a, 0);
	mbox.answer[16] = 8;
	mbox.answer[40] = alignment;
	mbox.answer_size = 0x43;
	memset(mbox.input, 0xee, sizeof(mbox.input));
	return mbox_memdev();
}

bool sent_volatile(unsigned char units)
{
	const unsigned char wanted[10] = { units };

	return !memcmp(mbox.input, wanted, sizeof(wanted));
}
