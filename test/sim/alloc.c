// SPDX-License-Identifier: GPL-2.0-or-later
/* Allocations that fail, in a test that is linked with their names wrapped. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "alloc.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
char *__real_strdup(const char *text);


void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
char *__wrap_strdup(const char *text);
int __wrap_asprintf(char **ret, const char *format, ...);

static long left;
static bool failed;

void alloc_fail(long n)
{
	left = n;
	failed = false;
}

bool alloc_has_failed(void)
{
	return failed;
}

static bool must_fail(void)
{
	if (!left || --left)
		return false;
	failed = true;
	errno = ENOMEM;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return must_fail() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return must_fail() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return must_fail() ? NULL : __real_realloc(p, size);
}

char *__wrap_strdup(const char *text)
{
	return must_fail() ? NULL : __real_strdup(text);
}

/* What it leaves in *@ret when it fails is not to be looked at. */
int __wrap_asprintf(char **ret, const char *format, ...)
{
	va_list ap;
	int n = -1;

	va_start(ap, format);
	if (must_fail())
		*ret = (char *)format;
	else
		n = vasprintf(ret, format, ap);
	va_end(ap);
	return n;
}
