// SPDX-License-Identifier: GPL-2.0-or-later
/* Signals that would end us, held off while a region changes. */
#include <signal.h>
#include <stddef.h>

#include <cxl/libcxl.h>

#include "cleanup.h"
#include "say.h"
#include "signals.h"

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

static struct sigaction before[ARRAY_SIZE(caught)];
static struct sigaction before_pipe;
static volatile sig_atomic_t noticed;

static void notice(int number)
{
	noticed = number;
}

void signals_catch(void)
{
	struct sigaction action = { .sa_handler = notice, .sa_flags = SA_RESTART };

	noticed = 0;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++) {
		sigaction(caught[i].number, NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)	/* nohup stays nohup */
			sigaction(caught[i].number, &action, NULL);
	}
	action.sa_handler = SIG_IGN;	/* that nobody reads us is no reason */
	sigaction(SIGPIPE, &action, &before_pipe);
}

void signals_release(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
		sigaction(caught[i].number, &before[i], NULL);
	sigaction(SIGPIPE, &before_pipe, NULL);
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

const char *signals_name(int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
		if (caught[i].number == number)
			return caught[i].name;
	return "a signal";
}
