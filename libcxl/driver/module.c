// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Loading a kernel module: by libkmod, which is itself loaded only now. It
 * brings half a dozen libraries along that no other call needs.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <syslog.h>

#include <libkmod.h>

#include "core/dlopen-note.h"
#include "driver/module.h"

#define LIBKMOD "libkmod.so.2"

DLOPEN_NOTE("kmod", "load the kernel module of a disabled device", LIBKMOD);

/* The functions of libkmod that are used, as it declares them. */
struct kmod_calls {
	__typeof__(kmod_new) *new;
	__typeof__(kmod_unref) *unref;
	__typeof__(kmod_set_log_priority) *set_log_priority;
	__typeof__(kmod_module_new_from_name) *from_name;
	__typeof__(kmod_module_probe_insert_module) *insert;
	__typeof__(kmod_module_unref) *module_unref;
};

static int find_calls(void *library, struct kmod_calls *calls)
{
	calls->new = dlsym(library, "kmod_new");
	calls->unref = dlsym(library, "kmod_unref");
	calls->set_log_priority = dlsym(library, "kmod_set_log_priority");
	calls->from_name = dlsym(library, "kmod_module_new_from_name");
	calls->insert = dlsym(library, "kmod_module_probe_insert_module");
	calls->module_unref = dlsym(library, "kmod_module_unref");
	if (!calls->new || !calls->unref || !calls->set_log_priority ||
	    !calls->from_name || !calls->insert || !calls->module_unref)
		return -ENOSYS;
	return 0;
}

static int load_by(const struct kmod_calls *calls, const char *name)
{
	struct kmod_module *module = NULL;
	struct kmod_ctx *kmod = calls->new(NULL, NULL);
	int rc;

	if (!kmod)
		return -ENOMEM;
	calls->set_log_priority(kmod, LOG_EMERG);	/* the errno says it */
	rc = calls->from_name(kmod, name, &module);
	if (!rc)
		rc = calls->insert(module, 0, NULL, NULL, NULL, NULL);
	if (module)
		calls->module_unref(module);
	calls->unref(kmod);
	return rc;
}

int module_load(const char *name)
{
	void *library = dlopen(LIBKMOD, RTLD_NOW | RTLD_LOCAL);
	struct kmod_calls calls;
	int rc;

	if (!library)
		return -ENOSYS;
	rc = find_calls(library, &calls);
	if (!rc)
		rc = load_by(&calls, name);
	dlclose(library);
	return rc;
}
