// SPDX-License-Identifier: GPL-2.0-or-later
/* The files of a layout: masked as those of systemd are, read as a whole, replaced as a whole. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cxl/libcxl.h>

#include "core/new-file.h"
#include "core/objects.h"
#include "core/say.h"
#include "core/scope.h"
#include "core/streams.h"
#include "names/layout-files.h"

#define MIB ((size_t)1024 * 1024)
#define FILE_MAX_LEN (LAYOUT_FILE_MIB * MIB)

/* -- reading -- */

/* Of the file system, not of a device: its own words for the errno. */
static enum status say_file(const char *name, const char *step, int err)
{
	return err == -ENOENT ? say_error(name, step, "no such file or directory") :
		say_errno(name, step, err);
}

enum status files_parse(struct cxl_layout *layout, const char *name, const char *text, size_t length)
{
	int rc;

	if (length > FILE_MAX_LEN) {
		say_error(name, "read", "is larger than %u MiB", LAYOUT_FILE_MIB);
		return STATUS_USAGE;
	}
	rc = cxl_layout_read(layout, name, text, length);
	if (rc != -EINVAL)
		return rc ? say_errno(name, "read", rc) : STATUS_DONE;
	say_error(cxl_layout_get_error(layout), NULL, "the file is not used");
	return STATUS_USAGE;
}

/* One byte more than @max, if there are so many. */
static int read_bytes(int fd, size_t max, char **text, size_t *length)
{
	size_t room = 0;
	ssize_t n = 1;

	while (n > 0 && *length <= max) {
		if (*length == room) {
			char *more;

			room = room ? room * 2 : 65536;
			more = realloc(*text, room);
			if (!more)
				return -ENOMEM;
			*text = more;
		}
		n = read(fd, *text + *length, room - *length);
		if (n > 0)
			*length += (size_t)n;
		else if (n < 0 && errno == EINTR)
			n = 1;
	}
	return n < 0 ? -errno : 0;
}

static enum status read_fd(const char *name, int fd, unsigned int max_mib, char **text, size_t *length)
{
	int rc = read_bytes(fd, max_mib * MIB, text, length);

	if (rc)
		return say_errno(name, "read", rc);
	if (*length <= max_mib * MIB)
		return STATUS_DONE;
	say_error(name, "read", "is larger than %u MiB", max_mib);
	return STATUS_USAGE;
}

/* An empty file, or a link to /dev/null, hides the one that it masks. */
static bool is_mask(const struct stat *st)
{
	return (S_ISREG(st->st_mode) && !st->st_size) ||
	       (S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3));
}

/* Nothing of a mask. */
static enum status read_file(const char *name, bool may_mask, unsigned int max_mib, char **text,
			     size_t *length)
{
	_cleanup_close_ int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return say_file(name, "open", -errno);
	if (may_mask && is_mask(&st))
		return STATUS_DONE;
	if (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode))
		return read_fd(name, fd, max_mib, text, length);
	say_error(name, "read", "is not a regular file");
	return STATUS_USAGE;
}

enum status files_read_text(const char *file, unsigned int max_mib, struct file_text *ret)
{
	*ret = (struct file_text){ .name = file };
	if (strcmp(file, "-") != 0)
		return read_file(file, false, max_mib, &ret->text, &ret->length);
	ret->name = "standard input";
	return read_fd(ret->name, STDIN_FILENO, max_mib, &ret->text, &ret->length);
}

static enum status read_layout(struct cxl_layout *layout, const char *name, bool may_mask)
{
	_cleanup_free_ char *text = NULL;
	size_t length = 0;
	enum status status = read_file(name, may_mask, LAYOUT_FILE_MIB, &text, &length);

	if (status || (may_mask && !text))
		return status;
	return files_parse(layout, name, text, length);
}

/* -- the directories -- */

static void free_names(struct objects *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->list[i]);
	objects_done(names);
}

static const char *last_part(const char *path)
{
	return strrchr(path, '/') + 1;
}

static bool is_masked(const struct objects *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (!strcmp(last_part(names->list[i]), name))
			return true;
	return false;
}

static bool is_layout(const char *name)
{
	size_t length = strlen(name);

	return *name != '.' && length > 5 && !strcmp(name + length - 5, ".json");
}

static enum status add_name(struct objects *names, const char *dir, const char *name)
{
	enum status status;
	char *path;

	if (!is_layout(name) || is_masked(names, name))
		return STATUS_DONE;
	if (asprintf(&path, "%s/%s", dir, name) < 0)
		return say_errno(dir, NULL, ENOMEM);
	status = objects_add(names, path);
	if (status)
		free(path);
	return status;
}

static enum status add_names(struct objects *names, const char *path)
{
	DIR *dir = opendir(path);
	enum status status = STATUS_DONE;
	const struct dirent *entry;

	if (!dir)
		return errno == ENOENT ? STATUS_DONE : say_errno(path, "open", errno);
	errno = 0;
	while (!status && (entry = readdir(dir))) {
		status = add_name(names, path, entry->d_name);
		errno = 0;
	}
	if (!status && errno)
		status = say_errno(path, "read", errno);
	closedir(dir);
	return status;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(last_part(*(char *const *)a), last_part(*(char *const *)b));
}

static enum status read_all(struct cxl_layout *layout)
{
	const char *path = getenv(LAYOUT_PATH_ENV);
	_cleanup_free_ char *dirs = strdup(path ? path : LAYOUT_PATH);
	enum status status = dirs ? STATUS_DONE : say_errno(NULL, NULL, ENOMEM);
	struct objects names = {};
	char *rest = dirs, *dir;

	while (!status && (dir = strsep(&rest, ":")))
		status = add_names(&names, dir);
	if (names.count)
		qsort(names.list, names.count, sizeof(*names.list), by_name);
	for (size_t i = 0; !status && i < names.count; i++)
		status = read_layout(layout, names.list[i], true);
	free_names(&names);
	return status;
}

static enum status read_operand(struct cxl_layout *layout, const char *file)
{
	_cleanup_file_text_ struct file_text text = {};
	enum status status = files_read_text(file, LAYOUT_FILE_MIB, &text);

	return status ? status : files_parse(layout, text.name, text.text, text.length);
}

enum status files_read(struct cxl_layout *layout, char *const *files)
{
	enum status status = STATUS_DONE;

	if (!*files)
		return read_all(layout);
	for (; *files && !status; files++)
		status = read_operand(layout, *files);
	return status;
}

/* -- replacing -- */

/* A rename takes the place of whatever has the name: only a file may go. */
static enum status check_place(const char *file)
{
	struct stat st;

	if (lstat(file, &st) < 0)
		return errno == ENOENT ? STATUS_DONE : say_errno(file, "write", errno);
	if (S_ISREG(st.st_mode))
		return STATUS_DONE;
	return say_error(file, "write", "exists and is not a regular file");
}

static int write_text(const void *text, int fd)
{
	return streams_write(fd, text, strlen(text));
}

enum status files_replace(const char *file, const char *text)
{
	enum status status = check_place(file);
	int rc = status ? 0 : new_file_replace(file, 0644, write_text, text);

	return rc ? say_file(file, "write", rc) : status;
}
