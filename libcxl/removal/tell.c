// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a removal tells beforehand: how each region was created, who uses it, what hinders creating it again. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "plan/finding.h"
#include "plan/plan.h"
#include "removal/removal.h"

#define PROCESSES_MAX 3		/* so many are named */
#define KIND(_kind, _id) (struct cxl_finding){ .kind = CXL_FINDING_##_kind, .id = (_id) }

static const char *name_of(const struct going *g)
{
	return cxl_region_get_devname(g->region);
}

/* A text of findings, which is cut where it is full. */
struct sentence {
	char text[sizeof(((struct cxl_finding *)0)->text)];
	size_t used;
};

__attribute__((format(printf, 2, 3)))
static void put(struct sentence *line, const char *format, ...)
{
	size_t room = sizeof(line->text) - line->used;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(line->text + line->used, room, format, ap);
	va_end(ap);
	line->used += n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1;
}

/* -- who uses it -- */

static void put_user(struct sentence *line, struct cxl_memory_user *user)
{
	const char *name = cxl_memory_user_get_name(user);
	unsigned long long kib = cxl_memory_user_get_size(user) / 1024;

	put(line, "%s%s", line->used ? ", " : "in use: ", cxl_memory_user_get_device(user));
	if (cxl_memory_user_get_pid(user))
		put(line, " by process %d", cxl_memory_user_get_pid(user));
	if (name)
		put(line, " (%s)", name);
	if (kib)
		put(line, " with %llu KiB", kib);
}

/* What cannot be seen is a user as well. */
static void tell_users(struct removal *r, const struct going *g)
{
	struct cxl_memory_users *users;
	struct cxl_memory_user *user;
	struct sentence line = { .used = 0 };
	unsigned int others = 0, processes = 0;

	if (!g->spec.memory || cxl_memory_users_new(g->spec.memory, &users))
		return;
	cxl_memory_user_foreach(users, user) {
		if (cxl_memory_user_get_use(user) == CXL_MEMORY_USE_PROCESS &&
		    ++processes > PROCESSES_MAX)
			others++;
		else
			put_user(&line, user);
	}
	if (others)
		put(&line, ", and by %u more", others);
	cxl_memory_users_free(users);
	if (line.used)
		find(&r->plan->findings, &KIND(NEWS, "region-user"), name_of(g), NULL, "%s", line.text);
}

/* -- creating it again -- */

static bool is_above(struct cxl_port *port, struct cxl_decoder *decoder)
{
	struct cxl_port *up = cxl_decoder_get_port(decoder);

	while (up && up != port)
		up = cxl_port_get_parent(up);
	return up;
}

/* A port below the root that both lead through, or NULL. */
static struct cxl_port *find_shared(struct cxl_region *a, struct cxl_region *b)
{
	struct cxl_memdev_mapping *of_a, *of_b;

	cxl_mapping_foreach(a, of_a) {
		struct cxl_port *port = cxl_decoder_get_port(cxl_mapping_get_decoder(of_a));

		for (; cxl_port_get_parent(port); port = cxl_port_get_parent(port))
			cxl_mapping_foreach(b, of_b)
				if (is_above(port, cxl_mapping_get_decoder(of_b)))
					return port;
	}
	return NULL;
}

static void warn_of(struct removal *r, const struct going *g, struct cxl_region *other)
{
	struct cxl_port *shared;

	if (removal_has(r, other) || cxl_region_get_resource(other) < g->spec.resource)
		return;
	shared = find_shared(g->region, other);
	if (shared)
		find(&r->plan->findings, &KIND(WARNING, "region-above"), name_of(g), NULL,
		     "to create it again, destroy %s first: it lies above it in %s",
		     cxl_region_get_devname(other), cxl_port_get_devname(shared));
}

/* Ports accept regions in ascending order of their addresses only, whatever window these are in. */
static void warn_of_above(struct removal *r, const struct going *g)
{
	struct cxl_decoder *window;
	struct cxl_region *other;
	struct cxl_bus *bus;

	cxl_bus_foreach(r->plan->ctx, bus)
		cxl_decoder_foreach(cxl_bus_get_port(bus), window)
			cxl_region_foreach(window, other)
				warn_of(r, g, other);
}

void removal_tell(struct removal *r, const struct going *g)
{
	char command[SPEC_COMMAND_MAX];

	spec_command(&g->spec, command, sizeof(command));
	find(&r->plan->findings, &KIND(NEWS, "region-command"), name_of(g), NULL,
	     "it was created as: %s", command);
	tell_users(r, g);
	warn_of_above(r, g);
}
