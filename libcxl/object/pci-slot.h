/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The physical slots of PCI devices, by the names that the kernel gives them. */
#pragma once

struct cxl_ctx;

/*
 * The slot that the PCI function @host ("0000:0d:00.0") is in; NULL: none. Valid
 * until the slots are forgotten. What could not be read, ctx_miss() notes.
 */
const char *pci_slot_of(struct cxl_ctx *ctx, const char *host);

/* The next question reads them again. */
void pci_slots_forget(struct cxl_ctx *ctx);
