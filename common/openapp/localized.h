/* Names in several languages, which the service writes in three forms. What programs use of it is
 * in <apie/openapp.h>. */
#ifndef APIE_OPENAPP_LOCALIZED_H
#define APIE_OPENAPP_LOCALIZED_H

#include <stdbool.h>

#include <apie/openapp.h>

#include "base/text.h"

/* Without the blanks around it, whichever Unicode has. */
apie_slice apie_name_trim(apie_slice text);

/* apie_openapp_name_matches() for one text. Case is folded as in casefold.h. */
bool apie_name_matches(apie_slice name, apie_slice needle, apie_openapp_match match);

#endif
