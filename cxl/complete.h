/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a shell can offer for the word that is being typed. */
#pragma once

/*
 * `cxl --complete WORD...`: print what the last of the @nr words, all that
 * stands behind "cxl", could become: one a line, with a tab and its help if it
 * has one. The shells' own files in completion/ only pass words to and fro.
 */
void complete(const char *sysroot, char **words, int nr);
