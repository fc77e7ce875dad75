/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who holds what: the decoders that hold the DPA of a memdev, the region or
 * program that they hold it for, and what nobody holds any more. Not in version
 * 85.
 */
#ifndef CXL_LIBCXL_HOLDER_H
#define CXL_LIBCXL_HOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include <cxl/libcxl/decoder.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cxl_endpoint;
struct cxl_memdev;
struct cxl_region;

/* Whether an endpoint decoder holds DPA. */
enum cxl_decoder_dpa {
	CXL_DECODER_DPA_NONE,
	CXL_DECODER_DPA_HELD,
	/* that cannot be read: treat it as held */
	CXL_DECODER_DPA_UNKNOWN,
};

/* Returns whether @decoder holds DPA (decoderN.M/dpa_size, since 6.0). */
enum cxl_decoder_dpa cxl_decoder_holds_dpa(struct cxl_decoder *decoder);

/*
 * Returns the decoder to which the kernel allocates DPA next: it does so in the
 * order of their ids. A decoder of which that cannot be read counts as one that
 * holds DPA. NULL when all do.
 */
struct cxl_decoder *
cxl_endpoint_get_next_dpa_decoder(struct cxl_endpoint *endpoint);

/*
 * Returns the decoder whose DPA the kernel frees first: the last that holds any;
 * with a @mode other than NONE, the last of that mode. A decoder of which that
 * cannot be read counts as one that holds DPA. NULL when none does.
 */
struct cxl_decoder *
cxl_endpoint_get_last_dpa_decoder(struct cxl_endpoint *endpoint,
				  enum cxl_decoder_mode mode);

/*
 * Returns how many bytes of RAM or PMEM of @memdev can be allocated; 0 also
 * where memory behind that mode is allocated, where a decoder cannot be read, and
 * for a memdev without an endpoint.
 */
unsigned long long cxl_memdev_get_available_dpa(struct cxl_memdev *memdev,
						enum cxl_decoder_mode mode);

/*
 * Returns 0 and writes to @ret whether @region is an orphan: not committed and
 * without a driver, because creating it stopped halfway or a member has left;
 * read now. A region that firmware committed in part waits for a member, and is
 * none. While another program creates or destroys a region, it looks the same:
 * see cxl_lock_windows(). Fails with the errno that prevented reading.
 */
int cxl_region_query_orphan(struct cxl_region *region, bool *ret);

/* What is left behind at a decoder. */
enum cxl_decoder_orphan {
	CXL_DECODER_NO_ORPHAN,
	/* it holds DPA of its memdev, in no region, for nobody */
	CXL_DECODER_ORPHAN_DPA,
	/* it names a region that does not exist */
	CXL_DECODER_ORPHAN_REGION,
};

/*
 * Returns what is left behind at @decoder, which must not be a root decoder, and
 * writes to *@region the region that it is part of, or NULL; read now. NO_ORPHAN
 * also where it cannot be read.
 */
enum cxl_decoder_orphan cxl_decoder_get_orphan(struct cxl_decoder *decoder,
					       struct cxl_region **region);

/*
 * Writes to @text, truncated to @size bytes including its NUL, the name of
 * @region and the command that frees what it holds, for people: "region5 (cxl
 * destroy-region region5)". Names a command only where it works.
 */
void cxl_region_describe_holder(struct cxl_region *region, char *text,
				size_t size);

/*
 * Writes to @text, truncated to @size bytes including its NUL, for whom @decoder
 * holds DPA or decodes a range, for people: like cxl_region_describe_holder(),
 * or "the platform's firmware, ...". @decoder must not be a root decoder.
 */
void cxl_decoder_describe_holder(struct cxl_decoder *decoder, char *text,
				 size_t size);

#ifdef __cplusplus
}
#endif

#endif /* CXL_LIBCXL_HOLDER_H */
