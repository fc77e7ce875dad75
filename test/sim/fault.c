// SPDX-License-Identifier: GPL-2.0-or-later
/* What happens around each call: it is counted, recorded, and made to fail. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "calls.h"

#define TRACE_MAX 30000
#define CALL_NS 10000

/* Shared, and no part of the machine: who started a run reads what it did. */
static struct sim_record *trace;

const char *const sim_call_names[] = {
	"open", "close", "stat", "exists", "read", "write", "readlink",
	"getdents", "ioctl", "lock", "watch", "poll",
};

const struct sim_record *sim_trace(long call)
{
	return call > 0 && call < TRACE_MAX ? &trace[call] : NULL;
}

void sim_trace_make(void)
{
	if (trace)
		return;
	trace = mmap(NULL, sizeof(*trace) * TRACE_MAX, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (trace == MAP_FAILED)
		abort();
}

void sim_set_fault(const struct sim_fault *fault)
{
	sim->faults[0] = *fault;
	memset(sim->faults + 1, 0, sizeof(sim->faults) - sizeof(*sim->faults));
	memset(sim->broken, 0, sizeof(sim->broken));
}

void sim_set_second_fault(const struct sim_fault *fault)
{
	sim->faults[1] = *fault;
}

void sim_look_out(enum sim_call call, const char *part, void (*happens)(void))
{
	sim->look_out.call = call;
	snprintf(sim->look_out.part, sizeof(sim->look_out.part), "%s", part);
	sim->look_out.happens = happens;
}

bool sim_looks_out(void)
{
	return sim->look_out.happens;
}

void sim_refuse(const char *attr, int err)
{
	snprintf(sim->refused, sizeof(sim->refused), "%s", attr);
	sim->refused_with = err;
}

void sim_hide(const char *path)
{
	snprintf(sim->hidden, sizeof(sim->hidden), "%s", path);
}

void sim_ignore(const char *attr)
{
	snprintf(sim->ignored, sizeof(sim->ignored), "%s", attr);
}

long sim_calls(void)
{
	return sim->calls;
}

/* A new process has seen nothing yet. */
static void forget_seen(struct sim_node *node, int actor)
{
	node->seen &= ~(1u << actor);
	for (struct sim_node *c = node->children; c; c = c->next)
		forget_seen(c, actor);
}

void sim_begin(int actor)
{
	forget_seen(sim->root, actor);
	for (int i = 0; i < SIM_REGIONS; i++)
		if (sim->regions[i] && sim->regions[i]->maker == actor)
			sim->regions[i]->maker = -1;
	sim->actor = actor;
	sim->acting = true;
	sim->calls = 0;
	sim->violations = 0;
	sim->nr_posted[actor] = 0;
	sim_set_fault(&(struct sim_fault){ 0 });
}

uint64_t sim_now_ns(void)
{
	return sim->now_ns;
}

void sim_sleep_ns(uint64_t ns)
{
	sim->now_ns += ns;
	sim_turn();
}

/* ---- at the call ------------------------------------------------------- */

const struct sim_fault *call_is(enum sim_fault_kind kind)
{
	for (int i = 0; i < SIM_FAULTS; i++)
		if (sim->faults[i].call == sim->calls && sim->faults[i].kind == kind)
			return &sim->faults[i];
	return NULL;
}

static void happen(const struct sim_fault *fault)
{
	struct sim_card *card = sim_card(fault->serial);

	switch (fault->kind) {
	case FAULT_PULL:
		sim_card_pull(card);
		break;
	case FAULT_REPLACE:
		sim_card_replace(card);
		break;
	case FAULT_SIGNAL:
		raise(fault->number);
		break;
	case FAULT_KILL:
		raise(SIGKILL);
		break;
	default:
		break;
	}
}

/* Once. */
static void look_out(enum sim_call call, int fd, const char *name)
{
	void (*happens)(void) = sim->look_out.happens;
	char path[SIM_PATH_MAX];

	if (!happens || call != sim->look_out.call)
		return;
	call_path(fd, name, path);
	if (!strstr(path, sim->look_out.part))
		return;
	sim->look_out.happens = NULL;
	happens();
}

void call_enter(enum sim_call call, int fd, const char *name)
{
	sim_turn();
	sim->calls++;
	sim->now_ns += CALL_NS;
	sim_group_return();
	sim_memory_return();
	look_out(call, fd, name);
	if (sim->faults[0].kind == FAULT_LASTING || sim->faults[1].kind == FAULT_LASTING ||
	    *sim->hidden)
		call_path(fd, name, sim->called);
	for (int i = 0; i < SIM_FAULTS; i++)
		if (sim->faults[i].call == sim->calls)
			happen(&sim->faults[i]);
}

bool call_rebuild(const struct sim_node *node)
{
	if (!call_is(FAULT_REBUILD) || !sim_is_rebuilt(node))
		return false;
	sim_group_rebuild(node->parent);
	return true;
}

static enum sim_place place_of(const struct sim_node *node)
{
	const struct sim_node *top = node;

	if (!node)
		return PLACE_NONE;
	if (node->type == SIM_DIR)
		return PLACE_DIR;
	if (node->type == SIM_CDEV)
		return PLACE_CDEV;
	if (node->type == SIM_LINK)
		return PLACE_LINK;
	if (node->debugfs)
		return PLACE_DEBUGFS;
	while (top->parent && top->parent->parent)
		top = top->parent;
	return strcmp(top->name, "sys") ? PLACE_PLAIN : PLACE_ATTR;
}

static void note(enum sim_call call, bool writing, const struct sim_node *node,
		 const char *name, int rc)
{
	struct sim_record *r = &trace[sim->calls];
	char path[SIM_PATH_MAX] = "";
	size_t len;

	if (sim->calls >= TRACE_MAX)
		return;
	if (node)
		sim_node_path(node, path);
	else if (name)
		snprintf(path, sizeof(path), "%s", name);
	len = strlen(path);
	r->call = call;
	r->writing = writing;
	r->place = place_of(node);
	r->rebuilt = node && sim_is_rebuilt(node);
	r->rc = rc;
	snprintf(r->name, sizeof(r->name), "%s",
		 path + (len > 79 ? len - 79 : 0));
}

static bool is_refused(enum sim_call call, const struct sim_node *node)
{
	const char *slash = strchr(sim->refused, '/');

	if (call != CALL_WRITE || !*sim->refused || !node)
		return false;
	if (!slash)
		return !strcmp(node->name, sim->refused);
	return !strcmp(node->name, slash + 1) &&
	       !strncmp(node->parent->name, sim->refused, (size_t)(slash - sim->refused));
}

static bool is_broken(int i, enum sim_call call)
{
	struct sim_broken *broken = &sim->broken[i];

	if (sim->faults[i].call == sim->calls) {
		broken->begun = true;
		broken->call = call;
		memcpy(broken->path, sim->called, sizeof(broken->path));
	}
	return broken->begun && broken->call == call && !strcmp(broken->path, sim->called);
}

static bool is_hidden(enum sim_call call)
{
	size_t len = strlen(sim->called), end = strlen(sim->hidden);

	return end && call != CALL_WRITE && len >= end &&
	       !strcmp(sim->called + len - end, sim->hidden);
}

static int injected(enum sim_call call)
{
	const struct sim_fault *fault = call_is(FAULT_ERRNO);

	for (int i = 0; i < SIM_FAULTS && !fault; i++)
		if (sim->faults[i].kind == FAULT_LASTING && is_broken(i, call))
			fault = &sim->faults[i];
	if (fault)
		return -fault->number;
	return is_hidden(call) ? -EIO : 0;
}

int call_fault(enum sim_call call, bool writing, const struct sim_node *node,
	       const char *name, int rc)
{
	if (!rc && is_refused(call, node))
		rc = -sim->refused_with;
	/* a call that would fail with ENOENT can also fail with an error that leaves the answer open */
	if ((!rc || rc == -ENOENT) && injected(call))
		rc = injected(call);
	note(call, writing, node, name, rc);
	return rc;
}

void call_result(int rc)
{
	if (sim->calls < TRACE_MAX)
		trace[sim->calls].rc = rc;
}
