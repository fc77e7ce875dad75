// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's events: which device was added and which was removed. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

static const struct sim_attr watched = { .mode = 0444 };

void sim_events_make(void)
{
	sim->events = sim_attr_add(sim->root, &watched, NULL, 0);
	strcpy(sim->events->name, "events");
}

void sim_event(const char *action, const struct sim_node *dir)
{
	struct sim_event *event = &sim->last_events[sim->nr_events++ % SIM_EVENTS];

	event->action = action;
	event->dir = dir;
}

/* The one after @seen others, which is seen then; who is too slow has lost some. */
int sim_event_text(long *seen, char *buf)
{
	const struct sim_event *event = &sim->last_events[*seen % SIM_EVENTS];
	char path[SIM_PATH_MAX];

	if (*seen == sim->nr_events)
		return -EAGAIN;
	if (sim->nr_events - *seen > SIM_EVENTS)
		return -ENOBUFS;
	++*seen;
	sim_node_path(event->dir, path);
	snprintf(buf, SIM_TEXT_MAX, "%s@%s", event->action, path + strlen("sys"));
	return 0;
}
