/**
 * @file apie/sync/openapp/images.h
 * Images: pictures of people, organizations, devices, entities and integrations.
 */
#ifndef APIE_SYNC_OPENAPP_IMAGES_H
#define APIE_SYNC_OPENAPP_IMAGES_H

#include <apie/error.h>
#include <apie/export.h>
#include <apie/openapp.h>
#include <apie/openapp/status.h>
#include <apie/options.h>
#include <apie/status.h>
#include <apie/sync/types.h>

APIE_BEGIN_DECLS

/**
 * Uploads a picture: POST /users/{id}/image, as a form. Not safe to repeat: it is tried again only
 * if nothing was sent, or if options->idempotency_key is set.
 *
 * @param user_id whose picture it is to be; not empty
 * @param image JPEG, PNG or WebP; copied
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes what the service says of it, to be freed with apie_free(), or NULL if that is
 *        nothing; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_INVALID_ARGUMENT: there is no such image; or as the functions of
 *         the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_users_upload_image(
    apie_openapp *client, const char *user_id, const apie_openapp_image *image,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Uploads a picture: POST /orgs/{id}/image, as a form. Not safe to repeat: it is tried again only
 * if nothing was sent, or if options->idempotency_key is set.
 *
 * @param org_id whose picture it is to be; not empty
 * @param image JPEG, PNG or WebP; copied
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes what the service says of it, to be freed with apie_free(), or NULL if that is
 *        nothing; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_INVALID_ARGUMENT: there is no such image; or as the functions of
 *         the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_upload_image(
    apie_openapp *client, const char *org_id, const apie_openapp_image *image,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Uploads a picture: POST /devices/{id}/image, as a form. Not safe to repeat: it is tried again
 * only if nothing was sent, or if options->idempotency_key is set.
 *
 * @param device_id whose picture it is to be; not empty
 * @param image JPEG, PNG or WebP; copied
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes what the service says of it, to be freed with apie_free(), or NULL if that is
 *        nothing; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_INVALID_ARGUMENT: there is no such image; or as the functions of
 *         the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_upload_image(
    apie_openapp *client, const char *device_id, const apie_openapp_image *image,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Uploads a picture: POST /entities/{id}/image, as a form. Not safe to repeat: it is tried again
 * only if nothing was sent, or if options->idempotency_key is set.
 *
 * @param entity_id whose picture it is to be; not empty
 * @param image JPEG, PNG or WebP; copied
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes what the service says of it, to be freed with apie_free(), or NULL if that is
 *        nothing; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_INVALID_ARGUMENT: there is no such image; or as the functions of
 *         the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_upload_image(
    apie_openapp *client, const char *entity_id, const apie_openapp_image *image,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Uploads a picture: POST /integrations/{id}/image, as a form. Not safe to repeat: it is tried
 * again only if nothing was sent, or if options->idempotency_key is set.
 *
 * @param integration_id whose picture it is to be; not empty
 * @param image JPEG, PNG or WebP; copied
 * @param options limits of the whole call; NULL: the client's defaults
 * @param out takes what the service says of it, to be freed with apie_free(), or NULL if that is
 *        nothing; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_INVALID_ARGUMENT: there is no such image; or as the functions of
 *         the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_upload_image(
    apie_openapp *client, const char *integration_id, const apie_openapp_image *image,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Fetches a picture from anywhere and uploads it as apie_openapp_users_upload_image() would.
 *
 * It is fetched without the client's key, headers and interceptors; up to five redirects are
 * followed, none from https to http. Its type is what the answer says, else the URL's extension,
 * else its first bytes. It may be as large as the client's answers.
 *
 * @param user_id whose picture it is to be; not empty
 * @param url where it is: http or https; copied
 * @param file_name what it is to be called; NULL: the end of the URL
 * @param options limits of the whole call, headers and idempotency key of the upload; NULL: the
 *        client's defaults
 * @param out takes what the service says of it, to be freed with apie_free(), or NULL if that is
 *        nothing; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_INVALID_ARGUMENT: no such URL, or no such image there;
 *         APIE_ERROR_NETWORK with "url" in error->where: its server does not give it, and
 *         error->http_status says how; or as the functions of the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_users_upload_image_from_url(
    apie_openapp *client, const char *user_id, const char *url, const char *file_name,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Fetches a picture from anywhere and uploads it as apie_openapp_orgs_upload_image() would.
 *
 * It is fetched without the client's key, headers and interceptors; up to five redirects are
 * followed, none from https to http. Its type is what the answer says, else the URL's extension,
 * else its first bytes. It may be as large as the client's answers.
 *
 * @param org_id whose picture it is to be; not empty
 * @param url where it is: http or https; copied
 * @param file_name what it is to be called; NULL: the end of the URL
 * @param options limits of the whole call, headers and idempotency key of the upload; NULL: the
 *        client's defaults
 * @param out takes what the service says of it, to be freed with apie_free(), or NULL if that is
 *        nothing; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_INVALID_ARGUMENT: no such URL, or no such image there;
 *         APIE_ERROR_NETWORK with "url" in error->where: its server does not give it, and
 *         error->http_status says how; or as the functions of the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_orgs_upload_image_from_url(
    apie_openapp *client, const char *org_id, const char *url, const char *file_name,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Fetches a picture from anywhere and uploads it as apie_openapp_devices_upload_image() would.
 *
 * It is fetched without the client's key, headers and interceptors; up to five redirects are
 * followed, none from https to http. Its type is what the answer says, else the URL's extension,
 * else its first bytes. It may be as large as the client's answers.
 *
 * @param device_id whose picture it is to be; not empty
 * @param url where it is: http or https; copied
 * @param file_name what it is to be called; NULL: the end of the URL
 * @param options limits of the whole call, headers and idempotency key of the upload; NULL: the
 *        client's defaults
 * @param out takes what the service says of it, to be freed with apie_free(), or NULL if that is
 *        nothing; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_INVALID_ARGUMENT: no such URL, or no such image there;
 *         APIE_ERROR_NETWORK with "url" in error->where: its server does not give it, and
 *         error->http_status says how; or as the functions of the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_devices_upload_image_from_url(
    apie_openapp *client, const char *device_id, const char *url, const char *file_name,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Fetches a picture from anywhere and uploads it as apie_openapp_entities_upload_image() would.
 *
 * It is fetched without the client's key, headers and interceptors; up to five redirects are
 * followed, none from https to http. Its type is what the answer says, else the URL's extension,
 * else its first bytes. It may be as large as the client's answers.
 *
 * @param entity_id whose picture it is to be; not empty
 * @param url where it is: http or https; copied
 * @param file_name what it is to be called; NULL: the end of the URL
 * @param options limits of the whole call, headers and idempotency key of the upload; NULL: the
 *        client's defaults
 * @param out takes what the service says of it, to be freed with apie_free(), or NULL if that is
 *        nothing; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_INVALID_ARGUMENT: no such URL, or no such image there;
 *         APIE_ERROR_NETWORK with "url" in error->where: its server does not give it, and
 *         error->http_status says how; or as the functions of the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_entities_upload_image_from_url(
    apie_openapp *client, const char *entity_id, const char *url, const char *file_name,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

/**
 * Fetches a picture from anywhere and uploads it as apie_openapp_integrations_upload_image() would.
 *
 * It is fetched without the client's key, headers and interceptors; up to five redirects are
 * followed, none from https to http. Its type is what the answer says, else the URL's extension,
 * else its first bytes. It may be as large as the client's answers.
 *
 * @param integration_id whose picture it is to be; not empty
 * @param url where it is: http or https; copied
 * @param file_name what it is to be called; NULL: the end of the URL
 * @param options limits of the whole call, headers and idempotency key of the upload; NULL: the
 *        client's defaults
 * @param out takes what the service says of it, to be freed with apie_free(), or NULL if that is
 *        nothing; NULL: it is not wanted
 * @return APIE_OK; else APIE_ERROR_INVALID_ARGUMENT: no such URL, or no such image there;
 *         APIE_ERROR_NETWORK with "url" in error->where: its server does not give it, and
 *         error->http_status says how; or as the functions of the operations
 *
 * Thread rule: any thread.
 */
APIE_API APIE_NODISCARD apie_status apie_openapp_integrations_upload_image_from_url(
    apie_openapp *client, const char *integration_id, const char *url, const char *file_name,
    const apie_call_options *options, apie_openapp_json **out, apie_error *error);

APIE_END_DECLS

#endif
