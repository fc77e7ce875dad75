// SPDX-License-Identifier: GPL-2.0-or-later
/* What is recorded of the kernel in test/trace, asked of the simulated machine: each call is told. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "sweep.h"

#define PAUSE_NS 1000000000	/* between two commands: what goes on behind them has ended */

/* As test/vm/topology.sh has hb2; the kernel finds the second host bridge first. */
static const struct sim_spec hb2 = {
	.name = "hb2",
	.bridges = { { 0xde, 2 }, { 0x0c, 2 } },
	.windows = {
		{ 16 * UNIT, 256, 1, { 1 }, true, true },
		{ 16 * UNIT, 256, 1, { 0 }, true, true },
		{ 16 * UNIT, 4096, 2, { 1, 0 }, true, true },
	},
	.cards = {
		{ 1, 0, NO_SWITCH, 0, 2 * UNIT, 0x1001 },
		{ 1, 1, NO_SWITCH, 2 * UNIT, 0, 0x1002 },
		{ 0, 0, NO_SWITCH, 0, UNIT, 0x1003 },
		{ 0, 1, NO_SWITCH, UNIT, 0, 0x1004 },
	},
};

static void tell_endpoints(void)
{
	for (int i = 0; i < SIM_CARDS && sim->memdevs[i]; i++)
		sim_tell("= %d mem%d", sim->memdevs[i]->endpoint->id, i);
}

/* "decoder(mem1).0" as it is called here, "\n" as the end of a line. */
static void make_word(const char *word, char *buf, size_t len)
{
	const char *paren = strstr(word, "(mem");
	int memdev;

	if (paren && sscanf(paren, "(mem%d)", &memdev) == 1)
		snprintf(buf, len, "%.*s%d%s", (int)(paren - word), word,
			 sim->memdevs[memdev]->endpoint->id, strchr(word, ')') + 1);
	else
		snprintf(buf, len, "%s", strcmp(word, "\\n") ? word : "\n");
}

/* As an administrator's shell: FILE TEXT. */
static int write_by_hand(const char *words)
{
	char path[128] = "sys/bus/cxl/devices/", file[64], text[64];
	int rc;

	if (sscanf(words, "%63s %63s", file, text) != 2)
		return 2;
	make_word(file, path + strlen(path), sizeof(path) - strlen(path));
	make_word(text, file, sizeof(file));
	rc = sim_write(path, file);
	sim_tell("write(1</%s>, \"%s\") = %s%s", path, *file == '\n' ? "\\n" : file,
		 rc < 0 ? "-1 " : "0", rc < 0 ? strerrorname_np(-rc) : "");
	return rc < 0;
}

/* ---- look: what the files have that are worth comparing ------------------ */

#define NAMES_MAX 64

static char names[NAMES_MAX][32];
static int nr_names;

static void look_at(const struct sim_node *link)
{
	struct sim_node *dir, *node;
	char text[SIM_TEXT_MAX];

	if (sim_walk(sim->devices, link->name, true, &dir) < 0)
		return;
	node = sim_child(dir, "driver");
	*text = '\0';
	if (node)
		sim_link_text(node, text);
	sim_tell("read(0</%s/driver>, \"%s\") = 1", link->name,
		 node ? strrchr(text, '/') + 1 : "");
	for (int i = 0; i < nr_names; i++)
		if (sim_walk(dir, names[i], true, &node) == 0 &&
		    node->attr && node->attr->show &&
		    node->attr->show(node, text) == 0)
			sim_tell("read(0</%s/%s>, \"%.*s\") = 1", link->name, names[i],
				 (int)strcspn(text, "\n"), text);
}

/* Of nvdimms and their bridge nothing is compared. */
static int look(void)
{
	for (const struct sim_node *link = sim->devices->children; link; link = link->next)
		if (!strchr(link->name, '-') && strncmp(link->name, "pmem", 4))
			look_at(link);
	return 0;
}

/* ---- all ----------------------------------------------------------------- */

static int run(const char *command)
{
	static struct outcome outcome;

	if (!strcmp(command, "look"))
		return look();
	if (!strncmp(command, "write ", 6))
		return write_by_hand(command + 6);
	run_tool(command, NULL, &outcome);
	fputs(outcome.err, stderr);
	return outcome.status;
}

static void each_line(const char *folder, const char *name, void (*each)(const char *))
{
	char path[512], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "re");
	if (!file) {
		perror(path);
		exit(2);
	}
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		each(line);
	}
	fclose(file);
}

static void add_name(const char *name)
{
	if (nr_names < NAMES_MAX)
		snprintf(names[nr_names++], sizeof(names[0]), "%s", name);
}

static void run_one(const char *command)
{
	sim_tell("$ %s", command);
	sim_tell("+++ exited with %d +++", run(command));
	sim_sleep_ns(PAUSE_NS);
}

int commands_run(const char *folder)
{
	run_capture_make();
	sim_make(&hb2);
	each_line(folder, "attributes", add_name);
	tell_endpoints();
	each_line(folder, "commands", run_one);
	return 0;
}
