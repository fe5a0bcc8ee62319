/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-report-saver"

#include "config.h"

#include "tpk-report-saver.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cloud/tpk-versions.h"

#include "tpk-toast.h"

/* What is remembered while a file is chosen. */
typedef struct {
  GtkWidget   *widget;           /* (owned) */
  TpkCheckRun *run;              /* (owned) */
  char        *profile;          /* (nullable) (owned) */
} Choice;

static void
choice_free (gpointer  data,
             GClosure *closure)
{
  Choice *choice = data;

  g_object_unref (choice->widget);
  g_object_unref (choice->run);
  g_free (choice->profile);
  g_free (choice);
}

static char *
dup_report (TpkCheckRun           *run,
            const char            *profile,
            const TpkReportFormat *format)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *libraries = tpk_versions_dup_libraries ();
  g_autofree char *versions = g_strdup_printf ("turnpike %s, %s", VERSION, libraries);
  const TpkReportInfo info = { .profile = profile, .versions = versions, .written = now };

  return tpk_report_write (format, run, &info);
}

static const TpkReportFormat *
find_format (const char *extension)
{
  g_autofree char *name = g_strconcat ("report.", extension, NULL);

  return tpk_report_format_for_name (name);
}

/**
 * tpk_report_saver_copy:
 * @widget: on whose display the clipboard is
 * @run: a run that has ended
 * @profile: (nullable): the name of what was checked
 *
 * Puts the report into the clipboard, as Markdown: chats and trackers show it well, and it can be
 * read as it is.
 */
void
tpk_report_saver_copy (GtkWidget   *widget,
                       TpkCheckRun *run,
                       const char  *profile)
{
  g_autofree char *text = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (TPK_IS_CHECK_RUN (run));

  text = dup_report (run, profile, find_format ("md"));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  tpk_toast_send (widget, _("Report copied. It holds no passwords"));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error)) {
    g_autofree char *name = g_file_get_basename (G_FILE (source));
    g_autofree char *shown = g_filename_display_name (name);

    /* Translators: %s is the name of a file. */
    text = g_strdup_printf (_("Saved as “%s”. It holds no passwords"), shown);
  } else {
    /* Translators: %s says why, as the system puts it. */
    text = g_strdup_printf (_("The report was not saved: %s. Choose another place"),
                            error->message);
  }
  tpk_toast_send (widget, text);
}

/**
 * tpk_report_saver_save:
 * @widget: whose window tells how it went
 * @run: a run that has ended
 * @profile: (nullable): the name of what was checked
 * @format: in which form
 * @file: where
 *
 * Writes the report without holding up the window.
 */
void
tpk_report_saver_save (GtkWidget             *widget,
                       TpkCheckRun           *run,
                       const char            *profile,
                       const TpkReportFormat *format,
                       GFile                 *file)
{
  g_autoptr (GBytes) contents = NULL;
  char *text;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (TPK_IS_CHECK_RUN (run));
  g_return_if_fail (format != NULL);
  g_return_if_fail (G_IS_FILE (file));

  text = dup_report (run, profile, format);
  contents = g_bytes_new_take (text, strlen (text));
  g_file_replace_contents_bytes_async (file, contents, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       saved_cb, g_object_ref (widget));
}

/* The name that was typed says it, or else what was chosen beside it. */
static const TpkReportFormat *
choose_format (GtkFileChooser *chooser,
               GFile          *file)
{
  g_autofree char *name = g_file_get_basename (file);
  const TpkReportFormat *format = tpk_report_format_for_name (name);
  GtkFileFilter *filter = gtk_file_chooser_get_filter (chooser);
  const char *extension = filter != NULL ? g_object_get_data (G_OBJECT (filter), "extension")
                                         : NULL;

  if (format == NULL)
    format = find_format (extension != NULL ? extension : "html");

  return format;
}

static void
response_cb (GtkFileChooserNative *chooser,
             int                   response,
             gpointer              data)
{
  Choice *choice = data;

  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

    tpk_report_saver_save (choice->widget, choice->run, choice->profile,
                           choose_format (GTK_FILE_CHOOSER (chooser), file), file);
  }
  g_object_unref (chooser);
}

static void
add_filters (GtkFileChooser *chooser)
{
  guint n;
  const TpkReportFormat *formats = tpk_report_formats_get (&n);

  for (guint i = 0; i < n; i++) {
    g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

    gtk_file_filter_set_name (filter, formats[i].name);
    gtk_file_filter_add_suffix (filter, formats[i].extension);
    g_object_set_data (G_OBJECT (filter), "extension", (gpointer) formats[i].extension);
    gtk_file_chooser_add_filter (chooser, filter);
  }
}

/**
 * tpk_report_saver_choose:
 * @widget: in whose window
 * @run: a run that has ended
 * @profile: (nullable): the name of what was checked
 *
 * Asks where to save the report, and saves it there.
 */
void
tpk_report_saver_choose (GtkWidget   *widget,
                         TpkCheckRun *run,
                         const char  *profile)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *name = NULL;
  GtkRoot *root;
  GtkFileChooserNative *chooser;
  Choice *choice;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (TPK_IS_CHECK_RUN (run));

  root = gtk_widget_get_root (widget);
  chooser = gtk_file_chooser_native_new (_("Save Report"),
                                         GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                         GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  /* Translators: the name of a file; %s is a date such as 2026-11-20. */
  name = g_strdup_printf (_("check-%s.html"), day);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  add_filters (GTK_FILE_CHOOSER (chooser));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);

  choice = g_new0 (Choice, 1);
  choice->widget = g_object_ref (widget);
  choice->run = g_object_ref (run);
  choice->profile = g_strdup (profile);
  g_signal_connect_data (chooser, "response", G_CALLBACK (response_cb), choice, choice_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
