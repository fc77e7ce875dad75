/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a plan has found: the rule that is broken, the step that failed, what is left; as values. */
#pragma once

#include <stdbool.h>

#include <cxl/libcxl.h>

/* Texts are cut to these sizes. */
struct cxl_finding {
	enum cxl_finding_kind kind;
	const char *id;			/* a literal */
	const char *attribute;		/* a literal; NULL: about none */
	int err;			/* -errno; 0: no call failed */
	char object[64];		/* "": about none */
	char step[128];			/* "": about none */
	char text[768];			/* "": what the errno means */
	char remedy[384];		/* "": none is known */
	char line[1600];		/* all of it */
	unsigned long long needed, available;	/* 0: not about a quantity */
	struct cxl_finding *next;
};

/* In the order in which they were found. */
struct findings {
	struct cxl_finding *first, *last;
	bool lost;			/* out of memory: there were more */
	cxl_finding_fn *listen;		/* NULL: nobody */
	void *listener;
};

void findings_done(struct findings *all);

/* Whether one of them is the reason for a failure. */
bool findings_explain(const struct findings *all);

/* Adds a copy of @like with these texts, which may be NULL; the listener gets it even when memory is out. */
void find(struct findings *all, const struct cxl_finding *like, const char *object,
	  const char *step, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Adds a failure with the errno @rc of the attribute (NULL: any); returns @rc. */
int find_errno(struct findings *all, const char *object, const char *step,
	       const char *attribute, int rc);

/* Adds a finding of another plan, which is a part of this one. */
void find_again(struct findings *all, const struct cxl_finding *finding);
