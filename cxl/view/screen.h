/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the output can show: its width, colours, the characters of trees. */
#pragma once

#include <stdbool.h>

#include "core/say.h"
#include "core/status.h"

/* Colour repeats what a word says: it is never the only sign. */
enum paint {
	PAINT_NONE,
	PAINT_HEADING,
	PAINT_ACTION,		/* somebody has to do something */
	PAINT_BROKEN,
};

struct screen {
	unsigned int width;	/* of a line, in columns */
	bool color;
	bool utf8;
};

#define SCREEN_WIDTH 80		/* of what is no terminal */

/*
 * Fill @screen for the standard output. @color is the value of --color: "auto", "always",
 * "never", or NULL for "auto"; any other value is refused.
 */
enum status screen_begin(struct screen *screen, const char *color);

/* Write text in the colour of @paint. All views write through it. */
void screen_write(const struct screen *screen, enum paint paint, const char *format, ...)
	SAY_FORMAT(3, 4);
