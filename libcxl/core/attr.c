// SPDX-License-Identifier: LGPL-2.1-or-later
/* The attribute table: which sysfs file fills which field of an object. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/attr.h"
#include "core/io.h"
#include "core/node.h"
#include "core/retry.h"
#include "core/text.h"

static int store_text(char **field, const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		return -ENOMEM;
	free(*field);
	*field = copy;
	return 0;
}

static int store_uint(unsigned int *field, const char *text)
{
	uint64_t value;
	int rc = text_to_u64(text, &value);

	if (rc < 0)
		return rc;
	if (value > UINT_MAX)
		return -ERANGE;
	*field = (unsigned int)value;
	return 0;
}

static int store_bool(bool *field, const char *text)
{
	uint64_t value;
	int rc = text_to_u64(text, &value);

	if (!rc)
		*field = value != 0;
	return rc;
}

static int store(void *field, enum attr_type type, const char *text)
{
	switch (type) {
	case ATTR_U64:	return text_to_u64(text, field);
	case ATTR_UINT:	return store_uint(field, text);
	case ATTR_INT:	return text_to_int(text, field);
	case ATTR_BOOL:	return store_bool(field, text);
	case ATTR_TEXT:	return store_text(field, text);
	}
	return -EINVAL;
}

static void store_absent(void *field, const struct attr *attr)
{
	switch (attr->type) {
	case ATTR_U64:	*(uint64_t *)field = (uint64_t)attr->absent; break;
	case ATTR_UINT:	*(unsigned int *)field = (unsigned int)attr->absent; break;
	case ATTR_INT:	*(int *)field = (int)attr->absent; break;
	case ATTR_BOOL:	*(bool *)field = attr->absent != 0; break;
	case ATTR_TEXT:
		free(*(char **)field);
		*(char **)field = NULL;
		break;
	}
}

static bool is_missing(ssize_t rc)
{
	return rc == -ENOENT || rc == -ENODEV;
}

/*
 * The errno of the kernel for a file that it need not offer; the last two are of
 * captured machines. After any other errno nothing was seen.
 */
static bool has_no_value(ssize_t read)
{
	return read == -ENXIO || read == -EOPNOTSUPP || read == -EISDIR ||
	       read == -EOVERFLOW;
}

/* @read as an error of ours, or 0 where it says that there is no value. */
static int unseen(const struct attr *attr, ssize_t read)
{
	if (is_missing(read) || (!attr->must && has_no_value(read)))
		return 0;
	return (int)read;
}

/* A text that is no value is absent, unless it must be one. */
static int load_text(void *field, const struct attr *attr, const char *text)
{
	int rc = store(field, attr->type, text);

	if (rc < 0)
		store_absent(field, attr);
	if (rc < 0 && rc != -ENOMEM)
		return attr->must ? -EBADMSG : 0;
	return rc;
}

/* 0, -ENODEV when the device has left, or -errno when the row cannot be seen. */
static int load_row(const struct node *node, int fd, const struct attr *attr,
		    void *object, ssize_t *ret_read)
{
	void *field = (char *)object + attr->field;
	char text[IO_TEXT_MAX];
	ssize_t n = node_read_through(node, fd, attr->file, text, sizeof(text));
	int rc = is_missing(n) ? node_check_through(node, fd) : 0;

	*ret_read = n;
	if (rc == -ENODEV)	/* what was read of it before is kept */
		return rc;
	if (n >= 0)
		return load_text(field, attr, text);
	store_absent(field, attr);
	return rc < 0 ? rc : unseen(attr, n);
}

/* Rows, by their bit, that were only away while we read: they are back by now. */
static int look_for_away(const struct node *node, int fd,
			 const struct attr *table, uint64_t away, bool *back)
{
	int rc = 0;

	for (*back = false; away && !rc && !*back; away >>= 1, table++)
		if (away & 1)
			rc = io_look(node->io, fd, table->file, back);
	return rc;
}

/* Whether the device lives while its attributes are on the move, in @moving. */
static int load_all(const struct node *node, int fd, const struct attr *table,
		    size_t count, void *object, bool *moving)
{
	uint64_t away = 0;
	bool back;
	int rc, first = 0;

	*moving = false;
	for (const struct attr *attr = table; attr < table + count; attr++) {
		ssize_t n;

		rc = load_row(node, fd, attr, object, &n);
		if (rc == -ENODEV)
			return rc;
		if (!first)
			first = rc;
		*moving |= n == -ENODEV || (n == -ENOENT && attr->must);
		if (n == -ENOENT && attr->moves)
			away |= 1ULL << (attr - table);
	}
	rc = look_for_away(node, fd, table, away, &back);
	*moving |= back;
	return first ? first : rc;
}

int attrs_load(const struct node *node, int fd, const struct attr *table,
	       size_t count, void *object)
{
	struct retry retry = RETRY(node->io, RETRY_REBUILT);
	bool moving;
	int rc;

	do	/* what never comes is absent */
		rc = load_all(node, fd, table, count, object, &moving);
	while (!rc && moving && retry_again(&retry, -EAGAIN));
	return rc;
}

int attrs_reload(struct node *node, const struct attr *table,
		 size_t count, void *object)
{
	int fd = node_dir(node);

	return fd < 0 ? fd : attrs_load(node, fd, table, count, object);
}
