// Functions of real numbers, with the results of CPython on Linux.
// SPDX-License-Identifier: Apache-2.0
//
// The C library's trigonometric functions are off in the last digit for a few arguments in a hundred, where
// those of Linux are correctly rounded. Here, a number is the sum of two doubles while it is computed: 67 bits
// are right, so that hardly any result is rounded to the wrong side.

#include "elementary.h"

#include <float.h>
#include <math.h>

typedef struct {
    double hi, lo;
} sum_t;

// The C library's: the nearest multiple of pi/2, and what is left of the argument.
int __rem_pio2(double x, double *rest);

static sum_t fast_sum(double a, double b) {
    double hi = a + b;
    return (sum_t) { hi, b - (hi - a) };
}

static sum_t exact_sum(double a, double b) {
    double hi = a + b, bb = hi - a;
    return (sum_t) { hi, (a - (hi - bb)) + (b - bb) };
}

static sum_t exact_product(double a, double b) {
    const double split = 134217729; // 2^27 + 1
    double hi = a * b, a1 = a * split, b1 = b * split;
    a1 -= a1 - a;
    b1 -= b1 - b;
    double a2 = a - a1, b2 = b - b1;
    return (sum_t) { hi, ((a1 * b1 - hi) + a1 * b2 + a2 * b1) + a2 * b2 };
}

static sum_t add(sum_t a, sum_t b) {
    sum_t s = exact_sum(a.hi, b.hi);
    return fast_sum(s.hi, s.lo + a.lo + b.lo);
}

static sum_t multiply(sum_t a, sum_t b) {
    sum_t p = exact_product(a.hi, b.hi);
    return fast_sum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

static sum_t negative(sum_t a) {
    return (sum_t) { -a.hi, -a.lo };
}

// first + z * (second + z * (rest[n - 1] + z * (...)))
static sum_t series(sum_t z, sum_t first, sum_t second, const double *rest, size_t n) {
    double tail = 0;
    for (size_t i = 0; i < n; i++) {
        tail = rest[i] + z.hi * tail;
    }
    sum_t inner = add(second, multiply(z, (sum_t) { tail, 0 }));
    return add(first, multiply(z, inner));
}

// The sine and the cosine of an angle between -pi/4 and pi/4, from their series.
static void small_sin_cos(sum_t x, sum_t *sine, sum_t *cosine) {
    static const double sine_rest[] = {
        1.9572941063391263e-20, -8.22063524662433e-18, 2.8114572543455206e-15, -7.647163731819816e-13,
        1.6059043836821613e-10, -2.505210838544172e-08, 2.7557319223985893e-06, -0.0001984126984126984,
    };
    static const double cosine_rest[] = {
        -8.896791392450574e-22, 4.110317623312165e-19, -1.5619206968586225e-16, 4.779477332387385e-14,
        -1.1470745597729725e-11, 2.08767569878681e-09, -2.755731922398589e-07, 2.48015873015873e-05,
    };
    sum_t z = multiply(x, x);
    sum_t s = series(z, (sum_t) { -0.16666666666666666, -9.25185853854297e-18 },
        (sum_t) { 0.008333333333333333, 1.1564823173178714e-19 }, sine_rest, 8);
    *sine = add(x, multiply(x, multiply(z, s)));
    sum_t c = series(z, (sum_t) { 0.041666666666666664, 2.3129646346357427e-18 },
        (sum_t) { -0.001388888888888889, 5.300543954373577e-20 }, cosine_rest, 8);
    c = add((sum_t) { -0.5, 0 }, multiply(z, c));
    *cosine = add((sum_t) { 1, 0 }, multiply(z, c));
}

static void sin_cos(double x, sum_t *sine, sum_t *cosine) {
    double rest[2] = { x, 0 };
    int quarter = fabs(x) <= 0.7853981633974483 ? 0 : __rem_pio2(x, rest);
    sum_t s, c;
    small_sin_cos(fast_sum(rest[0], rest[1]), &s, &c);
    if (quarter & 1) {
        sum_t swap = s;
        s = c;
        c = negative(swap);
    }
    *sine = quarter & 2 ? negative(s) : s;
    *cosine = quarter & 2 ? negative(c) : c;
}

// Numbers whose functions the C library rounds correctly: tiny ones, infinities, NaN.
static int is_extreme(double x) {
    return !(fabs(x) >= 0x1p-26 && fabs(x) <= DBL_MAX);
}

double elementary_sin(double x) {
    if (is_extreme(x)) {
        return sin(x);
    }
    sum_t s, c;
    sin_cos(x, &s, &c);
    return s.hi;
}

double elementary_cos(double x) {
    if (is_extreme(x)) {
        return cos(x);
    }
    sum_t s, c;
    sin_cos(x, &s, &c);
    return c.hi;
}

double elementary_tan(double x) {
    if (is_extreme(x)) {
        return tan(x);
    }
    sum_t s, c;
    sin_cos(x, &s, &c);
    double quotient = s.hi / c.hi;
    sum_t rest = add(s, negative(multiply(c, (sum_t) { quotient, 0 })));
    return quotient + rest.hi / c.hi;
}

// An angle that is nearly that of the point (x, y), corrected by its distance from it.
static double refine(double angle, sum_t y, sum_t x) {
    if (is_extreme(angle)) {
        return angle;
    }
    sum_t s, c;
    sin_cos(angle, &s, &c);
    sum_t distance = add(multiply(y, c), negative(multiply(x, s)));
    return angle + distance.hi / (x.hi * c.hi + y.hi * s.hi);
}

// sqrt(1 - x * x)
static sum_t other_side(double x) {
    sum_t square = multiply(exact_sum(1, -x), exact_sum(1, x));
    double root = sqrt(square.hi);
    if (root == 0) {
        return (sum_t) { 0, 0 };
    }
    sum_t rest = add(square, negative(exact_product(root, root)));
    return fast_sum(root, rest.hi / (2 * root));
}

double elementary_asin(double x) {
    double angle = asin(x);
    return fabs(x) <= 1 ? refine(angle, (sum_t) { x, 0 }, other_side(x)) : angle;
}

double elementary_acos(double x) {
    double angle = acos(x);
    return fabs(x) <= 1 ? refine(angle, other_side(x), (sum_t) { x, 0 }) : angle;
}

double elementary_atan2(double y, double x) {
    double angle = atan2(y, x);
    if (x == 0 || y == 0 || !isfinite(x) || !isfinite(y)) {
        return angle;
    }
    int x_exponent = ilogb(x), y_exponent = ilogb(y);
    int difference = x_exponent - y_exponent;
    if (difference > 64 || difference < -64) {
        return angle;
    }
    return refine(angle, (sum_t) { scalbn(y, -x_exponent), 0 }, (sum_t) { scalbn(x, -x_exponent), 0 });
}

double elementary_atan(double x) {
    return elementary_atan2(x, 1);
}

double elementary_norm(const double *values, size_t n) {
    double largest = 0;
    int is_nan = 0;
    for (size_t i = 0; i < n; i++) {
        largest = fmax(largest, fabs(values[i]));
        is_nan |= isnan(values[i]);
    }
    if (largest == 0 || isinf(largest) || is_nan) {
        return is_nan && !isinf(largest) ? NAN : largest;
    }
    int exponent = ilogb(largest);
    sum_t total = { 0, 0 };
    for (size_t i = 0; i < n; i++) {
        double scaled = scalbn(values[i], -exponent);
        total = add(total, exact_product(scaled, scaled));
    }
    double root = sqrt(total.hi);
    sum_t rest = add(total, negative(exact_product(root, root)));
    return scalbn(root + rest.hi / (2 * root), exponent);
}

double elementary_hypot(double x, double y) {
    return elementary_norm((const double[]) { x, y }, 2);
}

// The next four as the C library of Linux computes them.
double elementary_tanh(double x) {
    double size = fabs(x), result;
    if (isnan(x) || size < 0x1p-55) {
        return x;
    }
    if (size >= 22) {
        result = 1;
    } else if (size >= 1) {
        result = 1 - 2 / (expm1(2 * size) + 2);
    } else {
        double e = expm1(-2 * size);
        result = -e / (e + 2);
    }
    return copysign(result, x);
}

double elementary_sinh(double x) {
    double half = copysign(0.5, x), size = fabs(x);
    if (isnan(x) || size < 0x1p-28) {
        return x;
    }
    if (size >= 22) {
        // Halves an exponential that is infinite, although the result is not.
        return size <= 709 ? half * exp(size) : half * exp(size / 2) * exp(size / 2);
    }
    double e = expm1(size);
    return half * (size < 1 ? 2 * e - e * e / (e + 1) : e + e / (e + 1));
}

double elementary_cosh(double x) {
    double size = fabs(x);
    if (size >= 22) {
        return size <= 709 ? 0.5 * exp(size) : 0.5 * exp(size / 2) * exp(size / 2);
    }
    if (size < 0.34657359027997264) { // log(2) / 2
        double e = expm1(size), one = 1 + e;
        return 1 + e * e / (one + one);
    }
    double e = exp(size);
    return 0.5 * e + 0.5 / e;
}

double elementary_log10(double x) {
    if (!(x > 0) || isinf(x)) {
        return log(x);
    }
    int exponent = ilogb(x);
    double k = exponent < 0 ? exponent + 1 : exponent;
    double scaled = scalbn(x, -(int)k);
    return (k * 3.69423907715893078616e-13 + 4.34294481903251816668e-01 * log(scaled)) + k * 3.01029995663611771306e-01;
}

// --- Gamma: Lanczos's approximation with thirteen terms ------------------------------

static const double LANCZOS_G = 6.024680040776729583740234375;

static double lanczos_sum(double x) {
    static const double above[] = {
        23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959,
        35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390,
        6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
        248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640,
        2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
        8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
        2.5066282746310002701649081771338373386264310793408,
    };
    static const double below[] = {
        0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925, 66, 1,
    };
    double numerator = 0, denominator = 0;
    for (int i = 0; i < 13; i++) {
        int at = x < 5 ? 12 - i : i;
        numerator = (x < 5 ? numerator * x : numerator / x) + above[at];
        denominator = (x < 5 ? denominator * x : denominator / x) + below[at];
    }
    return numerator / denominator;
}

static double sin_pi(double x) {
    double y = fmod(fabs(x), 2), result;
    switch ((int)round(2 * y)) {
        case 0:
            result = elementary_sin(M_PI * y);
            break;
        case 1:
            result = elementary_cos(M_PI * (y - 0.5));
            break;
        case 2:
            result = elementary_sin(M_PI * (1 - y));
            break;
        case 3:
            result = -elementary_cos(M_PI * (y - 1.5));
            break;
        default:
            result = elementary_sin(M_PI * (y - 2));
    }
    return copysign(1, x) * result;
}

double elementary_gamma(double x) {
    double size = fabs(x);
    if (isnan(x) || (isinf(x) && x > 0)) {
        return x;
    }
    if (x == floor(x)) {
        if (x <= 0) {
            return x == 0 ? copysign(INFINITY, x) : NAN;
        }
        if (x <= 23) {
            double factorial = 1;
            for (double i = 2; i < x; i++) {
                factorial *= i;
            }
            return factorial;
        }
    }
    if (size < 1e-20) {
        return 1 / x;
    }
    if (size > 200) {
        return x < 0 ? 0 / sin_pi(x) : INFINITY;
    }
    const double g = LANCZOS_G - 0.5;
    double y = size + g;
    double lost = size > g ? (y - size) - g : (y - g) - size; // in this sum
    double z = lost * LANCZOS_G / y, result;
    double power = size < 140 ? pow(y, size - 0.5) : pow(y, size / 2 - 0.25);
    if (x < 0) {
        result = -M_PI / sin_pi(size) / size * exp(y) / lanczos_sum(size);
        result -= z * result;
        result = size < 140 ? result / power : result / power / power;
    } else {
        result = lanczos_sum(size) / exp(y);
        result += z * result;
        result = size < 140 ? result * power : result * power * power;
    }
    return result;
}

double elementary_lgamma(double x) {
    double size = fabs(x);
    if (!isfinite(x)) {
        return isnan(x) ? x : INFINITY;
    }
    if (x == floor(x) && x <= 2) {
        return x <= 0 ? INFINITY : 0;
    }
    if (size < 1e-20) {
        return -log(size);
    }
    double result = log(lanczos_sum(size)) - LANCZOS_G;
    result += (size - 0.5) * (log(size + LANCZOS_G - 0.5) - 1);
    if (x < 0) {
        result = 1.144729885849400174143427351353058711647 - log(fabs(sin_pi(size))) - log(size) - result;
    }
    return result;
}
