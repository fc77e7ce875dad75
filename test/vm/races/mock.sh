# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash disable=SC2034
# Which of the mock's devices take part in races: one of each of two bridges that share a window, and one elsewhere.

# Whatever had a pmem region takes no ram region until it is bound anew: the mock forgets what was skipped (see races.md).
KIND=ram W2=decoder0.1 A=mem2 B=mem1 OTHER=mem8 FOREIGN=mem9
W1=decoder0.0 ROOMY="-t pmem -d decoder0.2 -m mem0 -s 256M"
SIZE="-s 512M"
