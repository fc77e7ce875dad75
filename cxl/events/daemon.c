// SPDX-License-Identifier: GPL-2.0-or-later
/* A daemon: the process that the user started ends when the other is at work. */
#include <errno.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include "cli/command.h"
#include "core/say.h"
#include "events/daemon.h"

/* A child that ends without a word has failed, and has said why. */
static enum status wait_for_word(int from_child)
{
	unsigned char word;
	ssize_t n;

	do
		n = read(from_child, &word, 1);
	while (n < 0 && errno == EINTR);
	close(from_child);
	return n == 1 ? (enum status)word : STATUS_FAILED;
}

bool daemon_begin(struct daemon *b, enum status *ret_status)
{
	int ends[2];
	pid_t pid;

	*ret_status = STATUS_FAILED;
	if (pipe2(ends, O_CLOEXEC) < 0 || (pid = fork()) < 0) {
		say_errno(NULL, "run in the background", -errno);
		return true;
	}
	if (pid > 0) {
		close(ends[1]);
		*ret_status = wait_for_word(ends[0]);
		return true;
	}
	close(ends[0]);
	b->to_parent = ends[1];
	setsid();
	return false;
}

static void let_go_of_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	if (null > STDERR_FILENO)
		close(null);
	if (chdir("/") < 0)
		say_debug("chdir: %s", say_cause(-errno));
}

void daemon_tell(struct daemon *b, enum status status)
{
	unsigned char word = (unsigned char)status;

	if (b->to_parent < 0)
		return;
	if (!status)
		let_go_of_terminal();
	if (write(b->to_parent, &word, 1) < 0)
		say_debug("nobody waits for us");
	close(b->to_parent);
	b->to_parent = -1;
}
