# Expected values for lines with AR(1) errors: nlme::gls by REML, Kenward and Roger 1997 with every matrix written out; and for two lists
# the two tails of R's hypergeometric, asked at every number one after another.
# Run from the repository's root: Rscript src/insight/evaluate/oracle/serial-errors.R > src/insight/evaluate/oracle/serial-errors.json
suppressMessages(library(jsonlite)); source("src/insight/evaluate/oracle/serial-functions.R")
its <- function(y, from, season) {
  n <- length(y); t <- seq_len(n); w <- 2 * pi / 12; X <- cbind(1, t, t >= from, pmax(0, t - from))
  if (season) X <- cbind(X, sin(w * t), cos(w * t), sin(2 * w * t), cos(2 * w * t))
  a <- ar1(y, X); k <- kenward(X, a$phi, a$fit$sigma^2); rest <- rep(0, ncol(X) - 4)
  V <- list(c(0, 1, 0, 0, rest), c(0, 0, 1, 0, rest), c(0, 0, 0, 1, rest), c(0, 0, 1, n - from, rest))
  of <- function(M) sapply(V, function(v) sqrt(as.numeric(t(v) %*% M %*% v)))
  value <- sapply(V, function(v) sum(v * coef(a$fit))); error <- of(k$corrected); degrees <- pmax(2, sapply(V, k$degrees)); # Below two Student's t has no spread.
  reach <- qt(0.975, degrees) * error
  list(phi = a$phi, sigma = a$fit$sigma, value = value, plain = of(vcov(a$fit)), error = error, degrees = degrees, low = value - reach, high = value + reach,
       p = 2 * pt(-abs(value / error), degrees), fitted = as.numeric(X %*% coef(a$fit)))
}
given <- fromJSON("src/insight/evaluate/oracle/comparison.json")$series
all <- read.csv("examples/stats/area-months.csv")
of <- function(area, measure) { rows <- all[all$area == area & all$measure == measure, ]; rows[order(rows$month), ] }
count <- function(measure, season = TRUE) its(of("Fenwick", measure)$count, 25, season)
rate <- function(rows) 10000 * rows$count / rows$population
overlap <- function(a, b, m) {
  seen <- a + b - m; all <- seen:(seen + 60000)
  fewer <- phyper(m, a, all - a, b) - dhyper(m, a, all - a, b) / 2; more <- phyper(m, a, all - a, b, lower.tail = FALSE) + dhyper(m, a, all - a, b) / 2
  list(lists = c(a, b, m), low = min(all[fewer > 0.025]), high = max(all[more > 0.025]))
}
cat(toJSON(list(plain = its(given, 37, FALSE), season = its(given, 37, TRUE), litter = count("drug-litter"), behaviour = count("anti-social-behaviour"),
  use = count("open-drug-use"), deaths = count("drug-deaths", FALSE), against = its(rate(of("Fenwick", "drug-litter")) - rate(of("Holmside", "drug-litter")), 25, TRUE),
  early = its(of("Fenwick", "drug-litter")$count, 11, FALSE), months = its(read.csv("examples/stats/months.csv")$overdoses, 37, TRUE),
  overlaps = list(overlap(100, 60, 20), overlap(100, 60, 60), overlap(10, 10, 10), overlap(120, 90, 2), overlap(52, 23, 1), overlap(1, 1, 1))), digits = NA, auto_unbox = TRUE), "\n")
