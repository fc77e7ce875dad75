// SPDX-License-Identifier: GPL-2.0-or-later
/* Before data are destroyed for good: "all" takes --yes, a list of what would be lost, a question on a terminal. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/size.h"
#include "core/steps.h"
#include "memdev/brake.h"
#include "memdev/memdevs.h"

/* -- what would be lost -- */

static void print_capacity(FILE *file, const char *type, unsigned long long size)
{
	char text[SIZE_TEXT_MAX];

	if (!size || size + 1 == 0)
		return;
	size_human(size, text);
	fprintf(file, ", %s %s", type, text);
}

static void print_regions(FILE *file, struct cxl_memdev *memdev)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	struct cxl_decoder *decoder;

	if (!endpoint)
		return;
	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder) {
		struct cxl_region *region = cxl_decoder_get_region(decoder);

		if (region)
			fprintf(file, ", %s", cxl_region_get_devname(region));
	}
}

static void print_labels(FILE *file, struct cxl_memdev *memdev)
{
	unsigned int used;

	if (cxl_memdev_query_labels(memdev, &used))
		fputs(", labels that cannot be read", file);
	else if (used)
		fprintf(file, ", %u namespace label%s", used, used == 1 ? "" : "s");
}

/* `sanitize (serial 0x1001, pmem 512.00 MiB (536.87 MB), region4)` */
static void print_loss(FILE *file, const struct brake_act *act, void *arg,
		       struct cxl_memdev *memdev)
{
	char text[BRAKE_TEXT_MAX];

	act->describe(memdev, arg, text);
	fprintf(file, "%s (serial %#llx", text, cxl_memdev_get_serial(memdev));
	print_capacity(file, "ram", cxl_memdev_get_ram_size(memdev));
	print_capacity(file, "pmem", cxl_memdev_get_pmem_size(memdev));
	print_regions(file, memdev);
	print_labels(file, memdev);
	fputc(')', file);
}

/* -- which memdevs -- */

static bool is_destroyed(const struct brake_act *act, void *arg,
			 struct cxl_memdev *memdev)
{
	return !act->destroys || act->destroys(memdev, arg);
}

static size_t count_destroyed(const struct brake_act *act, void *arg,
			      const struct each *each)
{
	size_t count = 0;

	for (size_t i = 0; i < each->objects.count; i++)
		count += is_destroyed(act, arg, each->objects.list[i]);
	return count;
}

struct check {
	const struct brake_act *act;
	void *arg;
	struct each *each;
};

static bool is_able(void *memdev, void *arg)
{
	const struct check *c = arg;
	enum status status = c->act->check(memdev, c->arg);

	each_note(c->each, status);
	return !status;
}

static void keep_able(const struct brake_act *act, void *arg, struct each *each)
{
	each_keep(each, is_able, &(struct check){ act, arg, each });
}

/* -- the three brakes -- */

static bool refuse_all(const struct brake_act *act, void *arg, struct each *each)
{
	size_t count = count_destroyed(act, arg, each);

	if (!count)
		return false;
	say_error("all", NULL, "this destroys data of %zu memdev%s for good (--yes does it; --dry-run prints what would be lost)",
		  count, count == 1 ? "" : "s");
	each_note(each, STATUS_USAGE);
	return true;
}

static void show_step(unsigned int *n, const struct brake_act *act, void *arg,
		      struct cxl_memdev *memdev)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return;
	print_loss(file, act, arg, memdev);
	fclose(file);
	steps_show(n, cxl_memdev_get_devname(memdev), text ? text : "", NULL, NULL);
}

static void print_plan(const struct brake_act *act, void *arg, struct each *each)
{
	unsigned int n = 0;

	keep_able(act, arg, each);
	for (size_t i = 0; i < each->objects.count; i++)
		show_step(&n, act, arg, each->objects.list[i]);
}

static bool has_terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

static bool is_yes(const char *answer)
{
	static const char *const words[] = { "y\n", "yes\n" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasecmp(answer, words[i]) == 0)
			return true;
	return false;
}

/* Nothing and the end of the input are a no. */
static bool ask(const struct brake_act *act, void *arg, struct each *each)
{
	char answer[16] = "";

	say_news(NULL, "this destroys data for good:");
	for (size_t i = 0; i < each->objects.count; i++)
		if (is_destroyed(act, arg, each->objects.list[i])) {
			fprintf(stderr, "  %s: ", cxl_memdev_get_devname(each->objects.list[i]));
			print_loss(stderr, act, arg, each->objects.list[i]);
			fputc('\n', stderr);
		}
	fputs("Continue? [y/N] ", stderr);
	fflush(stderr);
	if (fgets(answer, sizeof(answer), stdin) && is_yes(answer))
		return true;
	say_error(NULL, NULL, "not confirmed: nothing was changed");
	each_note(each, STATUS_FAILED);
	return false;
}

bool brake_release(const struct brake *brake, const struct brake_act *act,
		   void *arg, struct each *each)
{
	if (brake->dry_run) {
		print_plan(act, arg, each);
		return false;
	}
	if (brake->yes)
		return true;
	if (each->all && refuse_all(act, arg, each))
		return false;
	if (each->all || !has_terminal())
		return true;
	keep_able(act, arg, each);
	return !count_destroyed(act, arg, each) || ask(act, arg, each);
}
