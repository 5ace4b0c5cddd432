# Expected values for funnel.test.ts: exact limits by qbinom and qpois, phi and tau2 by the formulas of Spiegelhalter 2005 (appendix A),
# z-scores winsorised at the 10th and 90th percentile. Run: Rscript src/insight/evaluate/oracle/funnel.R > src/insight/evaluate/oracle/funnel.json
number <- function(x) trimws(formatC(x, digits = 15, format = "g"))
row <- function(name, x) sprintf('"%s":[%s]', name, paste(number(x), collapse = ","))

funnel <- function(name, events, over, share) {
  pooled <- sum(events) / sum(over); n <- length(events)
  s2 <- (if (share) pooled * (1 - pooled) else pooled) / over
  z <- (events / over - pooled) / sqrt(s2)
  edges <- quantile(z, c(0.1, 0.9)); zw <- pmin(pmax(z, edges[1]), edges[2])
  phi <- sum(zw^2) / n; w <- 1 / s2
  tau2 <- max(0, (n * phi - (n - 1)) / (sum(w) - sum(w^2) / sum(w)))
  exact <- function(p) if (share) qbinom(p, over, pooled) / over else qpois(p, over * pooled) / over
  cap <- function(x) pmax(0, if (share) pmin(1, x) else x)
  reach <- qnorm(0.999)
  sprintf('"%s":{%s}', name, paste(c(
    row("events", events), row("over", over), row("pooled", pooled), row("phi", phi), row("plain", sum(z^2) / n),
    row("p", pchisq(sum(z^2), n - 1, lower.tail = FALSE)), row("tau2", tau2),
    row("low_usual", exact(0.025)), row("high_usual", exact(0.975)), row("low_wide", exact(0.001)), row("high_wide", exact(0.999)),
    row("low_phi", cap(pooled - reach * sqrt(max(1, phi) * s2))), row("high_phi", cap(pooled + reach * sqrt(max(1, phi) * s2))),
    row("low_tau", cap(pooled - reach * sqrt(s2 + tau2))), row("high_tau", cap(pooled + reach * sqrt(s2 + tau2)))), collapse = ","))
}
# A dozen services, one far above; twelve areas that differ as chance has it; and three.
cat("{", paste(
  funnel("uneven_shares", c(40, 21, 66, 30, 12, 55, 90, 18, 47, 33, 25, 70), c(100, 70, 110, 90, 40, 120, 110, 60, 130, 85, 80, 150), TRUE),
  funnel("uneven_rates", c(12, 30, 8, 45, 22, 17, 60, 5, 28, 14, 33, 9), c(10.5, 20.25, 9, 22, 18, 15, 21, 8.5, 25, 12, 24, 11), FALSE),
  funnel("even_rates", c(10, 21, 29, 41, 52, 58, 71, 79, 90, 101), seq(10, 100, 10), FALSE), sep = ",\n"), "}\n", sep = "")
