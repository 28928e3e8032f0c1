# Writes C that calls every operation in the public headers of both libraries, each through one and
# the same shape: the functions are found by their declarations, so that none can be missed, and
# their names and parameters are taken as a program would see them. Headers that were not made from
# the schema have no operations.
#
#     awk -f honeycomb_calls.awk HEADER… >calls.c

BEGIN {
    print "#include <apie/async/honeycomb.h>\n#include <apie/sync/honeycomb.h>\n"
    print "#include \"support/honeycomb_calls.h\"\n"
}

FNR == 1 { operations = 0 }
/Made from common\/schema/ { operations = 1 }
operations && /^APIE_API / && /apie_(async_)?honeycomb_/ { declaration = "" ; inside = 1 }
inside { declaration = declaration " " $0 }
inside && /\);$/ { inside = 0 ; call(declaration) }

# The expression for a parameter of that type; `given` counts those that come from the operation.
function expression(type)
{
    if (type ~ /^apie_(async_)?honeycomb \*$/) return "client"
    if (type == "const apie_call_options *") return "options"
    if (type == "apie_error *") return "error"
    if (type == "void *") return "user"
    if (type ~ /_cb \*$/) return "end_of_" name
    if (type ~ /^apie_honeycomb_[a-z0-9_]* \*\*$/) return "&result"
    if (type ~ /^const apie_honeycomb_[a-z0-9_]* \*$/) return "body"
    if (type == "const char *") return "arguments[" given++ "].text"
    if (type == "apie_opt_int ") return "arguments[" given++ "].number"
    if (type == "apie_opt_bool ") return "truth(&arguments[" given++ "])"
    print "#error \"honeycomb_calls.awk does not know " type "\""
    return ""
}

function call(text,    async, list, parts, count, i, type, arguments, callback)
{
    async = text ~ /apie_call \*/
    match(text, /apie_[a-z0-9_]*\(/)
    function_name = substr(text, RSTART, RLENGTH - 1)
    name = function_name
    sub(/^apie_(async_)?honeycomb_/, "", name)
    list = substr(text, RSTART + RLENGTH)
    sub(/\);$/, "", list)
    count = split(list, parts, ",")
    given = 0
    arguments = ""
    result[name] = async ? result[name] : ""
    for (i = 1; i <= count; i++) {
        type = parts[i]
        gsub(/^ +/, "", type)
        match(type, /[a-z0-9_]+$/)
        type = substr(type, 1, RSTART - 1)
        arguments = arguments (i > 1 ? ", " : "") expression(type)
        if (!async && type ~ /^apie_honeycomb_[a-z0-9_]* \*\*$/)
            result[name] = substr(type, 1, length(type) - 2)
    }
    if (async)
        print_async(arguments)
    else
        print_sync(arguments)
}

function head(library, type, client)
{
    print "static " type library "_" name "(" client " *client, const apie_argument *arguments,"
    print "    const void *body, const apie_call_options *options, void " \
        (library == "sync" ? "**out" : "*user") ", apie_error *error)\n{"
    print "    (void)arguments;\n    (void)body;"
}

function print_sync(arguments)
{
    order[++total] = name
    head("sync", "apie_status ", "apie_honeycomb")
    if (result[name] == "") {
        print "    *out = NULL;\n    return " function_name "(" arguments ");\n}\n"
        return
    }
    print "    " result[name] "*result = NULL;"
    print "    apie_status status = " function_name "(" arguments ");"
    print "    *out = result;\n    return status;\n}\n"
}

function print_async(arguments)
{
    has_async[name] = 1
    print "static void end_of_" name "(apie_status status, " \
        (result[name] == "" ? "" : result[name] "*result, ") "const apie_error *error, void *user)"
    print "{\n    honeycomb_call_ended(status, " (result[name] == "" ? "NULL" : "result") \
        ", error, user);\n}\n"
    head("async", "apie_call *", "apie_async_honeycomb")
    print "    return " function_name "(" arguments ");\n}\n"
}

END {
    print "const honeycomb_call honeycomb_calls[] = {"
    for (i = 1; i <= total; i++)
        print "    {\"" order[i] "\", sync_" order[i] ", " \
            (order[i] in has_async ? "async_" order[i] : "NULL") "},"
    print "};\nconst size_t honeycomb_call_count = sizeof honeycomb_calls / sizeof *honeycomb_calls;"
}
