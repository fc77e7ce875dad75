/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From an entry of a layout to what creates its region. */
#pragma once

struct cxl_layout;
struct cxl_layout_entry;
struct cxl_plan;
struct cxl_region_request;
struct seen_machine;

/* What the layout is compared with: machine_read(), and slots where it names one. */
int layout_read_machine(const struct cxl_layout *layout, struct seen_machine *ret);

/* What the entry asks for; the caller frees it. NULL when memory is out. */
struct cxl_region_request *entry_request(const struct cxl_layout_entry *entry);

/* cxl_layout_entry_plan_replace() of an entry that has obstacles. */
int entry_plan_in_place(struct cxl_layout_entry *entry, struct cxl_plan **ret);
