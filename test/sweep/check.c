// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks a run: the state of the machine, the messages and the status, and that the tool broke no rule. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sweep.h"

static struct outcome now;	/* the run that is checked */

/* ---- what to expect ---------------------------------------------------- */

static void card_event(const struct sim_fault *fault)
{
	struct sim_card *card = sim_card(fault->serial);

	if (fault->kind == FAULT_PULL)
		sim_card_pull(card);
	else if (fault->kind == FAULT_REPLACE)
		sim_card_replace(card);
}

/* Without or with another card from the start; and after all was done. */
static void expect_with(struct trial *t, enum sim_fault_kind kind,
			uint64_t serial, const struct sim_kept *wished)
{
	struct expected *e = &t->with[t->nr_with++];

	e->fault = (struct sim_fault){ kind, 0, 0, serial };
	sim_put_back(wished);
	card_event(&e->fault);
	sim_describe(e->late, sizeof(e->late));
	sim_put_back(&t->start);
	card_event(&e->fault);
	sim_describe(e->before, sizeof(e->before));
	run_tool(t->scenario->command, NULL, &now);
	e->status = now.ended ? now.status : -1;
	strcpy(e->wish, now.state);
	strcpy(e->out, now.out);
}

static void expect_cards(struct trial *t, const struct sim_kept *wished)
{
	const struct sim_card_spec *cards = t->scenario->spec->cards;

	for (int i = 0; i < SIM_CARDS && cards[i].serial; i++) {
		expect_with(t, FAULT_PULL, cards[i].serial, wished);
		expect_with(t, FAULT_REPLACE, cards[i].serial, wished);
	}
}

static int complain(char *reason, const char *what, const char *text)
{
	snprintf(reason, REASON_MAX, "%s: %.300s", what, text);
	return -1;
}

/* What an administrator did, or the platform. */
static bool by_hand(const char *words, int *ret)
{
	char path[128], text[64];

	if (sscanf(words, "lock %63s", text) == 1) {
		sim_lock_region(text);
		*ret = 0;
		return true;
	}
	if (strncmp(words, "write ", 6) || sscanf(words + 6, "%127s %63s", path, text) != 2)
		return false;
	*ret = sim_write(path, text);
	return true;
}

static int set_up(const struct scenario *s, char *reason)
{
	sim_make(s->spec);
	sick_make(s->sick);
	for (int i = 0; i < SETUP_MAX && s->setup[i]; i++) {
		int rc;

		*now.err = '\0';
		if (!by_hand(s->setup[i], &rc)) {
			run_tool(s->setup[i], NULL, &now);
			rc = now.ended ? now.status : -1;
		}
		if (rc)
			return complain(reason, s->setup[i], now.err);
	}
	if (s->unmarked)
		sim_forget_marks();
	return 0;
}

/* What no run of this scenario may do, whatever it could see. */
static void guard(const struct scenario *s)
{
	if (s->aim != AIM_MODE && s->aim != AIM_RETURN && s->aim != AIM_REPLACE &&
	    (s->aim != AIM_DESTROY || s->status))
		sim_guard_all();
	if (s->spared)
		sim_guard(s->spared);
	if (!strstr(s->command, " -f"))
		sim_guard_memory();
}

static int expect_clean(struct trial *t, char *reason)
{
	struct expected *e = &t->clean;

	sim_put_back(&t->start);
	sim_describe(e->before, sizeof(e->before));
	run_tool(t->scenario->command, NULL, &now);
	strcpy(e->wish, now.state);
	strcpy(e->late, now.state);
	strcpy(e->out, now.out);
	e->status = now.status;
	t->calls = now.calls;
	t->allocations = now.allocations;
	if (!now.ended || now.status != t->scenario->status)
		return complain(reason, "the clean run failed", now.err);
	if (sim_violations())
		return complain(reason, "the clean run violates a rule", sim_first_violation());
	if (strstr(now.err, WRONG_PROGRESS))
		return complain(reason, "the clean run", strstr(now.err, WRONG_PROGRESS));
	if ((t->scenario->status || t->scenario->aim == AIM_LOOK) && strcmp(e->before, e->wish))
		return complain(reason, "the clean run failed, or only looked, and changed the machine", now.err);
	if (now.leaks || now.open_fds)
		return complain(reason, "the clean run leaks", now.where);
	return 0;
}

static long find_commit(const struct trial *t)
{
	for (long call = 1; call <= t->calls; call++) {
		const char *slash = strrchr(sim_trace(call)->name, '/');

		if (sim_trace(call)->call == CALL_WRITE && slash && !strcmp(slash, "/commit"))
			return call;
	}
	return 0;
}

int trial_begin(struct trial *t, const struct scenario *s, char *reason)
{
	struct sim_kept wished = { 0 };
	int count = 0, rc;

	memset(t, 0, sizeof(*t));
	t->scenario = s;
	if (set_up(s, reason) < 0)
		return -1;
	while (s->named[count])
		count++;
	sim_allow(s->named, count);
	guard(s);
	if (s->refused)
		sim_refuse(s->refused, s->refused_with);
	if (s->hidden)
		sim_hide(s->hidden);
	sim_keep(&t->start);
	rc = expect_clean(t, reason);
	if (rc < 0)
		return rc;
	sim_keep(&wished);
	expect_cards(t, &wished);
	sim_kept_free(&wished);
	rc = expect_clean(t, reason);		/* its trace is wanted now */
	if (!rc)
		t->commits_at = find_commit(t);
	return rc;
}

void trial_end(struct trial *t)
{
	sim_kept_free(&t->start);
}

static const struct expected *expected_at(const struct trial *t,
					  const struct point *p)
{
	for (int i = 0; i < t->nr_with; i++)
		if (t->with[i].fault.kind == p->fault.kind &&
		    t->with[i].fault.serial == p->fault.serial)
			return &t->with[i];
	return &t->clean;
}

/* ---- the state and the status ------------------------------------------ */

static bool is(const char *state)
{
	return !strcmp(now.state, state);
}

static bool is_known(const struct trial *t, const struct expected *e)
{
	return is(e->before) || is(t->clean.before) || is(e->late) || is(e->wish);
}

/* The one thing that the library says by itself: no caller could know it. */
#define HALF_WRITTEN "labels are half written"

/* Nobody but the run itself did anything. */
static bool stood_still(const struct point *p)
{
	return p->fault.kind != FAULT_PULL && p->fault.kind != FAULT_REPLACE;
}

/* The same state, but for the labels. */
static bool is_but_for_labels(const char *state)
{
	static const char labels[] = " labels 0x";
	const char *a = now.state, *b = state;

	while (*a || *b) {
		if (!strncmp(a, labels, strlen(labels)))
			a += strlen(labels) + strspn(a + strlen(labels), "0123456789abcdef");
		if (!strncmp(b, labels, strlen(labels)))
			b += strlen(labels) + strspn(b + strlen(labels), "0123456789abcdef");
		if (*a != *b)
			return false;
		a += !!*a;
		b += !!*b;
	}
	return true;
}

/*
 * What it says is left has to be all that is left: with the commands that it
 * names the machine is as it was, or as wished.
 */
static const char *check_residue(const struct trial *t, const struct point *p,
				 const struct expected *e, const char *said)
{
	static struct outcome then;
	char command[REMEDY_MAX];

	sim_refuse("", 0);
	while ((said = next_remedy(said, command))) {
		const char *words = command + strlen("cxl ");

		if (!write_by_remedy(command)) {
			if (strncmp(command, "cxl ", 4))
				return "it names no command that removes what is left";
			run_tool(words, NULL, &then);
		}
	}
	sim_describe(now.state, sizeof(now.state));
	if (is_known(t, e) || (t->scenario->aim == AIM_DESTROY && !*sim_lost()))
		return NULL;
	/* where its old address was taken, and it says so, no command moves it back */
	if (strstr(now.err, ", at another address") && !*sim_lost() && !*sim_orphan())
		return NULL;
	/* a card took its regions along, which are only said to be lost */
	if (t->scenario->aim == AIM_REPLACE && !stood_still(p) && !*sim_orphan())
		return NULL;
	return "there is more left than it says, or its command does not remove it";
}

static bool is_residue_said(void)
{
	char command[REMEDY_MAX];

	return next_remedy(now.err, command);
}

/* A card of the layout has left: apply waits for that one, and nothing else is a reason to wait. */
static bool waits_for_what_left(const struct point *p)
{
	char text[64];

	snprintf(text, sizeof(text), ": waiting for serial 0x%llx\n", (unsigned long long)p->fault.serial);
	return !stood_still(p) && (strstr(now.out, text) || strstr(now.out, ", which is disabled\n"));
}

static const char *check_success(const struct trial *t, const struct point *p,
				 const struct expected *e)
{
	if (is(t->clean.wish) || is(e->late) || (!e->status && is(e->wish)))
		return NULL;
	if (t->scenario->any && !*sim_orphan() && sim_regions_enabled() == 1)
		return NULL;
	if (waits_for_what_left(p))
		return NULL;
	/* whose driver refused has left */
	if (t->scenario->aim == AIM_RETURN && !stood_still(p) && !*sim_lost())
		return NULL;
	/* both halves in one: it looked before, and acted after */
	return "it says it did it, but the machine is not as wished";
}

static bool is_under_way(void)
{
	return strstr(now.state, "being sanitized");
}

/* What came of a write is read back; who cannot do that does not know. */
static bool may_be_blind(const struct point *p)
{
	const struct sim_record *r = sim_trace(p->fault.call);

	if (point_sort(p) != SORT_SINGLE)
		return true;
	return p->fault.kind == FAULT_ERRNO && r->call != CALL_WRITE && !r->writing;
}

static const char *check_failure(const struct trial *t, const struct point *p, const struct expected *e)
{
	bool was_wish = is(e->wish) && !e->status && !is(e->before);

	if (t->scenario->aim == AIM_LOOK)
		return is(e->before) ? NULL : "looking changed the machine";
	if (t->scenario->aim == AIM_WAIT)
		return is_known(t, e) || is_under_way() ? NULL : "waiting changed the machine";
	if (was_wish && !t->scenario->status && t->scenario->aim != AIM_RECOVER && !may_be_blind(p) &&
	    stood_still(p))
		return "it says it failed, but did it";
	if (is_known(t, e))
		return NULL;
	if (strstr(now.err, HALF_WRITTEN))
		return is_but_for_labels(e->before) ? NULL : "more than labels is half written";
	if (is_residue_said())
		return check_residue(t, p, e, now.err);
	/* what lost its card is not created again */
	if (t->scenario->aim == AIM_DESTROY ||
	    (t->scenario->aim == AIM_RETURN && !stood_still(p)))
		return *sim_lost() ? "it stopped at no safe point" : NULL;
	return "the machine is neither as before nor as wished";
}

static const char *check_killed(const struct trial *t, const struct expected *e,
				int number)
{
	if (now.ended && now.status != 128 + number &&
	    (!t->scenario->status || now.status != t->scenario->status))
		return "a signal came, and the status does not tell";
	if (is(e->before) || is(e->wish))
		return NULL;
	if (t->scenario->aim == AIM_WAIT && is_under_way())
		return NULL;
	if (t->scenario->aim == AIM_DESTROY && !*sim_lost())
		return NULL;
	return "a signal left the machine half changed";
}

/* A region that is whole but out of use; labels, which no kernel writes at once. */
static bool may_be_half_done(enum aim aim)
{
	return aim == AIM_DESTROY || aim == AIM_MODE || aim == AIM_RETURN || aim == AIM_MAILBOX;
}

/*
 * What a killed process leaves is for the next to clear up. A region that was
 * committed stays, for it could be one that somebody disabled: then it only
 * wants its driver, or to be destroyed where that was refused.
 */
static const char *check_recovered(const struct trial *t, const struct expected *e)
{
	if (!now.ended || (now.status && !t->scenario->hidden))
		return "recover failed";
	if (*sim_orphan())
		return sim_orphan();
	if (is(e->before) || is(e->wish) || may_be_half_done(t->scenario->aim) ||
	    is_under_way())
		return NULL;
	run_tool(t->scenario->status ? "destroy-region all" : "enable-region all",
		 NULL, &now);
	if (t->scenario->finish)
		run_tool(t->scenario->finish, NULL, &now);
	return is(e->wish) ? NULL :
	       "recover leaves the machine neither as before nor as wished";
}

/* ---- the words --------------------------------------------------------- */

/* Lines of the tool's voice, but those that add what is left. */
static int error_lines(const char *command)
{
	char head[64];
	int count = 0;
	size_t n;

	n = (size_t)snprintf(head, sizeof(head), "cxl %.*s: ",
			     (int)strcspn(command, " "), command);
	for (const char *line = now.err; line && *line;
	     line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
		char text[512];

		snprintf(text, sizeof(text), "%.*s", (int)strcspn(line, "\n"), line);
		if ((strncmp(text, head, n) && strncmp(text, "cxl: ", 5)) || strstr(text, "so this is left") ||
		    strstr(text, ": no matching") || strstr(text, " are not shown: no permission ") || strstr(text, "cmd_") ||
		    strstr(text, ": the kernel has no file locks") || strstr(text, ", but it cannot be") || strstr(text, ", but cannot be") ||
		    strstr(text, ": its geometry is not recorded (") || strstr(text, ": its labels cannot be read ("))
			continue;
		count++;
	}
	return count;
}

/* How many, as it says. */
static int recovered(void)
{
	const char *at = strstr(now.err, ": recovered ");
	int count = 0;

	if (at)
		sscanf(at, ": recovered %d", &count);
	return count;
}

static bool tells_each_step(enum aim aim)
{
	return aim == AIM_DESTROY || aim == AIM_RETURN || aim == AIM_RECOVER || aim == AIM_REPLACE;
}

static bool is_taken_for_absent(const struct point *p)
{
	return p->allocation && strstr(now.err, "no such ");
}

static const char *check_words(const struct trial *t, const struct point *p)
{
	int lines = error_lines(t->scenario->command);

	if (strstr(now.err, "libcxl: ") && !strstr(now.err, HALF_WRITTEN))
		return "the library speaks";
	if (now.status && !lines && !has_advice(now.out))
		return "it failed without a word";
	if (is_taken_for_absent(p))
		return "it claims the absence of what it had no memory to look for";
	/* apply recovers first, and that names each object */
	if (now.status && lines > 1 && !is_residue_said() && !strstr(now.err, ": look for orphans: ") && !tells_each_step(t->scenario->aim) &&
	    point_sort(p) == SORT_SINGLE)
		return "it failed with more than one word";
	if (!now.status && lines && !tells_each_step(t->scenario->aim))
		return "it says an error, but no failure";
	if (t->scenario->aim == AIM_RECOVER && is(t->clean.before) && recovered())
		return "it counts repairs, but nothing changed";
	return NULL;
}

static bool is_same_listing_wanted(const struct point *p)
{
	return p->allocation || point_is_transient(p);
}

/* An administrator's file may have no text, and the kernel's log no line about CXL: then that is what it says. */
static bool is_empty_indeed(const struct point *p)
{
	const char *name = sim_trace(p->fault.call)->name;

	return p->fault.kind == FAULT_EMPTY && (strstr(name, "/modprobe.d/") || strstr(name, "/kmsg"));
}

static const char *check_listing(const struct trial *t, const struct point *p)
{
	const char *what = stood_still(p) && !is_empty_indeed(p) ? look_for_lies(now.out, t->clean.out) : NULL;

	if (what)
		return what;
	if (now.status)
		return NULL;
	if (is_same_listing_wanted(p) && strcmp(now.out, t->clean.out))
		return "the listing is not whole";
	return look_at_listing(now.out);
}

/* ---- all of it --------------------------------------------------------- */

static const char *check_run(const struct trial *t, const struct point *p)
{
	const struct expected *e = expected_at(t, p);
	const char *what = NULL;

	if (now.leaks)
		return "memory leaks";
	if (now.open_fds)
		return "a file stays open";
	if (p->fault.kind == FAULT_SIGNAL && now.status)
		return check_killed(t, e, p->fault.number);
	if (p->fault.kind == FAULT_SIGNAL && t->scenario->aim == AIM_CREATE &&
	    p->fault.call <= t->commits_at)
		return "a signal came, and it went on";
	what = check_claims(now.err, stood_still(p));
	if (!what)
		what = check_words(t, p);
	if (!what && t->scenario->aim == AIM_LOOK)
		what = check_listing(t, p);
	if (!what && point_is_transient(p) && now.status != t->scenario->status)
		what = "what passes by itself made it fail";
	if (!what)
		what = now.status ? check_failure(t, p, e) : check_success(t, p, e);
	return what;
}

static const char *check(const struct trial *t, const struct point *p)
{
	if (sim_violations())
		return sim_first_violation();
	if (strstr(now.err, "runtime error:"))
		return strstr(now.err, "runtime error:");
	if (strstr(now.err, WRONG_PROGRESS))
		return strstr(now.err, WRONG_PROGRESS);
	if (!now.ended && p->fault.kind == FAULT_SIGNAL &&
	    now.status == p->fault.number)
		return check_killed(t, expected_at(t, p), p->fault.number);
	if (!now.ended)
		return now.status == 9 ? "it hangs" : "it crashes";
	return check_run(t, p);
}

/* The next run completes it, whatever the killed one left. */
static const char *check_again(const struct trial *t)
{
	run_tool(t->scenario->command, NULL, &now);
	if (sim_violations())
		return sim_first_violation();
	if (!now.ended || now.status)
		return "run again, it failed";
	return is(t->clean.wish) ? NULL : "run again, it leaves another machine than if it had not been killed";
}

static const char *check_kill(const struct trial *t, const struct point *p)
{
	if (now.ended || now.status != SIGKILL)
		return "it was not killed";
	if (sim_violations())
		return sim_first_violation();
	if (t->scenario->again)
		return check_again(t);
	if (t->scenario->aim != AIM_REPLACE)
		sim_guard_all();
	run_tool("recover", NULL, &now);
	if (sim_violations())
		return sim_first_violation();
	return check_recovered(t, expected_at(t, p));
}

long trial_calls_with(struct trial *t, const struct point *first)
{
	sim_put_back(&t->start);
	run_tool(t->scenario->command, first, &now);
	return now.calls;
}

bool trial_run(struct trial *t, const struct point *p, char *reason)
{
	const char *what;

	sim_put_back(&t->start);
	run_tool(t->scenario->command, p, &now);
	what = p->fault.kind == FAULT_KILL ? check_kill(t, p) : check(t, p);
	snprintf(reason, REASON_MAX, "%s", what ? what : "");
	return !what;
}

bool trial_show(struct trial *t, const struct point *p)
{
	char reason[REASON_MAX];
	bool good = trial_run(t, p, reason);

	printf("# cxl %s\n# before:\n%s# after:\n%s", t->scenario->command,
	       t->clean.before, now.state);
	printf("# wished:\n%s# status %d%s, %ld calls, leaks %d %s\n# out:\n%s\n# err:\n%s",
	       t->clean.wish, now.status, now.ended ? "" : " (killed)",
	       now.calls, now.leaks, now.where, now.out, now.err);
	printf("%sok - %s\n", good ? "" : "not ", reason);
	return good;
}
