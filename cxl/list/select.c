// SPDX-License-Identifier: GPL-2.0-or-later
/* What the user wants to see, as a tree of objects: chosen first, shown afterwards. */
#include <stdlib.h>

#include "core/say.h"
#include "list/filter.h"
#include "list/place.h"
#include "list/select.h"
#include "list/walk.h"

/* What stands at the top by the tree, what is shown below something by id. */
static void sort(struct selection_walk *w)
{
	for (int i = 0; i < NR_TOP && !w->error; i++) {
		picks_sort_below(&w->sel->top[i]);
		w->error = picks_sort_by_place(&w->sel->top[i]);
	}
}

enum status selection_make(struct cxl_ctx *ctx, const struct wanted *want,
			   struct selection *selection)
{
	struct selection_walk w = {
		.ctx = ctx, .want = want, .sel = selection,
		.filter = { .want = want, .selection = selection },
	};
	enum status status = filter_find_only(ctx, want, selection);

	if (status)
		return status;
	if (!walk_named(&w))
		walk_buses(&w);
	walk_memdevs(&w);
	sort(&w);
	free(w.placed);
	return w.error ? say_errno(NULL, "enumerate devices", w.error) : STATUS_DONE;
}
