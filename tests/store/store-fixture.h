/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "store/tpk-store.h"

G_BEGIN_DECLS

/* A folder of its own for each test, which is removed afterwards. */
typedef struct {
  char     *root;      /* an existing folder */
  char     *folder;    /* in it, not created: the configuration folder */
  TpkStore *store;
} StoreFixture;

void         store_fixture_set_up     (StoreFixture  *fixture,
                                       gconstpointer  data);
void         store_fixture_tear_down  (StoreFixture  *fixture,
                                       gconstpointer  data);
#define store_test_add(path, func) \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)

void         test_remove_all          (const char    *path);
char        *test_path                (StoreFixture  *fixture,
                                       const char    *name);
char        *test_read                (const char    *path);
void         test_write               (const char    *path,
                                       const char    *text);
guint        test_mode                (const char    *path);
void         assert_file              (const char    *path,
                                       const char    *text);
void         assert_no_file           (const char    *path);
/* The names in a folder, sorted, with a space after each. */
char        *test_list                (const char    *path);

TpkDocument *test_document            (const char    *host,
                                       const char    *password);
GSubprocess *test_helper_start        (const char    *command,
                                       ...) G_GNUC_NULL_TERMINATED;
char        *test_helper_line         (GSubprocess   *helper);
void         test_helper_kill         (GSubprocess   *helper);

/* Runs the main loop until @condition holds. */
#define test_wait_until(condition) \
  G_STMT_START { \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
  } G_STMT_END

G_END_DECLS
