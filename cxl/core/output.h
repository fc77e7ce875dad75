/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON on stdout, written as it comes: two spaces a level, no blank after the colon. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * struct output out;
 *
 * output_begin_plain(&out, stdout);		or output_begin_human()
 * output_open_object(&out, NULL);
 * output_text(&out, "memdev", "mem0");
 * output_size(&out, "ram_size", 268435456);
 * output_close_object(&out);
 * return output_end(&out);
 *
 * The key is NULL inside an array and at the top.
 */
/*
 * A contract output is that of --json=2 (core/envelope.h): what is written at its top goes into the
 * array of items, its beginnings and ends are the envelope's, and types never change.
 */
/* A call of stdio for each word would be the largest part of a listing. */
#define OUTPUT_ROOM 16384

#define OUTPUT_DEPTH 128
#define OUTPUT_ITEMS 2		/* the depth inside the items of the envelope */

struct output {
	void (*begin)(struct output *out);	/* writes what stands before the items of an envelope */
	FILE *file;
	bool human;	/* sizes with units, addresses as "0x1f" */
	bool line;	/* all of it on one line */
	bool contract;	/* it is an envelope's */
	bool flat;	/* an array at the top of the contract is open: the items are its elements */
	bool empty;	/* nothing yet in the innermost array or object */
	int depth;
	char due[OUTPUT_DEPTH];	/* the brackets that will close it, innermost last */
	size_t used;
	char bytes[OUTPUT_ROOM];	/* what was not yet given to @file */
};

void output_begin_plain(struct output *out, FILE *file);
void output_begin_human(struct output *out, FILE *file);
void output_begin_line(struct output *out, FILE *file);
/* An envelope's, on one line or several; the first other beginning of @out calls @begin. */
void output_begin_contract(struct output *out, FILE *file, bool line,
			   void (*begin)(struct output *out));
/* As in an envelope, and without one: for a reader inside this program. */
void output_begin_items(struct output *out, FILE *file);
/* The newline behind the last bracket of an envelope. 0, or -errno if not all was written. */
int output_end_contract(struct output *out);
/* The newline behind the last bracket. 0, or -errno if not all was written. */
int output_end(struct output *out);

/*
 * One that the children of this process also write to: what a child has begun
 * its parent can end. NULL: no memory. It stays until the process ends.
 */
struct output *output_new_shared(void);
/* Closes what is open down to @depth. */
void output_close_to(struct output *out, int depth);
/* Closes what is open, up to OUTPUT_DEPTH: as far as it goes it can be read. False: nothing was begun. */
bool output_cut_short(struct output *out);

void output_open_object(struct output *out, const char *key);
void output_close_object(struct output *out);
void output_open_array(struct output *out, const char *key);
void output_close_array(struct output *out);

void output_text(struct output *out, const char *key, const char *value);
void output_bool(struct output *out, const char *key, bool value);
/* null in the contract; nothing elsewhere: there what is not known is absent. */
void output_unknown(struct output *out, const char *key);
void output_int(struct output *out, const char *key, int64_t value);
void output_uint(struct output *out, const char *key, uint64_t value);
/* A size in bytes; signed 64 bits in plain JSON, as the reference has it. */
void output_size(struct output *out, const char *key, uint64_t value);
/* An address or an identity: a number, or "0x1f" to a human and in the contract. */
void output_address(struct output *out, const char *key, uint64_t value);
