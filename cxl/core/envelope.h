/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --json=2: the one document that a command prints, whatever becomes of it. */
#pragma once

#include "core/status.h"

struct output;

/*
 * From now on standard output is one envelope: the items of the command, then the lines on
 * standard error as objects. It is in memory that the processes of this command share: whichever
 * of them ends, the first one ends the envelope. @format is what stands behind "--json=".
 */
enum status envelope_begin(const char *format);

/* What kind of items it has, before the first one: "list", "plan". The string stays. */
void envelope_set_kind(const char *kind);

/* Where items go; NULL: without --json=2. */
struct output *envelope_get_items(void);
/* The same, and not begun: for what is only a place to write. */
struct output *envelope_get_output(void);

/* Without --json=2 after all: the command prints lines of its own. */
void envelope_drop(void);

/* Ends the items, adds the lines on standard error; the status of the command, known only now. */
void envelope_end(enum status status);
