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

#include "core/scope.h"
#include "trace/instances.h"
#include "trace/trace-calls.h"

/* Whether the rest of a name is a process id that nobody has. */
static bool is_of_nobody(const char *text)
{
	char *end;
	long pid = strtol(text, &end, 10);

	return pid > 0 && !*end && kill((pid_t)pid, 0) < 0 && errno == ESRCH;
}

/* The kernel keeps an instance that is in use. */
static void clear_up(const char *tracing, const char *prefix)
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

struct tracefs_instance *instance_make(const struct trace_calls *lib,
				       const char *prefix)
{
	char name[48];

	clear_up(lib->tracefs_tracing_dir(), prefix);
	snprintf(name, sizeof(name), "%s%d", prefix, getpid());
	errno = 0;
	return lib->tracefs_instance_create(name);
}

void instance_remove(const struct trace_calls *lib,
		     struct tracefs_instance *instance)
{
	if (!instance)
		return;
	lib->tracefs_instance_destroy(instance);
	lib->tracefs_instance_free(instance);
}
