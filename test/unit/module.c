// SPDX-License-Identifier: GPL-2.0-or-later
/* Loading a kernel module: what does not exist is not loaded, with or without libkmod, and silently. */
#include <sys/mman.h>
#include <unistd.h>

#include "driver/module.h"
#include "tap.h"

/* What it says on standard error while it loads is counted in *@said. */
static int load(const char *name, off_t *said)
{
	int before = dup(STDERR_FILENO), file = memfd_create("err", 0), rc;

	dup2(file, STDERR_FILENO);
	rc = module_load(name);
	dup2(before, STDERR_FILENO);
	*said = lseek(file, 0, SEEK_END);
	close(before);
	close(file);
	return rc;
}

int main(void)
{
	off_t said;

	ok(load("cxl_there_is_no_such_module", &said) < 0 && said == 0,
	   "there is no such module");
	ok(load("", &said) < 0 && said == 0, "nor one without a name");
	return tap_done();
}
