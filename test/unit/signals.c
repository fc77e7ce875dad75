// SPDX-License-Identifier: GPL-2.0-or-later
/* Signals: noticed while a region changes, and what the status says of them. */
#include <errno.h>
#include <poll.h>
#include <signal.h>

#include <cxl/libcxl.h>

#include "cli/command.h"
#include "core/signals.h"
#include "tap.h"

int cxl_set_watchdog(struct cxl_ctx *ctx, int signal, unsigned int milliseconds)
{
	return 0;
}

static bool is_ignored(int number)
{
	struct sigaction action;

	return !sigaction(number, NULL, &action) && action.sa_handler == SIG_IGN;
}

static void test_noticed(int number, const char *name)
{
	signals_catch();
	ok(!signals_noticed(), "none came yet");
	raise(number);
	ok(signals_noticed() == number, "%s is noticed, and ends nothing", name);
	ok(signals_status(STATUS_DONE, true) == status_of_signal(number),
	   "the status of what it stopped tells it");
	ok(signals_status(STATUS_FAILED, false) == status_of_signal(number), "or of what failed");
	ok(signals_status(STATUS_DONE, false) == STATUS_DONE, "but not of what was done");
}

/* It came right before the call that it is to interrupt. */
static void test_again(void)
{
	signals_catch();
	raise(SIGTERM);
	ok(poll(NULL, 0, 60000) < 0 && errno == EINTR && signals_noticed() == SIGTERM,
	   "another follows it");
	ok(poll(NULL, 0, 60000) < 0 && errno == EINTR, "and another");
	signals_catch();
}

int main(void)
{
	signal(SIGINT, SIG_DFL);	/* a shell ignores it in what runs in the background */
	signal(SIGHUP, SIG_IGN);
	signals_catch();
	ok(is_ignored(SIGHUP), "what nohup ignores stays ignored");
	signal(SIGHUP, SIG_DFL);
	test_noticed(SIGHUP, "SIGHUP");
	test_noticed(SIGTERM, "SIGTERM");
	test_noticed(SIGINT, "SIGINT");
	ok(signals_status(STATUS_FAILED, false) != STATUS_FAILED, "the last one counts");
	signals_catch();
	ok(signals_status(STATUS_FAILED, false) == STATUS_FAILED, "until another command begins");
	test_again();
	return tap_done();
}
