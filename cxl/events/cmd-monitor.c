// SPDX-License-Identifier: GPL-2.0-or-later
/* cxl monitor: what happens to the devices, as it happens. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

#include "cli/command.h"
#include "cli/opt.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"
#include "events/daemon.h"
#include "events/monitor-devices.h"
#include "events/monitor-records.h"
#include "events/monitor.h"

#define DAEMON_LOG "/var/log/cxl-monitor.log"

struct monitor_options {
	const char *log;
	bool daemon;
	bool human;
	bool verbose;
	const char *devices;
	const char *events;
	struct opt_number count;
	struct opt_number timeout;
};

static const struct opt monitor_opts[] = {
	OPT_TEXT('l', "log", monitor_options, log, "WHERE",
		 "standard (output), journal, syslog, or a file to append to"),
	OPT_FLAG(0, "daemon", monitor_options, daemon,
		 "run in the background (default log: " DAEMON_LOG ")"),
	OPT_FLAG('u', "human", monitor_options, human,
		 "indent the events"),
	OPT_FLAG('v', "verbose", monitor_options, verbose,
		 "print a line when watching begins"),
	OPT_TEXT(0, "device", monitor_options, devices, "DEVICE[,...]",
		 "only records that name these devices"),
	OPT_TEXT(0, "event", monitor_options, events, "EVENT[,...]",
		 "only these events"),
	OPT_DECIMAL(0, "count", monitor_options, count, 1, UINT64_MAX, "EVENTS",
		    "end after so many"),
	OPT_DECIMAL(0, "timeout", monitor_options, timeout, 0, UINT_MAX, "SECONDS",
		    "end after so long"),
	OPT_DEBUG,
	OPT_END,
};

/* Where events come from; NULL: not to be had. */
struct sources {
	struct devices *devices;
	struct records *records;
};

static void close_sources(struct sources *s)
{
	devices_close(s->devices);
	records_close(s->records);
}
#define _cleanup_sources_ __attribute__((cleanup(close_sources)))

/* -- before -- */

static enum status check_log(const struct invocation *call, const char *log)
{
	const struct monitor_options *o = call->options;

	if (call->sysroot) {
		say_error("--sysroot", NULL, "nothing happens on a captured machine");
		return STATUS_USAGE;
	}
	if (o->daemon && *log != '/' && strcmp(log, "journal") != 0 &&
	    strcmp(log, "syslog") != 0) {
		say_error("--log", NULL, "\"%s\" cannot be the log of a daemon (journal, syslog, or a file by its whole path)",
			  log);
		return STATUS_USAGE;
	}
	return STATUS_DONE;
}

static enum status check(const struct invocation *call, const char *log)
{
	const struct monitor_options *o = call->options;
	enum status status = check_log(call, log);

	if (!status && o->devices)
		status = monitor_check_devices(o->devices);
	if (!status && o->events)
		status = monitor_check_events(o->events);
	return status;
}

/* With one of the two there is something to see. */
static enum status open_sources(struct sources *s)
{
	int devices = devices_open(&s->devices);
	int records = records_open(&s->records);

	if (devices == -ENOSYS)
		say_warning(NULL, "devices that come and go are not seen: libudev is not installed");
	else if (devices < 0)
		say_warning(NULL, "devices that come and go are not seen: %s",
			    say_cause(devices));
	if (records == -ENOSYS)
		say_warning(NULL, "trace events are not seen: libtracefs is not installed");
	else if (records < 0)
		say_warning(NULL, "trace events are not seen: %s (is tracefs mounted, and CXL in the kernel? are you root?)",
			    say_cause(records));
	if (devices < 0 && records < 0)
		return say_error(NULL, NULL, "there is nothing to watch");
	return STATUS_DONE;
}

static enum status begin(struct monitor *m, struct sources *s, const char *log)
{
	int rc = sink_open(&m->sink, log);

	if (rc < 0)
		return say_error(log, "open", "%s", strerror(-rc));
	m->indented = m->indented && !sink_takes_lines(&m->sink);
	return open_sources(s);
}

/* -- watching -- */

enum { DEVICES, RECORDS, READER, WATCHED };

/* What is left of @limit_ns since @began; NULL: as long as it takes. */
static const struct timespec *time_left(uint64_t began, uint64_t limit_ns,
					struct timespec *left)
{
	uint64_t passed = monitor_now() - began;
	uint64_t ns = passed < limit_ns ? limit_ns - passed : 0;

	left->tv_sec = (time_t)(ns / 1000000000);
	left->tv_nsec = (long)(ns % 1000000000);
	return limit_ns ? left : NULL;
}

static int read_sources(const struct sources *s, const struct pollfd *fds,
			struct monitor *m)
{
	int rc = 0;

	if (fds[DEVICES].revents)
		rc = devices_read(s->devices, m);
	if (!rc && fds[RECORDS].revents)
		rc = records_read(s->records, m);
	if (!rc && fds[READER].revents)
		rc = -EPIPE;
	return rc;
}

/* Until there is enough, the time is over (-ETIMEDOUT), a signal comes (-EINTR), or it fails. */
static int watch(const struct sources *s, struct monitor *m, uint64_t limit_ns)
{
	struct pollfd fds[WATCHED] = {
		[DEVICES] = { s->devices ? devices_fd(s->devices) : -1, POLLIN },
		[RECORDS] = { s->records ? records_fd(s->records) : -1, POLLIN },
		[READER]  = { m->sink.fd },	/* only whether it is still there */
	};
	uint64_t began = monitor_now();
	struct timespec left;
	sigset_t before;
	int rc = 0;

	signals_catch();
	signals_hold(&before);
	while (!rc && !monitor_has_enough(m)) {
		int n = ppoll(fds, WATCHED, time_left(began, limit_ns, &left), &before);

		if (n > 0)
			rc = read_sources(s, fds, m);
		else
			rc = n < 0 ? -errno : -ETIMEDOUT;
	}
	return rc;
}

/* -- after -- */

/* A time that was limited may end, unless a number of events was waited for. */
static enum status end_of_time(const struct monitor *m)
{
	if (!m->limit)
		return STATUS_DONE;
	return say_error(NULL, "wait", "only %llu of %llu events came in time",
			 (unsigned long long)m->said, (unsigned long long)m->limit);
}

static enum status end(const struct monitor *m, int rc, bool daemon)
{
	if (!rc)
		return STATUS_DONE;
	if (rc == -ETIMEDOUT)
		return end_of_time(m);
	if (rc == -EINTR)
		return status_of_signal(signals_noticed());
	if (rc == -EPIPE)
		return status_of_signal(SIGPIPE);
	say_errno(NULL, "watch", rc);
	if (daemon)
		syslog(LOG_DAEMON | LOG_ERR, "cxl monitor ends: %s", say_cause(rc));
	return STATUS_FAILED;
}

static enum status run(const struct invocation *call)
{
	const struct monitor_options *o = call->options;
	const char *log = o->log ? o->log : o->daemon ? DAEMON_LOG : "standard";
	struct monitor m = {
		.devices = o->devices, .events = o->events,
		.limit = o->count.value, .indented = o->human && !call->json, .sink.fd = -1,
	};
	struct daemon daemon = { -1 };
	_cleanup_sources_ struct sources sources = {};
	enum status status = check(call, log);

	if (status)
		return status;
	if (o->daemon && daemon_begin(&daemon, &status))
		return status;
	status = begin(&m, &sources, log);
	if (!status && o->verbose)
		say_news(NULL, "watching");
	daemon_tell(&daemon, status);
	if (!status)
		status = end(&m, watch(&sources, &m, o->timeout.value * 1000000000),
			     o->daemon);
	monitor_done(&m);
	return status;
}

const struct command cmd_monitor = {
	.name = "monitor",
	.summary = "watch CXL events",
	.group = GROUP_LOOK,
	.synopsis = "[options]",
	.log_env = "CXL_MONITOR_LOG",
	.options = monitor_opts,
	.options_size = sizeof(struct monitor_options),
	.no_context = true,
	.only_looks = true,
	.streams = true,
	.run = run,
};
