/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Layouts: the regions that a machine is to have, as data that survives a
 * reboot, which the regions themselves do not. A layout is read from the text
 * of files or from the machine, written as text, and compared with the machine;
 * for each entry that the machine lacks there is a plan (cxl/libcxl/plan.h).
 * Memdevs are named by serial number, slot or host, windows by their properties, for
 * the kernel's names change between boots. cxl-layout(5) describes the text.
 * Not in version 85.
 */
#ifndef CXL_LIBCXL_LAYOUT_H
#define CXL_LIBCXL_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_ctx;
struct cxl_layout;
struct cxl_layout_entry;
struct cxl_memdev;
struct cxl_plan;
struct cxl_region;
struct cxl_region_request;

/* How the machine compares with an entry. */
enum cxl_layout_state {
	CXL_LAYOUT_SATISFIED = 0,	/* the region exists and is used as it is to be */
	CXL_LAYOUT_CREATE = 1,		/* the region does not exist, and can be created */
	CXL_LAYOUT_CHANGE = 2,		/* it is disabled, or used in another way */
	CXL_LAYOUT_WAITING = 3,		/* a memdev is missing, or disabled, or an entry before it is */
	CXL_LAYOUT_CONFLICT = 4,	/* something is in the way */
};

/*
 * Returns a new layout without entries, which holds a reference to @ctx; drop it
 * with cxl_layout_unref(). NULL when memory is out.
 */
struct cxl_layout *cxl_layout_new(struct cxl_ctx *ctx);

/* Returns @layout after taking a reference to it. NULL is ignored. */
struct cxl_layout *cxl_layout_ref(struct cxl_layout *layout);

/* Drops a reference; the last one frees the layout and its entries. NULL is ignored. */
void cxl_layout_unref(struct cxl_layout *layout);

/*
 * Returns 0 after adding the entries of @text, @length bytes of JSON. @file is
 * the name that cxl_layout_get_error() reports. Fails with -EINVAL when the text
 * is not exactly a layout: a syntax error, an unknown key, a key or the name of
 * an entry that occurs twice, a serial number 0, a value that is not possible;
 * or with -ENOMEM. The entries before the fault are then in the layout.
 */
int cxl_layout_read(struct cxl_layout *layout, const char *file, const char *text,
		    size_t length);

/*
 * Returns why the last cxl_layout_read() failed with -EINVAL, as
 * "FILE:LINE: KEY: REASON"; it belongs to the layout and is valid until the next
 * call. NULL when it did not.
 */
const char *cxl_layout_get_error(struct cxl_layout *layout);

/*
 * Returns 0 after adding an entry that describes @region, with the name @name, or
 * that of the region where @name is NULL. Add regions by ascending address: the
 * kernel creates them in no other order. Fails with -EEXIST when an entry has the
 * name, -ENXIO when the region is not committed, -EIO when its members, a serial
 * number or its window cannot be determined, -ENOMEM, or the errno that prevented reading.
 */
int cxl_layout_add_region(struct cxl_layout *layout, struct cxl_region *region,
			  const char *name);

/*
 * Returns 0 and writes to *@text the layout as JSON, which cxl_layout_read()
 * reads; free it with free(). Fails with -ENOMEM.
 */
int cxl_layout_write(struct cxl_layout *layout, char **text);

/*
 * Returns 0 after comparing every entry with the machine as the context has read
 * it: call cxl_refresh() before, when it may have changed. It writes nothing.
 * Fails with -ENOMEM, or the errno that prevented reading.
 */
int cxl_layout_compare(struct cxl_layout *layout);

/*
 * Returns 0 after cxl_layout_compare(), and after planning each entry in the state
 * CREATE on the machine as the entries before it leave it: without what
 * cxl_layout_plan_recover() undoes, with their regions, and with @replace without
 * the regions that are in the way. An entry that cannot be created then is in the
 * state CONFLICT, with the broken rule as its reason; one that is created in
 * place of others is in the state CREATE, with their names. It writes
 * nothing; compare again before planning an entry. Fails as cxl_layout_compare()
 * does.
 */
int cxl_layout_compare_ahead(struct cxl_layout *layout, bool replace);

/*
 * Returns whether an entry describes @region: the region that
 * cxl_layout_compare() found for it. False for every other region.
 */
bool cxl_layout_has_region(struct cxl_layout *layout, struct cxl_region *region);

/* Returns the first entry, which belongs to the layout. NULL when it has none. */
struct cxl_layout_entry *cxl_layout_entry_get_first(struct cxl_layout *layout);

/* Returns the entry after @entry; NULL after the last. */
struct cxl_layout_entry *cxl_layout_entry_get_next(struct cxl_layout_entry *entry);

/* Iterates over the entries of @layout, as they were added, or as cxl_layout_compare() ordered them. */
#define cxl_layout_entry_foreach(layout, entry) \
	for (entry = cxl_layout_entry_get_first(layout); \
	     entry != NULL; \
	     entry = cxl_layout_entry_get_next(entry))

/*
 * Notes that the region of the entry could not be created. The following
 * cxl_layout_compare() then make each pmem entry behind it wait that shares a
 * memdev with it: the kernel allocates memory in ascending order, so that
 * its region would lie where this one belongs, and show other data.
 */
void cxl_layout_entry_set_failed(struct cxl_layout_entry *entry);

/* Returns the name of the entry, which is not that of a region. Never NULL. */
const char *cxl_layout_entry_get_name(struct cxl_layout_entry *entry);

/* Returns how the machine compares, as of the last cxl_layout_compare(). */
enum cxl_layout_state cxl_layout_entry_get_state(struct cxl_layout_entry *entry);

/*
 * Returns why the entry is waiting or in conflict, or what is to change, for
 * people; it belongs to the entry and is valid until the next
 * cxl_layout_compare(). NULL where there is nothing to explain.
 */
const char *cxl_layout_entry_get_reason(struct cxl_layout_entry *entry);

/* Returns the region that the entry describes; it belongs to the context. NULL when it does not exist. */
struct cxl_region *cxl_layout_entry_get_region(struct cxl_layout_entry *entry);

/*
 * Returns the region with the highest address that is in the way of the entry and
 * that no entry describes; it belongs to the context. NULL when the entry is not
 * in conflict, or with something else.
 */
struct cxl_region *cxl_layout_entry_get_obstacle(struct cxl_layout_entry *entry);

/*
 * Returns 0 after planning to create the region of an entry in the state CREATE,
 * or to enable it and set its mode in the state CHANGE, and writes to *@plan the
 * plan. Fails with -EINVAL in another state, or as cxl_plan_create_region()
 * does, with *@plan as there.
 */
int cxl_layout_entry_plan(struct cxl_layout_entry *entry, struct cxl_plan **plan);

/*
 * Returns true if an entry for a persistent region names @memdev, by its serial
 * number, without one by its slot, without both by its host; the region may exist
 * or not. Needs no cxl_layout_compare().
 */
bool cxl_layout_has_data_of(struct cxl_layout *layout, struct cxl_memdev *memdev);

/*
 * Returns 0 after telling @request what the entries of @layout say about data that
 * is already on memdevs, for cxl_plan_create_region() to compare a persistent region
 * with; entries without serial numbers say nothing. Fails with -ENOMEM.
 * cxl_layout_entry_plan() does so for its own layout.
 */
int cxl_region_request_add_layout(struct cxl_region_request *request,
				  struct cxl_layout *layout);

/*
 * Returns 0 after planning to undo what an unfinished creation of the region of an
 * entry left behind, as cxl_plan_recover() does for all of the machine, and
 * writes to *@plan the plan. Of an entry is a region without a driver that is not committed
 * and of which every attribute that was set agrees with an entry in the state
 * CREATE, and DPA in no region of the size that the entry needs of that memdev.
 * With @replace, so is what destroying a region in part has left that was in the way
 * of an entry: such a region on a memdev of the entry or without targets, and DPA
 * of any size. Everything else stays. Call cxl_layout_compare() before. Fails as
 * cxl_plan_recover() does, with *@plan as there.
 */
int cxl_layout_plan_recover(struct cxl_layout *layout, bool replace, struct cxl_plan **plan);

/*
 * Returns 0 after planning to destroy all regions that are in the way of an entry
 * and that no entry describes, and to create its region, and writes to *@plan the
 * plan. If a step fails, or the program stops it, applying the plan creates the
 * destroyed regions again as they were, or adds a finding with the command that
 * does. Nothing is destroyed for a region that cannot be created then. The plan
 * refreshes the context (cxl_refresh()) when it is applied. Fails with -EINVAL when
 * nothing is in the way, or as cxl_plan_destroy_region() and
 * cxl_plan_create_region() do, with *@plan as there.
 */
int cxl_layout_entry_plan_replace(struct cxl_layout_entry *entry, struct cxl_plan **plan);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_LAYOUT_H */
