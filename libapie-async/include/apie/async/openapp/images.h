/**
 * @file apie/async/openapp/images.h
 * Images: pictures of people, organizations, devices, entities and integrations.
 */
#ifndef APIE_ASYNC_OPENAPP_IMAGES_H
#define APIE_ASYNC_OPENAPP_IMAGES_H

#include <apie/async/loop.h>
#include <apie/async/openapp/status.h>
#include <apie/async/types.h>
#include <apie/error.h>
#include <apie/export.h>
#include <apie/openapp.h>
#include <apie/options.h>
#include <apie/status.h>

APIE_BEGIN_DECLS

/**
 * Uploads a picture: POST /users/{id}/image, as a form. Not safe to repeat: it is tried again only
 * if nothing was sent, or if options->idempotency_key is set.
 *
 * @param user_id whose picture it is to be; not empty
 * @param image JPEG, PNG or WebP; copied
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says of it,
 *        or NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else APIE_ERROR_INVALID_ARGUMENT: there is no such image; or as the functions of the
 *         operations
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_users_upload_image(apie_async_openapp *client,
                                                          const char *user_id,
                                                          const apie_openapp_image *image,
                                                          const apie_call_options *options,
                                                          apie_openapp_json_cb *callback,
                                                          void *user, apie_error *error);

/**
 * Uploads a picture: POST /orgs/{id}/image, as a form. Not safe to repeat: it is tried again only
 * if nothing was sent, or if options->idempotency_key is set.
 *
 * @param org_id whose picture it is to be; not empty
 * @param image JPEG, PNG or WebP; copied
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says of it,
 *        or NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else APIE_ERROR_INVALID_ARGUMENT: there is no such image; or as the functions of the
 *         operations
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_orgs_upload_image(apie_async_openapp *client,
                                                         const char *org_id,
                                                         const apie_openapp_image *image,
                                                         const apie_call_options *options,
                                                         apie_openapp_json_cb *callback, void *user,
                                                         apie_error *error);

/**
 * Uploads a picture: POST /devices/{id}/image, as a form. Not safe to repeat: it is tried again
 * only if nothing was sent, or if options->idempotency_key is set.
 *
 * @param device_id whose picture it is to be; not empty
 * @param image JPEG, PNG or WebP; copied
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says of it,
 *        or NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else APIE_ERROR_INVALID_ARGUMENT: there is no such image; or as the functions of the
 *         operations
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_devices_upload_image(apie_async_openapp *client,
                                                            const char *device_id,
                                                            const apie_openapp_image *image,
                                                            const apie_call_options *options,
                                                            apie_openapp_json_cb *callback,
                                                            void *user, apie_error *error);

/**
 * Uploads a picture: POST /entities/{id}/image, as a form. Not safe to repeat: it is tried again
 * only if nothing was sent, or if options->idempotency_key is set.
 *
 * @param entity_id whose picture it is to be; not empty
 * @param image JPEG, PNG or WebP; copied
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says of it,
 *        or NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else APIE_ERROR_INVALID_ARGUMENT: there is no such image; or as the functions of the
 *         operations
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_entities_upload_image(apie_async_openapp *client,
                                                             const char *entity_id,
                                                             const apie_openapp_image *image,
                                                             const apie_call_options *options,
                                                             apie_openapp_json_cb *callback,
                                                             void *user, apie_error *error);

/**
 * Uploads a picture: POST /integrations/{id}/image, as a form. Not safe to repeat: it is tried
 * again only if nothing was sent, or if options->idempotency_key is set.
 *
 * @param integration_id whose picture it is to be; not empty
 * @param image JPEG, PNG or WebP; copied
 * @param options limits of the whole call; NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says of it,
 *        or NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else APIE_ERROR_INVALID_ARGUMENT: there is no such image; or as the functions of the
 *         operations
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_integrations_upload_image(apie_async_openapp *client,
                                                                 const char *integration_id,
                                                                 const apie_openapp_image *image,
                                                                 const apie_call_options *options,
                                                                 apie_openapp_json_cb *callback,
                                                                 void *user, apie_error *error);

/**
 * Fetches a picture from anywhere and uploads it as apie_async_openapp_users_upload_image() would.
 *
 * It is fetched without the client's key, headers and interceptors; up to five redirects are
 * followed, none from https to http. Where the URL or a redirect leads is not looked at, into a
 * private network or to loopback, too: a program that takes URLs from strangers must check them, or
 * fetch the picture itself. Its type is what the answer says, else the URL's extension, else its
 * first bytes. It may be as large as the client's answers, but no larger than a form of 64 MiB.
 *
 * @param user_id whose picture it is to be; not empty
 * @param url where it is: http or https; copied
 * @param file_name what it is to be called, in UTF-8; NULL: the end of the URL; "": "upload"
 * @param options limits of the whole call, headers, idempotency key and response of the upload;
 *        NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says of it,
 *        or NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else APIE_ERROR_INVALID_ARGUMENT: no such URL or name, or no such image there;
 *         with "url" in error->where: it could not be fetched, by APIE_ERROR_NETWORK since its
 *         server refuses (error->http_status says how), by APIE_ERROR_PROTOCOL since it is too
 *         large or redirected badly, or as any transfer; else as the functions of the operations
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_users_upload_image_from_url(
    apie_async_openapp *client, const char *user_id, const char *url, const char *file_name,
    const apie_call_options *options, apie_openapp_json_cb *callback, void *user,
    apie_error *error);

/**
 * Fetches a picture from anywhere and uploads it as apie_async_openapp_orgs_upload_image() would.
 *
 * It is fetched without the client's key, headers and interceptors; up to five redirects are
 * followed, none from https to http. Where the URL or a redirect leads is not looked at, into a
 * private network or to loopback, too: a program that takes URLs from strangers must check them, or
 * fetch the picture itself. Its type is what the answer says, else the URL's extension, else its
 * first bytes. It may be as large as the client's answers, but no larger than a form of 64 MiB.
 *
 * @param org_id whose picture it is to be; not empty
 * @param url where it is: http or https; copied
 * @param file_name what it is to be called, in UTF-8; NULL: the end of the URL; "": "upload"
 * @param options limits of the whole call, headers, idempotency key and response of the upload;
 *        NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says of it,
 *        or NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else APIE_ERROR_INVALID_ARGUMENT: no such URL or name, or no such image there;
 *         with "url" in error->where: it could not be fetched, by APIE_ERROR_NETWORK since its
 *         server refuses (error->http_status says how), by APIE_ERROR_PROTOCOL since it is too
 *         large or redirected badly, or as any transfer; else as the functions of the operations
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_orgs_upload_image_from_url(
    apie_async_openapp *client, const char *org_id, const char *url, const char *file_name,
    const apie_call_options *options, apie_openapp_json_cb *callback, void *user,
    apie_error *error);

/**
 * Fetches a picture from anywhere and uploads it as apie_async_openapp_devices_upload_image()
 * would.
 *
 * It is fetched without the client's key, headers and interceptors; up to five redirects are
 * followed, none from https to http. Where the URL or a redirect leads is not looked at, into a
 * private network or to loopback, too: a program that takes URLs from strangers must check them, or
 * fetch the picture itself. Its type is what the answer says, else the URL's extension, else its
 * first bytes. It may be as large as the client's answers, but no larger than a form of 64 MiB.
 *
 * @param device_id whose picture it is to be; not empty
 * @param url where it is: http or https; copied
 * @param file_name what it is to be called, in UTF-8; NULL: the end of the URL; "": "upload"
 * @param options limits of the whole call, headers, idempotency key and response of the upload;
 *        NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says of it,
 *        or NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else APIE_ERROR_INVALID_ARGUMENT: no such URL or name, or no such image there;
 *         with "url" in error->where: it could not be fetched, by APIE_ERROR_NETWORK since its
 *         server refuses (error->http_status says how), by APIE_ERROR_PROTOCOL since it is too
 *         large or redirected badly, or as any transfer; else as the functions of the operations
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_devices_upload_image_from_url(
    apie_async_openapp *client, const char *device_id, const char *url, const char *file_name,
    const apie_call_options *options, apie_openapp_json_cb *callback, void *user,
    apie_error *error);

/**
 * Fetches a picture from anywhere and uploads it as apie_async_openapp_entities_upload_image()
 * would.
 *
 * It is fetched without the client's key, headers and interceptors; up to five redirects are
 * followed, none from https to http. Where the URL or a redirect leads is not looked at, into a
 * private network or to loopback, too: a program that takes URLs from strangers must check them, or
 * fetch the picture itself. Its type is what the answer says, else the URL's extension, else its
 * first bytes. It may be as large as the client's answers, but no larger than a form of 64 MiB.
 *
 * @param entity_id whose picture it is to be; not empty
 * @param url where it is: http or https; copied
 * @param file_name what it is to be called, in UTF-8; NULL: the end of the URL; "": "upload"
 * @param options limits of the whole call, headers, idempotency key and response of the upload;
 *        NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says of it,
 *        or NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else APIE_ERROR_INVALID_ARGUMENT: no such URL or name, or no such image there;
 *         with "url" in error->where: it could not be fetched, by APIE_ERROR_NETWORK since its
 *         server refuses (error->http_status says how), by APIE_ERROR_PROTOCOL since it is too
 *         large or redirected badly, or as any transfer; else as the functions of the operations
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_entities_upload_image_from_url(
    apie_async_openapp *client, const char *entity_id, const char *url, const char *file_name,
    const apie_call_options *options, apie_openapp_json_cb *callback, void *user,
    apie_error *error);

/**
 * Fetches a picture from anywhere and uploads it as apie_async_openapp_integrations_upload_image()
 * would.
 *
 * It is fetched without the client's key, headers and interceptors; up to five redirects are
 * followed, none from https to http. Where the URL or a redirect leads is not looked at, into a
 * private network or to loopback, too: a program that takes URLs from strangers must check them, or
 * fetch the picture itself. Its type is what the answer says, else the URL's extension, else its
 * first bytes. It may be as large as the client's answers, but no larger than a form of 64 MiB.
 *
 * @param integration_id whose picture it is to be; not empty
 * @param url where it is: http or https; copied
 * @param file_name what it is to be called, in UTF-8; NULL: the end of the URL; "": "upload"
 * @param options limits of the whole call, headers, idempotency key and response of the upload;
 *        NULL: the client's defaults
 * @param callback told the outcome, once, from the loop. Its result is what the service says of it,
 *        or NULL if that is nothing
 * @return the call; NULL: it was not started, and error says why. The callback's status is APIE_OK;
 *         else APIE_ERROR_INVALID_ARGUMENT: no such URL or name, or no such image there;
 *         with "url" in error->where: it could not be fetched, by APIE_ERROR_NETWORK since its
 *         server refuses (error->http_status says how), by APIE_ERROR_PROTOCOL since it is too
 *         large or redirected badly, or as any transfer; else as the functions of the operations
 *
 * Thread rule: the thread of the client's loop.
 */
APIE_API apie_call *apie_async_openapp_integrations_upload_image_from_url(
    apie_async_openapp *client, const char *integration_id, const char *url, const char *file_name,
    const apie_call_options *options, apie_openapp_json_cb *callback, void *user,
    apie_error *error);

APIE_END_DECLS

#endif
