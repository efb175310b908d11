// Functions of real numbers, with the results of CPython on Linux.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>

double elementary_sin(double x);
double elementary_cos(double x);
double elementary_tan(double x);
double elementary_asin(double x);
double elementary_acos(double x);
double elementary_atan(double x);
double elementary_atan2(double y, double x);
double elementary_sinh(double x);
double elementary_cosh(double x);
double elementary_tanh(double x);
double elementary_log10(double x);

/** Infinite at the poles and where the result is too large. */
double elementary_gamma(double x);
double elementary_lgamma(double x);

double elementary_hypot(double x, double y);

/** The length of a vector. */
double elementary_norm(const double *values, size_t n);
