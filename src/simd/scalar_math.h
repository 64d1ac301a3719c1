#pragma once

namespace taxon {

// exp, log, the sigmoid, sine and cosine of doubles from additions, multiplications and divisions only, so
// that they give the same bits on every machine; the C library's may differ between versions and processors.
// Within 2 ulp of the true value, where nothing else is said.

// 0 for x below -700, infinity above 709; NaN for NaN.
double exact_exp(double x);

// For x > 0 and finite, no denormals; NaN otherwise (infinity for infinity).
double exact_log(double x);

// 1 / (1 + exp(-x)), without the loss of digits that 1 - exact_sigmoid(-x) has for large x. In [0, 1].
double exact_sigmoid(double x);

// For x from 0 to 2^20, what positions need; within 1e-15 of the true value (absolute).
double exact_sin(double x);
double exact_cos(double x);

}  // namespace taxon
