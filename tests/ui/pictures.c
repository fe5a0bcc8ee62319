/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

/* Renders every page and every dialog in one state, each in all sizes and schemes that are asked
 * for: STATE-PLACE-WIDTH-SCHEME.png. The language is that of the environment; `screenshots` asks for
 * them all. */

#include "config.h"

#include "tpk-test-coturn.h"
#include "tpk-ui-picture.h"
#include "tpk-ui-places.h"

#define N_MANY 200

/* A telephone's is narrower than this; dialogs are as wide as it is. */
#define NARROW_WIDTH 600
#define NARROW_DIALOG_HEIGHT 640

static char *state, *folder, *names, *sizes, *schemes;
static double text_scale = 1;
static gboolean rtl;

static const GOptionEntry options[] = {
  { "state", 0, 0, G_OPTION_ARG_STRING, &state, "empty, typical, many, failing or running", "NAME" },
  { "places", 0, 0, G_OPTION_ARG_STRING, &names, "which places, by the beginning of their names",
    "NAME,…" },
  { "sizes", 0, 0, G_OPTION_ARG_STRING, &sizes, "which sizes", "WIDTHxHEIGHT,…" },
  { "schemes", 0, 0, G_OPTION_ARG_STRING, &schemes, "light, dark", "NAME,…" },
  { "text-scale", 0, 0, G_OPTION_ARG_DOUBLE, &text_scale, "1.5 for large text", "FACTOR" },
  { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, "from right to left", NULL },
  { "output", 0, 0, G_OPTION_ARG_FILENAME, &folder, "where to put them", "FOLDER" },
  { NULL },
};

static gboolean
is_state (const char *name)
{
  return g_strcmp0 (state, name) == 0;
}

static void
finished_cb (TpkChecker   *checker,
             const GError *error,
             gboolean     *done)
{
  *done = TRUE;
}

/* Twice, so that there is something to compare with. */
static void
check (TpkWindow *window)
{
  const TpkCheckExtras extras = { is_state ("typical") ? 1 : 0, TRUE };
  TpkChecker *checker = tpk_window_get_checker (window);
  gboolean done = FALSE;
  gulong id = g_signal_connect (checker, "finished", G_CALLBACK (finished_cb), &done);

  if (is_state ("running")) {
    tpk_checker_start (checker);
  } else if (!is_state ("empty")) {
    for (guint i = 0; i < 2; i++) {
      done = FALSE;
      if (tpk_checker_start_with (checker, &extras))
        tpk_ui_test_wait (&done);
    }
  }
  g_signal_handler_disconnect (checker, id);
}

static gboolean
is_asked_for (const TpkUiPlace *place)
{
  g_auto (GStrv) asked = g_strsplit (names != NULL ? names : "", ",", -1);

  for (guint i = 0; asked[i] != NULL; i++) {
    if (g_str_has_prefix (place->name, asked[i]))
      return TRUE;
  }

  return names == NULL;
}

static void
take (const TpkUiPlace *place,
      TpkWindow        *window,
      int               width,
      const char       *scheme)
{
  GtkWidget *shown = tpk_ui_place_open (place, window);
  g_autofree char *name = g_strdup_printf ("%s-%s-%d-%s.png", state, place->name, width, scheme);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (place->dialog != NULL && width < NARROW_WIDTH)
    gtk_window_set_default_size (GTK_WINDOW (shown), width, NARROW_DIALOG_HEIGHT);
  tpk_ui_test_lay_out (shown);
  tpk_ui_picture_save (shown, path);
  tpk_ui_place_close (window);
}

static void
take_all (TpkUiFixture *fixture,
          const char   *size)
{
  g_auto (GStrv) asked = g_strsplit (schemes != NULL ? schemes : "light,dark", ",", -1);
  TpkWindow *window = TPK_WINDOW (tpk_window_new (NULL, fixture->workspace));
  const TpkUiPlace *places;
  guint n_places;
  int width, height;

  if (sscanf (size, "%dx%d", &width, &height) != 2)
    g_error ("“%s” is not a size", size);

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  check (window);
  places = tpk_ui_places_get (&n_places);
  for (guint i = 0; asked[i] != NULL; i++) {
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        g_str_equal (asked[i], "dark")
                                        ? ADW_COLOR_SCHEME_FORCE_DARK
                                        : ADW_COLOR_SCHEME_FORCE_LIGHT);
    for (guint j = 0; j < n_places; j++) {
      if (is_asked_for (&places[j]))
        take (&places[j], window, width, asked[i]);
    }
  }

  tpk_checker_stop (tpk_window_get_checker (window));
  while (tpk_checker_is_running (tpk_window_get_checker (window)))
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Something that takes connections and never says a word: a check of it goes on for long. */
static char *
dup_silent_url (GSocketListener *listener)
{
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  return g_strdup_printf ("turn:127.0.0.1:%u?transport=tcp", port);
}

static void
fill (TpkUiFixture    *fixture,
      TpkTestCoturn   *coturn,
      GSocketListener *listener)
{
  g_autofree char *url = NULL;

  if (is_state ("empty"))
    return;

  if (is_state ("running"))
    url = dup_silent_url (listener);
  else if (coturn != NULL && !is_state ("failing"))
    url = g_strdup_printf ("turn:127.0.0.1:%u", tpk_test_coturn_get_port (coturn));
  else
    url = g_strdup ("turn:127.0.0.1:1?transport=tcp");
  tpk_ui_places_fill (fixture, url, is_state ("many") ? N_MANY : 0);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_auto (GStrv) asked = NULL;
  TpkUiFixture fixture = { 0, };

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || folder == NULL || state == NULL) {
    g_printerr ("%s\n", error != NULL ? error->message : "--state or --output is missing");
    return 2;
  }

  tpk_ui_picture_init ();
  tpk_ui_picture_scale_text (text_scale);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  if (is_state ("typical") && tpk_test_coturn_available ())
    coturn = tpk_test_coturn_new (&(const TpkTestCoturnOptions) { 0, });

  tpk_ui_fixture_set_up (&fixture, NULL);
  fill (&fixture, coturn, listener);
  asked = g_strsplit (sizes != NULL ? sizes : "1200x800,720x600,360x640", ",", -1);
  for (guint i = 0; asked[i] != NULL; i++)
    take_all (&fixture, asked[i]);
  tpk_ui_fixture_tear_down (&fixture, NULL);

  return 0;
}
