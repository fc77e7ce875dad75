// SPDX-License-Identifier: LGPL-2.1-or-later
/* Create a volatile region on one memory device; what fails half-way is undone. */
// tag::program[]
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <cxl/libcxl.h>

#define SIZE (256ULL << 20)	/* the least that the kernel hands out */

struct plan {
	struct cxl_decoder *window;	/* where in the host's addresses */
	struct cxl_decoder *decoder;	/* of the device: where in its memory */
	struct cxl_region *region;	/* what is made */
};

static int lock_window(struct plan *plan)
{
	return cxl_decoder_lock(plan->window);
}

static int unlock_window(struct plan *plan)
{
	cxl_decoder_unlock(plan->window);
	return 0;
}

static int make_region(struct plan *plan)
{
	plan->region = cxl_decoder_create_ram_region(plan->window);
	return plan->region ? 0 : -errno;
}

static int delete_region(struct plan *plan)
{
	return cxl_region_delete(plan->region);
}

static int set_granularity(struct plan *plan)
{
	return cxl_region_set_interleave_granularity(plan->region,
			cxl_decoder_get_interleave_granularity(plan->window));
}

static int set_ways(struct plan *plan)
{
	return cxl_region_set_interleave_ways(plan->region, 1);
}

static int set_size(struct plan *plan)
{
	return cxl_region_set_size(plan->region, SIZE);
}

static int set_mode(struct plan *plan)
{
	return cxl_decoder_set_mode(plan->decoder, CXL_DECODER_MODE_RAM);
}

static int take_memory(struct plan *plan)
{
	return cxl_decoder_set_dpa_size(plan->decoder, SIZE);
}

static int free_memory(struct plan *plan)
{
	return cxl_decoder_set_dpa_size(plan->decoder, 0);
}

static int set_target(struct plan *plan)
{
	return cxl_region_set_target(plan->region, 0, plan->decoder);
}

static int clear_target(struct plan *plan)
{
	return cxl_region_clear_target(plan->region, 0);
}

static int commit(struct plan *plan)
{
	return cxl_region_decode_commit(plan->region);
}

static int reset(struct plan *plan)
{
	return cxl_region_decode_reset(plan->region);
}

static int enable(struct plan *plan)
{
	return cxl_region_enable(plan->region);
}

/* Applied in this order, undone in the reverse one. Deleting a region also clears its settings. */
static const struct step {
	const char *what;
	int (*act)(struct plan *plan);
	int (*undo)(struct plan *plan);
} steps[] = {
	{ "lock the window", lock_window, unlock_window },
	{ "make a region", make_region, delete_region },
	{ "set its granularity", set_granularity, NULL },
	{ "set its ways", set_ways, NULL },
	{ "set its size", set_size, NULL },
	{ "set the mode of the decoder", set_mode, NULL },
	{ "take memory of the device", take_memory, free_memory },
	{ "put the decoder into the region", set_target, clear_target },
	{ "commit the region", commit, reset },
	{ "enable the region", enable, NULL },
};

#define NR_STEPS (sizeof(steps) / sizeof(*steps))

static void complain(const char *what, int rc)
{
	fprintf(stderr, "create-region: %s: %s\n", what, strerror(-rc));
}

static void undo_all_before(struct plan *plan, size_t n)
{
	while (n--) {
		int rc = steps[n].undo ? steps[n].undo(plan) : 0;

		if (rc < 0)
			fprintf(stderr, "create-region: not undone: %s: %s\n",
				steps[n].what, strerror(-rc));
	}
}

/* 0 and plan->region, or a negative errno and all is as it was. */
static int carry_out(struct plan *plan)
{
	for (size_t n = 0; n < NR_STEPS; n++) {
		int rc = steps[n].act(plan);

		if (rc < 0) {
			complain(steps[n].what, rc);
			undo_all_before(plan, n);
			return rc;
		}
	}
	return 0;
}

/* Decoders take memory by ascending ids: the first that has none is next. */
static struct cxl_decoder *next_decoder(struct cxl_memdev *memdev)
{
	struct cxl_endpoint *endpoint = cxl_memdev_get_endpoint(memdev);
	struct cxl_decoder *decoder;

	if (!endpoint)
		return NULL;
	cxl_decoder_foreach(cxl_endpoint_get_port(endpoint), decoder)
		if (cxl_decoder_get_dpa_size(decoder) == 0)
			return decoder;
	return NULL;
}

static const char *make_plan(struct plan *plan, struct cxl_ctx *ctx,
			     const char *window, const char *name)
{
	struct cxl_memdev *memdev = cxl_memdev_get_by_name(ctx, name);

	plan->window = cxl_decoder_get_by_name(ctx, window);
	if (!plan->window)
		return "there is no such window";
	if (!cxl_decoder_is_volatile_capable(plan->window))
		return "the window is not for volatile memory";
	if (!memdev)
		return "there is no such memory device";
	if (!cxl_decoder_get_target_by_memdev(plan->window, memdev))
		return "the window does not lead to the device";
	plan->decoder = next_decoder(memdev);
	if (!plan->decoder)
		return "no decoder of the device is free";
	return NULL;
}

/* A signal that ends the program in the middle would leave half a region. */
static void hold_signals(void)
{
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGHUP);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigprocmask(SIG_BLOCK, &held, NULL);
}

static int create(struct cxl_ctx *ctx, const char *window, const char *memdev)
{
	struct plan plan = { NULL };
	const char *reason = make_plan(&plan, ctx, window, memdev);

	if (reason) {
		fprintf(stderr, "create-region: %s\n", reason);
		return -EINVAL;
	}
	hold_signals();
	if (carry_out(&plan) < 0)
		return -EIO;
	printf("%s: 256 MiB of %s at %#llx\n",
	       cxl_region_get_devname(plan.region), memdev,
	       cxl_region_get_resource(plan.region));
	unlock_window(&plan);
	return 0;
}

int main(int argc, char **argv)
{
	struct cxl_ctx *ctx;
	int rc;

	if (argc != 4) {
		fprintf(stderr, "usage: create-region ROOT WINDOW MEMDEV\n");
		return 2;
	}
	/* a machine below another directory is only looked at */
	rc = strcmp(argv[1], "/") ? cxl_new_at(&ctx, argv[1]) : cxl_new(&ctx);
	if (rc < 0) {
		complain(argv[1], rc);
		return 1;
	}
	rc = create(ctx, argv[2], argv[3]);
	cxl_unref(ctx);
	return rc < 0;
}
// end::program[]
