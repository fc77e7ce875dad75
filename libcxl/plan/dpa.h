/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which decoder of a memdev holds DPA: what <cxl/libcxl/holder.h> has not. */
#pragma once

struct cxl_decoder;
struct cxl_port;

/* The first decoder below @port of which that cannot be read, or NULL. */
struct cxl_decoder *dpa_unknown(struct cxl_port *port);
