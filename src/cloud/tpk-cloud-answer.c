/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-answer"

#include "config.h"

#include "tpk-cloud-answer.h"

#include <libsoup/soup.h>
#include <string.h>

#include "dialects/tpk-dialect.h"
#include "dialects/tpk-service-refusal.h"
#include "model/tpk-json.h"

/* What an answer, or the lack of one, means. */

#define MAX_BYTES (1024 * 1024)

/* Whatever a service says, nobody is left alone for longer: an hour. */
#define MAX_RETRY_AFTER_S (60 * 60)

/* A service that repeats what it was sent must not put the secret on the screen. */
static void
set_reason (TpkCloudResultData *data,
            TpkCloudSettings   *settings,
            const char         *words)
{
  const char *secret = tpk_cloud_settings_get_text (settings, TPK_CLOUD_FIELD_SECRET);
  g_autofree char *valid = g_utf8_make_valid (words, -1);
  g_autofree char *clean = tpk_service_refusal_dup_clean (valid);
  g_autoptr (GString) text = g_string_new (clean);

  if (*secret != '\0')
    g_string_replace (text, secret, "…", 0);

  g_free (data->reason);
  data->reason = g_string_free (g_steal_pointer (&text), FALSE);
}

static TpkCloudCode
judge_tls (const GError         *error,
           GTlsCertificateFlags  errors)
{
  if (!g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return TPK_CLOUD_CODE_TLS_FAILED;
  if ((errors & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    return TPK_CLOUD_CODE_TLS_UNTRUSTED;
  if ((errors & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)) != 0)
    return TPK_CLOUD_CODE_TLS_EXPIRED;
  if ((errors & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    return TPK_CLOUD_CODE_TLS_NAME_MISMATCH;

  return TPK_CLOUD_CODE_TLS_UNTRUSTED;
}

static TpkCloudCode
judge_io (int code)
{
  static const struct {
    int          error;
    TpkCloudCode code;
  } codes[] = {
    { G_IO_ERROR_CONNECTION_REFUSED, TPK_CLOUD_CODE_REFUSED },
    { G_IO_ERROR_HOST_UNREACHABLE, TPK_CLOUD_CODE_UNREACHABLE },
    { G_IO_ERROR_NETWORK_UNREACHABLE, TPK_CLOUD_CODE_UNREACHABLE },
    { G_IO_ERROR_HOST_NOT_FOUND, TPK_CLOUD_CODE_DNS_NOT_FOUND },
    { G_IO_ERROR_TIMED_OUT, TPK_CLOUD_CODE_TIMEOUT },
    { G_IO_ERROR_CANCELLED, TPK_CLOUD_CODE_CANCELLED },
    { G_IO_ERROR_PROXY_FAILED, TPK_CLOUD_CODE_PROXY_FAILED },
    { G_IO_ERROR_PROXY_AUTH_FAILED, TPK_CLOUD_CODE_PROXY_FAILED },
    { G_IO_ERROR_PROXY_NEED_AUTH, TPK_CLOUD_CODE_PROXY_FAILED },
    { G_IO_ERROR_PROXY_NOT_ALLOWED, TPK_CLOUD_CODE_PROXY_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    if (codes[i].error == code)
      return codes[i].code;
  }

  return TPK_CLOUD_CODE_CLOSED;
}

static gboolean
may_be_offline (TpkCloudCode code)
{
  return code == TPK_CLOUD_CODE_DNS_FAILED || code == TPK_CLOUD_CODE_DNS_NOT_FOUND ||
         code == TPK_CLOUD_CODE_UNREACHABLE;
}

/**
 * tpk_cloud_answer_set_error:
 * @data: what is filled in
 * @settings: what was sent
 * @error: why there is no answer
 * @tls_errors: what is wrong with the certificate
 */
void
tpk_cloud_answer_set_error (TpkCloudResultData   *data,
                            TpkCloudSettings     *settings,
                            const GError         *error,
                            GTlsCertificateFlags  tls_errors)
{
  if (error->domain == TPK_CLOUD_ERROR)
    data->code = error->code;
  else if (error->domain == G_RESOLVER_ERROR)
    data->code = error->code == G_RESOLVER_ERROR_NOT_FOUND ? TPK_CLOUD_CODE_DNS_NOT_FOUND
                                                           : TPK_CLOUD_CODE_DNS_FAILED;
  else if (error->domain == G_TLS_ERROR)
    data->code = judge_tls (error, tls_errors);
  else if (error->domain == G_IO_ERROR)
    data->code = judge_io (error->code);
  else
    data->code = TPK_CLOUD_CODE_CLOSED;

  if (may_be_offline (data->code) &&
      !g_network_monitor_get_network_available (g_network_monitor_get_default ()))
    data->code = TPK_CLOUD_CODE_NO_NETWORK;

  set_reason (data, settings, error->message);
}

/* The service's own words, when it has any for what is wrong. */
static char *
dup_refusal (const char *body)
{
  g_autoptr (JsonNode) root = tpk_json_parse (body, -1, MAX_BYTES, NULL);

  return root != NULL ? tpk_service_refusal_dup_words (root) : NULL;
}

/**
 * tpk_cloud_answer_set_status:
 * @data: what is filled in, with an HTTP status that is no success
 * @settings: what was sent
 * @body: valid UTF-8
 *
 * Takes the service's own words for what is wrong, if it has any.
 */
void
tpk_cloud_answer_set_status (TpkCloudResultData *data,
                             TpkCloudSettings   *settings,
                             const char         *body)
{
  g_autofree char *words = dup_refusal (body);

  data->code = tpk_cloud_code_from_status (data->http_status);
  set_reason (data, settings, words != NULL ? words : "");
}

/**
 * tpk_cloud_answer_read_retry_after:
 * @header: (nullable): the header `Retry-After`
 * @body: the answer; Matrix says it there
 * @now_s: Unix time
 *
 * Reads RFC 9110 §10.2.3, and the `retry_after_ms` of Matrix.
 *
 * Returns: seconds, 0 when nothing is said, an hour at most
 */
guint
tpk_cloud_answer_read_retry_after (const char *header,
                                   const char *body,
                                   gint64      now_s)
{
  g_autoptr (JsonNode) root = NULL;
  gint64 seconds = 0;

  if (header != NULL && g_ascii_isdigit (*header)) {
    seconds = g_ascii_strtoll (header, NULL, 10);
  } else if (header != NULL) {
    g_autoptr (GDateTime) time = soup_date_time_new_from_http_string (header);

    seconds = time != NULL ? g_date_time_to_unix (time) - now_s : 0;
  } else {
    root = tpk_json_parse (body, -1, MAX_BYTES, NULL);
    if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) &&
        tpk_json_get_int (json_node_get_object (root), "retry_after_ms", 0, G_MAXINT32, &seconds,
                          NULL))
      seconds = (seconds + 999) / 1000;
  }

  return (guint) CLAMP (seconds, 0, MAX_RETRY_AFTER_S);
}

static void
set_read_error (TpkCloudResultData   *data,
                TpkCloudSettings     *settings,
                const TpkCloudAnswer *answer,
                const GError         *error)
{
  if (error->domain == TPK_CLOUD_ERROR) {
    data->code = error->code;
    set_reason (data, settings, error->message);
  } else if (g_error_matches (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_REFUSED)) {
    g_autofree char *words = dup_refusal (answer->body);

    data->code = TPK_CLOUD_CODE_DENIED;
    set_reason (data, settings, words != NULL ? words : "");
  } else {
    data->code = TPK_CLOUD_CODE_NO_SERVERS;
  }
}

/* A life counts from the question on, so that it never ends later than the service means. */
static gint64
find_end (TpkImport *import,
          guint      lifetime_s,
          gint64     now_s)
{
  gint64 end = tpk_import_get_expiry_s (import);
  guint told = tpk_import_get_lifetime_s (import);

  if (told == 0 && end == 0)
    told = lifetime_s;
  if (told > 0 && (end == 0 || now_s + told < end))
    end = now_s + told;

  return end;
}

static gboolean
is_worth_a_note (TpkFinding *note)
{
  return tpk_finding_get_severity (note) != TPK_SEVERITY_INFO;
}

/**
 * tpk_cloud_answer_read:
 * @data: what is filled in
 * @service: who answered
 * @settings: what was sent
 * @answer: the answer
 * @lifetime_s: the life that was asked for, where the service does not repeat it; 0: none
 * @now_s: Unix time of the question
 */
void
tpk_cloud_answer_read (TpkCloudResultData    *data,
                       const TpkCloudService *service,
                       TpkCloudSettings      *settings,
                       const TpkCloudAnswer  *answer,
                       guint                  lifetime_s,
                       gint64                 now_s)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkImport) import = NULL;
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  g_autofree char *key = NULL;
  TpkProfile *profile;
  GListModel *notes;
  gint64 end_s;

  import = tpk_cloud_service_read (service, settings, answer, &error);
  if (import == NULL) {
    set_read_error (data, settings, answer, error);
    return;
  }

  end_s = find_end (import, lifetime_s, now_s);
  if (end_s != 0 && end_s <= now_s) {
    data->code = TPK_CLOUD_CODE_CLOCK;
    return;
  }

  profile = tpk_import_get_profile (import);
  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++)
    g_ptr_array_add (servers, tpk_profile_get_server (profile, i));

  notes = tpk_import_get_notes (import);
  for (guint i = 0; i < g_list_model_get_n_items (notes); i++) {
    g_autoptr (TpkFinding) note = g_list_model_get_item (notes, i);

    if (is_worth_a_note (note))
      g_ptr_array_add (data->notes, g_steal_pointer (&note));
  }

  key = tpk_cloud_set_dup_key (settings);
  data->set = tpk_cloud_set_new (service->id, key, servers, now_s, end_s);
  data->code = TPK_CLOUD_CODE_OK;
}
