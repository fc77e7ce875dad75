// SPDX-License-Identifier: GPL-2.0-or-later
/* Points: at which call what goes wrong, enumerated from a clean run and spelt for a replay. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sweep.h"

#define ERRNO_MAX 134

/* ---- what the errno tables allow --------------------------------------- */

static const int reading[] = { EINTR, EIO, ENXIO, EAGAIN, 0 };
static const int reading_moving[] = { EINTR, ENODEV, ENOENT, EIO, ENXIO, EAGAIN, 0 };
static const int writing[] = { EINTR, EBUSY, ENXIO, EINVAL, ENODEV, EIO,
			       EAGAIN, ENOMEM, ENOSPC, ETIMEDOUT, 0 };
static const int opening[] = { EACCES, EMFILE, 0 };
static const int opening_moving[] = { ENOENT, ENODEV, EACCES, 0 };
static const int opening_debugfs[] = { ENOENT, EPERM, ENXIO, 0 };
static const int opening_device[] = { EACCES, ENXIO, EINTR, 0 };
static const int opening_directory[] = { EMFILE, ENOMEM, 0 };
static const int commanding[] = { ENXIO, EBUSY, ETIMEDOUT, EINTR, 0 };
static const int asking[] = { ENOMEM, 0 };
static const int waiting[] = { EINTR, 0 };
static const int none[] = { 0 };

static const int *errnos_of(const struct sim_record *r)
{
	if (r->place == PLACE_NONE)
		return none;
	switch (r->call) {
	case CALL_OPEN:
		return r->place == PLACE_DIR ? opening_directory :
		       r->place == PLACE_DEBUGFS ? opening_debugfs :
		       r->place == PLACE_CDEV ? opening_device :
		       r->rebuilt ? opening_moving : opening;
	case CALL_READ:
		return r->rebuilt ? reading_moving : reading;
	case CALL_WRITE:
		return writing;
	case CALL_IOCTL:
		return commanding;
	case CALL_LOCK:
		return waiting;
	case CALL_READLINK:
	case CALL_GETDENTS:
		return asking;
	default:
		return none;
	}
}

/* ---- enumeration ------------------------------------------------------- */

static void add(struct points *points, struct sim_fault fault, long allocation)
{
	if (points->count == points->room) {
		points->room = points->room ? points->room * 2 : 1024;
		points->all = realloc(points->all, points->room *
				      sizeof(*points->all));
		if (!points->all)
			abort();
	}
	points->all[points->count++] = (struct point){ fault, allocation };
}

static void add_fault(struct points *points, enum sim_fault_kind kind,
		      long call, int number)
{
	add(points, (struct sim_fault){ kind, call, number, 0 }, 0);
}

static bool is_target(const struct sim_record *r)
{
	const char *slash = strrchr(r->name, '/');

	return r->call == CALL_WRITE && slash && !strncmp(slash, "/target", 7);
}

/* Only a write changes the machine: to be killed before any other is the same. */
static bool is_behind_a_write(long call)
{
	const struct sim_record *r = sim_trace(call - 1);

	return r && (r->call == CALL_WRITE || r->call == CALL_IOCTL) && r->rc >= 0;
}

static void add_call(struct points *points, long call)
{
	const struct sim_record *r = sim_trace(call);

	for (const int *e = errnos_of(r); *e; e++)
		add_fault(points, FAULT_ERRNO, call, *e);
	if (r->call == CALL_READ && r->place != PLACE_NONE) {
		add_fault(points, FAULT_EMPTY, call, 0);
		add_fault(points, FAULT_SHORT, call, 0);
	}
	if (is_target(r)) {
		add_fault(points, FAULT_AFTER, call, EINTR);
		add_fault(points, FAULT_AFTER, call, ENXIO);
	}
	if (r->rebuilt && r->call != CALL_EXISTS)
		add_fault(points, FAULT_REBUILD, call, 0);
	add_fault(points, FAULT_SIGNAL, call, SIGINT);
	if (call % 3 == 0)
		add_fault(points, FAULT_SIGNAL, call, SIGTERM);
	if (is_behind_a_write(call))
		add_fault(points, FAULT_KILL, call, 0);
}

static void add_cards(struct points *points, const struct sim_spec *spec,
		      long call)
{
	for (int i = 0; i < SIM_CARDS && spec->cards[i].serial; i++) {
		add(points, (struct sim_fault){ FAULT_PULL, call, 0,
						spec->cards[i].serial }, 0);
		add(points, (struct sim_fault){ FAULT_REPLACE, call, 0,
						spec->cards[i].serial }, 0);
	}
}

void points_make(struct points *points, const struct scenario *scenario,
		 long calls, long allocations)
{
	*points = (struct points){ 0 };
	for (long call = 1; call <= calls; call++) {
		add_call(points, call);
		add_cards(points, scenario->spec, call);
	}
	for (long n = 1; n <= allocations; n++)
		add(points, (struct sim_fault){ 0 }, n);
}

void points_free(struct points *points)
{
	free(points->all);
}

/* A writer is told; one who reads looks again. */
bool point_is_transient(const struct point *point)
{
	const struct sim_fault *f = &point->fault;
	const struct sim_record *r = sim_trace(f->call);

	if (f->kind == FAULT_REBUILD || f->kind == FAULT_SHORT)
		return r->call != CALL_WRITE;
	return f->kind == FAULT_ERRNO && f->number == EINTR &&
	       (r->call == CALL_READ || r->call == CALL_LOCK);
}

/* ---- names ------------------------------------------------------------- */

void point_name(const struct point *point, char *buf, size_t len)
{
	const struct sim_fault *f = &point->fault;

	switch (f->kind) {
	case FAULT_NONE:
		snprintf(buf, len, "%ld:malloc", point->allocation);
		break;
	case FAULT_ERRNO:
	case FAULT_AFTER:
		snprintf(buf, len, "%ld:%s%s", f->call,
			 strerrorname_np(f->number),
			 f->kind == FAULT_AFTER ? "+" : "");
		break;
	case FAULT_EMPTY:
		snprintf(buf, len, "%ld:empty", f->call);
		break;
	case FAULT_SHORT:
		snprintf(buf, len, "%ld:short", f->call);
		break;
	case FAULT_PULL:
	case FAULT_REPLACE:
		snprintf(buf, len, "%ld:%s=%llx", f->call,
			 f->kind == FAULT_PULL ? "pull" : "replace",
			 (unsigned long long)f->serial);
		break;
	case FAULT_REBUILD:
		snprintf(buf, len, "%ld:rebuild", f->call);
		break;
	case FAULT_SIGNAL:
		snprintf(buf, len, "%ld:SIG%s", f->call, sigabbrev_np(f->number));
		break;
	case FAULT_KILL:
		snprintf(buf, len, "%ld:SIGKILL", f->call);
		break;
	}
}

int errno_of(const char *word, size_t len)
{
	for (int e = 1; e < ERRNO_MAX; e++) {
		const char *name = strerrorname_np(e);

		if (name && strlen(name) == len && !strncmp(word, name, len))
			return e;
	}
	return 0;
}

static int parse_kind(const char *word, struct point *p)
{
	struct sim_fault *f = &p->fault;
	size_t len = strcspn(word, "+");

	if (!strcmp(word, "malloc")) {
		p->allocation = f->call;
		*f = (struct sim_fault){ 0 };
		return 0;
	}
	if (!strcmp(word, "empty"))
		f->kind = FAULT_EMPTY;
	else if (!strcmp(word, "short"))
		f->kind = FAULT_SHORT;
	else if (!strcmp(word, "rebuild"))
		f->kind = FAULT_REBUILD;
	else if (!strcmp(word, "SIGKILL"))
		f->kind = FAULT_KILL;
	else if (sscanf(word, "pull=%lx", &f->serial) == 1)
		f->kind = FAULT_PULL;
	else if (sscanf(word, "replace=%lx", &f->serial) == 1)
		f->kind = FAULT_REPLACE;
	else if (!strcmp(word, "SIGINT") || !strcmp(word, "SIGTERM")) {
		f->kind = FAULT_SIGNAL;
		f->number = word[3] == 'I' ? SIGINT : SIGTERM;
	} else {
		f->number = errno_of(word, len);
		f->kind = word[len] ? FAULT_AFTER : FAULT_ERRNO;
		return f->number ? 0 : -1;
	}
	return 0;
}

int point_parse(const char *text, struct point *ret)
{
	char *end;

	*ret = (struct point){ 0 };
	ret->fault.call = strtol(text, &end, 10);
	if (end == text || *end != ':')
		return -1;
	return parse_kind(end + 1, ret);
}
