/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "tpk-ui-picture.h"
#include "tpk-ui-places.h"
#include "tpk-ui-walk.h"
#include "tpk-ui-words.h"

/*
 * Goes to every page and every dialog, in three widths and with large text, and looks at each widget
 * there: whether Tab or the arrows lead to it, whether its text can be read as a whole, whether it is
 * translated, and whether its icon says something to those who do not see it. In German, or, but for
 * the translation, in the language that $TURNPIKE_TEST_LANGUAGE says.
 */

#define FIRST_LANGUAGE "de"
#define LOCALES "/usr/share/locale"
#define LAST_ERRNO 133

typedef struct {
  int    width;         /* pixels */
  double text_scale;
} Size;

typedef struct {
  TpkUiFixture  base;
  TpkWindow    *window;
} Fixture;

static const char *language;
static TpkUiWords *words;
static gboolean toolkit_speaks;     /* whether GTK's own words are translated on this machine */
static gboolean is_heading_measured; /* while an AdwMessageDialog opens */

static const char *const message_dialogs[] = {
  "dialog-allow-add", "dialog-new-profile", "dialog-rename-profile", NULL
};

/* What is the same in every language, beside the settings of the test. */
static const char *const names[] = {
  "Turnpike", "Frankfurt", "Singapore", "Elsewhere", "alice", "nftables",
  "stun", "stuns", "turn", "turns",
};

static void
finished_cb (TpkChecker   *checker,
             const GError *error,
             gboolean     *done)
{
  *done = TRUE;
}

static void
check (TpkWindow *window)
{
  const TpkCheckExtras extras = { .candidates = TRUE };
  TpkChecker *checker = tpk_window_get_checker (window);
  gboolean done = FALSE;
  gulong id = g_signal_connect (checker, "finished", G_CALLBACK (finished_cb), &done);

  g_assert_true (tpk_checker_start_with (checker, &extras));
  tpk_ui_test_wait (&done);
  g_signal_handler_disconnect (checker, id);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const Size *size = data;

  tpk_ui_picture_scale_text (size->text_scale);
  tpk_ui_fixture_set_up (&fixture->base, NULL);
  tpk_ui_places_fill (&fixture->base, "turn:127.0.0.1:1?transport=tcp", 0);
  fixture->window = TPK_WINDOW (tpk_window_new (NULL, fixture->base.workspace));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), size->width, 800);
  gtk_window_present (GTK_WINDOW (fixture->window));
  check (fixture->window);
  check (fixture->window);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
  tpk_ui_picture_scale_text (1);
}

/* Nobody can point to what is scrolled away. */
static void
bring_in_sight (GtkWidget *widget)
{
  GtkWidget *window = widget;

  while ((window = gtk_widget_get_ancestor (window, GTK_TYPE_SCROLLED_WINDOW)) != NULL) {
    GtkAdjustment *down = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window));
    double top = gtk_adjustment_get_value (down);
    graphene_rect_t bounds;

    g_assert_true (gtk_widget_compute_bounds (widget, window, &bounds));
    gtk_adjustment_clamp_page (down, top + bounds.origin.y,
                               top + bounds.origin.y + bounds.size.height);
    window = gtk_widget_get_parent (window);
  }
  tpk_ui_test_lay_out (GTK_WIDGET (gtk_widget_get_native (widget)));
}

/* Whether somebody who points to it is told something: by what it is in, up to the window, as GTK
 * asks. */
static gboolean
has_tooltip (GtkWidget *widget)
{
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  gboolean shown = FALSE;

  bring_in_sight (widget);
  for (GtkWidget *owner = widget;
       owner != NULL && !shown;
       owner = gtk_widget_get_parent (owner)) {
    double x, y;

    g_assert_true (gtk_widget_translate_coordinates (widget, owner,
                                                     gtk_widget_get_width (widget) / 2.0,
                                                     gtk_widget_get_height (widget) / 2.0,
                                                     &x, &y));
    if (gtk_widget_get_has_tooltip (owner))
      g_signal_emit_by_name (owner, "query-tooltip", (int) x, (int) y, FALSE, tooltip, &shown);
  }

  return shown;
}

static gboolean
scrolls_sideways (GtkWidget *widget)
{
  while ((widget = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW)) != NULL) {
    GtkPolicyType policy;

    gtk_scrolled_window_get_policy (GTK_SCROLLED_WINDOW (widget), &policy, NULL);
    if (policy != GTK_POLICY_NEVER)
      return TRUE;
    widget = gtk_widget_get_parent (widget);
  }

  return FALSE;
}

/* Of the window, or of the row that it is in. AdwEntryRow makes its title smaller when it draws it. */
static gboolean
is_outside (GtkWidget *widget)
{
  GtkWidget *frame = gtk_widget_get_ancestor (gtk_widget_get_parent (widget),
                                              GTK_TYPE_LIST_BOX_ROW);
  graphene_rect_t bounds;

  if (frame == NULL || ADW_IS_ENTRY_ROW (frame))
    frame = GTK_WIDGET (gtk_widget_get_native (widget));
  if (!gtk_widget_compute_bounds (widget, frame, &bounds))
    return TRUE;

  return bounds.origin.x < 0 ||
         bounds.origin.x + bounds.size.width > gtk_widget_get_width (frame) + 1;
}

/* What GtkInscription lays out is nobody else's to look at: laid out anew. */
static PangoLayout *
lay_out_inscription (GtkInscription *inscription)
{
  GtkWidget *widget = GTK_WIDGET (inscription);
  PangoLayout *layout = gtk_widget_create_pango_layout (widget,
                                                        gtk_inscription_get_text (inscription));

  pango_layout_set_attributes (layout, gtk_inscription_get_attributes (inscription));
  pango_layout_set_wrap (layout, gtk_inscription_get_wrap_mode (inscription));
  pango_layout_set_width (layout, gtk_widget_get_width (widget) * PANGO_SCALE);
  pango_layout_set_height (layout, gtk_widget_get_height (widget) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);

  return layout;
}

/* Returns: (transfer full) (nullable): the text as it is shown, if @widget is one */
static PangoLayout *
dup_layout (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return g_object_ref (gtk_label_get_layout (GTK_LABEL (widget)));
  if (GTK_IS_INSCRIPTION (widget))
    return lay_out_inscription (GTK_INSCRIPTION (widget));

  return NULL;
}

static char *
find_clipped (GtkWidget *widget,
              gpointer   data)
{
  g_autoptr (PangoLayout) layout = NULL;
  int width;

  /* The names of the pages are libadwaita's to lay out, with an icon each. */
  if (!gtk_widget_get_mapped (widget) ||
      gtk_widget_get_ancestor (widget, ADW_TYPE_VIEW_SWITCHER) != NULL)
    return NULL;
  layout = dup_layout (widget);
  if (layout == NULL)
    return NULL;

  pango_layout_get_pixel_size (layout, &width, NULL);
  if (pango_layout_is_ellipsized (layout) && !has_tooltip (widget))
    return g_strdup_printf ("“%s” is cut off, and has no tooltip", pango_layout_get_text (layout));
  if (width > gtk_widget_get_width (widget))
    return g_strdup_printf ("“%s” has too little room", pango_layout_get_text (layout));
  if (is_outside (widget) && !scrolls_sideways (widget))
    return g_strdup_printf ("“%s” is outside", pango_layout_get_text (layout));

  return NULL;
}

/* What is pressed or typed into; texts are looked at above. */
static char *
find_outside (GtkWidget *widget,
              gpointer   data)
{
  if (GTK_IS_NATIVE (widget) || !gtk_widget_get_mapped (widget) ||
      !gtk_widget_get_focusable (widget) || scrolls_sideways (widget) || !is_outside (widget))
    return NULL;

  return g_strdup ("is outside");
}

static char *
find_foreign_in_menu (GMenuModel *menu)
{
  for (int i = 0; menu != NULL && i < g_menu_model_get_n_items (menu); i++) {
    static const char *const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };
    g_autofree char *label = NULL;

    g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
    if (label != NULL && !tpk_ui_words_cover (words, label))
      return g_strdup_printf ("“%s” of the menu is not translated", label);
    for (guint j = 0; j < G_N_ELEMENTS (links); j++) {
      g_autoptr (GMenuModel) more = g_menu_model_get_item_link (menu, i, links[j]);
      char *wrong = find_foreign_in_menu (more);

      if (wrong != NULL)
        return wrong;
    }
  }

  return NULL;
}

/* What assistive technology is told: GTK says it only where it was asked for something else. */
static char *
dup_accessible (GtkWidget             *widget,
                GtkAccessibleProperty  property)
{
  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), property))
    return NULL;

  return gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), property, "", NULL);
}

static char *
find_foreign (GtkWidget *widget,
              gpointer   data)
{
  g_autofree char *name = dup_accessible (widget, GTK_ACCESSIBLE_PROPERTY_LABEL);
  g_autofree char *description = dup_accessible (widget, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  const char *const texts[] = {
    GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : NULL,
    GTK_IS_TEXT (widget) ? gtk_text_get_placeholder_text (GTK_TEXT (widget)) : NULL,
    GTK_IS_WINDOW (widget) ? gtk_window_get_title (GTK_WINDOW (widget)) : NULL,
    gtk_widget_get_tooltip_text (widget),
    name,
    description,
  };

  if (!gtk_widget_get_mapped (widget))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    if (texts[i] != NULL && !tpk_ui_words_cover (words, texts[i]))
      return g_strdup_printf ("“%s” is not translated", texts[i]);
  }

  return GTK_IS_MENU_BUTTON (widget)
         ? find_foreign_in_menu (gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget)))
         : NULL;
}

static char *
find_mute_icon (GtkWidget *widget,
                gpointer   data)
{
  if (!GTK_IS_IMAGE (widget) || !gtk_widget_get_mapped (widget) ||
      gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) == GTK_ACCESSIBLE_ROLE_PRESENTATION)
    return NULL;

  for (GtkWidget *owner = widget; !GTK_IS_ROOT (owner); owner = gtk_widget_get_parent (owner)) {
    if (tpk_ui_walk_is_named (owner) || tpk_ui_walk_has_text (owner) ||
        gtk_widget_get_tooltip_text (owner) != NULL)
      return NULL;
    /* The button in a menu button has its name from that. */
    if (GTK_IS_LIST_BOX_ROW (owner) ||
        (GTK_IS_BUTTON (owner) && !GTK_IS_MENU_BUTTON (gtk_widget_get_parent (owner))))
      break;
  }

  return g_strdup ("an icon that says nothing");
}

/* All that Tab leads to within @top, until it comes round. GtkExpander has the focus twice. */
static void
tab_through (GtkWidget  *top,
             GHashTable *met)
{
  GtkRoot *root = gtk_widget_get_root (top);
  GtkWidget *first = NULL;
  guint n_again = 0;

  while (n_again < 3 && gtk_widget_child_focus (top, GTK_DIR_TAB_FORWARD)) {
    GtkWidget *focus = gtk_root_get_focus (root);

    if (focus == first)
      break;
    if (first == NULL)
      first = focus;
    n_again = g_hash_table_add (met, focus) ? 0 : n_again + 1;
  }
}

/* The arrows go from row to row, and Tab through what is in one. */
static void
go_through_lists (GtkWidget  *widget,
                  GHashTable *met)
{
  if (!gtk_widget_get_mapped (widget))
    return;

  if (GTK_IS_LIST_BOX (widget) || GTK_IS_LIST_BASE (widget)) {
    for (GtkWidget *row = gtk_widget_get_first_child (widget);
         row != NULL;
         row = gtk_widget_get_next_sibling (row)) {
      if (gtk_widget_grab_focus (row))
        g_hash_table_add (met, gtk_root_get_focus (gtk_widget_get_root (row)));
      tab_through (row, met);
    }
  }

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    go_through_lists (child, met);
}

/* Of buttons that switch between pages, Tab leads to the pressed one in newer GTK, and the arrows from
 * one to the next. */
static void
go_through_switchers (GtkWidget  *widget,
                      GHashTable *met)
{
  static const GtkDirectionType arrows[] = { GTK_DIR_RIGHT, GTK_DIR_LEFT };
  GtkWidget *top = GTK_WIDGET (gtk_widget_get_root (widget));

  if (!gtk_widget_get_mapped (widget))
    return;

  for (guint i = 0; ADW_IS_VIEW_SWITCHER (widget) && i < G_N_ELEMENTS (arrows); i++) {
    gtk_root_set_focus (GTK_ROOT (top), NULL);
    if (!gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD))
      continue;
    while (gtk_widget_child_focus (top, arrows[i]) &&
           gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (top)), widget) &&
           g_hash_table_add (met, gtk_root_get_focus (GTK_ROOT (top))))
      ;
  }

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    go_through_switchers (child, met);
}

static gboolean
is_met (GtkWidget  *widget,
        GHashTable *met)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW);

  if (g_hash_table_contains (met, widget))
    return TRUE;
  /* Of those of which one is chosen, Tab leads to that one. The others have the rows they are in. */
  if (GTK_IS_CHECK_BUTTON (widget) && row != NULL && g_hash_table_contains (met, row) &&
      adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)) == widget)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (is_met (child, met))
      return TRUE;
  }

  return FALSE;
}

static gboolean
can_have_focus (GtkWidget *widget)
{
  for (GtkWidget *owner = widget; owner != NULL; owner = gtk_widget_get_parent (owner)) {
    if (!gtk_widget_get_can_focus (owner))
      return FALSE;
  }

  return gtk_widget_get_focusable (widget) && gtk_widget_get_mapped (widget) &&
         gtk_widget_is_sensitive (widget);
}

static char *
find_unreachable (GtkWidget *widget,
                  gpointer   data)
{
  if (GTK_IS_TEXT_VIEW (widget) && gtk_text_view_get_editable (GTK_TEXT_VIEW (widget)) &&
      gtk_text_view_get_accepts_tab (GTK_TEXT_VIEW (widget)))
    return g_strdup ("keeps Tab for itself");

  return can_have_focus (widget) && !tpk_ui_walk_is_container (widget) && !is_met (widget, data)
         ? g_strdup ("not reached by keyboard") : NULL;
}

static guint
walk_keys (GtkWidget *top)
{
  g_autoptr (GHashTable) met = g_hash_table_new (NULL, NULL);

  gtk_root_set_focus (gtk_widget_get_root (top), NULL);
  tab_through (top, met);
  go_through_lists (top, met);
  go_through_switchers (top, met);

  return tpk_ui_walk (top, find_unreachable, met);
}

static guint
visit (Fixture          *fixture,
       const TpkUiPlace *place,
       const Size       *size)
{
  GtkWidget *top;
  guint n_wrong = 0;

  is_heading_measured = g_strv_contains (message_dialogs, place->name);
  top = tpk_ui_place_open (place, fixture->window);

  g_test_message ("%s", place->name);
  /* On a telephone every dialog has the whole width. */
  if (place->dialog != NULL && size->width < 600)
    gtk_window_set_default_size (GTK_WINDOW (top), size->width, 600);
  tpk_ui_test_lay_out (top);

  /* That of the shortcuts is GTK's own, and does not yield. */
  if (GTK_IS_WINDOW (top) && !GTK_IS_SHORTCUTS_WINDOW (top) &&
      gtk_widget_get_width (top) > size->width) {
    g_autofree char *path = tpk_ui_walk_describe (tpk_ui_walk_find_widest (top));

    g_test_message ("%d pixels wide, for %s", gtk_widget_get_width (top), path);
    n_wrong++;
  }
  n_wrong += tpk_ui_walk (top, find_clipped, NULL);
  n_wrong += tpk_ui_walk (top, find_outside, NULL);
  if (toolkit_speaks)
    n_wrong += tpk_ui_walk (top, find_foreign, NULL);
  n_wrong += tpk_ui_walk (top, find_mute_icon, NULL);
  n_wrong += walk_keys (top);
  tpk_ui_place_close (fixture->window);

  return n_wrong;
}

static void
test_places (Fixture       *fixture,
             gconstpointer  data)
{
  const TpkUiPlace *places;
  guint n_places, n_wrong = 0;

  places = tpk_ui_places_get (&n_places);
  for (guint i = 0; i < n_places; i++)
    n_wrong += visit (fixture, &places[i], data);
  g_assert_cmpuint (n_wrong, ==, 0);
  if (!toolkit_speaks && g_str_equal (language, FIRST_LANGUAGE))
    g_test_skip ("GTK does not speak German here, so that words were not looked at");
}

static void
load_words (void)
{
  static const char *const toolkit[] = { "gtk40", "libadwaita", "glib20" };
  g_autofree char *own = g_test_build_filename (G_TEST_BUILT, "..", "po", language, "LC_MESSAGES",
                                                GETTEXT_PACKAGE ".mo", NULL);
  g_autofree char *source = g_test_build_filename (G_TEST_BUILT, "ui", "source.mo", NULL);

  words = tpk_ui_words_new ();
  toolkit_speaks = g_str_equal (language, FIRST_LANGUAGE);
  g_assert_true (tpk_ui_words_load (words, own, FALSE));
  g_assert_true (tpk_ui_words_load (words, source, TRUE));
  for (guint i = 0; i < G_N_ELEMENTS (toolkit); i++) {
    g_autofree char *path = g_strdup_printf (LOCALES "/%s/LC_MESSAGES/%s.mo", language,
                                              toolkit[i]);

    toolkit_speaks &= tpk_ui_words_load (words, path, FALSE);
  }
  /* In whatever language the system says them. */
  for (int code = 1; code <= LAST_ERRNO; code++)
    tpk_ui_words_add_name (words, g_strerror (code));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    tpk_ui_words_add_name (words, names[i]);
}

/* AdwMessageDialog asks how high its heading is where the longest word has no room, and newer GTK warns
 * of that; German words are long enough. Every other warning is fatal. */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         data)
{
  for (gsize i = 0; is_heading_measured && i < n_fields; i++) {
    if (g_str_equal (fields[i].key, "MESSAGE") &&
        g_str_has_prefix (fields[i].value, "Trying to measure GtkLabel "))
      return G_LOG_WRITER_HANDLED;
  }

  return g_log_writer_default (level, fields, n_fields, data);
}

int
main (int   argc,
      char *argv[])
{
  static const Size sizes[] = {
    { 1200, 1 }, { 720, 1 }, { 360, 1 }, { 1200, 1.5 }, { 720, 1.5 }, { 480, 1.5 },
    { 360, 1.5 },
  };
  g_autofree char *catalogues = NULL;
  int result;

  /* The GNU C library of Debian 13 speaks English in the locale of C, whatever is asked for. */
  language = g_getenv ("TURNPIKE_TEST_LANGUAGE");
  if (language == NULL)
    language = FIRST_LANGUAGE;
  g_setenv ("LANGUAGE", language, TRUE);
  g_setenv ("LC_ALL", "de_DE.UTF-8", TRUE);
  if (setlocale (LC_ALL, "") == NULL) {
    g_setenv ("LC_ALL", "C.UTF-8", TRUE);
    setlocale (LC_ALL, "");
  }
  g_log_set_writer_func (write_log, NULL, NULL);
  tpk_ui_test_init (&argc, &argv);
  if (g_str_equal (language, "ar"))
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  catalogues = g_test_build_filename (G_TEST_BUILT, "..", "po", NULL);
  bindtextdomain (GETTEXT_PACKAGE, catalogues);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  load_words ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *path = g_strdup_printf ("/ui/places/%d-%g", sizes[i].width,
                                             sizes[i].text_scale);

    g_test_add (path, Fixture, &sizes[i], set_up, test_places, tear_down);
  }

  result = g_test_run ();
  tpk_ui_words_free (words);

  return result;
}
