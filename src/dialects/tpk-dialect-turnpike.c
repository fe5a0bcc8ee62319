/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-turnpike"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/tpk-json.h"
#include "tpk-js-servers.h"
#include "tpk-turnpike-form.h"

/*
 * Turnpike itself: application/vnd.turnpike.profile+json. What is written is a document of one
 * profile, with its passwords, that can be imported elsewhere, or be put there as turnpike.json.
 * What is read is a document, of which the active profile counts, a profile by itself, or what
 * `turnpikectl show --json` prints.
 */

static const char *const document_members[] = {
  "schema", "active", "profiles", "client_files", "secrets", NULL
};

static const char *const shown_members[] = {
  "schema", "active", "modified", "profiles", "profile", NULL
};

static const char *const profile_members[] = {
  "schema", "name", "route", "relay_only", "signalling_proxy", "servers", "cloud", "allow_list", NULL
};

static const char *const server_members[] = {
  "id", "label", "enabled", "urls", "credential", NULL
};

static const char *const credential_members[] = {
  "kind", "username", "password", "secret", "lifetime_s", NULL
};

/* What was not in the text. */
typedef struct {
  guint n_elsewhere;
  guint n_hidden;
} Missing;

static void
take_note (TpkImport   *import,
           TpkSeverity  severity,
           const char  *code,
           const char  *message)
{
  tpk_import_take_note (import, tpk_finding_new (severity, code, message));
}

/* Every fault of the text is one of the dialect, whose words the model has. */
static void
take_error (GError  *model_error,
            GError **error)
{
  gboolean too_large = g_error_matches (model_error, TPK_JSON_ERROR, TPK_JSON_ERROR_TOO_LARGE);

  g_set_error_literal (error, TPK_DIALECT_ERROR,
                       too_large ? TPK_DIALECT_ERROR_TOO_LARGE : TPK_DIALECT_ERROR_SYNTAX,
                       model_error->message);
  g_error_free (model_error);
}

/* Returns: (transfer none) (nullable): the active profile of a document, or %NULL with @error set or
 * where there is none */
static JsonObject *
find_active (JsonNode  *root,
             GError   **error)
{
  g_autoptr (TpkDocument) document = tpk_document_new_from_json (root, error);
  JsonArray *profiles = NULL;
  guint position = 0;

  if (document == NULL)
    return NULL;

  tpk_json_get_objects (json_node_get_object (root), "profiles", &profiles, NULL);
  if (profiles == NULL || json_array_get_length (profiles) == 0)
    return NULL;

  g_list_store_find (G_LIST_STORE (tpk_document_get_profiles (document)),
                     tpk_document_get_active_profile (document), &position);

  return json_array_get_object_element (profiles, position);
}

static JsonObject *
find_profile (JsonNode  *root,
              GError   **error)
{
  JsonObject *object;
  JsonObject *profile = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_TYPE,
                         _("The text is JSON, but not an object."));
    return NULL;
  }

  object = json_node_get_object (root);
  if (!tpk_document_check_schema (object, error) ||
      !tpk_json_get_object (object, "profile", &profile, error))
    return NULL;
  if (profile != NULL)
    return profile;

  return json_object_has_member (object, "profiles") ? find_active (root, error) : object;
}

static TpkCredential *
dup_credential (TpkCredential *credential,
                Missing       *missing)
{
  const char *username = tpk_credential_get_username (credential);

  switch (tpk_credential_get_kind (credential)) {
  case TPK_CREDENTIAL_PASSWORD:
    if (!tpk_turnpike_is_hidden (tpk_credential_get_password (credential)))
      break;
    missing->n_hidden++;
    return tpk_credential_new_password (username, "");
  case TPK_CREDENTIAL_SECRET:
    if (!tpk_turnpike_is_hidden (tpk_credential_get_secret (credential)))
      break;
    missing->n_hidden++;
    return tpk_credential_new_secret (username, "", tpk_credential_get_lifetime_s (credential));
  case TPK_CREDENTIAL_NONE:
  default:
    break;
  }

  return tpk_credential_ref (credential);
}

static char *
dup_url (const char *text,
         Missing    *missing)
{
  char *url = tpk_turnpike_dup_unhidden (text);

  if (strcmp (url, text) != 0)
    missing->n_hidden++;

  return url;
}

/* Returns: (transfer full): a server that has nothing of @from but what is known */
static TpkServer *
dup_server (TpkServer *from,
            Missing   *missing)
{
  TpkServer *server = tpk_server_new ();
  g_autoptr (TpkCredential) credential = NULL;
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < tpk_server_get_n_urls (from); i++)
    g_ptr_array_add (urls, dup_url (tpk_ice_url_get_text (tpk_server_get_url (from, i)), missing));
  g_ptr_array_add (urls, NULL);

  credential = dup_credential (tpk_server_get_credential (from), missing);
  tpk_server_set_label (server, tpk_server_get_label (from));
  tpk_server_set_enabled (server, tpk_server_get_enabled (from));
  tpk_server_set_urls (server, (const char *const *) urls->pdata);
  tpk_server_set_credential (server, credential);

  return server;
}

static void
take_servers (TpkImport  *import,
              TpkProfile *from,
              Missing    *missing)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < tpk_profile_get_n_servers (from); i++) {
    TpkServer *server = tpk_profile_get_server (from, i);

    if (tpk_server_get_n_urls (server) > 0)
      g_ptr_array_add (servers, dup_server (server, missing));
    else
      take_note (import, TPK_SEVERITY_WARNING, "import-no-urls",
                 _("An entry has no “urls”, so it was left."));
  }

  if (servers->len > 0)
    tpk_profile_append_servers (tpk_import_get_profile (import), (TpkServer **) servers->pdata,
                                servers->len);
}

static void
take_cloud (TpkImport        *import,
            TpkCloudSettings *from,
            Missing          *missing)
{
  static const TpkCloudField secrets[] = {
    TPK_CLOUD_FIELD_SECRET, TPK_CLOUD_FIELD_BODY, TPK_CLOUD_FIELD_HEADERS
  };
  TpkCloudSettings *cloud = tpk_profile_get_cloud (tpk_import_get_profile (import));

  tpk_cloud_settings_assign (cloud, from);
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++) {
    if (tpk_turnpike_is_hidden (tpk_cloud_settings_get_text (cloud, secrets[i]))) {
      tpk_cloud_settings_set_text (cloud, secrets[i], NULL);
      missing->n_hidden++;
    }
  }
}

static void
take_profile (TpkImport  *import,
              JsonObject *object,
              TpkProfile *from,
              Missing    *missing)
{
  const char *proxy = tpk_profile_get_signalling_proxy (from);

  take_servers (import, from, missing);
  if (proxy != NULL) {
    g_autofree char *url = dup_url (proxy, missing);

    tpk_profile_set_signalling_proxy (tpk_import_get_profile (import), url);
  }

  if (json_object_has_member (object, "relay_only"))
    tpk_import_set_relay_only (import, tpk_profile_get_relay_only (from));
  if (json_object_has_member (object, "route"))
    tpk_import_set_route (import, tpk_profile_get_route (from));
  if (tpk_profile_get_route (from) == TPK_ROUTE_CLOUD)
    take_cloud (import, tpk_profile_get_cloud (from), missing);
}

static void
note_missing (TpkImport     *import,
              const Missing *missing)
{
  if (missing->n_elsewhere > 0)
    take_note (import, TPK_SEVERITY_WARNING, "import-secrets-elsewhere",
               _("Passwords are not in the text, but in the keyring of the computer that it is "
                 "from. Enter them here, or export the profile there with “turnpikectl export "
                 "--client turnpike”."));
  if (missing->n_hidden > 0)
    take_note (import, TPK_SEVERITY_WARNING, "import-secrets-hidden",
               _("Passwords are hidden in the text. Enter them here, or show the profile with "
                 "“turnpikectl show --json --secrets”."));
}

static gboolean
is_untouched (TpkCloudSettings *cloud)
{
  g_autoptr (TpkCloudSettings) untouched = tpk_cloud_settings_new ();
  g_autoptr (JsonObject) one = tpk_cloud_settings_to_json (cloud);
  g_autoptr (JsonObject) other = tpk_cloud_settings_to_json (untouched);

  return json_object_equal (one, other);
}

/* What stands around the profile. */
static void
note_document (TpkImport  *import,
               JsonObject *root,
               const char *name)
{
  JsonArray *profiles = NULL;
  JsonArray *files = NULL;

  if (json_object_has_member (root, "profile")) {
    tpk_js_note_left_members (import, root, shown_members);
    return;
  }

  tpk_js_note_left_members (import, root, document_members);
  tpk_json_get_objects (root, "profiles", &profiles, NULL);
  tpk_json_get_objects (root, "client_files", &files, NULL);
  if (profiles != NULL && json_array_get_length (profiles) > 1)
    tpk_import_take_note (import,
                          tpk_finding_new_printf (TPK_SEVERITY_INFO, "import-other-profiles",
                                                  /* Translators: %s is the name of a profile. */
                                                  _("Of several profiles, the active one was taken, "
                                                    "“%s”. To take another, make it the active one "
                                                    "there."), name));
  if (files != NULL && json_array_get_length (files) > 0)
    take_note (import, TPK_SEVERITY_INFO, "import-left-client-files",
               _("The list of client files was left, since their places belong to the computer "
                 "that it is from. Add the files on the Clients page."));
}

static void
note_profile (TpkImport  *import,
              JsonObject *object,
              TpkProfile *from)
{
  JsonArray *servers = NULL;

  if (tpk_profile_get_route (from) != TPK_ROUTE_CLOUD &&
      !is_untouched (tpk_profile_get_cloud (from)))
    take_note (import, TPK_SEVERITY_INFO, "import-left-cloud",
               _("The settings of a cloud proxy were left, since the route of the profile is "
                 "another."));
  if (!tpk_allow_list_is_empty (tpk_profile_get_allow_list (from)))
    take_note (import, TPK_SEVERITY_INFO, "import-left-allow-list",
               _("The entries that were added to the allow-list were left. Add them again where "
                 "the firewall needs them."));

  tpk_js_note_left_members (import, object, profile_members);
  tpk_json_get_objects (object, "servers", &servers, NULL);
  for (guint i = 0; servers != NULL && i < json_array_get_length (servers); i++) {
    JsonObject *server = json_array_get_object_element (servers, i);
    JsonObject *credential = NULL;

    tpk_js_note_left_members (import, server, server_members);
    tpk_json_get_object (server, "credential", &credential, NULL);
    if (credential != NULL)
      tpk_js_note_left_members (import, credential, credential_members);
  }
}

static TpkImport *
read_text (const char  *text,
           GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new (tpk_dialect_turnpike.id);
  g_autoptr (TpkProfile) from = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object = NULL;
  GError *model_error = NULL;
  Missing missing = { 0 };

  root = tpk_json_parse (text, -1, TPK_DOCUMENT_MAX_BYTES, &model_error);
  if (root != NULL)
    object = find_profile (root, &model_error);
  if (object != NULL) {
    missing.n_elsewhere = tpk_turnpike_remove_references (object);
    from = tpk_profile_new_from_json (object, &model_error);
  }
  if (model_error != NULL) {
    take_error (model_error, error);
    return NULL;
  }

  if (from != NULL) {
    take_profile (import, object, from, &missing);
    note_missing (import, &missing);
    if (object != json_node_get_object (root))
      note_document (import, json_node_get_object (root), tpk_profile_get_name (from));
    note_profile (import, object, from);
  }

  return g_steal_pointer (&import);
}

static JsonNode *
build_document (TpkProfile *profile,
                guint      *n_elsewhere)
{
  JsonObject *document = json_object_new ();
  JsonObject *object = tpk_profile_to_json (profile);
  JsonArray *profiles = json_array_new ();
  JsonNode *root = json_node_new (JSON_NODE_OBJECT);

  /* Also not what the route has no use for, as the token of a service. */
  if (tpk_profile_get_route (profile) != TPK_ROUTE_CLOUD)
    json_object_remove_member (object, "cloud");

  *n_elsewhere = tpk_turnpike_remove_references (object);
  json_array_add_object_element (profiles, object);
  json_object_set_int_member (document, "schema", TPK_DOCUMENT_SCHEMA);
  json_object_set_array_member (document, "profiles", profiles);
  json_node_take_object (root, document);

  return root;
}

/* The text is that of the model, so that nothing changes in it when it is put there as turnpike.json
 * and applied. */
static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (JsonNode) root = NULL;
  GError *model_error = NULL;
  guint n_elsewhere;

  root = build_document (profile, &n_elsewhere);
  document = tpk_document_new_from_json (root, &model_error);
  if (document == NULL) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_NOT_WRITABLE,
                         model_error->message);
    g_error_free (model_error);
    return NULL;
  }

  tpk_export_set_text (export, tpk_document_to_data (document, NULL));
  if (n_elsewhere > 0)
    tpk_export_take_note (export,
                          tpk_finding_new (TPK_SEVERITY_WARNING, "secrets-not-written",
                                           _("The keyring does not have all passwords, so some are "
                                             "not in the file. Enter them again, and export once "
                                             "more.")));

  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_turnpike = {
  .id = "turnpike",
  .name = N_("Turnpike"),
  .version = "schema 1",
  .about = N_("For Turnpike on another computer: the whole profile, with its passwords"),
  .content_type = "application/vnd.turnpike.profile+json",
  .suffix = "turnpike",
  .whole = TRUE,
  .write = write_profile,
  .recognise = tpk_turnpike_recognise,
  .read = read_text,
};
