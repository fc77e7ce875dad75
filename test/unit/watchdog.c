// SPDX-License-Identifier: GPL-2.0-or-later
/* The watchdog: signals come while it is set, and the program's handlers are as before when it is not. */
#include <errno.h>
#include <signal.h>
#include <sys/select.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/ctx.h"
#include "tap.h"
#include "core/watchdog.h"

#define SIGNAL (SIGRTMIN + 3)

static volatile sig_atomic_t woken;

static void wake(int signal)
{
	woken++;
}

/* Waits as a read does that the kernel has stuck; a signal with a handler ends it. */
static bool is_freed(void)
{
	return select(0, NULL, NULL, NULL, NULL) < 0 && errno == EINTR;
}

static void (*handler_of(int signal))(int)
{
	struct sigaction action;

	sigaction(signal, NULL, &action);
	return action.sa_handler;
}

static void test_no_handler(struct cxl_ctx *ctx)
{
	ok(cxl_set_watchdog(ctx, SIGNAL, 1) == 0 && is_freed() && is_freed(),
	   "a program that waits is woken, again and again");
	ok(cxl_set_watchdog(ctx, SIGNAL, 1) == 0 && is_freed(), "also when it is set twice");
	ok(cxl_set_watchdog(ctx, SIGNAL, 0) == 0 && handler_of(SIGNAL) == SIG_DFL,
	   "at its end the handler is taken away");
}

static void test_own_handler(struct cxl_ctx *ctx)
{
	struct sigaction own = { .sa_handler = wake };

	sigaction(SIGNAL, &own, NULL);
	ok(cxl_set_watchdog(ctx, SIGNAL, 1) == 0 && is_freed() && woken,
	   "a handler of the program's wakes");
	ok(cxl_set_watchdog(ctx, SIGNAL, 0) == 0 && handler_of(SIGNAL) == wake,
	   "and stays");
}

static void test_two(struct cxl_ctx *ctx)
{
	struct cxl_ctx *other;

	signal(SIGNAL, SIG_IGN);
	if (!ok(cxl_new_at(&other, "/tmp") == 0, "given a second context"))
		return;
	ok(cxl_set_watchdog(ctx, SIGNAL, 1) == 0 && cxl_set_watchdog(other, SIGNAL, 1) == 0,
	   "with a watchdog each");
	ok(cxl_set_watchdog(ctx, SIGNAL, 0) == 0 && is_freed(), "one ends, the other wakes");
	cxl_unref(other);
	ok(handler_of(SIGNAL) == SIG_IGN, "the end of its context ends it");
	signal(SIGNAL, SIG_DFL);
}

static void test_pause(struct cxl_ctx *ctx)
{
	struct sigaction own = { .sa_handler = wake };

	sigaction(SIGNAL, &own, NULL);
	ok(cxl_set_watchdog(ctx, SIGNAL, 1) == 0 && is_freed(), "given a watchdog");
	watchdog_pause(ctx->watchdog, &ctx->io);
	woken = 0;
	usleep(20000);		/* twenty times its period */
	ok(!woken, "while it holds still nobody is woken");
	cxl_set_timeout(ctx, 1);
	watchdog_pause(ctx->watchdog, &ctx->io);
	ok(is_freed() && woken, "but at the deadline");
	cxl_set_timeout(ctx, 0);
	watchdog_pause(ctx->watchdog, &ctx->io);
	watchdog_resume(ctx->watchdog);
	ok(is_freed() && woken, "then again");
	cxl_set_watchdog(ctx, SIGNAL, 0);
	signal(SIGNAL, SIG_DFL);
}

static void test_refusal(struct cxl_ctx *ctx)
{
	static const int refused[] = { -1, 0, NSIG, SIGKILL, SIGSTOP };

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		ok(cxl_set_watchdog(ctx, refused[i], 1) == -EINVAL,
		   "signal %d wakes nobody", refused[i]);
	ok(cxl_set_watchdog(ctx, SIGNAL, 0) == 0, "no watchdog ends as well");
}

int main(void)
{
	struct cxl_ctx *ctx;

	if (!ok(cxl_new_at(&ctx, "/tmp") == 0, "given a context"))
		return tap_done();
	test_no_handler(ctx);
	test_own_handler(ctx);
	test_two(ctx);
	test_pause(ctx);
	test_refusal(ctx);
	cxl_unref(ctx);
	return tap_done();
}
