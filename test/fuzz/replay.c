// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands for the fuzzer where there is none: tries each file of the folders named. */
#include <dirent.h>

#include "fuzz.h"
#include "tap.h"

#define INPUT_MAX 65536

static void try_file(const char *path, const char *name)
{
	static uint8_t buf[INPUT_MAX];
	FILE *file = fopen(path, "r");
	size_t size;

	if (!file) {
		ok(false, "%s can be read", path);
		return;
	}
	size = fread(buf, 1, sizeof(buf), file);
	fclose(file);
	fflush(stdout);		/* what follows may be the last */
	ok(LLVMFuzzerTestOneInput(buf, size) == 0, "%s", name);
}

static int is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct dirent **files = NULL;
		int count = scandir(argv[i], &files, is_file, alphasort);

		ok(count > 0, "%s: a corpus", argv[i]);
		for (int n = 0; n < count; n++) {
			char path[4096];

			snprintf(path, sizeof(path), "%s/%s", argv[i], files[n]->d_name);
			try_file(path, files[n]->d_name);
			free(files[n]);
		}
		free(files);
	}
	return tap_done();
}
