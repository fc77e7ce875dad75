// SPDX-License-Identifier: GPL-2.0-or-later
/* What the output can show: its width, colours, the characters of trees. */
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/say.h"
#include "core/scope.h"
#include "view/screen.h"

/* The locale of the process stays as it is: only its character set counts. */
static bool has_utf8(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool utf8;

	if (!locale)
		return false;
	utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
	freelocale(locale);
	return utf8;
}

static unsigned int width_of(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) < 0 || !size.ws_col)
		return SCREEN_WIDTH;
	return size.ws_col;
}

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

static bool has_color(void)
{
	const char *term = getenv("TERM");

	return term && *term && strcmp(term, "dumb") && !is_set("NO_COLOR");
}

enum status screen_begin(struct screen *screen, const char *color)
{
	bool terminal = isatty(STDOUT_FILENO);

	*screen = (struct screen){
		.utf8 = has_utf8(),
		.width = terminal ? width_of(STDOUT_FILENO) : SCREEN_WIDTH,
	};
	if (!color || strcmp(color, "auto") == 0) {
		screen->color = terminal && has_color();
	} else if (strcmp(color, "always") == 0) {
		screen->color = true;
	} else if (strcmp(color, "never")) {
		say_error("--color", NULL, "\"%s\" is not auto, always or never", color);
		return STATUS_USAGE;
	}
	return STATUS_DONE;
}

void screen_write(const struct screen *screen, enum paint paint, const char *format, ...)
{
	static const char *const begin[] = {
		[PAINT_HEADING] = "\033[1m",
		[PAINT_ACTION] = "\033[33m",
		[PAINT_BROKEN] = "\033[31m",
	};
	bool colored = screen->color && paint != PAINT_NONE;
	va_list args;

	if (colored)
		fputs(begin[paint], stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	if (colored)
		fputs("\033[0m", stdout);
}
