/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which object is named "mem0", "0", "0000:35:00.0", "serial:0x1004", "slot:2", "ACPI.CXL", "switch", "3.0", "all". */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/status.h"

struct cxl_bus;
struct cxl_ctx;
struct cxl_decoder;
struct cxl_endpoint;
struct cxl_memdev;
struct cxl_port;
struct cxl_region;
struct objects;

enum name_kind {
	NAME_MEMDEV,		/* memN, N, host device, serial:NUMBER, all */
	NAME_SERIAL,		/* a memdev's serial number, in any C base */
	NAME_BUS,		/* rootN, N, provider, all */
	NAME_PORT,		/* portN, N, host, root, switch, endpoint, all */
	NAME_ENDPOINT,		/* endpointN, N, its memdev, all */
	NAME_DECODER,		/* decoderP.D, P.D, root, switch, endpoint, all */
	NAME_REGION,		/* regionN, N, all */
};

/*
 * A list of names, parsed once: separated by blanks if there is one, else by
 * commas. A word that can never name anything is refused with -EINVAL (and the
 * word in @ret_bad, in heap memory); a well-formed one may still match nothing.
 * Free with names_free().
 */
struct names;
int names_parse(enum name_kind kind, const char *text, struct names **ret,
		char **ret_bad);
void names_free(struct names *names);

/* The words, as typed. */
size_t names_count(const struct names *names);
const char *names_word(const struct names *names, size_t at);

/* How names of this kind are spelt, for the message about a refused one. */
const char *names_spelling(enum name_kind kind);

/* NULL @names match everything. */
bool names_match_memdev(const struct names *names, struct cxl_memdev *memdev);
bool names_match_bus(const struct names *names, struct cxl_bus *bus);
bool names_match_port(const struct names *names, struct cxl_port *port);
bool names_match_endpoint(const struct names *names, struct cxl_endpoint *endpoint);
bool names_match_decoder(const struct names *names, struct cxl_decoder *decoder);
bool names_match_region(const struct names *names, struct cxl_region *region);
/* Could a decoder of @port match at all? */
bool names_match_decoders_of(const struct names *names, struct cxl_port *port);

/*
 * If the list is nothing but ids ("mem0", "3"): their number, and the ids, each
 * once, in ascending order in @ret_ids (owned by @names). Else -1: somebody must look
 * at every object.
 */
int names_only_ids(struct names *names, const unsigned int **ret_ids);

/* The same for "decoder3.0" and "3.0": port in the upper half, decoder in the lower. */
int names_only_pairs(struct names *names, const uint64_t **ret_pairs);

/* Is one of the words "all"? */
bool names_have_all(const struct names *names);

/* Is one of the words a serial number? Devices may share one. */
bool names_have_serial(const struct names *names);

/* Is one of the words a slot? A card may have several memdevs. */
bool names_have_slot(const struct names *names);

/* Is one of the words the type word @type ("root", "switch", "endpoint"), or a name such as "root0"? */
bool names_have_type(const struct names *names, const char *type);

static inline void names_freep(struct names **names) { names_free(*names); }
#define _cleanup_names_ __attribute__((cleanup(names_freep)))

/* As names_parse(), but says what was wrong and returns an enum status. */
enum status names_parse_operand(enum name_kind kind, const char *text,
				struct names **ret);

/*
 * Operands to objects (operand.c). Each returns an enum status: 0, or what went
 * wrong, which has been said (STATUS_USAGE for a bad spelling or an ambiguous
 * name, STATUS_NO_OBJECT where there is none). Arrays are in heap memory and
 * borrow the objects.
 */
enum status name_find_memdev(struct cxl_ctx *ctx, const char *word,
			     struct cxl_memdev **ret);
enum status name_find_region(struct cxl_ctx *ctx, const char *word,
			     struct cxl_region **ret);
enum status name_find_root_decoder(struct cxl_ctx *ctx, const char *word,
				   struct cxl_decoder **ret);
enum status name_find_bus(struct cxl_ctx *ctx, const char *word, struct cxl_bus **ret);

/*
 * What one operand names: switch ports (the word "endpoint": endpoints), or
 * endpoints. "all" may name none.
 */
enum status name_find_ports(struct cxl_ctx *ctx, const char *operand,
			    struct objects *ret);
enum status name_find_endpoints(struct cxl_ctx *ctx, const char *operand,
				struct objects *ret);

/* What the operands name, by id, each once. */
enum status name_find_buses(struct cxl_ctx *ctx, char *const *operands,
			    struct objects *ret);

/* In the order of the operands ("all": by id); a memdev named twice is refused. */
enum status name_find_memdevs(struct cxl_ctx *ctx, char *const *operands,
			      struct objects *ret);

/*
 * In the order of the operands ("all": by id), each once. @bus and @decoder
 * (the values of -b and -d, or NULL) narrow "all", and a region named that is
 * not below them is an error.
 */
enum status name_find_regions(struct cxl_ctx *ctx, char *const *operands,
			      const char *bus, const char *decoder,
			      struct objects *ret);
