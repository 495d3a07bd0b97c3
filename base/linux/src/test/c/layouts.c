// SPDX-License-Identifier: Apache-2.0
/* Prints where the fields of system calls' structures are on x86-64, by the C library's headers: a line for each,
 * "structure field offset", and "structure - size".
 *
 * To make layouts.txt anew: cc -o layouts layouts.c && ./layouts >layouts.txt (LayoutsTest says where it is) */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/vfs.h>

#define FIELD(type, field) printf("%s %s %zu\n", #type, #field, offsetof(struct type, field))
#define SIZE(type) printf("%s - %zu\n", #type, sizeof(struct type))

int main(void)
{
	FIELD(epoll_event, events);
	FIELD(epoll_event, data);
	SIZE(epoll_event);
	FIELD(pollfd, fd);
	FIELD(pollfd, events);
	FIELD(pollfd, revents);
	SIZE(pollfd);
	FIELD(statx, stx_ino);
	FIELD(statx, stx_size);
	FIELD(statx, stx_dev_major);
	FIELD(statx, stx_dev_minor);
	SIZE(statx);
	FIELD(statfs, f_type);
	FIELD(statfs, f_bsize);
	SIZE(statfs);
	FIELD(iovec, iov_base);
	FIELD(iovec, iov_len);
	SIZE(iovec);
	FIELD(msghdr, msg_name);
	FIELD(msghdr, msg_namelen);
	FIELD(msghdr, msg_iov);
	FIELD(msghdr, msg_iovlen);
	FIELD(msghdr, msg_control);
	FIELD(msghdr, msg_controllen);
	FIELD(msghdr, msg_flags);
	SIZE(msghdr);
	FIELD(cmsghdr, cmsg_len);
	FIELD(cmsghdr, cmsg_level);
	FIELD(cmsghdr, cmsg_type);
	SIZE(cmsghdr);
	FIELD(sockaddr_un, sun_family);
	FIELD(sockaddr_un, sun_path);
	SIZE(sockaddr_un);
	FIELD(ucred, pid);
	FIELD(ucred, uid);
	FIELD(ucred, gid);
	SIZE(ucred);
	return 0;
}
