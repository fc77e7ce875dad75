// SPDX-License-Identifier: GPL-2.0-or-later
/* Threads with a context each: they list, refresh, fail and are woken beside one another. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "device-files.h"
#include "tap.h"

#define ROUNDS 200
#define MEMDEVS 4

/* ---- what each thread does ----------------------------------------------- */

struct worker {
	pthread_t thread;
	const char *root;
	int wrong;		/* what did not come out as it should */
};

static void expect(struct worker *worker, bool holds)
{
	worker->wrong += !holds;
}

/* The last error is one of this thread's context. */
static void expect_error(struct worker *worker, struct cxl_ctx *ctx,
			 const char *object, int number)
{
	const struct cxl_error *error = cxl_get_error(ctx);

	expect(worker, error && cxl_error_get_errno(error) == number &&
		       !strcmp(cxl_error_get_object(error), object));
}

static void list(struct worker *worker, struct cxl_ctx *ctx)
{
	struct cxl_memdev *memdev;
	struct cxl_region *region;
	int count = 0;

	cxl_memdev_foreach(ctx, memdev) {
		expect(worker, cxl_memdev_get_serial(memdev) ==
			       (unsigned int)cxl_memdev_get_id(memdev) + 1);
		expect(worker, cxl_memdev_get_endpoint(memdev) != NULL);
		count++;
	}
	expect(worker, count == MEMDEVS);
	region = cxl_region_get_by_name(ctx, "region0");
	expect(worker, region && cxl_region_get_size(region) == 1 << 29);
	expect(worker, region && cxl_mapping_get_first(region) != NULL);
}

static void fail(struct worker *worker, struct cxl_ctx *ctx)
{
	struct cxl_region *region = cxl_region_get_by_name(ctx, "region0");
	struct cxl_ctx *none = NULL;

	expect(worker, !cxl_memdev_get_by_name(ctx, "mem99") && errno == ENODEV);
	expect_error(worker, ctx, "mem99", ENODEV);
	expect(worker, region && cxl_region_set_size(region, 1 << 28) == -EROFS);
	expect_error(worker, ctx, "region0", EROFS);
	expect(worker, cxl_new_at(&none, "/no/such/machine") == -ENOENT && !none);
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	struct cxl_ctx *ctx;

	for (int i = 0; i < ROUNDS; i++) {
		if (cxl_new_at(&ctx, worker->root) < 0) {
			worker->wrong++;
			break;
		}
		expect(worker, cxl_set_watchdog(ctx, SIGALRM, 1) == 0);
		list(worker, ctx);
		fail(worker, ctx);
		expect(worker, cxl_refresh(ctx) == 0);
		list(worker, ctx);
		cxl_unref(ctx);
	}
	return NULL;
}

static void test_work(const struct tree *tree)
{
	struct worker workers[] = { { .root = tree->root }, { .root = tree->root } };

	for (int i = 0; i < 2; i++)
		pthread_create(&workers[i].thread, NULL, work, &workers[i]);
	for (int i = 0; i < 2; i++) {
		pthread_join(workers[i].thread, NULL);
		ok(workers[i].wrong == 0, "thread %d sees what it would see alone (%d)",
		   i, workers[i].wrong);
	}
}

/* ---- one watchdog ends, the other goes on -------------------------------- */

static atomic_int step;

static void *keep_a_watchdog(void *arg)
{
	const struct tree *tree = arg;
	struct cxl_ctx *ctx;

	if (cxl_new_at(&ctx, tree->root) < 0)
		return arg;
	if (cxl_set_watchdog(ctx, SIGALRM, 1) < 0)
		return arg;
	step = 1;
	while (step == 1)
		usleep(1000);
	usleep(20000);		/* without a handler the process ends here */
	cxl_unref(ctx);
	return NULL;
}

static void test_watchdogs(struct tree *tree)
{
	struct sigaction after;
	struct cxl_ctx *ctx;
	pthread_t thread;
	void *problem;

	ok(cxl_new_at(&ctx, tree->root) == 0 &&
	   cxl_set_watchdog(ctx, SIGALRM, 1) == 0, "given a thread with a watchdog");
	pthread_create(&thread, NULL, keep_a_watchdog, tree);
	while (step == 0)
		usleep(1000);
	ok(cxl_set_watchdog(ctx, SIGALRM, 0) == 0, "it ends when another has one, too");
	step = 2;
	pthread_join(thread, &problem);
	ok(!problem, "which still wakes its thread");
	sigaction(SIGALRM, NULL, &after);
	ok(after.sa_handler == SIG_DFL, "the last one takes the handler away");
	ok(cxl_set_watchdog(ctx, -1, 1) == -EINVAL &&
	   cxl_set_watchdog(ctx, NSIG, 1) == -EINVAL, "there is no such signal");
	cxl_unref(ctx);
}

int main(void)
{
	struct tree *tree = machine_with_region(MEMDEVS, 2, 0, 1ULL << 32);

	test_work(tree);
	test_watchdogs(tree);
	tree_free(tree);
	return tap_done();
}
