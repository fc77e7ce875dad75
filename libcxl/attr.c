// SPDX-License-Identifier: LGPL-2.1-or-later
/* The attribute table: which sysfs file fills which field of an object. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "io.h"
#include "node.h"
#include "retry.h"
#include "text.h"

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

/* It is ours that nothing was read: that says nothing about the file. */
static bool is_out_of(int rc)
{
	return rc == -ENOMEM || rc == -EMFILE || rc == -ENFILE;
}

static int load_one(void *field, const struct attr *attr, ssize_t read,
		    const char *text)
{
	int rc = read < 0 ? (int)read : store(field, attr->type, text);

	if (rc < 0)
		store_absent(field, attr);
	return rc;
}

/* Rows, by their bit, that were only away while we read: they are back by now. */
static bool are_back(const struct node *node, int fd, const struct attr *table,
		     uint64_t away)
{
	for (; away; away >>= 1, table++)
		if ((away & 1) && io_exists(node->io, fd, table->file))
			return true;
	return false;
}

/*
 * -EAGAIN: the device lives, but its attributes are on the move. When it has
 * left, what was read of it before is kept.
 */
static int load_all(const struct node *node, int fd, const struct attr *table,
		    size_t count, void *object)
{
	char text[IO_TEXT_MAX];
	bool moving = false;
	uint64_t away = 0;
	int rc;

	for (const struct attr *attr = table; attr < table + count; attr++) {
		ssize_t n = node_read_through(node, fd, attr->file, text,
					      sizeof(text));

		if (is_missing(n) && !node_fd_is_alive(node, fd))
			return -ENODEV;
		rc = load_one((char *)object + attr->field, attr, n, text);
		if (is_out_of(rc))
			return rc;
		moving |= n == -ENODEV || (n == -ENOENT && attr->must);
		if (n == -ENOENT && attr->moves)
			away |= 1ULL << (attr - table);
	}
	return moving || are_back(node, fd, table, away) ? -EAGAIN : 0;
}

int attrs_load(const struct node *node, int fd, const struct attr *table,
	       size_t count, void *object)
{
	struct retry retry = RETRY(node->io, RETRY_REBUILT);
	int rc;

	do
		rc = load_all(node, fd, table, count, object);
	while (retry_again(&retry, rc));
	return rc == -EAGAIN ? 0 : rc;	/* it never came: it is absent */
}

int attrs_reload(struct node *node, const struct attr *table,
		 size_t count, void *object)
{
	int fd = node_dir(node);

	return fd < 0 ? fd : attrs_load(node, fd, table, count, object);
}
