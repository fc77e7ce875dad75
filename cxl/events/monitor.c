// SPDX-License-Identifier: GPL-2.0-or-later
/* What the sources of `cxl monitor` share: which events are wanted, and how one is printed. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/command.h"
#include "core/say.h"
#include "events/monitor.h"

/* -- which -- */

#define BETWEEN ", "

/* What happens to devices, and the record of lost events. */
static const char *const events_of_devices[] = {
	"add", "remove", "bind", "unbind", "change", "move", "online", "offline",
	"overflow", "lost", NULL,
};

static bool is_event(const char *word, size_t len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

	for (const char *const *e = events_of_devices; *e; e++)
		if (strlen(*e) == len && strncmp(*e, word, len) == 0)
			return true;
	return len > 4 && strncmp(word, "cxl_", 4) == 0 &&
	       strspn(word, letters) >= len;
}

/* As the kernel makes them: "mem0", "decoder1.2", "pmem_region3", "nvdimm-bridge0". */
static bool is_device(const char *word, size_t len)
{
	size_t letters = strspn(word, "abcdefghijklmnopqrstuvwxyz_-");

	return letters && letters < len && isdigit(word[len - 1]) &&
	       strspn(word + letters, "0123456789.") >= len - letters;
}

static enum status check(const char *option, const char *names, const char *what,
			 bool (*is_right)(const char *word, size_t len))
{
	const char *word = names + strspn(names, BETWEEN);
	size_t len;

	if (!*word) {
		say_error(option, NULL, "it names nothing");
		return STATUS_USAGE;
	}
	for (; *word; word += len + strspn(word + len, BETWEEN)) {
		len = strcspn(word, BETWEEN);
		if (is_right(word, len))
			continue;
		say_error(option, NULL, "\"%.*s\" is not the name of %s", (int)len,
			  word, what);
		return STATUS_USAGE;
	}
	return STATUS_DONE;
}

enum status monitor_check_events(const char *names)
{
	return check("--event", names, "an event (add, bind, cxl_poison)", is_event);
}

enum status monitor_check_devices(const char *names)
{
	return check("--device", names, "a device (mem0, region1, decoder2.0)",
		     is_device);
}

static bool is_named(const char *names, const char *name)
{
	size_t len;

	for (const char *word = names; *word; word += len + strspn(word + len, BETWEEN)) {
		len = strcspn(word, BETWEEN);
		if (len && strlen(name) == len && strncmp(word, name, len) == 0)
			return true;
	}
	return false;
}

bool monitor_has_enough(const struct monitor *m)
{
	return m->limit && m->said >= m->limit;
}

bool monitor_wants(const struct monitor *m, const char *event,
		   const char *device, const char *region)
{
	if (monitor_has_enough(m))
		return false;
	if (m->events && !is_named(m->events, event))
		return false;
	return !m->devices || !device || is_named(m->devices, device) ||
	       (region && is_named(m->devices, region));
}

/* -- how -- */

uint64_t monitor_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Where an event gathers: one stream for all of them. */
static bool open_text(struct monitor *m)
{
	if (m->file)
		rewind(m->file);
	else
		m->file = open_memstream(&m->text, &m->size);
	return m->file;
}

struct output *monitor_begin(struct monitor *m, const char *system,
			     const char *event, uint64_t timestamp)
{
	if (!open_text(m))
		return NULL;
	if (m->indented)
		output_begin_plain(&m->out, m->file);
	else
		output_begin_line(&m->out, m->file);
	output_open_object(&m->out, NULL);
	output_text(&m->out, "system", system);
	output_text(&m->out, "event", event);
	output_uint(&m->out, "timestamp", timestamp);
	return &m->out;
}

int monitor_end(struct monitor *m)
{
	int rc;

	if (!m->file)
		return -ENOMEM;
	output_close_object(&m->out);
	rc = output_end(&m->out);
	if (!rc)
		rc = sink_write(&m->sink, m->text, m->size);
	m->said += !rc;
	return rc;
}

void monitor_done(struct monitor *m)
{
	sink_close(&m->sink);
	if (m->file)
		fclose(m->file);
	free(m->text);
}
