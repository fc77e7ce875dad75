// SPDX-License-Identifier: GPL-2.0-or-later
/* One event of a device, as the kernel or udevd sends it. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/netlink.h>

#include "core/scope.h"
#include "events/uevent.h"

/*
 * libudev makes an object of each event, with a table of its properties, which
 * takes 50,000 instructions; six of the properties are wanted.
 */

/* What udevd puts before the properties. */
struct udev_header {
	char prefix[8];
	uint32_t magic;
	uint32_t header_size;
	uint32_t properties_at;
	uint32_t properties_size;
};
static const char prefix_of_udev[8] = "libudev";
#define MAGIC_OF_UDEV 0xfeedcafe	/* of this layout */

/* Where the properties of @message begin, and in @len their length; NULL: it is no event. */
static const char *find_properties(const char *message, size_t *len)
{
	struct udev_header header;
	size_t head;

	if (*len >= sizeof(header) && memcmp(message, prefix_of_udev, sizeof(prefix_of_udev)) == 0) {
		memcpy(&header, message, sizeof(header));
		if (header.magic != htonl(MAGIC_OF_UDEV) || header.properties_at > *len)
			return NULL;
		*len -= header.properties_at;
		return message + header.properties_at;
	}
	head = strlen(message) + 1;	/* the kernel's begins with "add@/devices/..." */
	if (head > *len || !strchr(message, '@'))
		return NULL;
	*len -= head;
	return message + head;
}

static const char *value_of(const char *property, const char *key)
{
	size_t len = strlen(key);

	return strncmp(property, key, len) == 0 && property[len] == '=' ? property + len + 1 : NULL;
}

static void take_property(const char *property, struct uevent *event)
{
	const struct {
		const char *key;
		const char **value;
	} wanted[] = {
		{ "ACTION", &event->action }, { "DEVPATH", &event->path },
		{ "SUBSYSTEM", &event->subsystem }, { "DEVTYPE", &event->devtype },
		{ "DRIVER", &event->driver },
	};
	const char *seqnum = value_of(property, "SEQNUM");

	if (seqnum)
		event->seqnum = strtoull(seqnum, NULL, 10);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		const char *value = value_of(property, wanted[i].key);

		if (value)
			*wanted[i].value = value;
	}
}

bool uevent_parse(const char *message, size_t len, struct uevent *ret)
{
	const char *property = find_properties(message, &len), *end;

	*ret = (struct uevent){};
	if (!property)
		return false;
	for (end = property + len; property < end; property += strlen(property) + 1)
		take_property(property, ret);
	if (!ret->action || !ret->path || !strchr(ret->path, '/') || !ret->subsystem)
		return false;
	ret->name = strrchr(ret->path, '/') + 1;
	return *ret->name;
}

/* Anybody may send to the group of udevd, where only root is believed; to the kernel's, only the kernel. */
static bool is_trusted(struct msghdr *head, const struct sockaddr_nl *sender)
{
	struct cmsghdr *part = CMSG_FIRSTHDR(head);
	struct ucred cred;

	if (!part || part->cmsg_type != SCM_CREDENTIALS)
		return false;
	memcpy(&cred, CMSG_DATA(part), sizeof(cred));
	return cred.uid == 0 && sender->nl_groups && (sender->nl_groups != 1 || sender->nl_pid == 0);
}

int uevent_receive(int fd, char *message, struct uevent *ret)
{
	char control[CMSG_SPACE(sizeof(struct ucred))];
	struct iovec room = { .iov_base = message, .iov_len = UEVENT_MAX };
	struct sockaddr_nl sender = {};
	struct msghdr head = {
		.msg_name = &sender, .msg_namelen = sizeof(sender),
		.msg_iov = &room, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	ssize_t n = recvmsg(fd, &head, MSG_DONTWAIT);

	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	if (head.msg_flags & MSG_TRUNC)
		return -ENOBUFS;
	message[n] = '\0';
	return is_trusted(&head, &sender) && uevent_parse(message, (size_t)n, ret);
}
