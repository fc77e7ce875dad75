# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2154,SC2086
# A memdev whose pmem is under a passphrase: it is not sanitized, and says why.

# nvdimm_of MEMDEV: the nvdimm that the kernel made of its pmem.
nvdimm_of() {
	for n in /sys/bus/nd/devices/nmem*; do
		[ "$(cat $n/cxl/id)" != "$(($(attr "$1" serial)))" ] || echo $n
	done
}

test_passphrase() {
	nvdimm=$(nvdimm_of mem5)
	key=$(passphrase mem5) || fail "no key"
	same state "$(cat $nvdimm/security)" disabled
	echo "update 0 $key" >$nvdimm/security
	same state "$(attr mem5 security/state)" unlocked
	refuses 1 cxl sanitize-memdev mem5
	says 'mem5: sanitize: its security state forbids it '
	refuses 1 cxl sanitize-memdev --secure-erase mem5
	says 'mem5: erase: its security state forbids it'
	does cxl wait-sanitize mem5
	same state "$(attr mem5 security/state)" unlocked
	echo "disable $key" >$nvdimm/security
	same state "$(attr mem5 security/state)" disabled
	does cxl sanitize-memdev mem5
	says 'sanitized 1 mem$'
}
