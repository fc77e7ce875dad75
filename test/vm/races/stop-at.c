// SPDX-License-Identifier: GPL-2.0-or-later
/* Run a command, and let something happen at just one of its system calls. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static const char usage[] =
	"usage: stop-at [-c CALL] [-p PART] [-n FIRST[-LAST]] [-a] [-x SHELL] [-e ERRNO] [-o FILE] [-l LOG] [-t SECONDS] COMMAND...\n"
	"\n"
	"The calls that count are those on a file whose path has PART in it: all, or with -c\n"
	"only open, read, write, list, ioctl, lock, close, or look (stat, access, readlink); or\n"
	"with -c any each and every call. At the FIRST to the LAST of them (default: the first), COMMAND stands still before the call, or with -a\n"
	"after it, while SHELL runs; its process id is $COMMAND, that of the caller, which may\n"
	"be a child, $TRACED. With -e the call fails with that number: without -a it is not\n"
	"made at all. FILE gets one line per counted call; LOG, behind what it has, each open,\n"
	"read, write, ioctl, access and readlink there is, with text and answer, as by strace.\n"
	"\n"
	"The status is COMMAND's, 128 + N if signal N ended it; 99 if FIRST was never reached;\n"
	"124 if it was not over after SECONDS.\n";

enum { NEVER_REACHED = 99, TOO_LATE = 124 };

static struct {
	const char *call, *part, *shell;
	long first, last;
	bool after, any;
	int error;
	unsigned int seconds;
	FILE *log, *story;
	pid_t command;
} want = { .part = "", .first = 1, .last = 1 };

/* ---- what a system call is about ---------------------------------------- */

enum { NO_ARG = -1 };

/*
 * dir and path are the indices of its arguments; a path without dir is relative
 * to the working directory. told is the name in the log, as strace prints it.
 */
static const struct call {
	long number;
	const char *kind;
	int dir, path;
	const char *told;
} calls[] = {
	{ SYS_openat,	  "open",  0, 1, "open" },
	{ SYS_open,	  "open",  NO_ARG, 0, "open" },
	{ SYS_newfstatat, "look",  0, 1, NULL },
	{ SYS_statx,	  "look",  0, 1, NULL },
	{ SYS_stat,	  "look",  NO_ARG, 0, NULL },
	{ SYS_lstat,	  "look",  NO_ARG, 0, NULL },
	{ SYS_access,	  "look",  NO_ARG, 0, NULL },
	{ SYS_faccessat,  "look",  0, 1, "access" },
	{ SYS_faccessat2, "look",  0, 1, "access" },
	{ SYS_readlink,	  "look",  NO_ARG, 0, NULL },
	{ SYS_readlinkat, "look",  0, 1, "readlink" },
	{ SYS_fstat,	  "look",  0, NO_ARG, NULL },
	{ SYS_getdents64, "list",  0, NO_ARG, NULL },
	{ SYS_read,	  "read",  0, NO_ARG, "read" },
	{ SYS_pread64,	  "read",  0, NO_ARG, "read" },
	{ SYS_write,	  "write", 0, NO_ARG, "write" },
	{ SYS_pwrite64,	  "write", 0, NO_ARG, "write" },
	{ SYS_ioctl,	  "ioctl", 0, NO_ARG, "ioctl" },
	{ SYS_flock,	  "lock",  0, NO_ARG, NULL },
	{ SYS_close,	  "close", 0, NO_ARG, NULL },
};

static const struct call *call_of(long number)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i].number == number)
			return &calls[i];
	return NULL;
}

static unsigned long argument(const struct user_regs_struct *regs, int n)
{
	return n == 0 ? regs->rdi : regs->rsi;
}

/* A string of the traced process. */
static void peek_text(pid_t pid, unsigned long at, char *text, size_t len)
{
	for (size_t i = 0; i + sizeof(long) < len; i += sizeof(long)) {
		long word;

		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, pid, at + i, NULL);
		if (errno)
			word = 0;
		memcpy(text + i, &word, sizeof(word));
		if (memchr(&word, 0, sizeof(word)))
			return;
	}
	text[len - sizeof(long)] = '\0';
}

/* Where an fd of the traced process leads. */
static void fd_path(pid_t pid, int fd, char *path, size_t len)
{
	char link[64];
	ssize_t n;

	if (fd == -100)		/* AT_FDCWD */
		snprintf(link, sizeof(link), "/proc/%d/cwd", pid);
	else
		snprintf(link, sizeof(link), "/proc/%d/fd/%d", pid, fd);
	n = readlink(link, path, len - 1);
	path[n > 0 ? n : 0] = '\0';
}

static void path_of(pid_t pid, const struct call *call,
		    const struct user_regs_struct *regs, char *path, size_t len)
{
	char dir[PATH_MAX] = "", name[PATH_MAX] = "";

	if (call->path != NO_ARG)
		peek_text(pid, argument(regs, call->path), name, sizeof(name));
	if (call->dir != NO_ARG && *name != '/')
		fd_path(pid, (int)argument(regs, call->dir), dir, sizeof(dir));
	snprintf(path, len, "%s%s%s", dir, *dir && *name ? "/" : "", name);
}

/* ---- the story: in strace's words --------------------------------------- */

#define TOLD_MAX 4096

/* A call that has begun. */
struct told {
	const char *name;	/* or NULL */
	char path[2 * PATH_MAX], text[TOLD_MAX];
};

static void take_text(pid_t pid, struct told *told, unsigned long at, long len)
{
	struct iovec here = { told->text, 0 }, there = { (void *)at, 0 };

	here.iov_len = there.iov_len = len < TOLD_MAX ? (size_t)len : TOLD_MAX - 1;
	len = process_vm_readv(pid, &here, 1, &there, 1, 0);
	told->text[len > 0 ? len : 0] = '\0';
}

static void told_begin(struct told *told, pid_t pid, const struct user_regs_struct *regs)
{
	const struct call *call = call_of((long)regs->orig_rax);

	told->name = want.story && call ? call->told : NULL;
	if (!told->name)
		return;
	*told->text = '\0';
	path_of(pid, call, regs, told->path, sizeof(told->path));
	if (!strcmp(told->name, "write"))
		take_text(pid, told, regs->rsi, (long)regs->rdx);
}

static void told_end(struct told *told, pid_t pid, const struct user_regs_struct *regs)
{
	long answer = (long)regs->rax;
	const char *error = answer < 0 ? strerrorname_np((int)-answer) : "";

	if (!told->name || !error)	/* not logged, or to be restarted */
		return;
	if (!strcmp(told->name, "read") && answer > 0)
		take_text(pid, told, regs->rsi, answer);
	if (!strcmp(told->name, "readlink") && answer > 0)
		take_text(pid, told, regs->rdx, answer);
	fprintf(want.story, "%s(<%s>, \"", told->name, told->path);
	for (const char *c = told->text; *c; c++)
		fprintf(want.story, *c == '\n' ? "\\n" : "%c", *c);
	fprintf(want.story, "\") = %ld %s\n", answer < 0 ? -1 : answer, error);
}

/* ---- what happens there ------------------------------------------------- */

static void run_shell(pid_t pid)
{
	char text[32];

	if (!want.shell)
		return;
	snprintf(text, sizeof(text), "%d", pid);
	setenv("TRACED", text, 1);
	snprintf(text, sizeof(text), "%d", want.command);
	setenv("COMMAND", text, 1);
	if (system(want.shell) != 0)
		fprintf(stderr, "stop-at: failed: %s\n", want.shell);
}

/* No system call has the number -1. */
static void skip_call(pid_t pid, struct user_regs_struct *regs)
{
	regs->orig_rax = (unsigned long)-1;
	ptrace(PTRACE_SETREGS, pid, NULL, regs);
}

static void set_result(pid_t pid, struct user_regs_struct *regs)
{
	regs->rax = (unsigned long)-want.error;
	ptrace(PTRACE_SETREGS, pid, NULL, regs);
}

/* Whether the call that begins is of the wanted kind and on a wanted file. */
static bool is_on_file(pid_t pid, const struct user_regs_struct *regs,
		       char *path, size_t len, const char **kind)
{
	const struct call *call = call_of((long)regs->orig_rax);

	if (!call || (want.call && strcmp(want.call, call->kind)))
		return false;
	path_of(pid, call, regs, path, len);
	*kind = call->kind;
	return *path && strstr(path, want.part);
}

/* Whether the call that begins is one of those that count; and now. */
static bool is_meant(pid_t pid, const struct user_regs_struct *regs, long *count)
{
	char path[2 * PATH_MAX] = "";
	const char *kind = "any";

	if (!want.any && !is_on_file(pid, regs, path, sizeof(path), &kind))
		return false;
	++*count;
	if (want.log)
		fprintf(want.log, "%ld %s %s\n", *count, kind, path);
	return *count >= want.first && *count <= want.last;
}

static void begin(pid_t pid, struct user_regs_struct *regs)
{
	if (want.after)
		return;
	run_shell(pid);
	if (want.error)
		skip_call(pid, regs);
}

static void end(pid_t pid, struct user_regs_struct *regs)
{
	if (want.after)
		run_shell(pid);
	if (want.error)
		set_result(pid, regs);
}

/* ---- from the first call to the last ------------------------------------ */

/* The command and its children. */
#define TRACED_MAX 64

static struct traced {
	pid_t pid;
	bool inside;	/* a system call */
	bool meant;	/* by -c, -p and -n: that one */
	struct told told;
} traced[TRACED_MAX];

static struct traced *traced_find(pid_t pid)
{
	for (int i = 0; i < TRACED_MAX; i++)
		if (traced[i].pid == pid)
			return &traced[i];
	return NULL;
}

static struct traced *traced_add(pid_t pid)
{
	struct traced *t = traced_find(0);

	if (t)
		*t = (struct traced){ .pid = pid };
	return t;
}

static void at_call(struct traced *t, long *count)
{
	struct user_regs_struct regs;

	ptrace(PTRACE_GETREGS, t->pid, NULL, &regs);
	t->inside = !t->inside;
	if (t->inside) {
		told_begin(&t->told, t->pid, &regs);
		t->meant = is_meant(t->pid, &regs, count);
		if (t->meant)
			begin(t->pid, &regs);
	} else {
		if (t->meant)
			end(t->pid, &regs);
		told_end(&t->told, t->pid, &regs);
	}
}

/* One stop: the beginning of a call or its end, a signal, or a child that is new. Returns the signal to pass on. */
static int at_stop(pid_t pid, int status, long *count)
{
	struct traced *t = traced_find(pid);
	int signal = WSTOPSIG(status);

	if (!t) {
		traced_add(pid);
		return signal == SIGSTOP ? 0 : signal;
	}
	if (signal == (SIGTRAP | 0x80)) {
		at_call(t, count);
		return 0;
	}
	return signal == SIGTRAP ? 0 : signal;
}

static int status_of(int status, long count)
{
	if (count < want.first)
		return NEVER_REACHED;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Until the last of them has ended; the status is the first one's. */
static int follow(pid_t first)
{
	int status, signal, last = 0;
	long count = 0;
	pid_t pid;

	traced_add(first);
	ptrace(PTRACE_SYSCALL, first, NULL, 0);
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (!WIFSTOPPED(status)) {
			struct traced *t = traced_find(pid);

			if (t)
				t->pid = 0;
			if (pid == first)
				last = status;
			continue;
		}
		signal = at_stop(pid, status, &count);
		ptrace(PTRACE_SYSCALL, pid, NULL, signal);
	}
	return status_of(last, count);
}

/* The traced processes die with this one. */
static void too_late(int number)
{
	static const char text[] = "stop-at: it takes too long\n";

	(void)number;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(TOO_LATE);
	_exit(TOO_LATE);
}

static pid_t start(char **command)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execvp(command[0], command);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	if (!WIFSTOPPED(status))
		return -1;
	ptrace(PTRACE_SETOPTIONS, pid, NULL,
	       PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL |
	       PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE);
	want.command = pid;
	signal(SIGALRM, too_late);
	alarm(want.seconds);
	return pid;
}

/* Other processes append to it: write whole lines. */
static FILE *story_open(const char *path)
{
	FILE *file = fopen(path, "ae");

	if (file)
		setlinebuf(file);
	return file;
}

static void parse_range(char *text)
{
	char *end;

	want.first = want.last = strtol(text, &end, 10);
	if (*end == '-')
		want.last = end[1] ? strtol(end + 1, NULL, 10) : LONG_MAX;
}

static bool parse(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "+c:p:n:ax:e:o:l:t:")) != -1)
		switch (option) {
		case 'c': want.call = optarg; break;
		case 'p': want.part = optarg; break;
		case 'n': parse_range(optarg); break;
		case 'a': want.after = true; break;
		case 'x': want.shell = optarg; break;
		case 'e': want.error = atoi(optarg); break;
		case 't': want.seconds = (unsigned int)atoi(optarg); break;
		case 'o': want.log = fopen(optarg, "we"); break;
		case 'l': want.story = story_open(optarg); break;
		default: return false;
		}
	want.any = want.call && strcmp(want.call, "any") == 0;
	return optind < argc;
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid;

	if (!parse(argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	pid = start(argv + optind);
	if (pid < 0) {
		fprintf(stderr, "stop-at: cannot run %s\n", argv[optind]);
		return 127;
	}
	status = follow(pid);
	if (want.story)
		fprintf(want.story, "+++ exited with %d +++\n", status);
	return status;
}
