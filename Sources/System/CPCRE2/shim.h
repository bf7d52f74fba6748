#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

static inline int cpcre2_is_no_match(int code) { return code == PCRE2_ERROR_NOMATCH; }
static inline int cpcre2_is_limit(int code) {
    return code == PCRE2_ERROR_MATCHLIMIT || code == PCRE2_ERROR_DEPTHLIMIT || code == PCRE2_ERROR_HEAPLIMIT
        || code == PCRE2_ERROR_JIT_STACKLIMIT;
}
