// SPDX-License-Identifier: GPL-2.0-or-later
/* Signals that would end us, held off while a region changes. */
#include <signal.h>
#include <stddef.h>

#include "cleanup.h"
#include "signals.h"

static const struct {
	int number;
	const char *name;
} caught[] = {
	{ SIGINT, "SIGINT" },
	{ SIGTERM, "SIGTERM" },
	{ SIGHUP, "SIGHUP" },
};

static struct sigaction before[ARRAY_SIZE(caught)];
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
}

void signals_release(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(caught); i++)
		sigaction(caught[i].number, &before[i], NULL);
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
