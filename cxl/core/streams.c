// SPDX-License-Identifier: GPL-2.0-or-later
/* The standard streams: there from the first moment, patient, clean, and asked at the end what was lost. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/say.h"
#include "core/status.h"
#include "core/streams.h"
#include "core/utf8.h"

static struct {
	FILE *out, *err;	/* as the C library made them */
	int lost;		/* why output was lost: -errno; 0: none was */
	bool acts;		/* what is lost is only the description of what was done */
	bool ignores_pipe;	/* who began us does not want to die of SIGPIPE */
} streams;

/* ---- writing ------------------------------------------------------------ */

static int wait_for_reader(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	return poll(&p, 1, -1) < 0 && errno != EINTR ? -errno : 0;
}

int streams_write(int fd, const char *text, size_t len)
{
	int rc = 0;

	while (len && !rc) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EAGAIN)
			rc = wait_for_reader(fd);
		else if (n < 0 && errno != EINTR)
			rc = -errno;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
	return rc;
}

/* Who calls it takes a short count for an error, and errno for its reason. */
static ssize_t write_out(void *cookie, const char *text, size_t len)
{
	int rc = streams_write(STDOUT_FILENO, text, len);

	if (!rc)
		return (ssize_t)len;
	streams.lost = rc;
	errno = -rc;
	return 0;
}

/* A line of ours has no other control character. */
static bool is_clean(char c)
{
	return c == '\n' || c == '\t' || ((unsigned char)c >= ' ' && c != 0x7f);
}

/* C1 controls, which some terminals obey, are two bytes: C2 80 to C2 9F. */
static bool is_printable(const char *text, size_t len)
{
	if (len == 1)
		return is_clean(*text);
	return len > 2 || (unsigned char)text[0] != 0xc2 || (unsigned char)text[1] >= 0xa0;
}

static void write_error(const char *text, size_t len)
{
	streams_write(STDERR_FILENO, text, len);	/* whom could we tell? */
}

/* What is printable goes out in as large pieces as there are. */
static ssize_t write_err(void *cookie, const char *text, size_t len)
{
	const char *plain = text, *end = text + len;

	for (size_t n; text < end; text += n) {
		n = utf8_length(text, (size_t)(end - text));
		if (n && is_printable(text, n))
			continue;
		write_error(plain, (size_t)(text - plain));
		write_error(UTF8_REPLACEMENT, strlen(UTF8_REPLACEMENT));
		n = n ? n : 1;
		plain = text + n;
	}
	write_error(plain, (size_t)(end - plain));
	return (ssize_t)len;
}

/* ---- beginning ---------------------------------------------------------- */

/* For the wrong direction: who writes to what was closed is to notice. */
static void open_closed(int fd)
{
	int flags = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

	if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
		open("/dev/null", flags);	/* takes the lowest number: @fd */
}

/* Without memory for it, or where it is no file, the stream stays as it was. */
static FILE *replace(FILE *stream, cookie_write_function_t *write, int mode)
{
	FILE *ours = fileno(stream) < 0 ? NULL :
		     fopencookie(NULL, "w", (cookie_io_functions_t){ .write = write });

	if (!ours)
		return stream;
	setvbuf(ours, NULL, mode, BUFSIZ);
	return ours;
}

void streams_begin(void)
{
	struct sigaction pipe;

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		open_closed(fd);
	sigaction(SIGPIPE, NULL, &pipe);
	streams.ignores_pipe = pipe.sa_handler == SIG_IGN;
	streams.lost = 0;
	streams.acts = false;
	streams.out = stdout;
	streams.err = stderr;
	stdout = replace(stdout, write_out, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF);
	stderr = replace(stderr, write_err, _IOLBF);
}

void streams_act(void)
{
	streams.acts = true;
	signal(SIGPIPE, SIG_IGN);
}

/* ---- the end ------------------------------------------------------------ */

enum status streams_lost(enum status status, int err)
{
	if (err == -EPIPE && !streams.ignores_pipe) {
		fflush(stderr);
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	if (streams.acts && !status)
		say_error(NULL, NULL, "everything was done, but its description could not be written: %s (cxl list shows what there is now)",
			  say_cause(err));
	else
		say_error("standard output", "write", "%s", say_cause(err));
	return status ? status : STATUS_FAILED;
}

static FILE *give_back(FILE *ours, FILE *before)
{
	if (ours != before)
		fclose(ours);
	return before;
}

enum status streams_end(enum status status)
{
	if ((fflush(stdout) != 0 || ferror(stdout)) && !streams.lost)
		streams.lost = errno ? -errno : -EIO;
	if (streams.lost)
		status = streams_lost(status, streams.lost);
	stdout = give_back(stdout, streams.out);
	stderr = give_back(stderr, streams.err);
	return status;
}
