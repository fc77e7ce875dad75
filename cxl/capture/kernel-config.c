// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's configuration, wherever a distribution keeps it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "capture/archive.h"
#include "capture/collect.h"
#include "capture/zlib-calls.h"
#include "core/scope.h"

/* Consumes @fd. */
static ssize_t read_compressed(int fd, char **ret)
{
	const struct zlib_calls *zlib = zlib_calls_load();
	_cleanup_free_ char *text = malloc(MEMBER_SIZE_MAX + 1);
	gzFile file = zlib ? zlib->gzdopen(fd, "rb") : NULL;
	int len;

	if (!file) {
		closep(&fd);
		return zlib ? -ENOMEM : -ENOSYS;
	}
	len = text ? zlib->gzread(file, text, MEMBER_SIZE_MAX) : -1;
	zlib->gzclose(file);
	if (!text || len < 0)
		return text ? -EBADMSG : -ENOMEM;
	text[len] = '\0';
	*ret = take_ptr(text);
	return len;
}

static ssize_t read_of_running(const struct source *source, char **ret)
{
	int fd = source_open_path(source, "proc/config.gz", O_RDONLY);

	return fd < 0 ? fd : read_compressed(fd, ret);
}

/* The release of the captured kernel; "" where the capture does not say. */
static void read_release(const struct source *source, char *release, size_t size)
{
	_cleanup_free_ char *text = NULL;
	struct utsname name;

	*release = '\0';
	if (source->captured && source_read_path(source, "kernel-release", 64, &text) >= 0)
		snprintf(release, size, "%.*s", (int)strcspn(text, "\n/"), text);
	else if (!source->captured && !uname(&name))
		snprintf(release, size, "%s", name.release);
}

ssize_t kernel_config_read(const struct source *source, char **ret)
{
	static const struct {
		const char *before, *behind;
	} places[] = { { "boot/config-", "" }, { "usr/lib/modules/", "/config" }, { "lib/modules/", "/config" } };
	char release[65], path[128];
	ssize_t rc;

	read_release(source, release, sizeof(release));
	for (size_t i = 0; *release && i < ARRAY_SIZE(places); i++) {
		snprintf(path, sizeof(path), "%s%s%s", places[i].before, release, places[i].behind);
		rc = source_read_path(source, path, MEMBER_SIZE_MAX, ret);
		if (rc != -ENOENT && rc != -ENOTDIR)
			return rc;
	}
	rc = read_of_running(source, ret);
	return rc == -ENOTDIR ? -ENOENT : rc;
}
