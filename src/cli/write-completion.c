/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

/* Run by the build: writes from the table of commands what a shell completes.
 *
 * usage: write-completion bash|zsh|fish */

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "checks/tpk-stage.h"
#include "cloud/tpk-allow-presets.h"
#include "cloud/tpk-firewall.h"
#include "dialects/tpk-dialect.h"

#include "tpk-cli-commands.h"

typedef enum {
  KIND_NONE,                       /* something that only people know */
  KIND_FILE,
  KIND_FOLDER,
  KIND_PROGRAM,
  KIND_WORDS,
} Kind;

/* What may follow an option, or a command. */
typedef struct {
  Kind  kind;
  char *words;                     /* (nullable) (owned): separated by spaces */
} Value;

static void
value_clear (Value *value)
{
  g_free (value->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Value, value_clear)

static char *
dup_stages (void)
{
  const char *names[TPK_N_STAGES + 1] = { NULL, };

  for (guint i = 0; i < TPK_N_STAGES; i++)
    names[i] = tpk_stage_id_to_string (i);

  return g_strjoinv (" ", (char **) names);
}

static char *
dup_clients (void)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  guint n;
  const TpkDialect *const *dialects = tpk_dialects_get (&n);

  for (guint i = 0; i < n; i++)
    if (dialects[i]->write != NULL)
      g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", dialects[i]->id);

  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static char *
dup_presets (void)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  guint n;
  const TpkAllowPreset *presets = tpk_allow_presets_get (&n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", presets[i].id);

  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static char *
dup_firewalls (void)
{
  g_autoptr (GString) ids = g_string_new (NULL);
  guint n;
  const TpkFirewallFormat *const *formats = tpk_firewall_formats_get (&n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", formats[i]->id);

  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static char *
dup_commands (void)
{
  g_autoptr (GString) names = g_string_new (NULL);
  const TpkCommand *const *commands = tpk_commands_get ();

  for (gsize i = 0; commands[i] != NULL; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", commands[i]->name);

  return g_string_free (g_steal_pointer (&names), FALSE);
}

static gboolean
takes_value (const GOptionEntry *option)
{
  return option->arg != G_OPTION_ARG_NONE;
}

/* Told by what the help calls the value, or by the option. */
static Value
get_option_value (const GOptionEntry *option)
{
  const char *what = option->arg_description != NULL ? option->arg_description : "";

  if (option->arg == G_OPTION_ARG_FILENAME)
    return (Value) { g_str_equal (what, "DIR") ? KIND_FOLDER : KIND_FILE, NULL };
  if (g_str_equal (what, "STAGE"))
    return (Value) { KIND_WORDS, dup_stages () };
  if (g_str_equal (option->long_name, "client") && g_str_equal (what, "ID"))
    return (Value) { KIND_WORDS, dup_clients () };
  if (g_str_equal (option->long_name, "preset"))
    return (Value) { KIND_WORDS, dup_presets () };
  if (g_str_equal (option->long_name, "as"))
    return (Value) { KIND_WORDS, dup_firewalls () };
  if (g_str_equal (option->long_name, "direction"))
    return (Value) { KIND_WORDS, g_strdup ("outbound inbound both") };
  if (g_str_equal (option->long_name, "lines"))
    return (Value) { KIND_WORDS, g_strdup ("plain json") };

  return (Value) { KIND_NONE, NULL };
}

/* The words between the first brackets of a synopsis, such as [direct|cloud|own]. */
static char *
dup_alternatives (const char *synopsis)
{
  g_autoptr (GRegex) regex = g_regex_new ("^\\[([a-z]+(?:\\|[a-z]+)+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  char *words;

  if (!g_regex_match (regex, synopsis, 0, &match))
    return NULL;

  words = g_match_info_fetch (match, 1);

  return g_strdelimit (words, "|", ' ');
}

static Value
get_argument (const TpkCommand *command)
{
  char *words = dup_alternatives (command->synopsis);

  if (words != NULL)
    return (Value) { KIND_WORDS, words };
  if (command->passes_options)
    return (Value) { KIND_PROGRAM, NULL };
  if (strstr (command->synopsis, "[COMMAND]") != NULL)
    return (Value) { KIND_WORDS, dup_commands () };
  if (command->max_args != 0 && strstr (command->synopsis, "FILE") != NULL)
    return (Value) { KIND_FILE, NULL };

  return (Value) { KIND_NONE, NULL };
}

static gboolean
is_shown (const GOptionEntry *option)
{
  return (option->flags & G_OPTION_FLAG_HIDDEN) == 0;
}

/* Those of a command, or with %NULL those that every command takes. */
static const GOptionEntry *
get_options (const TpkCommand *command)
{
  static const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  static GOptionEntry *common;
  static TpkCli cli;

  if (command != NULL)
    return command->options != NULL ? command->options : none;

  if (common == NULL)
    common = tpk_commands_dup_common_options (&cli);

  return common;
}

static void
print_option_names (const GOptionEntry *option,
                    const char         *before,
                    const char         *separator)
{
  printf ("%s--%s", before, option->long_name);
  if (option->short_name != 0)
    printf ("%s%s-%c", separator, before, option->short_name);
}

static void
print_bash_value (const Value *value)
{
  switch (value->kind) {
  case KIND_FILE:
    printf ("compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")");
    break;
  case KIND_FOLDER:
    printf ("compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")");
    break;
  case KIND_PROGRAM:
    printf ("mapfile -t COMPREPLY < <(compgen -c -- \"$cur\")");
    break;
  case KIND_WORDS:
    printf ("mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$cur\")", value->words);
    break;
  case KIND_NONE:
  default:
    printf (":");
    break;
  }
}

static void
print_bash_option_values (const TpkCommand *command)
{
  for (const GOptionEntry *option = get_options (command); option->long_name != NULL; option++) {
    g_autofree char *before = g_strdup_printf ("%s:", command != NULL ? command->name : "*");
    g_auto (Value) value = get_option_value (option);

    if (!takes_value (option))
      continue;
    printf ("        ");
    print_option_names (option, before, "|");
    printf (") ");
    print_bash_value (&value);
    printf ("; return ;;\n");
  }
}

static void
print_bash_words (const TpkCommand *command)
{
  g_auto (Value) value = { KIND_WORDS, dup_commands () };

  if (command != NULL) {
    value_clear (&value);
    value = get_argument (command);
  }

  printf ("        %s)\n            if [[ $cur == -* ]]; then\n"
          "                mapfile -t COMPREPLY < <(compgen -W '",
          command != NULL ? command->name : "''");
  for (const GOptionEntry *option = get_options (command);
       command != NULL && option->long_name != NULL; option++)
    if (is_shown (option))
      print_option_names (option, " ", " ");
  printf ("'\"$common\" -- \"$cur\")\n            else\n                ");
  print_bash_value (&value);
  printf ("\n            fi\n            ;;\n");
}

static void
print_bash (void)
{
  const TpkCommand *const *commands = tpk_commands_get ();

  printf ("# bash completion for turnpikectl, written by its build.\n\n_turnpikectl() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command='' common='");
  for (const GOptionEntry *option = get_options (NULL); option->long_name != NULL; option++)
    print_option_names (option, " ", " ");
  printf ("' i\n    COMPREPLY=()\n\n    for ((i = 1; i < COMP_CWORD; i++)); do\n"
          "        case ${COMP_WORDS[i]} in\n            ");
  for (const GOptionEntry *option = get_options (NULL), *first = option;
       option->long_name != NULL; option++)
    if (takes_value (option))
      print_option_names (option, option == first || !takes_value (option - 1) ? "" : "|", "|");
  printf (") ((i++)) ;;\n            -*) ;;\n            *) command=${COMP_WORDS[i]}; break ;;\n"
          "        esac\n    done\n\n    case $command:$prev in\n");
  for (gsize i = 0; commands[i] != NULL; i++)
    print_bash_option_values (commands[i]);
  print_bash_option_values (NULL);
  printf ("    esac\n\n    case $command in\n");
  print_bash_words (NULL);
  for (gsize i = 0; commands[i] != NULL; i++)
    print_bash_words (commands[i]);
  printf ("    esac\n}\n\ncomplete -F _turnpikectl turnpikectl\n");
}

/* Within single quotes. */
static void
print_quoted (const char *text,
              const char *escaped)
{
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '\'')
      printf ("'\\''");
    else if (strchr (escaped, *c) != NULL)
      printf ("\\%c", *c);
    else
      putchar (*c);
  }
}

static void
print_zsh_value (const char  *what,
                 const Value *value)
{
  printf (":");
  print_quoted (what, ":\\");
  switch (value->kind) {
  case KIND_FILE:
    printf (":_files");
    break;
  case KIND_FOLDER:
    printf (":_files -/");
    break;
  case KIND_PROGRAM:
    printf (":_normal");
    break;
  case KIND_WORDS:
    printf (":(%s)", value->words);
    break;
  case KIND_NONE:
  default:
    printf (": ");
    break;
  }
}

static void
print_zsh_options (const TpkCommand *command)
{
  for (const GOptionEntry *option = get_options (command); option->long_name != NULL; option++) {
    g_auto (Value) value = get_option_value (option);

    if (!is_shown (option))
      continue;
    printf ("        ");
    if (option->short_name != 0)
      printf ("'(-%c --%s)'{-%c,--%s}'[", option->short_name, option->long_name,
              option->short_name, option->long_name);
    else
      printf ("'--%s[", option->long_name);
    print_quoted (option->description, "[]\\");
    printf ("]");
    if (takes_value (option))
      print_zsh_value (option->arg_description, &value);
    printf ("'\n");
  }
}

static void
print_zsh_command (const TpkCommand *command)
{
  g_auto (Value) value = get_argument (command);

  printf ("    (%s)\n        options=(\n", command->name);
  print_zsh_options (command);
  printf ("        )\n        _arguments -s $options $common");
  if (command->max_args != 0 && command->passes_options) {
    printf (" '*::: :_normal'");
  } else if (command->max_args != 0) {
    printf (" '%s", command->max_args == 1 ? "1" : "*");
    print_zsh_value (command->synopsis[0] == '[' ? "argument" : command->synopsis, &value);
    printf ("'");
  }
  printf ("\n        ;;\n");
}

static void
print_zsh (void)
{
  const TpkCommand *const *commands = tpk_commands_get ();

  printf ("#compdef turnpikectl\n# zsh completion for turnpikectl, written by its build.\n\n"
          "local -a commands common options\nlocal context state state_descr line\n"
          "typeset -A opt_args\n\ncommands=(\n");
  for (gsize i = 0; commands[i] != NULL; i++) {
    printf ("    '%s:", commands[i]->name);
    print_quoted (commands[i]->summary, ":\\");
    printf ("'\n");
  }
  printf (")\ncommon=(\n");
  print_zsh_options (NULL);
  printf (")\n\n_arguments -C $common '1: :->command' '*:: :->rest'\n"
          "case $state in\n(command) _describe -t commands command commands ;;\n"
          "(rest)\n    case $words[1] in\n");
  for (gsize i = 0; commands[i] != NULL; i++)
    print_zsh_command (commands[i]);
  printf ("    esac\n    ;;\nesac\n");
}

static void
print_fish_value (const Value *value)
{
  switch (value->kind) {
  case KIND_FILE:
    printf (" -F");
    break;
  case KIND_FOLDER:
    printf (" -x -a '(__fish_complete_directories)'");
    break;
  case KIND_PROGRAM:
    printf (" -x -a '(__fish_complete_subcommand)'");
    break;
  case KIND_WORDS:
    printf (" -x -a '%s'", value->words);
    break;
  case KIND_NONE:
  default:
    printf (" -x");
    break;
  }
}

static void
print_fish_options (const TpkCommand *command)
{
  for (const GOptionEntry *option = get_options (command); option->long_name != NULL; option++) {
    g_auto (Value) value = get_option_value (option);

    if (!is_shown (option))
      continue;
    printf ("complete -c turnpikectl");
    if (command != NULL)
      printf (" -n '__fish_seen_subcommand_from %s'", command->name);
    printf (" -l %s", option->long_name);
    if (option->short_name != 0)
      printf (" -s %c", option->short_name);
    if (takes_value (option)) {
      printf (" -r");
      print_fish_value (&value);
    }
    printf (" -d '");
    print_quoted (option->description, "");
    printf ("'\n");
  }
}

static void
print_fish (void)
{
  const TpkCommand *const *commands = tpk_commands_get ();
  g_autofree char *names = dup_commands ();

  printf ("# fish completion for turnpikectl, written by its build.\n\ncomplete -c turnpikectl -f\n");
  print_fish_options (NULL);
  for (gsize i = 0; commands[i] != NULL; i++) {
    g_auto (Value) value = get_argument (commands[i]);

    printf ("complete -c turnpikectl -n 'not __fish_seen_subcommand_from %s' -a %s -d '", names,
            commands[i]->name);
    print_quoted (commands[i]->summary, "");
    printf ("'\n");
    if (value.kind != KIND_NONE) {
      printf ("complete -c turnpikectl -n '__fish_seen_subcommand_from %s'", commands[i]->name);
      print_fish_value (&value);
      printf ("\n");
    }
    print_fish_options (commands[i]);
  }
}

int
main (int   argc,
      char *argv[])
{
  static const struct {
    const char *shell;
    void     (* print) (void);
  } shells[] = {
    { "bash", print_bash },
    { "fish", print_fish },
    { "zsh", print_zsh },
  };

  for (gsize i = 0; argc == 2 && i < G_N_ELEMENTS (shells); i++) {
    if (g_str_equal (argv[1], shells[i].shell)) {
      shells[i].print ();
      return fflush (stdout) == 0 ? 0 : 1;
    }
  }

  fprintf (stderr, "usage: write-completion bash|zsh|fish\n");

  return 2;
}
