// SPDX-License-Identifier: LGPL-2.1-or-later
/* The watchdog: frees this thread from reads that the kernel deadlocks on. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/cleanup.h"
#include "core/ctx.h"
#include "core/watchdog.h"

/*
 * Three reads and writes of the kernel can wait for each other without end; all
 * of them give up when their thread takes a signal that has a handler. So one
 * timer sends one to the thread that uses the context, again and again.
 */
struct watchdog {
	timer_t timer;
	int signal;
	struct itimerspec period;
	bool uses_ours;
};

/* ---- handlers: the process has one for a signal, whatever its threads do ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Ours, while there are users; and what was there before. */
static struct handler {
	unsigned int users;
	struct sigaction before;
} handlers[NSIG];

static void wake_up(int signal)
{
}

static bool is_handled(const struct sigaction *action)
{
	return (action->sa_flags & SA_SIGINFO) ||
	       (action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN);
}

/* 1: ours is there, 0: a program's own handler wakes as well; or -errno. */
static int put_ours(int signal, struct handler *handler)
{
	const struct sigaction ours = { .sa_handler = wake_up };

	if (!handler->users) {
		if (sigaction(signal, NULL, &handler->before) < 0)
			return -errno;
		if (is_handled(&handler->before))
			return 0;
		if (sigaction(signal, &ours, NULL) < 0)
			return -errno;
	}
	handler->users++;
	return 1;
}

static int handle(struct watchdog *dog)
{
	int rc;

	if (dog->signal < 1 || dog->signal >= NSIG)
		return -EINVAL;
	pthread_mutex_lock(&lock);
	rc = put_ours(dog->signal, &handlers[dog->signal]);
	pthread_mutex_unlock(&lock);
	dog->uses_ours = rc > 0;
	return rc < 0 ? rc : 0;
}

static void unhandle(const struct watchdog *dog)
{
	struct handler *handler = &handlers[dog->signal];

	if (!dog->uses_ours)
		return;
	pthread_mutex_lock(&lock);
	if (--handler->users == 0) {
		signal(dog->signal, SIG_IGN);	/* drops one on its way */
		sigaction(dog->signal, &handler->before, NULL);
	}
	pthread_mutex_unlock(&lock);
}

/* ---- the timer --------------------------------------------------------------- */

static struct timespec timespec_of(uint64_t ms)
{
	return (struct timespec){ .tv_sec = (time_t)(ms / 1000),
				  .tv_nsec = (long)(ms % 1000) * 1000000L };
}

static int start(struct watchdog *dog)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = dog->signal,
	};

	event._sigev_un._tid = gettid();
	if (timer_create(CLOCK_MONOTONIC, &event, &dog->timer) < 0)
		return -errno;
	if (timer_settime(dog->timer, 0, &dog->period, NULL) < 0) {
		int rc = -errno;

		timer_delete(dog->timer);
		return rc;
	}
	return 0;
}

void watchdog_free(struct watchdog *dog)
{
	if (!dog)
		return;
	timer_delete(dog->timer);
	unhandle(dog);
	free(dog);
}

/* One signal may come before the call that it is to end: so they come until it is over. */
#define LATE_MS 100

void watchdog_pause(struct watchdog *dog, const struct io *io)
{
	struct itimerspec late = { 0 };		/* never */

	if (!dog)
		return;
	if (io->deadline) {
		uint64_t now = io_now(io);

		late.it_value = timespec_of(io->deadline > now ? io->deadline - now : 1);
		late.it_interval = timespec_of(LATE_MS);
	}
	timer_settime(dog->timer, 0, &late, NULL);
}

void watchdog_resume(struct watchdog *dog)
{
	if (dog)
		timer_settime(dog->timer, 0, &dog->period, NULL);
}

static int watchdog_new(int signal, unsigned int ms, struct watchdog **ret)
{
	const struct timespec period = timespec_of(ms);
	_cleanup_free_ struct watchdog *dog = calloc(1, sizeof(*dog));
	int rc;

	if (!dog)
		return -ENOMEM;
	dog->signal = signal;
	dog->period = (struct itimerspec){ period, period };
	rc = handle(dog);
	if (rc < 0)
		return rc;
	rc = start(dog);
	if (rc < 0)
		unhandle(dog);
	else
		*ret = take_ptr(dog);
	return rc;
}

EXPORT int cxl_set_watchdog(struct cxl_ctx *ctx, int signal,
			    unsigned int milliseconds)
{
	watchdog_free(ctx->watchdog);
	ctx->watchdog = NULL;
	if (!milliseconds)
		return 0;
	return error_note(ctx, NULL, NULL, "set the watchdog",
			  watchdog_new(signal, milliseconds, &ctx->watchdog));
}

EXPORT void cxl_set_timeout(struct cxl_ctx *ctx, unsigned int milliseconds)
{
	ctx->io.deadline = milliseconds ? io_now(&ctx->io) + milliseconds : 0;
}
