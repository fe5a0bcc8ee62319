/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include <glib/gstdio.h>

#include <stdio.h>
#include <string.h>

void
test_remove_all (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    test_remove_all (child);
  }

  (void) g_remove (path);
}

void
store_fixture_set_up (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->root = g_dir_make_tmp ("turnpike-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->folder = g_build_filename (fixture->root, "config", "turnpike", NULL);
  fixture->store = tpk_store_new (fixture->folder);
}

void
store_fixture_tear_down (StoreFixture  *fixture,
                         gconstpointer  data)
{
  if (fixture->store != NULL)
    g_assert_finalize_object (fixture->store);
  test_remove_all (fixture->root);
  g_free (fixture->root);
  g_free (fixture->folder);
}

/* A path in the configuration folder. */
char *
test_path (StoreFixture *fixture,
           const char   *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

char *
test_read (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

/* Writes as an editor would that knows nothing of Turnpike: over the old contents. */
void
test_write (const char *path,
            const char *text)
{
  g_autofree char *folder = g_path_get_dirname (path);
  FILE *file;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  file = g_fopen (path, "we");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (text, 1, strlen (text), file), ==, strlen (text));
  g_assert_cmpint (fclose (file), ==, 0);
}

guint
test_mode (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);

  return info.st_mode & 07777;
}

void
assert_file (const char *path,
             const char *text)
{
  g_autofree char *actual = test_read (path);

  g_assert_cmpstr (actual, ==, text);
}

void
assert_no_file (const char *path)
{
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK));
}

static gint
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
test_list (const char *path)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GString) list = g_string_new (NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (list, "%s ", (char *) g_ptr_array_index (names, i));

  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* One server of one's own. Its identity is the same each time, so that equal arguments give equal
 * documents. */
TpkDocument *
test_document (const char *host,
               const char *password)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  TpkDocument *document;

  text = g_strdup_printf ("{\"schema\":1,\"active\":\"Office\",\"profiles\":[{\"name\":\"Office\","
                          "\"route\":\"own\",\"servers\":[{"
                          "\"id\":\"6f1c0b1e-7a55-4c0e-9d6a-0f6f6a2f8b10\","
                          "\"label\":\"Head office\","
                          "\"urls\":[\"turn:%s:3478?transport=udp\"],"
                          "\"credential\":{\"kind\":\"password\",\"username\":\"alice\","
                          "\"password\":\"%s\"}}]}]}", host, password);
  document = tpk_document_new_from_data (text, -1, &error);
  g_assert_no_error (error);

  return document;
}

/* Starts the helper beside the test, with its standard output in a pipe. */
GSubprocess *
test_helper_start (const char *command,
                   ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  GSubprocess *helper;
  const char *argument;
  va_list args;

  g_ptr_array_add (arguments, g_strdup (g_getenv ("TPK_STORE_HELPER")));
  g_ptr_array_add (arguments, g_strdup (command));
  va_start (args, command);
  while ((argument = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (arguments, g_strdup (argument));
  va_end (args);
  g_ptr_array_add (arguments, NULL);

  g_assert_nonnull (g_getenv ("TPK_STORE_HELPER"));
  helper = g_subprocess_newv ((const char *const *) arguments->pdata,
                              G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE,
                              &error);
  g_assert_no_error (error);

  return helper;
}

/* What the helper says next, without the line end. One byte at a time, so that nothing is lost
 * between two calls. */
char *
test_helper_line (GSubprocess *helper)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  GInputStream *stream = g_subprocess_get_stdout_pipe (helper);
  char c;

  while (g_input_stream_read (stream, &c, 1, NULL, &error) == 1 && c != '\n')
    g_string_append_c (line, c);
  g_assert_no_error (error);

  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* SIGKILL, and waits until the process is gone. */
void
test_helper_kill (GSubprocess *helper)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_force_exit (helper);
  g_subprocess_wait (helper, NULL, &error);
  g_assert_no_error (error);
}
