/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cli-support.h"

#include <glib/gstdio.h>
#include <string.h>

void
cli_place_set_up (CliPlace      *place,
                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  place->folder = g_dir_make_tmp ("turnpike-cli-XXXXXX", &error);
  g_assert_no_error (error);
  place->config_dir = g_build_filename (place->folder, "config", NULL);
}

static void
remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  }

  g_assert_cmpint (g_remove (path), ==, 0);
}

void
cli_place_tear_down (CliPlace      *place,
                     gconstpointer  data)
{
  remove_tree (place->folder);
  g_clear_pointer (&place->folder, g_free);
  g_clear_pointer (&place->config_dir, g_free);
}

/* Writes a file of the test; a name such as "config/draft.json" is in the configuration folder. */
char *
cli_place_write (CliPlace   *place,
                 const char *name,
                 const char *text)
{
  g_autofree char *path = g_build_filename (place->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&path);
}

char *
cli_place_read (CliPlace   *place,
                const char *name)
{
  g_autofree char *path = g_build_filename (place->folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&text);
}

void
cli_place_check_mode (CliPlace   *place,
                      const char *name,
                      guint       mode)
{
  g_autofree char *path = g_build_filename (place->folder, name, NULL);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 0777, ==, mode);
}

char *
cli_data (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", name, NULL);
}

static GSubprocess *
spawn (CliPlace           *place,
       const char *const  *args,
       GSubprocessFlags    flags)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const char *program = g_getenv ("TURNPIKECTL");
  GSubprocess *process;

  g_assert_nonnull (program);
  g_ptr_array_add (argv, (char *) program);
  for (gsize i = 0; args[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) args[i]);
  g_ptr_array_add (argv, NULL);

  g_subprocess_launcher_setenv (launcher, "TURNPIKE_CONFIG_DIR", place->config_dir, TRUE);
  g_subprocess_launcher_set_cwd (launcher, place->folder);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);

  return process;
}

/* Starts turnpikectl without waiting for it; its output goes to a pipe. */
GSubprocess *
cli_spawn (CliPlace          *place,
           const char *const *args)
{
  return spawn (place, args,
                G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                G_SUBPROCESS_FLAGS_STDERR_PIPE);
}

static char *
bytes_to_text (GBytes *bytes,
               gsize  *length)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  char *text = g_malloc (size + 1);

  if (size > 0)
    memcpy (text, data, size);
  text[size] = '\0';
  if (length != NULL)
    *length = size;

  return text;
}

CliRun *
cli_run_args (CliPlace          *place,
              const char        *input,
              gssize             input_length,
              const char *const *args)
{
  g_autoptr (GSubprocess) process = cli_spawn (place, args);
  g_autoptr (GBytes) in = NULL;
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GError) error = NULL;
  CliRun *run = g_new0 (CliRun, 1);

  in = g_bytes_new (input, input == NULL ? 0 : input_length < 0 ? strlen (input)
                                                                : (gsize) input_length);
  /* A program that does not read its input closes the pipe; that is no error here. */
  if (!g_subprocess_communicate (process, in, NULL, &out, &err, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_no_error (error);

  run->status = g_subprocess_get_if_exited (process)
                  ? g_subprocess_get_exit_status (process)
                  : 128 + g_subprocess_get_term_sig (process);
  run->out = bytes_to_text (out, &run->out_length);
  run->err = bytes_to_text (err, NULL);

  return run;
}

static CliRun *
run_valist (CliPlace   *place,
            const char *input,
            va_list     list)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  const char *arg;

  while ((arg = va_arg (list, const char *)) != NULL)
    g_ptr_array_add (args, (char *) arg);
  g_ptr_array_add (args, NULL);

  return cli_run_args (place, input, -1, (const char *const *) args->pdata);
}

/* Runs turnpikectl with the arguments given, and waits for it. */
CliRun *
cli_run (CliPlace *place,
         ...)
{
  va_list list;
  CliRun *run;

  va_start (list, place);
  run = run_valist (place, NULL, list);
  va_end (list);

  return run;
}

CliRun *
cli_run_input (CliPlace   *place,
               const char *input,
               ...)
{
  va_list list;
  CliRun *run;

  va_start (list, input);
  run = run_valist (place, input, list);
  va_end (list);

  return run;
}

void
cli_run_free (CliRun *run)
{
  g_free (run->out);
  g_free (run->err);
  g_free (run);
}

JsonObject *
cli_json (const char *text)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  node = json_from_string (text, &error);
  g_assert_no_error (error);
  g_assert_nonnull (node);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));

  return json_node_dup_object (node);
}

/* The document on standard output, of which there must be one. */
JsonObject *
cli_run_json (CliRun *run)
{
  return cli_json (run->out);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The codes of an array of findings, sorted: "a b c". */
char *
cli_codes (JsonObject *document,
           const char *member)
{
  JsonArray *array = json_object_get_array_member (document, member);
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *finding = json_array_get_object_element (array, i);

    g_ptr_array_add (codes, (char *) json_object_get_string_member (finding, "code"));
  }
  g_ptr_array_sort (codes, compare_texts);
  g_ptr_array_add (codes, NULL);

  return g_strjoinv (" ", (char **) codes->pdata);
}
