// SPDX-License-Identifier: GPL-2.0-or-later
/* Where the lines of a monitor go: standard output, a file, the journal or syslog. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "core/scope.h"
#include "core/streams.h"
#include "events/sink.h"

#define IDENT	"cxl-monitor"
#define JOURNAL	"/run/systemd/journal/socket"

static int write_stream(const struct sink *sink, const char *text, size_t len)
{
	return streams_write(sink->fd, text, len);
}

/* The journal's native protocol: a datagram of VARIABLE=VALUE lines. */
static int write_journal(const struct sink *sink, const char *text, size_t len)
{
	static const char head[] = "SYSLOG_IDENTIFIER=" IDENT "\nPRIORITY=6\nMESSAGE=";
	struct iovec parts[] = {
		{ .iov_base = (void *)head, .iov_len = strlen(head) },
		{ .iov_base = (void *)text, .iov_len = len },
	};
	const struct msghdr message = {
		.msg_iov = parts, .msg_iovlen = ARRAY_SIZE(parts),
	};

	while (sendmsg(sink->fd, &message, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

static int write_syslog(const struct sink *sink, const char *text, size_t len)
{
	syslog(LOG_INFO, "%.*s", (int)len, text);
	return 0;
}

static int open_standard(struct sink *sink, const char *where)
{
	sink->fd = STDOUT_FILENO;
	sink->write = write_stream;
	return 0;
}

static int open_journal(struct sink *sink, const char *where)
{
	const struct sockaddr_un address = {
		.sun_family = AF_UNIX, .sun_path = JOURNAL,
	};

	sink->write = write_journal;
	sink->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sink->fd < 0)
		return -errno;
	if (connect(sink->fd, (const struct sockaddr *)&address,
		    sizeof(address)) < 0)
		return -errno;
	return 0;
}

static int open_syslog(struct sink *sink, const char *where)
{
	openlog(IDENT, LOG_PID, LOG_DAEMON);
	sink->write = write_syslog;
	return 0;
}

static int open_file(struct sink *sink, const char *where)
{
	sink->write = write_stream;
	sink->fd = open(where, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	return sink->fd < 0 ? -errno : 0;
}

static const struct {
	const char *name;
	int (*open)(struct sink *sink, const char *where);
} kinds[] = {
	{ "standard", open_standard },
	{ "journal",  open_journal },
	{ "syslog",   open_syslog },
};

int sink_open(struct sink *sink, const char *where)
{
	sink->fd = -1;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strcmp(where, kinds[i].name) == 0)
			return kinds[i].open(sink, where);
	return open_file(sink, where);
}

void sink_close(struct sink *sink)
{
	if (sink->fd > STDERR_FILENO)
		close(sink->fd);
	sink->fd = -1;
}

bool sink_takes_lines(const struct sink *sink)
{
	return sink->write != write_stream;
}

int sink_write(const struct sink *sink, const char *text, size_t len)
{
	return sink->write(sink, text, len);
}
