/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A note in the object file that names a shared library which is loaded when needed, for package tools. */
#pragma once

/*
 * Readers of dynamic sections do not see what dlopen() loads. The ELF note of
 * the type 0x407c0c0a, with JSON as its text, is how the UAPI group has
 * specified to tell them. The library and the tool each have this file, as neither
 * includes a header of the other; test/style compares them.
 */
#define DLOPEN_NOTE(_feature, _description, _soname)					\
	__asm__(".pushsection .note.dlopen, \"a\", %note\n"				\
		".balign 4\n"								\
		".long 4, 2f - 1f, 0x407c0c0a\n"					\
		".asciz \"FDO\"\n"							\
		"1: .asciz \"[{\\\"feature\\\":\\\"" _feature "\\\","			\
		"\\\"description\\\":\\\"" _description "\\\","				\
		"\\\"priority\\\":\\\"recommended\\\","					\
		"\\\"soname\\\":[\\\"" _soname "\\\"]}]\"\n"				\
		"2: .balign 4\n"							\
		".popsection\n")
