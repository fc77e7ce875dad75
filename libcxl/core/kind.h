/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kinds of CXL objects. */
#pragma once

/* What a name on the CXL bus stands for; dports are links, not devices. */
enum object_kind {
	OBJECT_BUS,
	OBJECT_PORT,
	OBJECT_ENDPOINT,
	OBJECT_DECODER,
	OBJECT_REGION,
	OBJECT_MEMDEV,
	OBJECT_DPORT,
};
