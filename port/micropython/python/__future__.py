# What newer Python does anyway. Annotations are never evaluated. SPDX-License-Identifier: Apache-2.0
absolute_import = annotations = division = generator_stop = generators = nested_scopes = print_function = (
    unicode_literals
) = with_statement = object()
