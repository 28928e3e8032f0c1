# The benchmark: tests/bench. It prints tables, writes $(BUILD)/bench.json and draws docs/bench.

BENCH_SRC       := $(wildcard tests/bench/*.c tests/bench/baseline/*.c)
BENCH_SCHEMA    := tests/bench/corpus/schema.json
BENCH_GENERATED := $(GENERATED_PARTS:%=$(BUILD)/generated/bench_%)
BENCH_OBJ       := $(call objects,$(BENCH_SRC) $(BENCH_GENERATED))
BENCH_SUPPORT   := $(call objects,tests/support/tls.c)
BENCH_INCLUDES  := $(addprefix -I$(BUILD)/bench/,common/include libapie-sync/include \
    libapie-async/include)

ifneq ($(filter bench bench-quick $(BUILD)/bin/bench,$(GOALS)),)
include $(BUILD)/config/server.mk $(BUILD)/config/bench.mk
endif

# One run makes them all.
$(BENCH_GENERATED): $(BUILD)/generated/bench.made ;
$(BUILD)/generated/bench.made: $(BENCH_SCHEMA) $(GENERATOR)
	@mkdir -p $(@D)
	$(call say,GEN)$(GENERATOR) --schema $< --headers $(BUILD)/bench --out $(BUILD)/generated
	@touch $@

$(BENCH_OBJ): | $(BENCH_GENERATED)
$(BENCH_OBJ): private INCLUDES += $(BENCH_INCLUDES)
$(BUILD)/obj/generated/bench_sync.o:  private INCLUDES += $(SYNC_INCLUDES)
$(BUILD)/obj/generated/bench_async.o: private INCLUDES += $(ASYNC_INCLUDES)

# Both libraries as they are in the shared ones, and open: it looks inside.
$(BUILD)/bin/bench: $(BENCH_OBJ) $(BENCH_SUPPORT) $(COMMON_OBJ) $(SYNC_OBJ) $(ASYNC_OBJ)
	@mkdir -p $(@D)
	$(call say,LD)$(LINK) $(LTO_FLAGS) $^ -o $@ -Wl,--as-needed $(SERVER_LIBS) $(ASYNC_LIBS) -lm

bench: $(BUILD)/bin/bench
	@mkdir -p docs/bench
	@$< --json $(BUILD)/bench.json --plots docs/bench

bench-quick: $(BUILD)/bin/bench
	@$< --quick --json $(BUILD)/bench.json

.PHONY: bench bench-quick
