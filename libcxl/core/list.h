/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A doubly linked list whose links live inside its members. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

struct list {
	struct list *next, *prev;
};

#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

static inline void list_init(struct list *head)
{
	head->next = head->prev = head;
}

static inline bool list_is_empty(const struct list *head)
{
	return head->next == head;
}

static inline void list_add_after(struct list *at, struct list *item)
{
	item->prev = at;
	item->next = at->next;
	at->next->prev = item;
	at->next = item;
}

static inline void list_add_tail(struct list *head, struct list *item)
{
	list_add_after(head->prev, item);
}

/* The item belongs to no list afterwards, and may be removed again. */
static inline void list_remove(struct list *item)
{
	item->prev->next = item->next;
	item->next->prev = item->prev;
	list_init(item);
}

/* Frees what is in a list whose items begin with their struct list; zeroed, it has none. */
static inline void list_free(struct list *head)
{
	while (head->next && !list_is_empty(head)) {
		struct list *item = head->next;

		list_remove(item);
		free(item);
	}
}
