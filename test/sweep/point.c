// SPDX-License-Identifier: GPL-2.0-or-later
/* Points: at which call what goes wrong, enumerated from a clean run and spelt for a replay. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sweep.h"

#define ERRNO_MAX 134
#define SOON 12		/* calls */

/* ---- what the kernel can give ------------------------------------------- */

#define ERRNOS_MAX 16

#define AT(place)	(1u << (place))
#define ANYWHERE	(~0u)

/*
 * For each kind of call what it can fail with while the device lives, by the
 * kernel's own code, by that of the file system and by what stands between (a
 * security module, a container). The first row that fits. Closing is not here:
 * the file is closed whatever close() says, and nobody looks.
 */
static const struct row {
	enum sim_call call;
	unsigned int places;
	int errnos[ERRNOS_MAX];
	int moving[3];		/* while its group is being rebuilt */
} rows[] = {
	{ CALL_OPEN, AT(PLACE_DIR), { EMFILE, ENFILE, ENOMEM, EACCES, EINTR } },
	{ CALL_OPEN, AT(PLACE_DEBUGFS), { ENOENT, EPERM, ENXIO, EACCES, ENOMEM, EMFILE } },
	{ CALL_OPEN, AT(PLACE_CDEV), { EACCES, EPERM, EINTR, ENOMEM, EMFILE } },
	{ CALL_OPEN, ANYWHERE, { EACCES, EPERM, EMFILE, ENFILE, ENOMEM, EINTR, EIO }, { ENOENT, ENODEV } },
	{ CALL_STAT, ANYWHERE, { EACCES, ENOMEM, EIO, EINTR } },
	{ CALL_EXISTS, ANYWHERE, { EACCES, ENOMEM, EIO, EINTR }, { ENOENT } },
	{ CALL_READ, ANYWHERE, { EINTR, EIO, ENXIO, EAGAIN, ENOMEM, EACCES }, { ENODEV, ENOENT } },
	{ CALL_READLINK, ANYWHERE, { EACCES, ENOMEM, EIO, EINTR } },
	{ CALL_GETDENTS, ANYWHERE, { EACCES, ENOMEM, EIO, EINTR } },
	{ CALL_WRITE, ANYWHERE, { EINTR, EBUSY, ENXIO, EINVAL, ENODEV, EIO, EAGAIN, ENOMEM, ENOSPC,
				  ETIMEDOUT, EPERM, ERANGE, EFAULT, EACCES } },
	{ CALL_IOCTL, ANYWHERE, { EBUSY, ETIMEDOUT, EINTR, ENOMEM, EPERM, ENOTTY, EFAULT, EINVAL } },
	{ CALL_LOCK, ANYWHERE, { EINTR, ENOLCK, ENOMEM } },
	{ CALL_WATCH, ANYWHERE, { EMFILE, ENFILE, ENOMEM, ENOBUFS, EPROTONOSUPPORT, EPERM } },
	{ CALL_POLL, ANYWHERE, { ENOMEM, EINTR } },
};

static const struct row *row_of(const struct sim_record *r)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].call == r->call && rows[i].places & AT(r->place))
			return &rows[i];
	return NULL;
}

static int count(const int *errnos)
{
	int n = 0;

	while (n < ERRNOS_MAX && errnos[n])
		n++;
	return n;
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
	points->all[points->count++] = (struct point){ .fault = fault, .allocation = allocation };
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

static void add_errnos(struct points *points, long call)
{
	const struct sim_record *r = sim_trace(call);
	const struct row *row = row_of(r);

	for (const int *e = row ? row->errnos : NULL; e && *e; e++)
		add_fault(points, FAULT_ERRNO, call, *e);
	for (const int *e = row && r->rebuilt ? row->moving : NULL; e && *e; e++)
		add_fault(points, FAULT_ERRNO, call, *e);
}

static bool is_first_of_its_kind(long call)
{
	const struct sim_record *r = sim_trace(call);

	for (long i = 1; i < call; i++)
		if (sim_trace(i)->call == r->call && !strcmp(sim_trace(i)->name, r->name))
			return false;
	return true;
}

/* From the first call on a file with each errno, from a later one with one after the other. */
static void add_lasting(struct points *points, long call)
{
	const struct row *row = row_of(sim_trace(call));
	int n = row ? count(row->errnos) : 0;

	if (row && row->call == CALL_POLL)
		n = 1;		/* who is interrupted each time waits for as long as that */
	if (!n)
		return;
	if (!is_first_of_its_kind(call)) {
		add_fault(points, FAULT_LASTING, call, row->errnos[call % n]);
		return;
	}
	for (int i = 0; i < n; i++)
		add_fault(points, FAULT_LASTING, call, row->errnos[i]);
}

static void add_call(struct points *points, const struct scenario *scenario, long call)
{
	const struct sim_record *r = sim_trace(call);

	add_errnos(points, call);
	if (!scenario->hidden)
		add_lasting(points, call);
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
	if (call % 3 < 2)
		add_fault(points, FAULT_SIGNAL, call, call % 3 ? SIGHUP : SIGTERM);
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
		add_call(points, scenario, call);
		add_cards(points, scenario->spec, call);
	}
	for (long n = 1; n <= allocations; n++)
		add(points, (struct sim_fault){ 0 }, n);
}

void points_free(struct points *points)
{
	free(points->all);
}

/* ---- pairs -------------------------------------------------------------- */

static uint64_t random_of(uint64_t seed)
{
	seed += 0x9e3779b97f4a7c15;
	seed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9;
	seed = (seed ^ seed >> 27) * 0x94d049bb133111eb;
	return seed ^ seed >> 31;
}

/* What ends the process, or comes from outside of it, is followed by nothing. */
static bool may_be_first(const struct point *point)
{
	switch (point->fault.kind) {
	case FAULT_ERRNO:
	case FAULT_LASTING:
	case FAULT_AFTER:
	case FAULT_EMPTY:
	case FAULT_SHORT:
	case FAULT_REBUILD:
		return true;
	default:
		return false;
	}
}

const struct point *points_any(const struct points *points, uint64_t seed)
{
	size_t i = points->count ? random_of(seed) % points->count : 0, n;

	for (n = 0; n < points->count; n++, i = (i + 1) % points->count)
		if (may_be_first(&points->all[i]))
			return &points->all[i];
	return NULL;
}

/* Half of them soon: who looks a second time does so at once. */
static long later_call(long call, long calls, uint64_t random)
{
	long range = calls - call;

	if (random & 1 && range > SOON)
		range = SOON;
	return call + 1 + (long)(random / 2 % (uint64_t)range);
}

bool point_add_second(struct point *point, long calls, uint64_t seed)
{
	uint64_t random = random_of(seed);
	const struct row *row;
	long call;

	if (calls <= point->fault.call)
		return false;
	call = later_call(point->fault.call, calls, random);
	row = sim_trace(call) ? row_of(sim_trace(call)) : NULL;
	if (!row)
		return false;
	point->second = (struct sim_fault){
		.kind = random >> 40 & 1 ? FAULT_ERRNO : FAULT_LASTING, .call = call,
		.number = row->errnos[(random >> 48) % (uint64_t)count(row->errnos)] };
	if (row->call == CALL_POLL)
		point->second.kind = FAULT_ERRNO;
	return true;
}

/* ---- what they are ------------------------------------------------------ */

enum sort point_sort(const struct point *point)
{
	if (point->second.kind)
		return SORT_PAIR;
	return point->fault.kind == FAULT_LASTING ? SORT_LASTING : SORT_SINGLE;
}

/* A write that fails is reported; a read is repeated. */
bool point_is_transient(const struct point *point)
{
	const struct sim_fault *f = &point->fault;
	const struct sim_record *r = sim_trace(f->call);

	if (point->second.kind)
		return false;
	if (f->kind == FAULT_REBUILD || f->kind == FAULT_SHORT)
		return r->call != CALL_WRITE;
	return f->kind == FAULT_ERRNO && f->number == EINTR &&
	       (r->call == CALL_READ || r->call == CALL_LOCK);
}

/* ---- names ------------------------------------------------------------- */

static void fault_name(const struct sim_fault *f, char *buf, size_t len)
{
	switch (f->kind) {
	case FAULT_NONE:
		break;
	case FAULT_ERRNO:
	case FAULT_AFTER:
	case FAULT_LASTING:
		snprintf(buf, len, "%ld:%s%s", f->call, strerrorname_np(f->number),
			 f->kind == FAULT_AFTER ? "+" : f->kind == FAULT_LASTING ? "..." : "");
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

void point_name(const struct point *point, char *buf, size_t len)
{
	size_t n;

	if (point->allocation) {
		snprintf(buf, len, "%ld:malloc", point->allocation);
		return;
	}
	fault_name(&point->fault, buf, len);
	if (!point->second.kind)
		return;
	n = strlen(buf);
	snprintf(buf + n, len - n, ",");
	fault_name(&point->second, buf + n + 1, len - n - 1);
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

static int signal_of(const char *word)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (!strncmp(word, "SIG", 3) && !strcmp(word + 3, sigabbrev_np(signals[i])))
			return signals[i];
	return 0;
}

static enum sim_fault_kind kind_behind_errno(const char *rest)
{
	return !*rest ? FAULT_ERRNO : !strcmp(rest, "+") ? FAULT_AFTER :
	       !strcmp(rest, "...") ? FAULT_LASTING : FAULT_NONE;
}

static int parse_kind(const char *word, struct sim_fault *f)
{
	size_t len = strcspn(word, "+.");

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
	else if (signal_of(word)) {
		f->kind = FAULT_SIGNAL;
		f->number = signal_of(word);
	} else {
		f->number = errno_of(word, len);
		f->kind = kind_behind_errno(word + len);
		return f->number && f->kind ? 0 : -1;
	}
	return 0;
}

static bool ends_with(const char *name, const char *end)
{
	return strlen(name) >= strlen(end) && !strcmp(name + strlen(name) - strlen(end), end);
}

/* "write/commit", "write/dpa_size#3": such a call of the clean run, whatever its number; 0: there is none. */
static long find_call(const char *text, long calls)
{
	char kind[16], name[64];
	int nth = 1;

	if (sscanf(text, "%15[a-z]/%63[^#:]#%d", kind, name, &nth) < 2)
		return 0;
	for (long call = 1; call <= calls; call++) {
		const struct sim_record *r = sim_trace(call);

		if (!strcmp(sim_call_names[r->call], kind) && ends_with(r->name, name) && !--nth)
			return call;
	}
	return 0;
}

static long parse_call(const char *text, long calls)
{
	if (!strncmp(text, "last:", 5))
		return calls;
	return *text >= '0' && *text <= '9' ? strtol(text, NULL, 10) : find_call(text, calls);
}

static int parse_fault(const char *text, long calls, struct sim_fault *f)
{
	const char *colon = strchr(text, ':');

	f->call = parse_call(text, calls);
	if (!f->call || !colon)
		return -1;
	return parse_kind(colon + 1, f);
}

int point_parse(const char *text, long calls, struct point *ret)
{
	char first[64];
	size_t len = strcspn(text, ",");
	int end = 0;

	*ret = (struct point){ 0 };
	if (sscanf(text, "%ld:malloc%n", &ret->allocation, &end) == 1 && end)
		return 0;
	ret->allocation = 0;
	snprintf(first, sizeof(first), "%.*s", (int)len, text);
	if (parse_fault(first, calls, &ret->fault) < 0)
		return -1;
	return text[len] ? parse_fault(text + len + 1, calls, &ret->second) : 0;
}
