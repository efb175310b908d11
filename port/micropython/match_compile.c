// Compiles `match` statements. The compiler includes this file.
// SPDX-License-Identifier: Apache-2.0
//
// A pattern becomes code that builds a description of it, as match.h says. match_pattern() compares the
// subject, which stays on the stack until a case is chosen, and returns what the pattern's names stand for.

#include "micropython/match.h"

// The names that a pattern binds, in a list that keeps them alive.
typedef struct {
    mp_obj_list_t names;
    size_t first_shared; // alternatives share the names from here on
    size_t end_shared;
    size_t found; // of those
} match_names_t;

static void compile_pattern(compiler_t *comp, match_names_t *names, mp_parse_node_t pn);

static void match_error(compiler_t *comp, mp_parse_node_t pn) {
    compile_syntax_error(comp, pn, MP_ERROR_TEXT("invalid pattern"));
}

// Leaves the name's position on the stack, None for `_`.
static void compile_capture(compiler_t *comp, match_names_t *names, mp_parse_node_t pn) {
    if (!MP_PARSE_NODE_IS_ID(pn)) {
        match_error(comp, pn);
        return;
    }
    qstr name = MP_PARSE_NODE_LEAF_ARG(pn);
    if (name == MP_QSTR__) {
        EMIT_ARG(load_const_tok, MP_TOKEN_KW_NONE);
        return;
    }
    size_t at = 0;
    while (at < names->names.len && names->names.items[at] != MP_OBJ_NEW_QSTR(name)) {
        at++;
    }
    if (at >= names->first_shared && at < names->end_shared) {
        names->found++;
    } else if (at < names->names.len) {
        compile_syntax_error(comp, pn, MP_ERROR_TEXT("multiple assignments to a name in pattern"));
    } else {
        mp_obj_list_append(MP_OBJ_FROM_PTR(&names->names), MP_OBJ_NEW_QSTR(name));
    }
    EMIT_ARG(load_const_small_int, at);
}

static void begin_pattern(compiler_t *comp, int kind) {
    EMIT_ARG(load_const_small_int, kind);
}

static void end_pattern(compiler_t *comp, size_t parts) {
    EMIT_ARG(build, 1 + parts, MP_EMIT_BUILD_TUPLE);
}

static void compile_alternatives(compiler_t *comp, match_names_t *names, mp_parse_node_struct_t *pns) {
    size_t n = MP_PARSE_NODE_STRUCT_NUM_NODES(pns);
    match_names_t outer = *names;
    size_t first = names->names.len;
    begin_pattern(comp, MATCH_OR);
    for (size_t i = 0; i < n; i++) {
        names->found = 0;
        compile_pattern(comp, names, pns->nodes[i]);
        if (i == 0) {
            names->first_shared = first;
            names->end_shared = names->names.len;
        } else if (names->names.len != names->end_shared || names->found != names->end_shared - first) {
            compile_syntax_error(comp, (mp_parse_node_t)pns, MP_ERROR_TEXT("alternative patterns bind different names"));
        }
    }
    end_pattern(comp, n);
    names->first_shared = outer.first_shared;
    names->end_shared = outer.end_shared;
    names->found = outer.found;
}

static void compile_sequence(compiler_t *comp, match_names_t *names, size_t n, const mp_parse_node_t *nodes) {
    size_t star = n;
    for (size_t i = 0; i < n; i++) {
        if (MP_PARSE_NODE_IS_STRUCT_KIND(nodes[i], PN_star_expr)) {
            if (star != n) {
                compile_syntax_error(comp, nodes[i], MP_ERROR_TEXT("multiple starred expressions in sequence pattern"));
            }
            star = i;
        }
    }
    begin_pattern(comp, MATCH_SEQUENCE);
    EMIT_ARG(load_const_small_int, star);
    for (size_t i = 0; i < n; i++) {
        if (MP_PARSE_NODE_IS_STRUCT_KIND(nodes[i], PN_star_expr)) {
            compile_capture(comp, names, ((mp_parse_node_struct_t *)nodes[i])->nodes[0]);
        } else {
            compile_pattern(comp, names, nodes[i]);
        }
    }
    end_pattern(comp, 1 + n);
}

// What is between brackets or parentheses.
static void compile_sequence_atom(compiler_t *comp, match_names_t *names, mp_parse_node_t pn) {
    mp_parse_node_t *nodes;
    size_t n = mp_parse_node_extract_list(&pn, PN_testlist_comp, &nodes);
    if (n == 2 && MP_PARSE_NODE_IS_STRUCT_KIND(nodes[1], PN_comp_for)) {
        match_error(comp, pn);
        return;
    }
    compile_sequence(comp, names, n, nodes);
}

static void compile_mapping(compiler_t *comp, match_names_t *names, mp_parse_node_struct_t *pns) {
    // As for a display, the first item stands before a list of the others.
    mp_parse_node_t first = pns->nodes[0], others = MP_PARSE_NODE_NULL;
    if (MP_PARSE_NODE_IS_STRUCT_KIND(first, PN_dictorsetmaker)) {
        mp_parse_node_struct_t *maker = (mp_parse_node_struct_t *)first;
        first = maker->nodes[0];
        others = maker->nodes[1];
        if (MP_PARSE_NODE_IS_STRUCT_KIND(others, PN_dictorsetmaker_list)) {
            others = ((mp_parse_node_struct_t *)others)->nodes[0];
        }
    }
    mp_parse_node_t *more;
    size_t n = mp_parse_node_extract_list(&others, PN_dictorsetmaker_list2, &more);
    mp_parse_node_t rest = MP_PARSE_NODE_NULL;
    size_t parts = 0;
    begin_pattern(comp, MATCH_MAPPING);
    for (size_t i = 0; i < n + 1 && !MP_PARSE_NODE_IS_NULL(first); i++) {
        mp_parse_node_t item = i == 0 ? first : more[i - 1];
        mp_parse_node_struct_t *item_pns = (mp_parse_node_struct_t *)item;
        if (MP_PARSE_NODE_IS_STRUCT_KIND(item, PN_dictorsetmaker_item)) {
            compile_node(comp, item_pns->nodes[0]);
            compile_pattern(comp, names, item_pns->nodes[1]);
            parts += 2;
        } else if (MP_PARSE_NODE_IS_STRUCT_KIND(item, PN_dictorsetmaker_dbl_star) && i == n) {
            rest = item_pns->nodes[0];
        } else {
            match_error(comp, (mp_parse_node_t)pns);
        }
    }
    if (!MP_PARSE_NODE_IS_NULL(rest)) {
        compile_capture(comp, names, rest);
        parts++;
    }
    end_pattern(comp, parts);
}

static void compile_class_pattern(compiler_t *comp, match_names_t *names, mp_parse_node_t arglist) {
    // The class is on the stack already.
    mp_parse_node_t *args;
    size_t n = mp_parse_node_extract_list(&arglist, PN_arglist, &args);
    size_t parts = n, named = 0;
    for (size_t i = 0; i < n; i++) {
        mp_parse_node_struct_t *arg = (mp_parse_node_struct_t *)args[i];
        bool is_argument = MP_PARSE_NODE_IS_STRUCT_KIND(args[i], PN_argument);
        if (is_argument && MP_PARSE_NODE_IS_STRUCT_KIND(arg->nodes[1], PN_namedexpr_as)) {
            is_argument = false; // the arguments of a call and named expressions have the same layout
        }
        if (is_argument) {
            if (!MP_PARSE_NODE_IS_ID(arg->nodes[0]) || MP_PARSE_NODE_IS_STRUCT_KIND(arg->nodes[1], PN_argument_3)
                || MP_PARSE_NODE_IS_STRUCT_KIND(arg->nodes[1], PN_comp_for)) {
                match_error(comp, args[i]);
                return;
            }
            EMIT_ARG(load_const_str, MP_PARSE_NODE_LEAF_ARG(arg->nodes[0]));
            compile_pattern(comp, names, arg->nodes[1]);
            parts++;
            named++;
        } else if (named > 0) {
            compile_syntax_error(comp, args[i], MP_ERROR_TEXT("positional patterns follow keyword patterns"));
        } else {
            compile_pattern(comp, names, args[i]);
        }
    }
    EMIT_ARG(load_const_small_int, named);
    EMIT_ARG(build, 3 + parts, MP_EMIT_BUILD_TUPLE);
}

// A dotted name, or a call that stands for a class and what its attributes are.
static void compile_name_pattern(compiler_t *comp, match_names_t *names, mp_parse_node_struct_t *pns) {
    mp_parse_node_t *trailers;
    size_t n = mp_parse_node_extract_list(&pns->nodes[1], PN_atom_expr_trailers, &trailers);
    bool is_class = MP_PARSE_NODE_IS_STRUCT_KIND(trailers[n - 1], PN_trailer_paren);
    if (!MP_PARSE_NODE_IS_ID(pns->nodes[0])) {
        match_error(comp, (mp_parse_node_t)pns);
        return;
    }
    begin_pattern(comp, is_class ? MATCH_CLASS : MATCH_VALUE);
    compile_node(comp, pns->nodes[0]);
    for (size_t i = 0; i + is_class < n; i++) {
        if (!MP_PARSE_NODE_IS_STRUCT_KIND(trailers[i], PN_trailer_period)) {
            match_error(comp, (mp_parse_node_t)pns);
            return;
        }
        compile_node(comp, trailers[i]);
    }
    if (is_class) {
        compile_class_pattern(comp, names, ((mp_parse_node_struct_t *)trailers[n - 1])->nodes[0]);
    } else {
        end_pattern(comp, 1);
    }
}

static void compile_pattern(compiler_t *comp, match_names_t *names, mp_parse_node_t pn) {
    if (comp->compile_error != MP_OBJ_NULL) {
        return;
    }
    if (MP_PARSE_NODE_IS_ID(pn)) {
        compile_capture(comp, names, pn);
        return;
    }
    if (MP_PARSE_NODE_IS_STRUCT(pn)) {
        mp_parse_node_struct_t *pns = (mp_parse_node_struct_t *)pn;
        switch (MP_PARSE_NODE_STRUCT_KIND(pns)) {
            case PN_case_pattern:
                compile_sequence(comp, names, MP_PARSE_NODE_STRUCT_NUM_NODES(pns), pns->nodes);
                return;
            case PN_star_expr:
                compile_sequence(comp, names, 1, &pn); // `case *x,` without its comma is none
                return;
            case PN_atom_paren:
            case PN_atom_bracket:
                compile_sequence_atom(comp, names, pns->nodes[0]);
                return;
            case PN_atom_brace:
                compile_mapping(comp, names, pns);
                return;
            case PN_atom_expr_normal:
                compile_name_pattern(comp, names, pns);
                return;
            case PN_expr:
                compile_alternatives(comp, names, pns);
                return;
            case PN_case_pattern_as:
            case PN_namedexpr_test:
            case PN_argument: {
                mp_parse_node_t as = pns->nodes[1];
                if (MP_PARSE_NODE_IS_STRUCT_KIND(as, PN_namedexpr_as)) {
                    begin_pattern(comp, MATCH_AS);
                    compile_pattern(comp, names, pns->nodes[0]);
                    compile_capture(comp, names, ((mp_parse_node_struct_t *)as)->nodes[0]);
                    end_pattern(comp, 2);
                    return;
                }
                break;
            }
            case PN_const_object:
            case PN_factor_2:
            case PN_arith_expr:
                goto value;
        }
        match_error(comp, pn);
        return;
    }
value:;
    bool is_token = !MP_PARSE_NODE_IS_STRUCT(pn) && !MP_PARSE_NODE_IS_SMALL_INT(pn)
        && MP_PARSE_NODE_LEAF_KIND(pn) == MP_PARSE_NODE_TOKEN;
    begin_pattern(comp, is_token ? MATCH_CONSTANT : MATCH_VALUE);
    compile_node(comp, pn);
    end_pattern(comp, 1);
}

static void compile_case(compiler_t *comp, mp_parse_node_struct_t *pns, uint l_end) {
    uint l_next = comp_next_label(comp);
    EMIT(dup_top);
    EMIT_ARG(load_const_obj, MP_OBJ_FROM_PTR(&match_pattern_obj));
    EMIT(rot_two);
    match_names_t names = { .first_shared = 0, .end_shared = 0 };
    mp_obj_list_init(&names.names, 0);
    compile_pattern(comp, &names, pns->nodes[0]);
    size_t n = names.names.len;
    EMIT_ARG(load_const_small_int, n);
    EMIT_ARG(call_function, 3, 0, 0);
    if (n == 0) {
        EMIT_ARG(pop_jump_if, false, l_next);
    } else {
        uint l_bind = comp_next_label(comp);
        EMIT(dup_top);
        EMIT_ARG(pop_jump_if, true, l_bind);
        EMIT(pop_top);
        EMIT_ARG(jump, l_next);
        EMIT_ARG(label_assign, l_bind);
        EMIT_ARG(adjust_stack_size, 1);
        EMIT_ARG(unpack_sequence, n);
        for (size_t i = 0; i < n; i++) {
            compile_store_id(comp, MP_OBJ_QSTR_VALUE(names.names.items[i]));
        }
    }
    if (!MP_PARSE_NODE_IS_NULL(pns->nodes[1])) {
        c_if_cond(comp, pns->nodes[1], false, l_next); // the guard
    }
    EMIT(pop_top);
    compile_node(comp, pns->nodes[2]);
    EMIT_ARG(jump, l_end);
    EMIT_ARG(label_assign, l_next);
    EMIT_ARG(adjust_stack_size, 1);
}

static void compile_match_stmt(compiler_t *comp, mp_parse_node_struct_t *pns) {
    uint l_end = comp_next_label(comp);
    compile_node(comp, pns->nodes[0]);
    mp_parse_node_t *cases;
    size_t n = mp_parse_node_extract_list(&pns->nodes[1], PN_case_list, &cases);
    for (size_t i = 0; i < n && comp->compile_error == MP_OBJ_NULL; i++) {
        set_source_line(comp, ((mp_parse_node_struct_t *)cases[i])->source_line);
        compile_case(comp, (mp_parse_node_struct_t *)cases[i], l_end);
    }
    EMIT(pop_top);
    EMIT_ARG(label_assign, l_end);
}
