// SPDX-License-Identifier: GPL-2.0-or-later
/* Queries with three results: whatever call fails, the answer is right, or the query fails. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <cxl/libcxl.h>

#include "given.h"
#include "sim.h"
#include "tap.h"

#define UNTOUCHED 77

static struct cxl_ctx *ctx;
static struct cxl_region *region;

static struct cxl_memdev *memdev(const char *name)
{
	return cxl_memdev_get_by_name(ctx, name);
}

static struct cxl_port *endpoint(void)
{
	return cxl_endpoint_get_port(cxl_memdev_get_endpoint(memdev("mem1")));
}

static struct cxl_decoder *decoder(void)
{
	return decoder_of(memdev("mem1"));
}

/* ---- the questions ----------------------------------------------------- */

/* Each returns what the library does, and the answer as a number. */

/* A failure that wrote an answer is no UNTOUCHED one. */
#define ASK_WHETHER(name, call)						\
	static int name(unsigned long long *ret)			\
	{								\
		bool is = false;					\
		int rc = call;						\
									\
		*ret = rc ? UNTOUCHED + is : is;			\
		return rc;						\
	}

ASK_WHETHER(ask_memdev_enabled,
	    cxl_memdev_query_enabled(memdev("mem1"), &is))
ASK_WHETHER(ask_port_enabled,
	    cxl_port_query_enabled(endpoint(), &is))
ASK_WHETHER(ask_region_enabled,
	    cxl_region_query_enabled(region, &is))
ASK_WHETHER(ask_committed,
	    cxl_region_query_committed(region, &is))
ASK_WHETHER(ask_locked,
	    cxl_region_query_locked(region, &is))
ASK_WHETHER(ask_memdev_poison,
	    cxl_memdev_query_poison_support(memdev("mem1"), true, &is))
ASK_WHETHER(ask_region_poison,
	    cxl_region_query_poison_support(region, false, &is))

static int ask_endpoint(unsigned long long *ret)
{
	struct cxl_endpoint *found = NULL;
	int rc = cxl_memdev_query_endpoint(memdev("mem1"), &found);

	*ret = rc ? UNTOUCHED + !!found : !!found;
	return rc;
}

static int ask_committed_decoders(unsigned long long *ret)
{
	unsigned int count = UNTOUCHED;
	int rc = cxl_port_query_decoders_committed(endpoint(), &count);

	*ret = count;
	return rc;
}

static int ask_dpa_size(unsigned long long *ret)
{
	return cxl_decoder_query_dpa_size(decoder(), ret);
}

static int ask_region(unsigned long long *ret)
{
	struct cxl_region *found = NULL;
	int rc = cxl_decoder_query_region(decoder(), &found);

	*ret = rc ? UNTOUCHED + !!found : found == region;
	return rc;
}

static int ask_size(unsigned long long *ret)
{
	unsigned long long start;

	return cxl_region_query_range(region, &start, ret);
}

static const struct question {
	const char *name;
	int (*ask)(unsigned long long *ret);
	unsigned long long answer;
} questions[] = {
	{ "memdev's driver", ask_memdev_enabled, 1 },
	{ "memdev's endpoint", ask_endpoint, 1 },
	{ "endpoint's driver", ask_port_enabled, 1 },
	{ "committed decoders", ask_committed_decoders, 1 },
	{ "decoder's DPA", ask_dpa_size, UNIT },
	{ "decoder's region", ask_region, 1 },
	{ "region's driver", ask_region_enabled, 1 },
	{ "commit", ask_committed, 1 },
	{ "locked", ask_locked, 0 },
	{ "range", ask_size, UNIT },
	{ "memdev's poison files", ask_memdev_poison, 1 },
	{ "region's poison files", ask_region_poison, 1 },
};

/* ---- whatever fails ---------------------------------------------------- */

/* One call fails: the answer is as ever, or there is none and nothing was written. */
static bool survives(const struct question *q, long call, int number)
{
	struct sim_fault fault = { .kind = FAULT_ERRNO, .call = call, .number = number };
	unsigned long long answer = UNTOUCHED;
	int rc;

	sim_set_fault(&fault);
	rc = q->ask(&answer);
	sim_set_fault(&(struct sim_fault){ 0 });
	return rc ? rc < 0 && rc != -ENODEV && answer == UNTOUCHED :
		    answer == q->answer;
}

static void test_failing(const struct question *q)
{
	static const int numbers[] = { EIO, ENOMEM, EACCES };
	unsigned long long answer = UNTOUCHED;
	long begin = sim_calls(), calls;
	bool all = true;

	ok(q->ask(&answer) == 0 && answer == q->answer, "%s: the value comes", q->name);
	calls = sim_calls() - begin;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		for (long call = 1; call <= calls; call++)
			all &= survives(q, sim_calls() + call, numbers[i]);
	ok(calls > 0 && all, "%s: no failing call makes the answer wrong", q->name);
}

/* What was found before its card left; regions outlive their members. */
static void test_gone(void)
{
	struct cxl_memdev *m = memdev("mem1");
	struct cxl_port *e = endpoint();
	struct cxl_decoder *d = decoder();
	struct cxl_endpoint *none;
	struct cxl_region *of;
	unsigned long long size;
	unsigned int count;
	bool is;

	sim_card_pull(sim_card(2));
	ok(cxl_memdev_query_enabled(m, &is) == -ENODEV &&
	   cxl_memdev_query_endpoint(m, &none) == -ENODEV &&
	   cxl_port_query_enabled(e, &is) == -ENODEV &&
	   cxl_port_query_decoders_committed(e, &count) == -ENODEV &&
	   cxl_decoder_query_dpa_size(d, &size) == -ENODEV &&
	   cxl_decoder_query_region(d, &of) == -ENODEV, "what is gone is gone");
	ok(cxl_region_query_committed(region, &is) == 0 && !is &&
	   cxl_region_query_enabled(region, &is) == 0 && !is,
	   "a region that lost its member is neither committed nor enabled");
}

static void test_bare(void)
{
	unsigned long long start, size;
	struct cxl_region *of = (void *)&start;
	struct cxl_endpoint *none = (void *)&size;

	ctx = given();
	region = given_bare_region(ctx);
	ok(cxl_region_query_range(region, &start, &size) == -ENXIO,
	   "a region that was not set up has no addresses");
	ok(!strcmp(cxl_region_get_mode_name(region), "ram"), "but a mode");
	ok(cxl_decoder_query_region(decoder(), &of) == 0 && !of,
	   "a decoder in no region");
	ok(cxl_memdev_disable_invalidate(memdev("mem2")) == 0 &&
	   cxl_memdev_query_endpoint(memdev("mem2"), &none) == 0 && !none,
	   "a disabled memdev has no endpoint");
	cxl_unref(ctx);
}

/* What a walk leaves out has a name. */
static void test_missing(void)
{
	struct sim_fault fault = { .kind = FAULT_ERRNO, .number = EIO };
	struct cxl_memdev *m;

	ctx = given();
	ok(!cxl_get_missing(ctx) && !cxl_get_missing_name(ctx), "nothing is missing so far");
	for (long call = 1; !cxl_get_missing(ctx) && call < 100; call++) {
		cxl_unref(ctx);
		ctx = given();
		fault.call = sim_calls() + call;
		sim_set_fault(&fault);
		cxl_memdev_foreach(ctx, m)
			;
	}
	sim_set_fault(&(struct sim_fault){ 0 });
	ok(cxl_get_missing(ctx) == -EIO && cxl_get_missing_name(ctx),
	   "a memdev that cannot be read is missing: %s", cxl_get_missing_name(ctx));
	cxl_unref(ctx);
}

int main(void)
{
	ctx = given();
	region = given_region(ctx);
	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++)
		test_failing(&questions[i]);
	test_gone();
	cxl_unref(ctx);
	test_bare();
	test_missing();
	given_done();
	return tap_done();
}
