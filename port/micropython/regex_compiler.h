// What the parts of the compiler of regular expressions share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "micropython/regex.h"
#include "py/runtime.h"

#define NONE (-1)

// How many characters something matches: the least and the most.
typedef struct {
    int32_t least;
    int32_t most;
} width_t;

typedef enum { PLAIN, CAPTURE, AROUND, CONDITION } group_kind_t;

typedef struct {
    group_kind_t kind;
    int32_t start; // of its code
    int32_t branch; // start of the code of its last branch
    int32_t jumps; // chain of jumps to its end
    int32_t number; // of a capture, or the flags of RE_LOOK
    int32_t flags; // of what encloses it
    size_t byte; // where it opens
    width_t branches; // of the branches before the last one
    width_t width; // of the last branch
    bool has_branches;
} group_t;

typedef struct {
    regex_t *regex;
    const byte *start;
    const byte *at;
    const byte *end;
    bool is_str;
    int32_t flags;
    int32_t room;
    group_t *groups; // that are open
    int32_t depth;
    int32_t depth_room;
    width_t *widths; // of captures that are closed; least is NONE while they are open
    int32_t widths_room;
    int32_t atom; // code of the last item; NONE if there is none
    bool is_repeated; // the last item was
    bool is_edge; // the last item is a place between characters
    width_t atom_width;
} compiler_t;

NORETURN void regex_fail_at(compiler_t *c, const char *what, const byte *at);

/** As above; the message ends with what was read since. */
NORETURN void regex_fail_since(compiler_t *c, const char *what, const byte *at);

/** Makes room for words of code; what is there moves. */
int32_t *regex_make_room(compiler_t *c, int32_t at, int32_t words);
int32_t *regex_add(compiler_t *c, int32_t words, int32_t instruction);

int32_t regex_more(int32_t a, int32_t b);
int32_t regex_times(int32_t a, int32_t b);
group_t *regex_innermost(compiler_t *c);

/** The item that begins at `atom` is complete. */
void regex_add_width(compiler_t *c, width_t width);
void regex_begin_item(compiler_t *c);

unichar regex_next(compiler_t *c);
bool regex_accept(compiler_t *c, char ch);
bool regex_is_digit(const compiler_t *c);
int32_t regex_number(compiler_t *c);

void regex_add_char(compiler_t *c, unichar ch);
void regex_add_set(compiler_t *c, const byte *start);
void regex_add_at(compiler_t *c, int32_t where);
void regex_add_back_reference(compiler_t *c, int32_t group, const byte *start);
void regex_add_escape(compiler_t *c, const byte *start);
