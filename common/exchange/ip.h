/* IP addresses as text, in their one strict form each. */
#ifndef APIE_EXCHANGE_IP_H
#define APIE_EXCHANGE_IP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* Four decimal numbers without leading zeros (which some resolvers read as octal). */
bool apie_ipv4_parse(apie_slice text, uint8_t octets[4]);

/* RFC 4291, 2.2, without a zone. *loopback: whether it is ::1, however it is written. */
bool apie_ipv6_parse(apie_slice text, bool *loopback);

#endif
