/* Upper and lower case made the same, in every script that has them. */
#ifndef APIE_OPENAPP_CASEFOLD_H
#define APIE_OPENAPP_CASEFOLD_H

#include <stdint.h>

/* Simple case folding (Unicode, one character to one): what differs only in case folds to the same
 * character. Characters that fold to several (a German sharp s to "ss") stay as they are, but for
 * their own lower case; text is not normalised. */
uint32_t apie_casefold(uint32_t character);

#endif
