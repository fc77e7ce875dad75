/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libcxl: the CXL devices of a Linux machine as C objects. */
#ifndef CXL_LIBCXL_H
#define CXL_LIBCXL_H

#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include <stdbool.h>

#include <cxl/libcxl/ctx.h>
#include <cxl/libcxl/bus.h>
#include <cxl/libcxl/port.h>
#include <cxl/libcxl/dport.h>
#include <cxl/libcxl/endpoint.h>
#include <cxl/libcxl/memdev.h>
#include <cxl/libcxl/decoder.h>
#include <cxl/libcxl/region.h>
#include <cxl/libcxl/poison.h>
#include <cxl/libcxl/cmd.h>
#include <cxl/libcxl/einj.h>

#endif /* CXL_LIBCXL_H */
