/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private tracefs instances: they outlive who made them. */
#pragma once

struct trace_calls;
struct tracefs_instance;

/*
 * One called @prefix and the id of this process; NULL with errno set, or 0 there.
 * Those of processes that are no more are removed first: who is killed leaves
 * its own behind.
 */
struct tracefs_instance *instance_make(const struct trace_calls *lib,
				       const char *prefix);

/* None of its files may be open; NULL is fine. */
void instance_remove(const struct trace_calls *lib,
		     struct tracefs_instance *instance);
