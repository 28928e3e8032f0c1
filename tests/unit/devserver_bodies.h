/* Requests in the form the Apie client sends them. */
#ifndef APIE_TESTS_DEVSERVER_BODIES_H
#define APIE_TESTS_DEVSERVER_BODIES_H

#define BODY_IDENTIFY                                                                              \
    "{\"agent\":{\"key\":\"k\",\"name\":\"N\",\"purpose\":null,\"owner_email\":null,"              \
    "\"team\":null,\"description\":null},\"runtime\":{\"environment\":\"dev\","                    \
    "\"framework\":null,\"language\":\"c\",\"sdk_version\":\"1\"},"                                \
    "\"model\":{\"provider\":null,\"name\":null},\"mode\":\"monitor\",\"tools\":["                 \
    "{\"name\":\"t1\",\"action_types\":[\"read\"],\"resource_types\":null,"                        \
    "\"risk_level\":null,\"provider\":null}],\"prompt_hash\":null,\"hostname\":\"local\"}"

#define BODY_RUN                                                                                   \
    "{\"agent_key\":\"k\",\"agent_id\":\"agt_1\",\"agent_version_id\":\"ver_1\","                  \
    "\"environment\":\"dev\",\"input_summary\":\"s\",\"metadata\":null}"

#define BODY_RUN_COMPLETION "{\"status\":\"completed\",\"metadata\":null}"

#define BODY_SESSION                                                                               \
    "{\"kind\":\"pipeline\",\"orchestrator_agent_key\":\"k\","                                     \
    "\"orchestrator_agent_id\":\"agt_1\",\"environment\":\"dev\",\"input_summary\":\"s\","         \
    "\"metadata\":{\"test\":true}}"

#define BODY_SESSION_COMPLETION "{\"status\":\"failed\",\"output_summary\":null,\"metadata\":null}"

#define BODY_SESSION_RUN                                                                           \
    "{\"agent_key\":\"k\",\"agent_id\":\"agt_1\",\"agent_version_id\":\"ver_1\","                  \
    "\"parent_run_id\":null,\"trigger_event_id\":null,\"step_key\":null,"                          \
    "\"step_name\":\"Orchestrator\",\"step_index\":0,\"role\":null,\"environment\":\"dev\","       \
    "\"input_summary\":\"s\",\"metadata\":null}"

#define BODY_HANDOFF                                                                               \
    "{\"source_run_id\":\"run_1\",\"source_agent_id\":\"agt_1\",\"target_run_id\":null,"           \
    "\"target_agent_id\":null,\"trigger_event_id\":null,\"reason\":\"r\","                         \
    "\"input_summary\":null,\"payload_summary\":{\"files\":3},\"status\":\"requested\"}"

#define BODY_CAPABILITIES                                                                          \
    "{\"capabilities\":[{\"tool\":{\"name\":\"search\"},\"actions\":[\"read\"],"                   \
    "\"resources\":[\"kb\"],\"riskLevel\":\"low\"}]}"

#define BODY_TOOL                                                                                  \
    "{\"name\":\"t\",\"provider\":\"mcp\",\"inputSchema\":{\"a\":1},\"riskLevel\":\"medium\"}"

/* mode, tool, environment, metadata */
#define BODY_EVALUATION(mode, tool, environment, metadata)                                         \
    "{\"agent_key\":\"k\",\"run_id\":\"run_1\",\"mode\":\"" mode "\",\"risk_level\":\"high\","     \
    "\"action\":{\"type\":\"execute\",\"name\":\"act\"},"                                          \
    "\"resource\":{\"type\":\"deployment_event\",\"provider\":null,\"environment\":\"" environment \
    "\",\"external_id\":null},\"tool\":{\"name\":\"" tool                                          \
    "\",\"provider\":null,\"riskLevel\":null},\"metadata\":" metadata "}"

#define BODY_REPORT                                                                                \
    "{\"title\":null,\"report_type\":null,\"window\":\"7d\",\"time_window\":null,"                 \
    "\"filters\":{\"environments\":[\"production\"]},\"sections\":[]}"

/* One event; id is the last digit of its event id. */
#define BODY_EVENT(id)                                                                             \
    "{\"type\":\"agent.tool.called\",\"agent_key\":\"k\",\"agent_id\":\"agt_1\","                  \
    "\"agent_version_id\":\"ver_1\",\"run_id\":\"run_1\",\"session_id\":\"ses_1\","                \
    "\"event_id\":\"c185ccc5-0c1b-458f-80e4-6dd85de0be6" id "\",\"sequence_number\":1,"            \
    "\"session_sequence_number\":1,\"timestamp\":\"2026-11-20T17:47:20.592860+00:00\","            \
    "\"environment\":\"dev\",\"tool\":{\"name\":\"t\",\"provider\":null,\"risk_level\":null},"     \
    "\"action\":{\"type\":\"read\",\"name\":\"t\",\"risk_level\":null},"                           \
    "\"resource\":{\"type\":\"kb\",\"external_id\":\"E1\",\"provider\":null,"                      \
    "\"environment\":null},\"metadata\":{\"q\":1}}"

#define BODY_EVENTS "{\"events\":[" BODY_EVENT("1") "," BODY_EVENT("2") "]}"

#define BODY_RULES                                                                                 \
    "{\"rules\":["                                                                                 \
    "{\"key\":\"no_drop\",\"match\":{\"tool\":\"drop_*\",\"environment\":\"production\"},"         \
    "\"decision\":\"block\",\"reason\":\"never\"},"                                                \
    "{\"key\":\"ask\",\"match\":{\"tool\":\"deploy\",\"action_type\":\"execute\","                 \
    "\"resource_type\":\"deployment_*\",\"risk_level\":\"h*\"},"                                   \
    "\"decision\":\"require_approval\",\"reason\":\"ask first\"},"                                 \
    "{\"key\":\"soon\",\"match\":{\"tool\":\"restart\"},\"decision\":\"require_approval\","        \
    "\"approval\":{\"status\":\"rejected\",\"after_ms\":1}},"                                      \
    "{\"key\":\"at_once\",\"match\":{\"tool\":\"scale\"},\"decision\":\"require_approval\","       \
    "\"approval\":{\"status\":\"expired\"}},"                                                      \
    "{\"key\":\"secrets\",\"match\":{\"arguments_contain\":\"token\"},\"decision\":\"warn\"}],"    \
    "\"default\":\"allow\"}"

#endif
