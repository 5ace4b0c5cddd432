# Places side by side: exact limits by R's own quantiles, overdispersion by the formulas of Spiegelhalter 2005, appendix A.
funnel <- function(share) function(d) {
  k <- d$events; n <- d$over; I <- length(k); pooled <- sum(k) / sum(n); y <- k / n
  own <- if (share) binom.test(sum(k), sum(n))$conf.int else poisson.test(sum(k), sum(n))$conf.int
  s <- sqrt((if (share) pooled * (1 - pooled) else pooled) / n); z <- (y - pooled) / s
  ends <- quantile(z, c(0.1, 0.9), names = FALSE); phi <- mean(pmax(ends[1], pmin(ends[2], z))^2)
  w <- s^-2; tau2 <- max(0, (I * phi - (I - 1)) / (sum(w) - sum(w^2) / sum(w)))
  at <- function(p) if (share) qbinom(p, n, pooled) / n else qpois(p, n * pooled) / n
  most <- if (share) 1 else Inf; far <- qnorm(0.999)
  by <- function(sd) list(pmax(0, pooled - far * sd), pmin(most, pooled + far * sd))
  a <- by(s * sqrt(max(1, phi))); b <- by(sqrt(s^2 + tau2)); out <- y < at(0.001) | y > at(0.999)
  c(told("pooled", pooled, own[1], own[2]), phi = phi, told("plain", mean(z^2), p = pchisq(sum(z^2), I - 1, lower.tail = FALSE)), tau = sqrt(tau2),
    outside = sum(out), beyond = sum(out | y < at(0.025) | y > at(0.975)),
    numbered("low 95 %", at(0.025)), numbered("high 95 %", at(0.975)), numbered("low 99.8 %", at(0.001)), numbered("high 99.8 %", at(0.999)),
    numbered("low 99.8 % by phi", a[[1]]), numbered("high 99.8 % by phi", a[[2]]), numbered("low 99.8 % by tau", b[[1]]), numbered("high 99.8 % by tau", b[[2]]))
}
answers[["funnel-shares"]] <- funnel(TRUE)
answers[["funnel-rates"]] <- funnel(FALSE)
