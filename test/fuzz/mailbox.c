// SPDX-License-Identifier: GPL-2.0-or-later
/* Output of mailbox commands: the first byte selects the command, the second is the return code of the device. */
#include <errno.h>

#include "fuzz.h"
#include "mbox.h"
#include "mbox-getters.h"

static void try_getters(struct cxl_cmd *cmd)
{
	char text[17] = "";

	for (size_t i = 0; i < nr_commands; i++)
		for (size_t n = 0; n < commands[i].count; n++) {
			const struct getter *g = &commands[i].getters[n];
			long long value = ask(g, cmd);

			if (g->yes_no)
				always(value == 0 || value == 1 || value == g->none);
		}
	cxl_cmd_identify_get_fw_rev(cmd, text, 16);
	for (int slot = 0; slot < 6; slot++)
		cxl_cmd_fw_info_get_fw_ver(cmd, slot, text, 16);
	always(text[16] == '\0');
}

static void try_answer(struct cxl_memdev *memdev, const struct command *c)
{
	struct cxl_cmd *cmd = c->make(memdev);

	always(cmd);
	always(cxl_cmd_submit(cmd) >= 0);
	always(cxl_cmd_get_out_size(cmd) <= (int)sizeof(mbox.answer));
	always(cxl_cmd_get_mbox_status_name(cmd));
	try_getters(cmd);
	cxl_cmd_unref(cmd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cxl_memdev *memdev;

	if (size < 2 || size - 2 > sizeof(mbox.answer))
		return 0;
	mbox_reset();
	memdev = mbox_memdev();
	mbox.retval = data[1];
	mbox.answer_size = (uint32_t)(size - 2);
	memcpy(mbox.answer, data + 2, size - 2);
	try_answer(memdev, &commands[data[0] % nr_commands]);
	mbox_done(memdev);
	return 0;
}
