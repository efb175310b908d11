// Questions of a prompt about the text typed so far.
// SPDX-License-Identifier: Apache-2.0

#include "py/mpprint.h"
#include "py/runtime.h"

#include "py/repl.h" // needs runtime.h before it

#include "guarded.h"
#include "sandbox.h"
#include "values.h"

typedef struct {
    int32_t question;
    const char *text;
    size_t size;
} prompt_t;

static void give_is_complete(const char *text, size_t size) {
    vstr_t line; // ends with a zero byte, unlike the host's text
    vstr_init(&line, size + 1);
    vstr_add_strn(&line, text, size);
    values_give(mp_obj_new_bool(!mp_repl_continue_with_input(vstr_null_terminated_str(&line))), "value");
    vstr_clear(&line);
}

static void give_completions(const char *text, size_t size) {
    vstr_t ways;
    mp_print_t print;
    vstr_init_print(&ways, 16, &print);
    const char *rest = "";
    size_t rest_size = mp_repl_autocomplete(text, size, &print, &rest);
    if (rest_size == (size_t)-1) { // several completions, now printed
        rest_size = 0;
    }
    while (rest_size > 0 && UTF8_IS_CONT(rest[rest_size])) {
        rest_size--; // what the completions have in common may end within a character
    }
    mp_obj_t parts[] = {
        mp_obj_new_str(rest, rest_size),
        mp_obj_new_str_from_vstr(&ways),
    };
    values_give(mp_obj_new_list(MP_ARRAY_SIZE(parts), parts), "value");
}

static void answer(const void *context) {
    const prompt_t *prompt = context;
    if (prompt->question == SANDBOX_PROMPT_IS_COMPLETE) {
        give_is_complete(prompt->text, prompt->size);
    } else if (prompt->question == SANDBOX_PROMPT_COMPLETIONS) {
        give_completions(prompt->text, prompt->size);
    }
}

int32_t sandbox_prompt(int32_t question, const char *text, uint32_t size) {
    prompt_t prompt = { question, text, size };
    return guarded_call(answer, &prompt, "", 0);
}
