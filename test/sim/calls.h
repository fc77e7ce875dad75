/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happens around each call at the door. */
#pragma once

#include "machine.h"

extern const struct io_calls sim_io_calls;
/* The same, and each call is told: see sim_tell(). */
extern const struct io_calls sim_told_calls;

/* Where @name below the directory @dirfd, or "" and the file @dirfd, is or was. */
void door_path(int dirfd, const char *name, char *path);
/* Whether the calls are to be told. */
bool sim_tell_begin(void);

/* A call begins: it is counted, others have their turn, the machine changes. */
void door_enter(enum sim_call call, int fd, const char *name);
/* Whether the group that @node is one of was rebuilt at this call. */
bool door_rebuild(const struct sim_node *node);
/* Notes the call, and gives back @rc or what was injected in its place. */
int door_fault(enum sim_call call, bool writing, const struct sim_node *node,
	       const char *name, int rc);
/* What of that kind is to go wrong at this call, or NULL. */
const struct sim_fault *door_is(enum sim_fault_kind kind);
void door_result(int rc);
