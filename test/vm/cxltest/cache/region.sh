# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086,SC2046
# A window whose first half is host memory that caches the rest: the region that the kernel found has both.

CACHE=$((512 * MiB))

test_listed() {
	does cxl list -RT
	same region "$(out '.[0] | [.region, .size, .extended_linear_cache_size, .type, .interleave_ways, .decode_state]')" \
		"[\"region0\",$((2 * CACHE)),$CACHE,\"ram\",2,\"commit\"]"
	same members "$(out '[.[0].mappings | sort_by(.position)[].memdev]')" "[\"$(member region0 0)\",\"$(member region0 1)\"]"
	does cxl list -R -u
	same "for humans" "$(out .extended_linear_cache_size)" "512.00 MiB (536.87 MB)"
}

# What lies in the cache is no device's.
test_poison_behind_the_cache() {
	granularity=$(number region0 interleave_granularity)
	for n in 0 1; do
		offset=$((CACHE + n * granularity + 0x40))
		does cxl inject-poison region0 -f -o $offset
		same "whose" "$(out '[.memdev, .dpa, .offset]')" \
			"[\"$(member region0 $n)\",$(($(member_dpa region0 $n) + 0x40)),$offset]"
		same "the device's list" "$(poison_of $(memdevs))" "$(member region0 $n) 0x40 0x40 Injected"
		does cxl list -L -r region0
		same "offset listed" "$(out '[.[0].media_errors[].offset]')" "[$offset]"
		does cxl clear-poison region0 -f -o $offset
	done
	refuses 1,2 cxl inject-poison region0 -f -o 0x40
	refuses 1,2 cxl inject-poison region0 -f -o $((2 * CACHE))
}

test_disabled_and_enabled() {
	does cxl disable-region region0
	! is_bound region0 || fail "region0 still has a driver"
	does cxl enable-region region0
	is_bound region0 || fail "region0 has no driver again"
	same size "$(number region0 size)" $((2 * CACHE))
}
