/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Plans: creating, disabling, destroying and recovering regions in ordered
 * steps, which can be shown before they are applied. While planning, the
 * library reads the machine and changes nothing; it finds a broken rule before
 * the first write. When a step of creating a region fails, or the program stops
 * it, the library undoes the steps before it. Hold cxl_lock_windows() from
 * before planning until after applying, so that no other process changes what
 * the plan was made from. Not in version 85.
 */
#ifndef CXL_LIBCXL_PLAN_H
#define CXL_LIBCXL_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include <cxl/libcxl/memory.h>
#include <cxl/libcxl/region.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_bus;
struct cxl_ctx;
struct cxl_finding;
struct cxl_memdev;
struct cxl_plan;
struct cxl_plan_step;
struct cxl_region;
struct cxl_region_request;
struct cxl_removal_request;
struct cxl_window_lock;

/*
 * Returns 0 after locking the windows of all root decoders for this process, in
 * the same order in every process, and writes to *@lock what
 * cxl_unlock_windows() releases. Regions of different windows share memdevs and
 * decoders, so one window is not enough. A window that this process may not
 * write to needs no lock and gets none. Another process may have changed what
 * the context read before: call cxl_refresh() if it did. Fails with -EAGAIN
 * when another process held a lock for as long as cxl_set_timeout() allows,
 * -ENOMEM, or an errno of cxl_decoder_lock(); then cxl_error_get_object()
 * returns the window, and nothing is locked.
 */
int cxl_lock_windows(struct cxl_ctx *ctx, struct cxl_window_lock **lock);

/* Releases the locks of cxl_lock_windows() and frees @lock; NULL is ignored. */
void cxl_unlock_windows(struct cxl_window_lock *lock);

/*
 * Returns a new request for a region; free it with cxl_region_request_free().
 * It leaves every choice to the library until a function below sets it. NULL
 * when memory is out.
 */
struct cxl_region_request *cxl_region_request_new(void);

/* Frees @request, not the objects in it. NULL is ignored. */
void cxl_region_request_free(struct cxl_region_request *request);

/* Limits the request to the windows of @bus; NULL: of every bus. */
void cxl_region_request_set_bus(struct cxl_region_request *request,
				struct cxl_bus *bus);

/* Requests the window of this root decoder; NULL: the one that fits best. */
void cxl_region_request_set_window(struct cxl_region_request *request,
				   struct cxl_decoder *window);

/*
 * Returns 0 after requesting @memdev for the next position of the interleave,
 * which counts from 0. Without any, the library chooses the memdevs and their
 * order. Fails with -ENOMEM.
 */
int cxl_region_request_add_memdev(struct cxl_region_request *request,
				  struct cxl_memdev *memdev);

/*
 * Requests volatile (RAM) or persistent (PMEM) memory; NONE: persistent where
 * both are possible.
 */
void cxl_region_request_set_mode(struct cxl_region_request *request,
				 enum cxl_decoder_mode mode);

/*
 * Returns 0 after requesting that the memory of the region is used as @mode, and
 * is online in @zone: see cxl_region_set_memory_mode(), which is the last step
 * of the plan. Without it, the kernel decides. Only volatile memory has a mode.
 * Fails with -EINVAL for a @mode or @zone that does not exist.
 */
int cxl_region_request_set_memory_mode(struct cxl_region_request *request,
				       enum cxl_memory_mode mode,
				       enum cxl_memory_zone zone);

/* Requests @size bytes; 0: as many as possible. */
void cxl_region_request_set_size(struct cxl_region_request *request,
				 unsigned long long size);

/* Requests so many memdevs; 0: as many as possible. */
void cxl_region_request_set_interleave_ways(struct cxl_region_request *request,
					    unsigned int ways);

/* Requests so many consecutive bytes for each memdev; 0: those of the window. */
void cxl_region_request_set_interleave_granularity(
	struct cxl_region_request *request, unsigned int granularity);

/*
 * Requests this uuid for a persistent region, which rules out a volatile one;
 * without it the library generates one.
 */
void cxl_region_request_set_uuid(struct cxl_region_request *request,
				 const uuid_t uuid);

/*
 * Requests that data on the memdevs which was written with another geometry is
 * discarded: without it, cxl_plan_create_region() fails with -EEXIST.
 */
void cxl_region_request_set_force(struct cxl_region_request *request, bool force);

/* Requests only memdevs of the same QoS class as the window. */
void cxl_region_request_set_enforce_qos(struct cxl_region_request *request,
					bool enforce);

/*
 * Returns 0 after planning a region, and writes to *@plan the plan, whose steps
 * create and enable the region. When it fails, *@plan holds the reason as
 * findings, or is NULL when memory is out; free it in either case. Where
 * @request is NULL, the library makes every choice. Fails with
 * -EINVAL when a rule of the request itself is broken, -ENOENT when there is no
 * window or no such memdev, -ENOSPC when memory or addresses do not suffice,
 * -EBUSY when decoders are taken, -ENXIO when a memdev is disabled or cannot be
 * reached at its position, -EOPNOTSUPP when the window or a memdev lacks the
 * mode, -EEXIST when the labels of a memdev describe data that was written with
 * other ways, granularity, size or positions than those of a persistent region
 * (by its labels, by the record of cxl_set_geometry_path(), or by a layout; where
 * nothing tells, a finding warns of it), -ENOMEM, or with the errno that prevented
 * reading the machine. The plan borrows the objects of @ctx: free it before the next cxl_refresh().
 */
int cxl_plan_create_region(struct cxl_ctx *ctx,
			   const struct cxl_region_request *request,
			   struct cxl_plan **plan);

/*
 * Returns 0 after planning to offline the memory of @region and to unbind it
 * from its driver, and writes to *@plan the plan; it has no steps when the
 * region is disabled. With @force, users that lose nothing permanently (a mount,
 * a process that has a DAX device open) are a warning; memory that cannot be
 * offlined is an error even then. Fails with the errno that prevented reading
 * the region, or -ENOMEM; *@plan is as of cxl_plan_create_region().
 */
int cxl_plan_disable_region(struct cxl_region *region, bool force,
			    struct cxl_plan **plan);

/*
 * Returns 0 after planning to reset and delete @region and to free the DPA of
 * its members, and writes to *@plan the plan; with @disable it first disables
 * the region, unless something uses it. What is already undone when it is
 * applied counts as done. Fails with -EBUSY when the region is enabled and
 * @disable is false, or when a later decoder of a member holds DPA, which must
 * be freed first; -EPERM when the platform locks the region; -EIO when its
 * members cannot be determined; -ENOMEM, or the errno that prevented reading;
 * *@plan is as of cxl_plan_create_region().
 */
int cxl_plan_destroy_region(struct cxl_region *region, bool disable,
			    struct cxl_plan **plan);

/*
 * Returns 0 after looking for what unfinished regions left behind, and writes
 * to *@plan the steps that undo it: regions without commit and driver are
 * deleted, DPA without a region is freed, and memdevs whose decoders name a
 * region that does not exist are disabled and enabled again. Fails when
 * something cannot be read or undone, which a finding explains: with -EBUSY, or
 * the errno that prevented reading; then *@plan still holds the steps that can
 * be applied. *@plan is NULL only for -ENOMEM.
 */
int cxl_plan_recover(struct cxl_ctx *ctx, struct cxl_plan **plan);

/*
 * Returns 0 after planning to take @memdev out of use, so that its card can be
 * pulled, and writes to *@plan the steps: all of its regions are disabled, then
 * destroyed, then the memdev is disabled. It has no steps when the memdev is
 * disabled. Findings warn of regions above one of these in a port they share,
 * since ports accept regions in ascending order only, and tell how each region
 * was created and who uses it. When a step fails, or the function of
 * cxl_plan_on_stop() stops it before the first region is destroyed, applying the
 * plan enables or creates the regions again, their memory in its mode and each
 * memory block in its zone. Fails with -EPERM when the platform locks
 * a region; -EBUSY when DPA behind that of a region belongs to another, or a
 * decoder is committed without a region; -ENOMEM, or the errno that prevented
 * reading; *@plan is as of cxl_plan_create_region().
 */
int cxl_plan_prepare_removal(struct cxl_memdev *memdev, struct cxl_plan **plan);

/*
 * Returns an empty request for the removal of a memdev, or NULL when memory is
 * out. The caller frees it with cxl_removal_request_free().
 */
struct cxl_removal_request *cxl_removal_request_new(void);

/* Frees @request; NULL is ignored. */
void cxl_removal_request_free(struct cxl_removal_request *request);

/*
 * Returns 0 after requesting that what processes have in the memory of the memdev
 * is first moved to @node, or to the other nodes that were added
 * (migrate_pages(2)). Without it, the kernel chooses where it goes. Fails with
 * -EINVAL for a @node that no kernel has.
 */
int cxl_removal_request_add_node(struct cxl_removal_request *request, unsigned int node);

/*
 * Requests that the attention indicator of the slot blinks in the end, for a
 * person to find it: see cxl_memdev_set_slot_attention().
 */
void cxl_removal_request_set_locate(struct cxl_removal_request *request, bool locate);

/* Requests that the slot is powered off in the end: see cxl_memdev_power_off_slot(). */
void cxl_removal_request_set_power_off(struct cxl_removal_request *request, bool power_off);

/*
 * As cxl_plan_prepare_removal(), with what @request adds; NULL: nothing. Fails
 * also with -ENXIO where the memdev is in no slot that could do it, -EOPNOTSUPP
 * where the slot has no indicator or switch, -EBUSY when another function in the
 * slot has a driver, and -EINVAL when a node has no memory, or loses it. Applying
 * the plan fails with -EPERM when a process belongs to somebody else. What was
 * moved to other nodes stays there when a later step fails.
 */
int cxl_plan_remove_memdev(struct cxl_memdev *memdev,
			   const struct cxl_removal_request *request,
			   struct cxl_plan **plan);

/* Frees @plan, its steps and its findings; NULL is ignored. */
void cxl_plan_free(struct cxl_plan *plan);

/*
 * Receives a step before it is applied, or with @undo before it is undone.
 * @step belongs to the plan.
 */
typedef void cxl_plan_step_fn(void *arg, const struct cxl_plan_step *step,
			      bool undo);

/*
 * Receives a finding of cxl_plan_apply() at the moment it is made. @finding is
 * valid during the call.
 */
typedef void cxl_finding_fn(void *arg, const struct cxl_finding *finding);

/*
 * Returns NULL to go on, or the reason to stop, in words ("SIGINT"). It is
 * called between two steps.
 */
typedef const char *cxl_plan_stop_fn(void *arg);

/* Sets the function that receives each step, with @arg; NULL: none. */
void cxl_plan_on_step(struct cxl_plan *plan, cxl_plan_step_fn *fn, void *arg);

/* Sets the function that receives each finding, with @arg; NULL: none. */
void cxl_plan_on_finding(struct cxl_plan *plan, cxl_finding_fn *fn, void *arg);

/*
 * Sets the function that may stop creating or recovering, with @arg; NULL:
 * none. A signal that ends the process during a step leaves half a region: let
 * a handler set a flag, and return its name here. Disabling and destroying a
 * region do not stop.
 */
void cxl_plan_on_stop(struct cxl_plan *plan, cxl_plan_stop_fn *fn, void *arg);

/*
 * Returns 0 after applying all steps of @plan, in their order; call it once.
 * When a step of creating a region fails, it undoes the steps before it, and
 * sets the timeout of the context to 10 seconds for that. Findings explain what
 * failed, and for whatever is left, how to undo it. Fails with -ECANCELED when
 * the function of cxl_plan_on_stop() stopped it, else with the errno of the
 * first step that failed.
 */
int cxl_plan_apply(struct cxl_plan *plan);

/*
 * Returns the region: that which cxl_plan_apply() created, or which the plan
 * disables or destroys. It belongs to the context. NULL before it is created
 * and after it was undone, and for a plan to recover.
 */
struct cxl_region *cxl_plan_get_region(struct cxl_plan *plan);

/*
 * Returns the step that failed, or was the next when the plan was stopped; it
 * belongs to the plan. NULL when none did.
 */
const struct cxl_plan_step *cxl_plan_get_failed_step(struct cxl_plan *plan);

/*
 * Returns how many steps cxl_plan_apply() completed; 0 before. Steps that
 * proved unnecessary do not count.
 */
unsigned int cxl_plan_get_nr_done(struct cxl_plan *plan);

/*
 * Returns the root decoder whose window will hold the region, or of which a
 * rule is broken. NULL where no window was chosen, and unless the plan creates a
 * region; the same holds for the following functions.
 */
struct cxl_decoder *cxl_plan_get_window(struct cxl_plan *plan);

/* Returns RAM or PMEM, or NONE where there is no window. */
enum cxl_decoder_mode cxl_plan_get_mode(struct cxl_plan *plan);

/* Returns the size of the region in bytes, or 0. */
unsigned long long cxl_plan_get_size(struct cxl_plan *plan);

/* Returns the number of memdevs that share the region, or 0. */
unsigned int cxl_plan_get_interleave_ways(struct cxl_plan *plan);

/* Returns how many consecutive bytes go to one memdev, or 0. */
unsigned int cxl_plan_get_interleave_granularity(struct cxl_plan *plan);

/* Writes to @uuid the uuid of a persistent region, all zero for others. */
void cxl_plan_get_uuid(struct cxl_plan *plan, uuid_t uuid);

/* Returns the memdev at @position, which counts from 0; NULL beyond the last. */
struct cxl_memdev *cxl_plan_get_memdev(struct cxl_plan *plan,
				       unsigned int position);

/*
 * Returns the first step of @plan, which belongs to the plan. NULL where there
 * is none.
 */
struct cxl_plan_step *cxl_plan_step_get_first(struct cxl_plan *plan);

/* Returns the step after @step; NULL after the last. */
struct cxl_plan_step *cxl_plan_step_get_next(struct cxl_plan_step *step);

/*
 * Returns the name of the object that the step changes: "decoder4.0"; "region"
 * for a region that does not exist yet. Never NULL.
 */
const char *cxl_plan_step_get_object(const struct cxl_plan_step *step);

/* Returns what the step does, for people: "set interleave_ways to 2"; never NULL. */
const char *cxl_plan_step_get_text(const struct cxl_plan_step *step);

/*
 * Returns what undoes it, for people: "set dpa_size to 0 (mem1)". NULL where
 * undoing the other steps also undoes this one, and where nothing does.
 */
const char *cxl_plan_step_get_undo_text(const struct cxl_plan_step *step);

/*
 * Returns the attribute that the step writes: a file in the directory of the
 * object, or "driver" for binding and unbinding. Never NULL.
 */
const char *cxl_plan_step_get_attribute(const struct cxl_plan_step *step);

/*
 * Returns the value that it writes: "268435456", "decoder4.0". NULL where that
 * is known only when the step is applied.
 */
const char *cxl_plan_step_get_value(const struct cxl_plan_step *step);

/* Iterates over the steps of @plan, in their order. */
#define cxl_plan_step_foreach(plan, step) \
	for (step = cxl_plan_step_get_first(plan); \
	     step != NULL; \
	     step = cxl_plan_step_get_next(step))

enum cxl_finding_kind {
	/* a rule forbids the plan; nothing has been changed */
	CXL_FINDING_RULE,
	/* reading or a step failed; what was changed has been undone, unless
	 * a finding of the next kind follows */
	CXL_FINDING_FAILED,
	/* something remains which the remedy undoes */
	CXL_FINDING_LEFT,
	/* it went on, but this needs attention */
	CXL_FINDING_WARNING,
	/* one of several things is done, or was skipped */
	CXL_FINDING_NEWS,
};

/*
 * Returns the first finding of @plan, which belongs to the plan. NULL where
 * there is none, and where @plan is NULL.
 */
struct cxl_finding *cxl_finding_get_first(struct cxl_plan *plan);

/* Returns the finding after @finding; NULL after the last. */
struct cxl_finding *cxl_finding_get_next(struct cxl_finding *finding);

/* Returns what kind of finding it is. */
enum cxl_finding_kind
cxl_finding_get_kind(const struct cxl_finding *finding);

/*
 * Returns the identifier of the rule or the failure, which stays the same in
 * later versions: "not-enough-dpa". The string is static. Never NULL.
 */
const char *cxl_finding_get_id(const struct cxl_finding *finding);

/* Returns the object that the finding is about; NULL: the request itself. */
const char *cxl_finding_get_object(const struct cxl_finding *finding);

/* Returns the step that failed, for people; NULL where it was not a step. */
const char *cxl_finding_get_step(const struct cxl_finding *finding);

/* Returns the attribute that failed; NULL where it was not about one. */
const char *cxl_finding_get_attribute(const struct cxl_finding *finding);

/* Returns the errno of what failed, a positive number; 0 where there is none. */
int cxl_finding_get_errno(const struct cxl_finding *finding);

/* Returns the finding for people; NULL where the errno says it all. */
const char *cxl_finding_get_text(const struct cxl_finding *finding);

/* Returns what to do about it, for people; NULL where no remedy is known. */
const char *cxl_finding_get_remedy(const struct cxl_finding *finding);

/*
 * Returns how much the broken rule needs: bytes of DPA or of addresses, or a
 * number of memdevs. 0 where it is not about a quantity.
 */
unsigned long long
cxl_finding_get_needed(const struct cxl_finding *finding);

/* Returns how much of that there is; 0 where it is not about a quantity. */
unsigned long long
cxl_finding_get_available(const struct cxl_finding *finding);

/* Returns the finding as one line: "OBJECT: STEP: TEXT (REMEDY)". Never NULL. */
const char *cxl_finding_get_line(const struct cxl_finding *finding);

/* Iterates over the findings of @plan, in the order in which they were made. */
#define cxl_finding_foreach(plan, finding) \
	for (finding = cxl_finding_get_first(plan); \
	     finding != NULL; \
	     finding = cxl_finding_get_next(finding))

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_PLAN_H */
