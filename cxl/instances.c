// SPDX-License-Identifier: GPL-2.0-or-later
/* Private tracefs instances: they outlive who made them. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "instances.h"

/* Whether the rest of a name is a process id that nobody has. */
static bool is_of_nobody(const char *text)
{
	char *end;
	long pid = strtol(text, &end, 10);

	return pid > 0 && !*end && kill((pid_t)pid, 0) < 0 && errno == ESRCH;
}

/* The kernel keeps an instance that is in use. */
void instances_clear_up(const char *tracing, const char *prefix)
{
	_cleanup_free_ char *path = NULL;
	size_t len = strlen(prefix);
	struct dirent *entry;
	DIR *dir;

	if (asprintf(&path, "%s/instances", tracing) < 0) {
		path = NULL;
		return;
	}
	dir = opendir(path);
	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (strncmp(entry->d_name, prefix, len) == 0 &&
		    is_of_nobody(entry->d_name + len))
			unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
	closedir(dir);
}
