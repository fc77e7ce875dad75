// SPDX-License-Identifier: GPL-2.0-or-later
/* Make a random passphrase that the kernel keeps, as it wants them for pmem; prints the number of the key. */
#include <linux/keyctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The keyring of the user: it is still there when this process is not. */
static long add_key(const char *type, const char *name, const void *payload, size_t size)
{
	return syscall(SYS_add_key, type, name, payload, size, KEY_SPEC_USER_KEYRING);
}

int main(int argc, char **argv)
{
	static const char recipe[] = "new enc32 user:test-master 32";
	char master[32] = "the one that the others are", name[64];
	long key;

	if (argc != 2) {
		fprintf(stderr, "usage: passphrase NAME\n");
		return 2;
	}
	snprintf(name, sizeof(name), "nvdimm:%s", argv[1]);
	if (add_key("user", "test-master", master, sizeof(master)) < 0) {
		perror("test-master");
		return 1;
	}
	key = add_key("encrypted", name, recipe, strlen(recipe));
	if (key < 0) {
		perror(name);
		return 1;
	}
	printf("%ld\n", key);
	return 0;
}
