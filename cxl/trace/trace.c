// SPDX-License-Identifier: GPL-2.0-or-later
/* Poison records: the kernel posts them as trace events, read in a private tracefs instance. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/scope.h"
#include "trace/instances.h"
#include "trace/trace-calls.h"
#include "trace/trace-formats.h"
#include "trace/trace.h"

/* What our instances are called: this, and the process. */
#define PREFIX "cxl-list-"

/* Its functions, once a trace was begun. */
static const struct trace_calls *lib;

struct trace {
	struct tracefs_instance *instance;
	struct tep_handle *tep;
};

/* What one reading gathers: the records, of @region only if it is set. */
struct gathering {
	struct poison_list *list;
	const char *region;
	int error;
};

void poison_list_done(struct poison_list *list)
{
	free(list->records);
}

/*
 * An instance outlives the program that made it, so a signal that ends us must
 * take it along: rmdir() is allowed in a handler. It fails while libtracefs has a
 * file of the instance open, so signals wait during those moments.
 */
static const int ending_signals[] = { SIGHUP, SIGINT, SIGPIPE, SIGTERM };
static char *instance_dir;

/*
 * A file of it that is open: the kernel removes no instance that is in use. In
 * another pid namespace our process, whose id is in its name, seems not to live.
 */
static int in_use = -1;

static void remove_instance(int signal)
{
	close(in_use);
	rmdir(instance_dir);
	raise(signal);	/* SA_RESETHAND: ends us now */
}

static void catch_signals(void)
{
	struct sigaction act = {
		.sa_handler = remove_instance, .sa_flags = SA_RESETHAND,
	};
	struct sigaction old;

	for (size_t i = 0; i < ARRAY_SIZE(ending_signals); i++)
		if (sigaction(ending_signals[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_DFL)
			sigaction(ending_signals[i], &act, NULL);
}

static void hold_signals(sigset_t *ret_old)
{
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < ARRAY_SIZE(ending_signals); i++)
		sigaddset(&held, ending_signals[i]);
	sigprocmask(SIG_BLOCK, &held, ret_old);
}

static void release_signals(const sigset_t *old)
{
	sigprocmask(SIG_SETMASK, old, NULL);
}

/* The tracing libraries say that they failed; why is in errno, sometimes. */
static int cause(void)
{
	return errno ? -errno : -EIO;
}

/* Only what this thread causes: another process may list at the same time. */
static int enable_event(struct tracefs_instance *instance)
{
	char filter[48];

	snprintf(filter, sizeof(filter), "common_pid == %d", gettid());
	if (lib->tracefs_event_file_write(instance, "cxl", "cxl_poison", "filter",
					  filter) < 0 ||
	    lib->tracefs_event_enable(instance, "cxl", "cxl_poison") < 0)
		return cause();
	return 0;
}

static int make_instance(struct trace *trace)
{
	if (!lib->tracefs_tracing_dir())
		return -ENOENT;
	trace->instance = instance_make(lib, PREFIX);
	if (!trace->instance)
		return cause();
	instance_dir = lib->tracefs_instance_get_dir(trace->instance);
	if (!instance_dir)
		return -ENOMEM;
	in_use = lib->tracefs_instance_file_open(trace->instance, "tracing_on",
						 O_RDONLY | O_CLOEXEC);
	if (in_use < 0)
		return cause();
	catch_signals();
	return enable_event(trace->instance);
}

static int make_instance_held(struct trace *trace)
{
	sigset_t old;
	int rc;

	hold_signals(&old);
	rc = make_instance(trace);
	release_signals(&old);
	return rc;
}

void trace_end(struct trace *trace)
{
	if (!trace)
		return;
	if (in_use >= 0)
		close(in_use);
	in_use = -1;
	instance_remove(lib, trace->instance);
	if (trace->tep)
		lib->tep_free(trace->tep);
	free(trace);
}

static void trace_endp(struct trace **trace)
{
	trace_end(*trace);
}
#define _cleanup_trace_ __attribute__((cleanup(trace_endp)))

int trace_begin(struct trace **ret)
{
	_cleanup_trace_ struct trace *trace = calloc(1, sizeof(*trace));
	int rc;

	if (!trace)
		return -ENOMEM;
	lib = trace_calls_load();
	if (!lib)
		return -ENOSYS;
	trace->tep = lib->tep_alloc();
	if (!trace->tep)
		return -ENOMEM;
	rc = trace_format_parse(lib, trace->tep, "cxl_poison");
	if (!rc)
		rc = make_instance_held(trace);
	if (rc < 0)
		return rc;
	*ret = take_ptr(trace);
	return 0;
}

static uint64_t field(struct tep_event *event, struct tep_record *record,
		      const char *name, uint64_t absent)
{
	unsigned long long value;

	if (lib->tep_get_field_val(NULL, event, name, record, &value, 0) < 0)
		return absent;
	return value;
}

static bool is_in_region(struct tep_event *event, struct tep_record *record,
			const char *region)
{
	const char *name;
	int len;

	name = lib->tep_get_field_raw(NULL, event, "region", record, &len, 0);
	return name && strncmp(name, region, (size_t)len) == 0;
}

static int gather(struct tep_event *event, struct tep_record *record, int cpu,
		  void *data)
{
	struct gathering *g = data;
	struct poison_list *list = g->list;
	struct poison_record *more;

	if (strcmp(event->name, "cxl_poison") != 0)
		return 0;
	if (g->region && !is_in_region(event, record, g->region))
		return 0;
	more = reallocarray(list->records, list->count + 1, sizeof(*more));
	if (!more) {
		g->error = -ENOMEM;
		return -1;
	}
	list->records = more;
	more[list->count++] = (struct poison_record){
		.dpa = field(event, record, "dpa", 0),
		.hpa = field(event, record, "hpa", UINT64_MAX),
		.length = field(event, record, "dpa_length", 0),
		.overflow_time = field(event, record, "overflow_ts", 0),
		.source = (unsigned int)field(event, record, "source", 0),
		.flags = (unsigned int)field(event, record, "flags", 0),
	};
	return 0;
}

static int read_events(struct trace *trace, struct gathering *g)
{
	sigset_t old;
	int rc;

	hold_signals(&old);
	rc = lib->tracefs_iterate_raw_events(trace->tep, trace->instance, NULL, 0,
					     gather, g);
	release_signals(&old);
	if (g->error)
		return g->error;
	return rc < 0 ? -EIO : 0;
}

static int compare_dpa(const void *a, const void *b)
{
	const struct poison_record *x = a, *y = b;

	return (x->dpa > y->dpa) - (x->dpa < y->dpa);
}

static int compare_hpa(const void *a, const void *b)
{
	const struct poison_record *x = a, *y = b;

	return (x->hpa > y->hpa) - (x->hpa < y->hpa);
}

/* Devices list in no order. */
static void sort_records(struct poison_list *list,
			 int (*compare)(const void *, const void *))
{
	if (list->count)
		qsort(list->records, list->count, sizeof(*list->records), compare);
}

int trace_read_memdev(struct trace *trace, struct cxl_memdev *memdev,
		      struct poison_list *ret)
{
	struct gathering g = { .list = ret };
	int rc = cxl_memdev_trigger_poison_list(memdev);

	if (!rc)
		rc = read_events(trace, &g);
	sort_records(ret, compare_dpa);
	return rc;
}

int trace_read_region(struct trace *trace, struct cxl_region *region,
		      struct poison_list *ret)
{
	struct gathering g = {
		.list = ret, .region = cxl_region_get_devname(region),
	};
	int rc = cxl_region_trigger_poison_list(region);

	if (!rc)
		rc = read_events(trace, &g);
	sort_records(ret, compare_hpa);
	return rc;
}
