/**
 * @file export.h
 * Marks of public declarations. Nothing here is called by a program.
 */
#ifndef APIE_EXPORT_H
#define APIE_EXPORT_H

#if defined(__GNUC__) || defined(__clang__)
/** A function that the shared libraries export. */
#define APIE_API __attribute__((visibility("default")))
/** A function whose result must be looked at. */
#define APIE_NODISCARD __attribute__((warn_unused_result))
/** A function that takes printf arguments: the format is argument f, the values start at v. */
#define APIE_PRINTF(f, v) __attribute__((format(printf, f, v)))
#else
#define APIE_API
#define APIE_NODISCARD
#define APIE_PRINTF(f, v)
#endif

#ifdef __cplusplus
#define APIE_BEGIN_DECLS extern "C" {
#define APIE_END_DECLS   }
#else
#define APIE_BEGIN_DECLS
#define APIE_END_DECLS
#endif

#endif
