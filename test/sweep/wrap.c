// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands between the code under test and the host: allocations that fail, time that does not pass, no modules. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <dlfcn.h>

#include "sweep.h"

#define TABLE 32768		/* a power of two */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void __real_free(void *p);
int __real_vasprintf(char **ret, const char *format, va_list ap);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void *__wrap_reallocarray(void *p, size_t n, size_t size);
void __wrap_free(void *p);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);
int __wrap_vasprintf(char **ret, const char *format, va_list ap);
int __wrap_asprintf(char **ret, const char *format, ...);
int __wrap_nanosleep(const struct timespec *t, struct timespec *rest);
int __wrap_clock_nanosleep(clockid_t clock, int flags, const struct timespec *t,
			   struct timespec *rest);
int __wrap_usleep(unsigned int us);
int __wrap_clock_gettime(clockid_t clock, struct timespec *ret);
time_t __wrap_time(time_t *ret);

/* ---- what is allocated and not freed ----------------------------------- */

static struct {
	void *p;
	void *by;
} table[TABLE];
static bool counting;
static long made, fail_at;

static void keep(void *p, void *by)
{
	size_t i = ((uintptr_t)p >> 4) * 0x9e3779b97f4a7c15 >> 49;

	if (!counting || !p)
		return;
	for (size_t n = 0; n < TABLE; n++, i++) {
		i &= TABLE - 1;
		if (!table[i].p || table[i].p == &table) {
			table[i].p = p;
			table[i].by = by;
			return;
		}
	}
}

static void forget(void *p)
{
	size_t i = ((uintptr_t)p >> 4) * 0x9e3779b97f4a7c15 >> 49;

	if (!counting || !p)
		return;
	for (size_t n = 0; n < TABLE; n++, i++) {
		i &= TABLE - 1;
		if (!table[i].p)
			return;
		if (table[i].p == p) {
			table[i].p = &table;	/* a grave: search goes on */
			return;
		}
	}
}

static bool must_fail(void)
{
	if (!counting || ++made != fail_at)
		return false;
	errno = ENOMEM;
	return true;
}

void allocations_begin(long at)
{
	counting = true;
	made = 0;
	fail_at = at;
}

void allocations_end(void)
{
	counting = false;
}

long allocations_made(void)
{
	return made;
}

int allocations_left(char *where, size_t len)
{
	int count = 0;

	*where = '\0';
	for (size_t i = 0; i < TABLE; i++) {
		Dl_info info = { 0 };

		if (!table[i].p || table[i].p == &table)
			continue;
		if (!count++)
			snprintf(where, len, "by %s+%#lx",
				 dladdr(table[i].by, &info) && info.dli_sname ?
				 info.dli_sname : "?",
				 info.dli_saddr ? (unsigned long)((char *)
				 table[i].by - (char *)info.dli_saddr) : 0);
	}
	return count;
}

/* ---- allocations ------------------------------------------------------- */

#define CALLER __builtin_return_address(0)

void *__wrap_malloc(size_t size)
{
	void *p = must_fail() ? NULL : __real_malloc(size);

	keep(p, CALLER);
	return p;
}

void *__wrap_calloc(size_t n, size_t size)
{
	void *p = must_fail() ? NULL : __real_calloc(n, size);

	keep(p, CALLER);
	return p;
}

static void *again(void *old, size_t size, void *by)
{
	void *p;

	if (must_fail())
		return NULL;
	forget(old);
	p = __real_realloc(old, size);
	keep(p, by);
	return p;
}

void *__wrap_realloc(void *p, size_t size)
{
	return again(p, size, CALLER);
}

void *__wrap_reallocarray(void *p, size_t n, size_t size)
{
	return again(p, n * size, CALLER);
}

void __wrap_free(void *p)
{
	forget(p);
	__real_free(p);
}

static char *copy(const char *s, size_t n, void *by)
{
	char *p = must_fail() ? NULL : __real_malloc(n + 1);

	if (!p)
		return NULL;
	memcpy(p, s, n);
	p[n] = '\0';
	keep(p, by);
	return p;
}

char *__wrap_strdup(const char *s)
{
	return copy(s, strlen(s), CALLER);
}

char *__wrap_strndup(const char *s, size_t n)
{
	return copy(s, strnlen(s, n), CALLER);
}

int __wrap_vasprintf(char **ret, const char *format, va_list ap)
{
	int n = must_fail() ? -1 : __real_vasprintf(ret, format, ap);

	if (n >= 0)
		keep(*ret, CALLER);
	return n;
}

int __wrap_asprintf(char **ret, const char *format, ...)
{
	va_list ap;
	int n;

	if (must_fail())
		return -1;
	va_start(ap, format);
	n = __real_vasprintf(ret, format, ap);
	va_end(ap);
	if (n >= 0)
		keep(*ret, CALLER);
	return n;
}

/* ---- time -------------------------------------------------------------- */

#define BIRTH 1700000000

int __wrap_nanosleep(const struct timespec *t, struct timespec *rest)
{
	sim_sleep_ns((uint64_t)t->tv_sec * 1000000000 + (uint64_t)t->tv_nsec);
	return 0;
}

int __wrap_clock_nanosleep(clockid_t clock, int flags, const struct timespec *t,
			   struct timespec *rest)
{
	uint64_t ns = (uint64_t)t->tv_sec * 1000000000 + (uint64_t)t->tv_nsec;

	if (flags & TIMER_ABSTIME) {
		uint64_t now = sim_now_ns() + BIRTH * 1000000000ULL;

		ns = ns > now ? ns - now : 0;
	}
	sim_sleep_ns(ns);
	return 0;
}

int __wrap_usleep(unsigned int us)
{
	sim_sleep_ns(us * 1000ULL);
	return 0;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *ret)
{
	ret->tv_sec = BIRTH + (time_t)(sim_now_ns() / 1000000000);
	ret->tv_nsec = (long)(sim_now_ns() % 1000000000);
	return 0;
}

time_t __wrap_time(time_t *ret)
{
	time_t now = BIRTH + (time_t)(sim_now_ns() / 1000000000);

	if (ret)
		*ret = now;
	return now;
}

/* ---- no module of the host is touched ---------------------------------- */

struct kmod_ctx;
struct kmod_module;

struct kmod_ctx *__wrap_kmod_new(const char *dir, const char *const *config);
struct kmod_ctx *__wrap_kmod_unref(struct kmod_ctx *ctx);
int __wrap_kmod_module_new_from_name(struct kmod_ctx *ctx, const char *name,
				     struct kmod_module **ret);
struct kmod_module *__wrap_kmod_module_unref(struct kmod_module *module);
int __wrap_kmod_module_probe_insert_module(struct kmod_module *module);

struct kmod_ctx *__wrap_kmod_new(const char *dir, const char *const *config)
{
	return NULL;
}

struct kmod_ctx *__wrap_kmod_unref(struct kmod_ctx *ctx)
{
	return NULL;
}

int __wrap_kmod_module_new_from_name(struct kmod_ctx *ctx, const char *name,
				     struct kmod_module **ret)
{
	return -ENOENT;
}

struct kmod_module *__wrap_kmod_module_unref(struct kmod_module *module)
{
	return NULL;
}

int __wrap_kmod_module_probe_insert_module(struct kmod_module *module)
{
	return -ENOENT;
}
