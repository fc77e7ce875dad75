/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A dport: one downstream way out of a port. */
#pragma once

struct cxl_dport;
struct cxl_port;

/* The dport of @port with that id, or NULL. */
struct cxl_dport *dport_of_id(struct cxl_port *port, unsigned long id);
