// SPDX-License-Identifier: GPL-2.0-or-later
/* Signals that would end us, held off while a region changes. */
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/say.h"
#include "core/scope.h"
#include "core/signals.h"

#define WATCHDOG_MS 1000

static const struct {
	int number;
	const char *name;
} caught[] = {
	{ SIGINT, "SIGINT" },
	{ SIGTERM, "SIGTERM" },
	{ SIGHUP, "SIGHUP" },
	{ SIGQUIT, "SIGQUIT" },
};

static volatile sig_atomic_t noticed;

/*
 * A signal that comes right before a call that it is to interrupt is lost on it:
 * so after the first another comes, every second.
 */
static void insist(int number)
{
	alarm(1);
}

static void notice(int number)
{
	noticed = number;
	insist(number);
}

void signals_catch(void)
{
	const struct sigaction action = { .sa_handler = notice,
					  .sa_flags = SA_RESTART };
	const struct sigaction again = { .sa_handler = insist,
					 .sa_flags = SA_RESTART };
	struct sigaction before;

	noticed = 0;
	alarm(0);
	sigaction(SIGALRM, &again, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++) {
		sigaction(caught[i].number, NULL, &before);
		if (before.sa_handler != SIG_IGN)	/* nohup stays nohup */
			sigaction(caught[i].number, &action, NULL);
	}
	signal(SIGPIPE, SIG_IGN);	/* that nobody reads us is no reason */
}

void signals_hold(sigset_t *ret_before)
{
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
		sigaddset(&held, caught[i].number);
	sigprocmask(SIG_BLOCK, &held, ret_before);
}

static void wake_up(int number)
{
}

void signals_watch(struct cxl_ctx *ctx)
{
	const struct sigaction action = { .sa_handler = wake_up,
					  .sa_flags = SA_RESTART };
	int rc;

	sigaction(SIGRTMIN, &action, NULL);
	rc = cxl_set_watchdog(ctx, SIGRTMIN, WATCHDOG_MS);
	if (rc < 0)
		say_debug("no watchdog: %s", say_cause(rc));
}

int signals_noticed(void)
{
	return noticed;
}

enum status signals_status(enum status status, bool stopped)
{
	return noticed && (status || stopped) ? status_of_signal(noticed) : status;
}

const char *signals_name(int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
		if (caught[i].number == number)
			return caught[i].name;
	return "a signal";
}
