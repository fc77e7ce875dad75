// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs the commands recorded in test/trace on the simulated machine, and logs each call. */
#include <errno.h>
#include <signal.h>
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
		{ 1, 0, NO_SWITCH, 0, 2 * UNIT, 0x1001, MIB },
		{ 1, 1, NO_SWITCH, 2 * UNIT, 0, 0x1002 },
		{ 0, 0, NO_SWITCH, 0, UNIT, 0x1003, MIB },
		{ 0, 1, NO_SWITCH, UNIT, 0, 0x1004 },
	},
};

static void tell_endpoints(void)
{
	for (int i = 0; i < SIM_CARDS; i++)
		if (sim->memdevs[i] && sim->memdevs[i]->endpoint)
			sim_tell("= %d mem%d", sim->memdevs[i]->endpoint->id, i);
}

/* ---- by hand ------------------------------------------------------------- */

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
	sim_tell("%s(1</%s>, \"%s\") = %s%s", rc == -ENOENT ? "open" : "write", path,
		 *file == '\n' ? "\\n" : file, rc < 0 ? "-1 " : "0",
		 rc < 0 ? strerrorname_np(-rc) : "");
	sim_tell("+++ exited with %d +++", rc < 0);
	return 0;
}

/* The one that had this name at first. */
static struct sim_card *card(const char *memdev)
{
	int number;

	return sscanf(memdev, "mem%d", &number) == 1 ?
	       sim_card(hb2.cards[number].serial) : NULL;
}

static int leave(const char *memdev)
{
	sim_card_pull(card(memdev));
	return 0;
}

/* It had power all the time. */
static int come_back(const char *memdev)
{
	if (!card(memdev)->memdev)
		sim_memdev_appear(card(memdev));
	tell_endpoints();
	return 0;
}

static int fail(enum sim_fault_kind kind, const char *error)
{
	sim_set_fault(&(struct sim_fault){
		.kind = kind, .call = sim_calls(), .number = errno_of(error, strlen(error)) });
	return 0;
}

/* The call at hand. */
static int fail_before(const char *error) { return fail(FAULT_ERRNO, error); }
static int fail_after(const char *error) { return fail(FAULT_AFTER, error); }

static int give_signal(const char *name)
{
	int number = 1;

	while (number < NSIG && (!sigabbrev_np(number) || strcmp(sigabbrev_np(number), name)))
		number++;
	return raise(number);
}

static const struct {
	const char *word;
	int (*act)(const char *words);
} hands[] = {
	{ "write ", write_by_hand },
	{ "leave ", leave },
	{ "come_back ", come_back },
	{ "fail ", fail_before },
	{ "fail-after ", fail_after },
	{ "signal ", give_signal },
};

/* -1: no hand does that. */
static int by_hand(const char *words)
{
	for (size_t i = 0; i < sizeof(hands) / sizeof(*hands); i++)
		if (!strncmp(words, hands[i].word, strlen(hands[i].word)))
			return hands[i].act(words + strlen(hands[i].word));
	return -1;
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

static int run_cxl(const char *command)
{
	static struct outcome outcome;

	run_tool(command, NULL, &outcome);
	fputs(outcome.err, stderr);
	return sim_looks_out() ? 99 : outcome.ended ? outcome.status : 128 + outcome.status;
}

/* What happens at that call, one after the other. */
static char events[512];

static void happen(void)
{
	char *save = NULL;

	for (char *event = strtok_r(events, ",", &save); event; event = strtok_r(NULL, ",", &save))
		by_hand(event + strspn(event, " "));
}

static enum sim_call call_of(const char *name)
{
	int call = 0;

	while (strcmp(sim_call_names[call], name))
		call++;
	return (enum sim_call)call;
}

/* ROW: CALL PART: EVENT, EVENT: COMMAND: of which row of the catalogue, and what happens at its first such call. */
static int run_race(const char *words)
{
	char call[16], part[64];
	int at = 0, status;

	if (sscanf(words, "%*d: %15s %63[^:]: %511[^:]: %n", call, part, events, &at) != 3 || !at)
		return 2;
	sim_look_out(call_of(call), part, happen);
	status = run_cxl(words + at);
	sim_look_out(0, "", NULL);
	return status;
}

static void run(const char *command)
{
	int status;

	if (by_hand(command) >= 0)
		return;
	if (!strcmp(command, "look"))
		status = look();
	else if (strchr(command, ':'))
		status = run_race(command);
	else
		status = run_cxl(command);
	sim_tell("+++ exited with %d +++", status);
}

static void each_line(const char *folder, const char *name, void (*each)(const char *))
{
	char path[512], line[1024];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "re");
	if (!file) {
		perror(path);
		exit(2);
	}
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "#\n")] = '\0';
		if (*line)
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
	run(command);
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
