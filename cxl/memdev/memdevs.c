// SPDX-License-Identifier: GPL-2.0-or-later
/* What the commands on memdevs share: which ones, one after the other, what was done, what is shown. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/objects.h"
#include "core/output.h"
#include "core/say.h"
#include "core/scope.h"
#include "memdev/memdevs.h"
#include "names/name.h"
#include "show/show.h"

static const char *get_name(void *memdev) { return cxl_memdev_get_devname(memdev); }

static const struct each_kind kind = { .owner = "cxl memdev", .get_name = get_name };

void memdevs_done(struct memdevs *m)
{
	each_done(&m->each);
	free(m->shown);
}

/* -- which -- */

/* A disabled memdev has no endpoint, but its host is still below the bus. */
static bool is_below(struct cxl_bus *bus, struct cxl_memdev *memdev)
{
	struct cxl_port *top = cxl_bus_get_port(bus), *port;

	if (cxl_memdev_get_bus(memdev) == bus)
		return true;
	cxl_port_foreach_all(top, port)
		if (cxl_memdev_is_port_ancestor(memdev, port))
			return true;
	return false;
}

/* What -b asks for: it narrows "all", and is an error with a name. */
struct narrowing {
	struct cxl_bus *bus;	/* NULL: any */
	bool quiet;
};

static enum status add_below(struct memdevs *m, const struct narrowing *n,
			     struct cxl_memdev *memdev)
{
	if (!n->bus || is_below(n->bus, memdev))
		return each_add(&m->each, memdev);
	if (n->quiet)
		return STATUS_DONE;
	say_error(cxl_memdev_get_devname(memdev), NULL, "it is not below %s",
		  cxl_bus_get_devname(n->bus));
	return STATUS_NO_OBJECT;
}

static enum status add_named(const struct invocation *call, const char *word,
			     const struct narrowing *n, struct memdevs *m)
{
	char *const alone[] = { (char *)word, NULL };
	_cleanup_objects_ struct objects found = {};
	enum status status = name_find_memdevs(call->ctx, alone, &found);

	for (size_t i = 0; !status && i < found.count; i++)
		status = add_below(m, n, found.list[i]);
	return status;
}

static enum status add_serial(const struct invocation *call, const char *number,
			      const struct narrowing *n, struct memdevs *m)
{
	_cleanup_free_ char *word = NULL;

	if (asprintf(&word, "serial:%s", number) < 0) {
		word = NULL;
		return say_errno(NULL, NULL, -ENOMEM);
	}
	return add_named(call, word, n, m);
}

static void add_operand(const struct invocation *call, const char *operand,
			const struct memdev_choice *which,
			struct narrowing n, struct memdevs *m)
{
	_cleanup_names_ struct names *list = NULL;
	bool serial = which->serial && strcmp(operand, "all") != 0;
	enum status status = names_parse_operand(serial ? NAME_SERIAL : NAME_MEMDEV,
						 operand, &list);

	each_note(&m->each, status);
	for (size_t i = 0; !status && i < names_count(list); i++) {
		const char *word = names_word(list, i);

		n.quiet = strcmp(word, "all") == 0;
		m->each.all |= n.quiet;
		each_note(&m->each, serial ? add_serial(call, word, &n, m) :
				 add_named(call, word, &n, m));
	}
}

void memdevs_find(const struct invocation *call,
		  const struct memdev_choice *which, struct memdevs *m)
{
	struct narrowing n = {};

	each_begin(&m->each, call, &kind);
	if (which->bus)
		each_note(&m->each, name_find_bus(call->ctx, which->bus, &n.bus));
	if (m->each.status)
		return;
	for (int i = 0; i < call->nr_operands; i++)
		add_operand(call, call->operands[i], which, n, m);
}

/* -- one after the other -- */

struct memdev_act {
	enum status (*act)(struct cxl_memdev *memdev, void *arg);
	void *arg;
};

static enum status act_on_one(void *memdev, void *arg)
{
	const struct memdev_act *a = arg;

	return a->act(memdev, a->arg);
}

void memdevs_each(struct memdevs *m,
		  enum status (*act)(struct cxl_memdev *memdev, void *arg), void *arg)
{
	each_run(&m->each, act_on_one, &(struct memdev_act){ act, arg }, NULL);
}

enum status memdevs_end(const struct memdevs *m, const char *function,
			const char *done, const char *noun)
{
	char several[32];

	snprintf(several, sizeof(several), "%ss", noun);
	return each_end(&m->each, function, done, (const char *const[]){ noun, noun, several });
}

/* -- what is shown -- */

void memdevs_show(struct memdevs *m, struct cxl_memdev *memdev,
		  struct cxl_decoder *decoder)
{
	struct shown *more = reallocarray(m->shown, m->nr_shown + 1,
					  sizeof(*more));

	if (!more)
		return;		/* the act itself succeeded */
	m->shown = more;
	more[m->nr_shown++] = (struct shown){ memdev, decoder };
}

static void print_one(const struct show *show, const struct shown *shown)
{
	output_open_object(show->out, NULL);
	show_record(show, &(struct record){
		.kind = RECORD_MEMDEV, .memdev = shown->memdev,
		.enabled = cxl_memdev_is_enabled(shown->memdev) > 0,
	});
	if (shown->decoder) {
		output_open_object(show->out, "decoder");
		show_record(show, &(struct record){
			.kind = RECORD_DECODER, .decoder = shown->decoder,
		});
		output_close_object(show->out);
	}
	output_close_object(show->out);
}

static void print_array(const struct show *show, const struct memdevs *m)
{
	output_open_array(show->out, NULL);
	for (size_t i = 0; i < m->nr_shown; i++)
		print_one(show, &m->shown[i]);
	output_close_array(show->out);
}

void memdevs_print(const struct memdevs *m, struct show_keys keys)
{
	struct output *out = m->each.call->out;
	const struct show show = { .out = out, .keys = keys };

	if ((!m->nr_shown || m->each.call->sysroot) && m->each.status)
		return;
	if (isatty(STDOUT_FILENO))
		output_begin_human(out, stdout);
	else
		output_begin_plain(out, stdout);
	if (out->human && m->nr_shown == 1)
		print_one(&show, m->shown);
	else
		print_array(&show, m);
	output_end(out);
}
