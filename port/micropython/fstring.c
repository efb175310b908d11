// F-strings, for py/lexer.c, which includes this file: f"a{x!r:>{n}}" becomes "a{!r:>{}}".format((x),(n),). The
// part behind the literal is put before the source text that follows.
// SPDX-License-Identifier: Apache-2.0

enum { RAW = 1, BYTES = 2, FORMAT = 4, UNICODE = 8 };

static unsigned prefix_flag(unichar letter) {
    letter |= 0x20;
    return letter == 'r' ? RAW : letter == 'b' ? BYTES : letter == 'f' ? FORMAT : letter == 'u' ? UNICODE : 0;
}

static bool is_quote(unichar c) {
    return c == '\'' || c == '"';
}

// How many letters stand before the quote of the literal that begins here, and what they mean; or -1.
static int literal_prefix(const mp_lexer_t *lex, unsigned *flags) {
    unsigned first = prefix_flag(lex->chr0), second = prefix_flag(lex->chr1);
    *flags = 0;
    if (is_quote(lex->chr0)) {
        return 0;
    }
    *flags = first;
    if (first != 0 && is_quote(lex->chr1)) {
        return 1;
    }
    *flags |= second;
    bool is_pair = *flags == (RAW | BYTES) || *flags == (RAW | FORMAT);
    return first != 0 && second != 0 && is_pair && is_quote(lex->chr2) ? 2 : -1;
}

// Doubles the braces of the text from a position on, which then stand for themselves in a format.
static void double_braces(vstr_t *text, size_t from) {
    size_t size = text->len - from, braces = 0;
    for (size_t i = from; i < text->len; i++) {
        braces += text->buf[i] == '{' || text->buf[i] == '}';
    }
    vstr_add_len(text, braces);
    char *to = text->buf + text->len;
    for (const char *at = text->buf + from + size; braces > 0;) {
        char c = *--at;
        *--to = c;
        if (c == '{' || c == '}') {
            *--to = c;
            braces--;
        }
    }
}

static void take_char(mp_lexer_t *lex, vstr_t *to) {
    vstr_add_byte(to, lex->chr0);
    next_char(lex);
}

// Takes a string literal inside an expression, without looking at what it means.
static void take_literal(mp_lexer_t *lex, vstr_t *to) {
    unichar quote = lex->chr0;
    size_t quotes = lex->chr1 != quote ? 1 : lex->chr2 == quote ? 3 : 2;
    size_t closing = 0;
    for (size_t i = 0; i < quotes; i++) {
        take_char(lex, to);
    }
    while (quotes != 2 && closing < quotes && !is_end(lex)) {
        closing = lex->chr0 == quote ? closing + 1 : 0;
        if (lex->chr0 == '\\') {
            take_char(lex, to);
        }
        take_char(lex, to);
    }
}

// Makes the fields so far one text, before the one that begins at `next` changes what they show.
static void finish_fields(mp_lexer_t *lex, size_t next) {
    vstr_t *arguments = &lex->fstring_args;
    vstr_t all;
    vstr_init(&all, (uint64_t)lex->vstr.len + arguments->len + 32);
    vstr_add_str(&all, "('");
    for (size_t i = 0; i < lex->vstr.len; i++) {
        char c = lex->vstr.buf[i];
        if (c == '\\' || c == '\'' || c == '\n' || c == '\r' || c == '\0') {
            vstr_printf(&all, "\\x%02x", c);
        } else {
            vstr_add_byte(&all, c);
        }
    }
    vstr_add_str(&all, "'.format(");
    vstr_add_strn(&all, arguments->buf, next);
    vstr_add_str(&all, ")),");
    vstr_add_strn(&all, arguments->buf + next, arguments->len - next);
    vstr_clear(arguments);
    *arguments = all;
    vstr_reset(&lex->vstr);
    vstr_add_str(&lex->vstr, "{}");
}

// Takes the expression behind "{", and what is before its format to the text of the literal.
static void take_field(mp_lexer_t *lex) {
    vstr_t *arguments = &lex->fstring_args;
    vstr_add_byte(arguments, '(');
    size_t start = arguments->len;
    size_t end = start; // of what is no white space
    size_t level = 0;
    bool is_inner = lex->injected_idx > 0, has_comment = false;
    while (!is_end(lex)) {
        unichar c = lex->chr0;
        if (level == 0 && (c == '}' || c == ':' || (c == '!' && lex->chr1 != '='))) {
            break;
        }
        level += (c == '(' || c == '[' || c == '{') - (level > 0 && (c == ')' || c == ']' || c == '}'));
        has_comment |= c == '#';
        if (is_quote(c)) {
            take_literal(lex, arguments);
        } else {
            take_char(lex, arguments);
        }
        if (!unichar_isspace(c)) {
            end = arguments->len;
        }
    }
    if (start > 1 && memchr(arguments->buf + start, '(', end - start) != NULL) {
        size_t before = arguments->len;
        finish_fields(lex, start - 1);
        start += arguments->len - before;
        end += arguments->len - before;
    }
    bool is_shown = end > start + 1 && arguments->buf[end - 1] == '=' && strchr("=!<>", arguments->buf[end - 2]) == NULL;
    if (is_shown) {
        size_t from = lex->vstr.len;
        vstr_add_strn(&lex->vstr, arguments->buf + start, arguments->len - start);
        double_braces(&lex->vstr, from);
        arguments->len = end - 1;
    }
    if (end == start || has_comment || is_inner != (lex->injected_idx > 0)) {
        lex->tok_kind = MP_TOKEN_INVALID;
    }
    vstr_add_byte(&lex->vstr, '{');
    if (is_shown && lex->chr0 == '}') {
        vstr_add_strn(&lex->vstr, "!r", 2);
    }
    vstr_add_strn(arguments, "),", 2);
}

// Puts the call of format() before what comes next.
static void inject_arguments(mp_lexer_t *lex, size_t line) {
    vstr_t *pending = &lex->injected;
    if (lex->injected_idx == 0) {
        lex->chr0_saved = lex->chr0;
        lex->chr1_saved = lex->chr1;
        lex->chr2_saved = lex->chr2;
        lex->line_saved = lex->line;
        lex->line = line;
        vstr_add_strn(pending, "\0\0\0", 3);
        lex->injected_idx = 3;
    }
    static const char call[] = ".format(";
    size_t from = lex->injected_idx - 3;
    size_t size = sizeof(call) + lex->fstring_args.len;
    vstr_add_len(pending, size);
    char *at = pending->buf + from;
    memmove(at + size, at, pending->len - size - from);
    memcpy(at, call, sizeof(call) - 1);
    memcpy(at + sizeof(call) - 1, lex->fstring_args.buf, lex->fstring_args.len);
    at[size - 1] = ')';
    lex->chr0 = (byte)at[0];
    lex->chr1 = (byte)at[1];
    lex->chr2 = (byte)at[2];
    vstr_reset(&lex->fstring_args);
}
