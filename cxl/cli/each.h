/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command on several objects: each of them, one after the other, and how many succeeded. */
#pragma once

#include <stdbool.h>

#include "core/objects.h"
#include "core/status.h"

struct invocation;

/* What the objects are. */
struct each_kind {
	const char *owner;		/* of the counter: "cxl region" */
	const char *(*get_name)(void *object);
	/* Hold the object and let it go; NULL: it lives as long as the context. */
	void (*ref)(void *object);
	void (*unref)(void *object);
};

struct each {
	const struct invocation *call;
	const struct each_kind *kind;
	struct objects objects;
	bool all;		/* the word "all" was among the operands */
	enum status status;	/* the worst so far: one that fails does not stop the others */
	int done;		/* how many succeeded */
};

void each_begin(struct each *each, const struct invocation *call, const struct each_kind *kind);
void each_done(struct each *each);
#define _cleanup_each_ __attribute__((cleanup(each_done)))

/* Keep the worst. */
void each_note(struct each *each, enum status status);

/* Append @object and hold it, unless it is there. */
enum status each_add(struct each *each, void *object);

/* Leave out those for which @keep returns false. */
void each_keep(struct each *each, bool (*keep)(void *object, void *arg), void *arg);

/*
 * Call @act on each. Each has the whole time for waiting; a signal ends
 * it between two, where nothing is half done. What @skip accepts (NULL: nothing)
 * needs no act: it neither fails nor is counted.
 */
typedef enum status each_act(void *object, void *arg);
void each_run(struct each *each, each_act *act, void *arg, bool (*skip)(void *object));

/*
 * The counter, `OWNER: FUNCTION: DONE N NOUN`, unless all failed. @nouns are
 * those of none, of one and of several. Returns the status of it all.
 */
enum status each_end(const struct each *each, const char *function, const char *done,
		     const char *const nouns[3]);

/* With --json=2, the item that says what became of the object @name. each_run() calls it itself. */
void each_show_result(const char *name, enum status status);
