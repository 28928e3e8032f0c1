/* An event in the making: what the client knows of itself first, then section by section, all in
 * one buffer. */
#ifndef APIE_APIE_EVENT_DRAFT_H
#define APIE_APIE_EVENT_DRAFT_H

#include "apie/event_make.h"
#include "base/json_writer.h"

#define APIE_DRAFT_SECTIONS 8
#define APIE_DRAFT_ROOM     512 /* sections that are not longer together need no memory */

/* What becomes a section when the buffer moves no more. */
typedef struct apie_draft_section {
    apie_slice *place; /* in the input */
    size_t start;
    size_t length;
} apie_draft_section;

typedef struct apie_event_draft {
    const apie_agent *agent;
    apie_event_input input; /* sections that are redacted text already may be set directly */
    apie_buffer text;
    apie_json_writer writer;
    apie_json_write_error failed; /* the first failure of the sections that have ended */
    apie_draft_section sections[APIE_DRAFT_SECTIONS]; /* so many */
    size_t count;
    const char *result_status; /* of a result that is not given */
    char room[APIE_DRAFT_ROOM];
} apie_event_draft;

/* kind: one that has a type. source's members may be NULL. */
void apie_event_draft_init(apie_event_draft *draft, const apie_agent *agent, apie_event_kind kind,
                           const apie_event_source *source);
/* A text of the program's own for one of the input's members: itself, unless it is a secret. */
const char *apie_event_text(const apie_agent *agent, const char *text);
/* Begins one of the input's sections, which is written to the draft's writer; then ends it. */
apie_json_writer *apie_event_section_begin(apie_event_draft *draft, apie_slice *place);
void apie_event_section_end(apie_event_draft *draft);
/* The event; the draft is used up. NULL with *error filled. */
apie_event *apie_event_draft_finish(apie_event_draft *draft, apie_error *error);

/* ---- forms: event_forms.c ---- */

/* Writes what a kind of events makes of its details beside the sections that are plain: its
 * metadata, above all. The members of the form's own are added to the metadata that is there: the
 * input's, if that is set (and has none of them), else the details', without them. */
typedef void apie_event_form(apie_event_draft *draft, const apie_event_details *details);

apie_event_form apie_event_form_plain;              /* the metadata as it is */
apie_event_form apie_event_form_result;             /* metadata.result */
apie_event_form apie_event_form_decision;           /* decision; its members as metadata */
apie_event_form apie_event_form_approval_requested; /* approval; metadata {approval_id, reason} */
apie_event_form apie_event_form_approval_resolved;  /* approval; metadata {approval_id, status} */
apie_event_form apie_event_form_handoff; /* metadata {reason, target_run_id, target_agent_id} */
apie_event_form apie_event_form_tools;   /* the payload summary; metadata.mcp {server, tools} */
apie_event_form apie_event_form_custom;  /* decision and approval, if they are set */

/* The error section; stack may be NULL. */
void apie_event_put_error(apie_event_draft *draft, const char *message, const char *stack);

#endif
