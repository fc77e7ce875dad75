/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text that devices wrote: which of its bytes can be printed. */
#pragma once

#include <stddef.h>

/* What stands for bytes that are no text: U+FFFD. */
#define UTF8_REPLACEMENT "\xef\xbf\xbd"

/*
 * The length of the character that begins at @text, of which @len bytes are
 * there, or 0 when they are no UTF-8: cut short, overlong, a surrogate, or
 * beyond U+10FFFF.
 */
size_t utf8_length(const char *text, size_t len);
