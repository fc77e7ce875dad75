/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happens around each call to the simulated machine. */
#pragma once

#include "machine.h"

extern const struct io_calls sim_io_calls;
/* The same, and each call is logged: see sim_tell(). */
extern const struct io_calls sim_told_calls;

/* Where @name below the directory @dirfd, or "" and the file @dirfd, is or was. */
void call_path(int dirfd, const char *name, char *path);
/* Opens the log; true if the calls are to be logged. */
bool sim_tell_begin(void);

/* A call begins: it is counted, the other actors run, the machine changes. */
void call_enter(enum sim_call call, int fd, const char *name);
/* Whether the group that @node is one of was rebuilt at this call. */
bool call_rebuild(const struct sim_node *node);
/* Records the call; returns @rc, or the error injected instead. */
int call_fault(enum sim_call call, bool writing, const struct sim_node *node,
	       const char *name, int rc);
/* Returns the fault of that kind that is due at this call, or NULL. */
const struct sim_fault *call_is(enum sim_fault_kind kind);
void call_result(int rc);
