/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

/* The exit codes of every command. */
typedef enum {
  TPK_CLI_EXIT_OK = 0,
  TPK_CLI_EXIT_FAILED = 1,         /* checked, and something failed */
  TPK_CLI_EXIT_INVALID = 2,        /* bad usage or invalid configuration */
  TPK_CLI_EXIT_TROUBLE = 3,        /* could not test, or could not read or write */
  TPK_CLI_EXIT_STAGED = 4,         /* staged, a call is in progress */
  TPK_CLI_EXIT_CANCELLED = 130,
} TpkCliExit;

typedef struct _TpkCli TpkCli;

/**
 * TpkCommand:
 * @name: the word on the command line
 * @synopsis: what may follow the word, marked with N_()
 * @summary: what it does, in one line, marked with N_()
 * @description: (nullable): more about it, for its own help, marked with N_()
 * @options: (nullable): its own options, ended by an empty entry
 * @max_args: how many arguments it takes, -1 for any number
 * @passes_options: whether options after the first argument belong to that argument
 * @run: carries it out; @args is %NULL-terminated, without the word itself
 *
 * One command of turnpikectl. Help, man page check and completion are made from these rows. To add
 * one, add one file and one row in tpk-cli-commands.c.
 */
typedef struct {
  const char         *name;
  const char         *synopsis;
  const char         *summary;
  const char         *description;
  const GOptionEntry *options;
  int                 max_args;
  gboolean            passes_options;
  TpkCliExit       (* run) (TpkCli             *cli,
                            const char *const  *args);
} TpkCommand;

/* One run of turnpikectl: the options that every command takes, and the working session. */
struct _TpkCli {
  const TpkCommand *command;       /* (nullable) */
  gboolean          json;
  gboolean          quiet;
  gboolean          version;
  gboolean          help;
  char             *config_dir;    /* (nullable) (owned) */
  char             *profile_name;  /* (nullable) (owned) */
  char             *complaint;     /* (nullable) (owned): what was said last of what failed */

  GCancellable     *cancellable;   /* (owned) */
  TpkWorkspace     *workspace;     /* (nullable) (owned): after tpk_cli_load() */
  guint             signal_ids[2]; /* while something can be cancelled */
};

int         tpk_cli_run         (int            argc,
                                 char         **argv);

TpkCliExit  tpk_cli_usage_error (TpkCli        *cli,
                                 const char    *format,
                                 ...) G_GNUC_PRINTF (2, 3);
TpkCliExit  tpk_cli_error       (TpkCli        *cli,
                                 const GError  *error);

G_END_DECLS
