// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Preloaded: memdevs whose capacity can be divided, but which do not offer the
 * command for it. No emulated device is like that.
 */
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/cxl_mem.h>
#include <linux/ioctl.h>

#define UNKNOWN_COMMAND 0xffff

/* CXL 3.1 8.2.9.9.1.1, Identify Memory Device: after revision and total capacity */
struct identify {
	char revision[16];
	uint64_t total, volatile_only, persistent_only, alignment;
} __attribute__((packed));

static void hide_command(struct cxl_mem_query_commands *list)
{
	for (uint32_t i = 0; i < list->n_commands; i++)
		if (list->commands[i].id == CXL_MEM_COMMAND_ID_SET_PARTITION_INFO)
			list->commands[i].id = UNKNOWN_COMMAND;
}

static void make_divisible(const struct cxl_send_command *command)
{
	struct identify *identify = (void *)(uintptr_t)command->out.payload;

	if (command->id != CXL_MEM_COMMAND_ID_IDENTIFY ||
	    command->out.size < (int)sizeof(*identify))
		return;
	identify->volatile_only = identify->persistent_only = 0;
	identify->alignment = 1;	/* of 256 MiB */
}

/* Some have the request in an int, whose sign has become its upper half. */
int ioctl(int fd, unsigned long request, ...)
{
	unsigned int kind = (unsigned int)request;
	va_list arguments;
	void *argument;
	uint32_t asked = 0;
	int rc;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	if (kind == CXL_MEM_QUERY_COMMANDS)
		asked = ((struct cxl_mem_query_commands *)argument)->n_commands;
	rc = (int)syscall(SYS_ioctl, fd, request, argument);
	if (rc >= 0 && asked)
		hide_command(argument);
	if (rc >= 0 && kind == CXL_MEM_SEND_COMMAND)
		make_divisible(argument);
	return rc;
}
