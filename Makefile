# libapie: libapie-sync and libapie-async from one core. `make help` lists what can be made.

# --- what may be set, on the command line or in the environment -------------------------------

# Besides the usual CC, CXX, CFLAGS, CPPFLAGS, LDFLAGS, AR, OBJCOPY and PKG_CONFIG:
BUILD      ?= build
PREFIX     ?= /usr/local
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DESTDIR    ?=
# The compiler of programs that run during the build, if CC is for another machine.
BUILD_CC   ?= $(CC)
# 1: warnings are errors.
WERROR     ?= 0
# 1: the shared libraries are optimised as a whole where the compiler can do that.
LTO        ?= 1
# 1: show whole commands.
V          ?= 0
# Sanitizers to build with, such as address,undefined.
SANITIZE   ?=
# What test programs are run with, such as valgrind, and the seconds that each may take.
RUNNER     ?=
TEST_TIMEOUT ?= 300
# Seconds that `make fuzz` gives each target.
FUZZ_SECONDS ?= 60
# A folder of recorded exchanges, for `make conformance`, and one of descriptions of services.
DATA       ?=
SPECS      ?= $(DATA)

CFLAGS     ?= -O2 -g
CXX        ?= c++
PKG_CONFIG ?= pkg-config
OBJCOPY    ?= objcopy
export CC CXX PKG_CONFIG

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules --no-print-directory --output-sync=target
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif

# $(call say,CC) before a command shows one short line in its place.
say = $(if $(filter 1,$(V)),,@printf '  %-8s %s\n' $(1) $(@:$(BUILD)/%=%);)

# --- what there is ----------------------------------------------------------------------------

version_part = $(shell sed -n 's/^.define APIE_VERSION_$(1) *//p' common/include/apie/version.h)
MAJOR   := $(call version_part,MAJOR)
VERSION := $(MAJOR).$(call version_part,MINOR).$(call version_part,PATCH)

# A service's schema is one file, or several: <service>.json and <service>_<part>.json.
SCHEMAS       := $(sort $(wildcard common/schema/*.json))
SERVICES      := $(foreach schema,$(SCHEMAS),$(if $(findstring _,$(schema)),,$(basename $(notdir $(schema)))))
schema_of      = $(filter common/schema/$(1).json common/schema/$(1)_%,$(SCHEMAS))
GENERATOR_SRC := $(wildcard common/schema/generate/*.c common/base/*.c)
COMMON_SRC    := $(wildcard common/*/*.c)
SYNC_SRC      := $(wildcard libapie-sync/src/*.c)
ASYNC_SRC     := $(wildcard libapie-async/src/*.c)
EXAMPLE_SRC   := $(wildcard docs/examples/*.c)
DEVSERVER_SRC := $(wildcard tests/devserver/*.c)

# One test program per test_*.c. The sources beside them, and the local server, are support.
CORE_TEST_SRC   := $(wildcard tests/unit/test_*.c tests/flows/test_*.c)
DRIVER_TEST_SRC := $(wildcard tests/behaviour/test_*.c tests/torture/test_*.c)
SUPPORT_SRC     := $(filter-out %/main.c $(CORE_TEST_SRC) $(DRIVER_TEST_SRC), $(DEVSERVER_SRC) \
    $(wildcard $(addprefix tests/,support/*.c unit/*.c flows/*.c behaviour/*.c torture/*.c)))
BUILD_TESTS     := $(wildcard tests/build/*_test.sh)
FUZZ_SRC        := $(wildcard tests/fuzz/fuzz_*.c)

PUBLIC_ROOTS := common/include libapie-sync/include libapie-async/include

# Files made during the build: from a service's schema, tables for both libraries and the bodies of
# each library's functions.
GENERATED_PARTS := models.c operations.c sync.c async.c
GENERATED := $(foreach service,$(SERVICES),$(GENERATED_PARTS:%=$(BUILD)/generated/$(service)_%))
# Calls of every Honeycomb function for tests, made from the public headers.
HONEYCOMB_CALLS := $(BUILD)/generated/honeycomb_calls.c

# Objects of sources: common/base/text.c and build/generated/x.c have theirs in build/obj/.
objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(patsubst $(BUILD)/%,%,$(1)))

COMMON_OBJ := $(call objects,$(COMMON_SRC) $(filter %_models.c %_operations.c,$(GENERATED)))
SYNC_OBJ   := $(call objects,$(SYNC_SRC) $(filter %_sync.c,$(GENERATED)))
ASYNC_OBJ  := $(call objects,$(ASYNC_SRC) $(filter %_async.c,$(GENERATED)))

# --- what it needs ----------------------------------------------------------------------------

# tests/build/deps.sh looks for a group of dependencies, installs what is missing where it can, and
# writes the flags. Make makes a missing included file first and then starts over, so that the
# first `make` on a new machine works.
GOALS        := $(or $(MAKECMDGOALS),all)
FREE_GOALS   := help clean uninstall format format-check check-asan check-tsan check-valgrind \
    fuzz
TEST_GOALS   := test test-programs test-build $(BUILD)/test/% $(BUILD)/results%
SERVER_GOALS := devserver demo demo-honeycomb demo-openapp conformance $(TEST_GOALS)

GROUPS := $(if $(filter-out $(FREE_GOALS),$(GOALS)),build) \
    $(if $(filter $(SERVER_GOALS),$(GOALS)),server) $(if $(filter $(TEST_GOALS),$(GOALS)),test) \
    $(if $(filter format format-check,$(GOALS)),format) $(if $(filter lint fuzz-programs,$(GOALS)),clang) \
    $(if $(findstring valgrind,$(RUNNER)),valgrind) $(if $(filter conformance,$(GOALS)),prism)
CONFIG := $(patsubst %,$(BUILD)/config/%.mk,$(strip $(GROUPS)))
ifneq ($(CONFIG),)
include $(CONFIG)
endif

$(BUILD)/config/%.mk: tests/build/deps.sh
	@tests/build/deps.sh $* $@

# --- how it is compiled -----------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
    -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef -Wformat=2 -Wvla \
    -Wnull-dereference -Wdouble-promotion $(if $(filter 1,$(WERROR)),-Werror)
STANDARD := -std=c11 -D_POSIX_C_SOURCE=200809L
MODE     := -fPIC -fvisibility=hidden -pthread $(if $(SANITIZE),-fsanitize=$(SANITIZE) \
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
INCLUDES := -Icommon -Icommon/include -I$(BUILD)
PACKAGES  = $(LIBCURL_CFLAGS) $(JANSSON_CFLAGS) $(ZLIB_CFLAGS) $(LIBEVENT_CORE_CFLAGS)

# The libraries' objects hold code of both kinds: archives are for any compiler and linker, so they
# get the usual one alone.
LTO_WANTED := $(and $(filter 1,$(LTO)),$(filter-out $(FREE_GOALS),$(GOALS)),$(if $(SANITIZE),,1))
LTO_FLAGS  := $(if $(LTO_WANTED),$(shell flags='-flto=auto -ffat-lto-objects'; \
    $(CC) -Werror $$flags -x c -c /dev/null -o /dev/null 2>/dev/null && echo $$flags))
$(COMMON_OBJ) $(SYNC_OBJ) $(ASYNC_OBJ): private OPTIMISE = $(LTO_FLAGS)

COMPILE = $(CC) $(STANDARD) $(MODE) $(WARNINGS) $(INCLUDES) $(PACKAGES) $(CPPFLAGS) $(CFLAGS) \
    $(OPTIMISE)
LINK    = $(CC) $(MODE) $(CFLAGS) $(LDFLAGS)

CORE_LIBS   = $(LIBCURL_LIBS) $(JANSSON_LIBS) $(ZLIB_LIBS)
SYNC_LIBS   = $(CORE_LIBS) -pthread
ASYNC_LIBS  = $(CORE_LIBS) $(LIBEVENT_CORE_LIBS) -pthread
SERVER_LIBS = $(LIBEVENT_OPENSSL_LIBS) $(OPENSSL_LIBS)

# Besides the core's headers, each part sees its own.
SYNC_INCLUDES  := -Ilibapie-sync/include -Ilibapie-sync/src
ASYNC_INCLUDES := -Ilibapie-async/include -Ilibapie-async/src
TEST_INCLUDES   = -I. -Itests -Ilibapie-sync/include -Ilibapie-async/include \
    $(LIBEVENT_OPENSSL_CFLAGS) $(OPENSSL_CFLAGS) $(CMOCKA_CFLAGS)
$(SYNC_OBJ):  private INCLUDES += $(SYNC_INCLUDES)
$(ASYNC_OBJ): private INCLUDES += $(ASYNC_INCLUDES)
$(BUILD)/obj/tests/% $(BUILD)/obj/docs/%: private INCLUDES += $(TEST_INCLUDES)

$(BUILD)/obj/%.o: %.c $(BUILD)/flags | $(GENERATED)
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) -MMD -MP -c $< -o $@

$(BUILD)/obj/%.o: $(BUILD)/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) -MMD -MP -c $< -o $@

# Everything is compiled anew when the flags change.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(COMPILE) $(LTO_FLAGS)' | cmp -s - $@ || echo '$(COMPILE) $(LTO_FLAGS)' >$@

-include $(shell find $(BUILD)/obj $(BUILD)/host -name '*.d' 2>/dev/null)

define archive
@mkdir -p $(@D) && rm -f $@
$(call say,AR)$(AR) qcs $@ $(filter %.o,$^)
$(if $(LTO_FLAGS),@$(OBJCOPY) -R '.gnu.lto_*' -R '.gnu.debuglto_*' $@)
endef

# --- the generator ----------------------------------------------------------------------------

GENERATOR := $(BUILD)/host/generate

$(BUILD)/host/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,HOSTCC)$(BUILD_CC) $(STANDARD) $(WARNINGS) $(INCLUDES) $(JANSSON_CFLAGS) -O1 -g \
	    -MMD -MP -c $< -o $@

$(GENERATOR): $(GENERATOR_SRC:%.c=$(BUILD)/host/%.o)
	$(call say,HOSTLD)$(BUILD_CC) $^ -o $@ $(JANSSON_LIBS)

generate_service = $(GENERATOR) $(addprefix --schema ,$(call schema_of,$(1)))

$(addprefix $(BUILD)/generated/%_,$(GENERATED_PARTS)): $(SCHEMAS) $(GENERATOR)
	$(call say,GEN)$(call generate_service,$*) --out $(@D)

# The reference pages read the schemas as the generator does.
REFERENCE := $(BUILD)/host/reference
REFERENCE_SRC := docs/reference/generate.c $(filter-out %/main.c,$(GENERATOR_SRC))

$(REFERENCE): $(REFERENCE_SRC:%.c=$(BUILD)/host/%.o)
	$(call say,HOSTLD)$(BUILD_CC) $^ -o $@ $(JANSSON_LIBS)

reference_service = $(REFERENCE) --out docs/reference $(addprefix --schema ,$(call schema_of,$(1)))

generate: $(GENERATOR) $(REFERENCE) ## write public headers and reference pages anew from common/schema
	$(foreach service,$(SERVICES),$(call generate_service,$(service)) --headers . &&) true
	$(foreach service,$(SERVICES),$(call reference_service,$(service)) &&) true

# --- the libraries ----------------------------------------------------------------------------

SHARED   := $(BUILD)/libapie-sync.so $(BUILD)/libapie-async.so
ARCHIVES := $(BUILD)/libapie-sync.a $(BUILD)/libapie-async.a

all: $(SHARED) $(ARCHIVES) ## both libraries, shared and static (the default)

$(BUILD)/libapie-sync.so $(BUILD)/libapie-sync.a:   $(SYNC_OBJ) $(COMMON_OBJ)
$(BUILD)/libapie-async.so $(BUILD)/libapie-async.a: $(ASYNC_OBJ) $(COMMON_OBJ)
$(BUILD)/libapie-sync.so:  libapie-sync/apie-sync.map
$(BUILD)/libapie-async.so: libapie-async/apie-async.map
$(BUILD)/libapie-sync.so:  private LIBS = $(SYNC_LIBS)
$(BUILD)/libapie-async.so: private LIBS = $(ASYNC_LIBS)

$(SHARED):
	$(call say,LD)$(LINK) $(LTO_FLAGS) -shared -Wl,-soname,$(@F).$(MAJOR) -Wl,-Bsymbolic-functions \
	    -Wl,--version-script=$(filter %.map,$^) $(if $(SANITIZE),,-Wl,--no-undefined) \
	    $(filter %.o,$^) -o $@.$(VERSION) $(LIBS)
	@ln -sf $(@F).$(VERSION) $@.$(MAJOR) && ln -sf $(@F).$(MAJOR) $@

$(ARCHIVES):
	$(archive)

# --- installation -----------------------------------------------------------------------------

TO_LIB     = $(DESTDIR)$(LIBDIR)
TO_INCLUDE = $(DESTDIR)$(INCLUDEDIR)

install: all ## install into $(DESTDIR)$(PREFIX)
	install -d $(TO_LIB)/pkgconfig $(TO_INCLUDE)
	install -m 644 $(SHARED:=.$(VERSION)) $(ARCHIVES) $(TO_LIB)/
	cp -dP $(SHARED:=.$(MAJOR)) $(SHARED) $(TO_LIB)/
	for root in $(PUBLIC_ROOTS); do find $$root -name '*.h' -printf '%P\n' | \
	    while read -r header; do install -D -m 644 $$root/$$header $(TO_INCLUDE)/$$header; done; done
	for library in sync async; do sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
	    -e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|' \
	    -e 's|@PRIVATE_LIBS@|$(strip $(CORE_LIBS))|' libapie-$$library/apie-$$library.pc.in \
	    >$(TO_LIB)/pkgconfig/apie-$$library.pc; \
	    chmod 644 $(TO_LIB)/pkgconfig/apie-$$library.pc; done

uninstall: ## remove what install put there
	rm -f $(TO_LIB)/libapie-sync.* $(TO_LIB)/libapie-async.* \
	    $(TO_LIB)/pkgconfig/apie-sync.pc $(TO_LIB)/pkgconfig/apie-async.pc
	rm -rf $(TO_INCLUDE)/apie

# --- programs ---------------------------------------------------------------------------------

examples: $(EXAMPLE_SRC:docs/examples/%.c=$(BUILD)/bin/%) ## the programs of docs/examples

$(BUILD)/bin/%: $(BUILD)/obj/docs/examples/%.o $(ARCHIVES)
	@mkdir -p $(@D)
	$(call say,LD)$(LINK) $^ -o $@ -Wl,--as-needed $(ASYNC_LIBS) $(LIBEVENT_EXTRA_LIBS)

devserver: $(BUILD)/bin/apie-devserver ## the local server that plays the services

$(BUILD)/bin/apie-devserver: $(call objects,$(DEVSERVER_SRC)) $(BUILD)/test/core.a
	@mkdir -p $(@D)
	$(call say,LD)$(LINK) $^ -o $@ -Wl,--as-needed $(SERVER_LIBS) $(ASYNC_LIBS)

demo: all examples devserver ## run the examples against the local server
	@tests/demo/run $(BUILD)/bin

demo-honeycomb: all examples devserver ## the same for Honeycomb; ten gets at once must be quick
	@tests/demo/honeycomb $(BUILD)/bin 1.5

demo-openapp: all examples devserver ## the same for OpenApp
	@tests/demo/openapp $(BUILD)/bin

# Checks requests by a service's description. Only for this target.
PRISM := $(BUILD)/prism/node_modules/@stoplight/prism-cli/package.json
$(PRISM):
	@mkdir -p $(BUILD)/prism
	$(call say,NPM)npm install --prefix $(BUILD)/prism --no-audit --no-fund --silent \
	    @stoplight/prism-cli@5.14.2

conformance: $(addprefix $(BUILD)/test/conformance/,compare honeycomb openapp) $(PRISM) ## compare both libraries with the exchanges in $(DATA) and the descriptions in $(SPECS)
	@tests/conformance/run $(BUILD) $(or $(DATA),../shared/data)
	@tests/conformance/honeycomb/run $(BUILD) $(or $(SPECS),../shared/data)
	@$(BUILD)/test/conformance/openapp $(or $(SPECS),../shared/data)/openapp-wire-subset.json

$(BUILD)/test/conformance/compare: $(call objects,$(wildcard tests/conformance/*.c) \
    $(addprefix tests/support/subject,.c _agent.c _telemetry.c _test_event.c _wait.c) \
    $(filter-out %/main.c,$(DEVSERVER_SRC))) $(ARCHIVES)
	@mkdir -p $(@D)
	$(call say,LD)$(LINK) $^ -o $@ -Wl,--as-needed $(SERVER_LIBS) $(ASYNC_LIBS)

$(BUILD)/test/conformance/honeycomb: $(call objects,$(wildcard tests/conformance/honeycomb/*.c) \
    tests/support/subject_honeycomb.c tests/support/subject_wait.c $(HONEYCOMB_CALLS)) $(ARCHIVES)
	@mkdir -p $(@D)
	$(call say,LD)$(LINK) $^ -o $@ -Wl,--as-needed $(ASYNC_LIBS) -lm

$(BUILD)/test/conformance/openapp: $(call objects,$(wildcard tests/conformance/openapp/*.c)) \
    $(BUILD)/test/core.a
	@mkdir -p $(@D)
	$(call say,LD)$(LINK) $^ -o $@ -Wl,--as-needed $(CORE_LIBS)

# --- tests ------------------------------------------------------------------------------------

CORE_TESTS   := $(CORE_TEST_SRC:tests/%.c=$(BUILD)/test/%)
DRIVER_TESTS := $(DRIVER_TEST_SRC:tests/%.c=$(BUILD)/test/%)
RESULTS      := $(BUILD)/results$(addprefix -,$(firstword $(RUNNER)))
PROGRAM_TAPS := $(patsubst $(BUILD)/test/%,$(RESULTS)/%.tap,$(CORE_TESTS) $(DRIVER_TESTS))
BUILD_TAPS   := $(BUILD_TESTS:tests/%.sh=$(RESULTS)/%.tap)

$(BUILD)/test/core.a: $(COMMON_OBJ)
	$(archive)

$(HONEYCOMB_CALLS): tests/support/honeycomb_calls.awk $(foreach library,sync async,\
    $(wildcard libapie-$(library)/include/apie/$(library)/honeycomb/*.h))
	@mkdir -p $(@D)
	$(call say,GEN)LC_ALL=C awk -f $^ >$@

$(BUILD)/obj/generated/honeycomb_calls.o: private INCLUDES += $(TEST_INCLUDES)

$(BUILD)/test/support.a: $(call objects,$(SUPPORT_SRC) $(HONEYCOMB_CALLS))
	$(archive)

# The core is tested without a driver, the drivers with both libraries in one program.
$(CORE_TESTS): $(BUILD)/test/core.a
$(DRIVER_TESTS): $(ARCHIVES)
$(CORE_TESTS) $(DRIVER_TESTS): $(BUILD)/test/%: $(BUILD)/obj/tests/%.o $(BUILD)/test/support.a
	@mkdir -p $(@D)
	$(call say,LD)$(LINK) -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=free \
	    $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group -o $@ \
	    -Wl,--as-needed $(CMOCKA_LIBS) $(SERVER_LIBS) $(ASYNC_LIBS) -lm

# Every test writes TAP: test programs through cmocka, tests/build/*_test.sh by themselves. One that
# runs away ends at 4 GB (which sanitizers and valgrind cannot live with).
run_test = $(call say,TEST)mkdir -p $(@D); $(if $(SANITIZE)$(RUNNER),,ulimit -v 4194304;) \
    timeout $(TEST_TIMEOUT) $(1) >$@ 2>&1 </dev/null; echo "exit status $$?" >>$@

$(PROGRAM_TAPS): $(RESULTS)/%.tap: $(BUILD)/test/% FORCE
	$(call run_test,env CMOCKA_MESSAGE_OUTPUT=TAP $(if $(RUNNER),TEST_SLOWLY=1) $(RUNNER) $<)

$(BUILD_TAPS): $(RESULTS)/%.tap: tests/%.sh all examples devserver $(GENERATOR) $(REFERENCE) FORCE
	$(call run_test,env BUILD=$(BUILD) MAKEFLAGS= $<)

test: $(PROGRAM_TAPS) $(BUILD_TAPS) ## everything that can be tested here; ends with the totals
	@tests/build/summary.sh $(RESULTS) $^

test-programs: $(PROGRAM_TAPS) ## only the test programs
	@tests/build/summary.sh $(RESULTS) $^

test-build: $(BUILD_TAPS) ## only the tests of headers, symbols, installation and layout
	@tests/build/summary.sh $(RESULTS) $^

check-asan: ## the test programs with the address, leak and undefined behaviour sanitizers
	@$(MAKE) BUILD=$(BUILD)/asan SANITIZE=address,undefined CFLAGS='-O1 -g' test-programs

check-tsan: ## the test programs with the thread sanitizer
	@$(MAKE) BUILD=$(BUILD)/tsan SANITIZE=thread CFLAGS='-O1 -g' test-programs

check-valgrind: ## the test programs under valgrind
	@$(MAKE) RUNNER='valgrind --quiet --error-exitcode=99 --leak-check=full' test-programs

fuzz: ## each fuzz target for FUZZ_SECONDS seconds (needs clang)
	@$(MAKE) BUILD=$(BUILD)/fuzz CC=clang SANITIZE=address,undefined,fuzzer-no-link \
	    CFLAGS='-O1 -g' fuzz-programs

fuzz-programs: $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/run/%)

$(BUILD)/run/%: $(BUILD)/bin/% FORCE
	@mkdir -p $@.corpus
	cd $(@D) && $(abspath $<) -max_total_time=$(FUZZ_SECONDS) -verbosity=0 $*.corpus

$(BUILD)/bin/fuzz_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o $(BUILD)/test/support.a $(BUILD)/test/core.a
	@mkdir -p $(@D)
	$(call say,LD)$(LINK) -fsanitize=fuzzer $^ -o $@ -Wl,--as-needed $(ASYNC_LIBS)

# --- the rest ---------------------------------------------------------------------------------

SOURCES = $(shell git ls-files -co --exclude-standard '*.c' '*.h')

format: ## lay out all sources with clang-format
	clang-format -i $(SOURCES)

format-check: ## fail if that would change something
	clang-format --dry-run -Werror $(SOURCES)

lint: $(GENERATED) ## clang's static analyzer on the libraries
	clang --analyze --analyzer-output text $(STANDARD) $(INCLUDES) \
	    $(SYNC_INCLUDES) -Ilibapie-async/include $(PACKAGES) $(COMMON_SRC) $(SYNC_SRC)
	clang --analyze --analyzer-output text $(STANDARD) $(INCLUDES) \
	    $(ASYNC_INCLUDES) $(PACKAGES) $(ASYNC_SRC)

clean: ## remove everything that was made
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /  \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

include tests/bench/bench.mk

FORCE:
.PHONY: FORCE all generate install uninstall examples devserver demo demo-honeycomb demo-openapp \
    conformance test test-programs test-build check-asan check-tsan check-valgrind fuzz \
    fuzz-programs format format-check lint clean help
