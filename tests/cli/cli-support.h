/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A configuration folder of a test's own, and what else it writes. */
typedef struct {
  char *folder;        /* (owned): for files of the test */
  char *config_dir;    /* (owned): in that folder, not there at first */
} CliPlace;

/* What one run of turnpikectl gave. */
typedef struct {
  int    status;       /* the exit code; 128 and the signal when it was killed */
  char  *out;          /* (owned) */
  gsize  out_length;
  char  *err;          /* (owned) */
} CliRun;

void         cli_place_set_up     (CliPlace            *place,
                                   gconstpointer        data);
void         cli_place_tear_down  (CliPlace            *place,
                                   gconstpointer        data);
char        *cli_place_write      (CliPlace            *place,
                                   const char          *name,
                                   const char          *text);
char        *cli_place_read       (CliPlace            *place,
                                   const char          *name);
void         cli_place_check_mode (CliPlace            *place,
                                   const char          *name,
                                   guint                mode);
char        *cli_data             (const char          *name);

GSubprocess *cli_spawn            (CliPlace            *place,
                                   const char *const   *args);
CliRun      *cli_run_args         (CliPlace            *place,
                                   const char          *input,
                                   gssize               input_length,
                                   const char *const   *args);
CliRun      *cli_run              (CliPlace            *place,
                                   ...) G_GNUC_NULL_TERMINATED;
CliRun      *cli_run_input        (CliPlace            *place,
                                   const char          *input,
                                   ...) G_GNUC_NULL_TERMINATED;
void         cli_run_free         (CliRun              *run);

JsonObject  *cli_json             (const char          *text);
JsonObject  *cli_run_json         (CliRun              *run);
char        *cli_codes            (JsonObject          *document,
                                   const char          *member);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliRun, cli_run_free)

/* Says what the program said where its exit code is not the one wanted. */
#define cli_assert_status(run, wanted)                                                      \
  G_STMT_START {                                                                            \
    CliRun *_run = (run);                                                                   \
    if (_run->status != (wanted))                                                           \
      g_test_message ("out: %.2000s\nerr: %.2000s", _run->out, _run->err);                  \
    g_assert_cmpint (_run->status, ==, (wanted));                                           \
  } G_STMT_END

#define cli_assert_contains(text, part)                                                     \
  G_STMT_START {                                                                            \
    const char *_text = (text);                                                             \
    const char *_part = (part);                                                             \
    if (strstr (_text, _part) == NULL)                                                      \
      g_error ("“%s” is not in:\n%.4000s", _part, _text);                                   \
  } G_STMT_END

#define cli_assert_lacks(text, part)                                                        \
  G_STMT_START {                                                                            \
    const char *_text = (text);                                                             \
    const char *_part = (part);                                                             \
    if (strstr (_text, _part) != NULL)                                                      \
      g_error ("“%s” is in:\n%.4000s", _part, _text);                                       \
  } G_STMT_END

G_END_DECLS
