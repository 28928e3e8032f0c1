/* Images to upload: of which type they are, and what they are called. */
#ifndef APIE_OPENAPP_IMAGE_H
#define APIE_OPENAPP_IMAGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

/* The canonical name of a type that the service takes ("image/jpeg", "image/png", "image/webp"), or
 * NULL. Case, blanks and parameters ("; q=1") do not count. */
const char *apie_image_type_known(apie_slice content_type);

/* The type of an image: what its Content-Type says, else its URL's extension, else its first bytes;
 * of these the first that the service takes. Empty slices say nothing. NULL: it is none of the
 * three. */
const char *apie_image_type(apie_slice content_type, apie_slice url, apie_slice data);

/* Whether an image can be fetched from there: an absolute http or https URL. */
bool apie_image_url_valid(const char *url);

/* A URL's path, without what may be secret; "/" if it has none. NULL if memory ran out. */
const char *apie_image_url_path(const char *url, apie_arena *arena);

/* What the last part of a URL's path calls the image, percent-decoded and safe as a file name, or
 * else "upload" with the type's extension. NULL if memory ran out. */
const char *apie_image_file_name(apie_slice url, const char *type, apie_arena *arena);

#endif
