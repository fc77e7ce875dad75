/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An endpoint: the port of one memdev. */
#pragma once

struct cxl_ctx;
struct cxl_endpoint;
struct cxl_memdev;

/* The memdev that is its uport, whether or not it is enabled; NULL: it left. */
struct cxl_memdev *endpoint_memdev(struct cxl_endpoint *endpoint);

/*
 * The memdev of the endpoint of that name, if it is an object by now; NULL: it
 * is not. No object is made to find out.
 */
struct cxl_memdev *endpoint_known_memdev(struct cxl_ctx *ctx, const char *name);
