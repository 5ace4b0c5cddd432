# Expected values for series of areas by month: lm with sandwich's NeweyWest, on the made-up counts of examples/stats/area-months.csv.
# Run from the repository's root: Rscript src/insight/evaluate/oracle/month-series.R > src/insight/evaluate/oracle/month-series.json
suppressMessages({library(sandwich); library(lmtest); library(jsonlite)})
all <- read.csv("examples/stats/area-months.csv")
of <- function(area, measure) { rows <- all[all$area == area & all$measure == measure, ]; rows[order(rows$month), ] }
its <- function(y, from, season, level = 0.95) {
  n <- length(y); t <- seq_len(n); step <- as.numeric(t >= from); bend <- pmax(0, t - from); w <- 2 * pi / 12
  fit <- if (season) lm(y ~ t + step + bend + sin(w * t) + cos(w * t) + sin(2 * w * t) + cos(2 * w * t)) else lm(y ~ t + step + bend)
  lag <- floor(4 * (n / 100)^(2 / 9)); v <- NeweyWest(fit, lag = lag, prewhite = FALSE, adjust = TRUE)
  end <- c(0, 0, 1, n - from, rep(0, length(coef(fit)) - 4)); pick <- rbind(diag(length(coef(fit)))[2:4, ], end)
  value <- as.numeric(pick %*% coef(fit)); error <- sqrt(diag(pick %*% v %*% t(pick)))
  reach <- qt((1 + level) / 2, df.residual(fit)) * error
  list(points = n, before = from - 1, lag = lag, value = value, error = unname(error), low = value - unname(reach), high = value + unname(reach),
       p = unname(2 * pt(-abs(value / error), df.residual(fit))), watson = unname(dwtest(fit)$statistic), fitted = unname(fitted(fit)))
}
count <- function(measure, season = TRUE) its(of("Fenwick", measure)$count, 25, season)
rate <- function(rows) 10000 * rows$count / rows$population
gap <- function(measure) its(rate(of("Fenwick", measure)) - rate(of("Holmside", measure)), 25, TRUE)
cat(toJSON(list(litter = count("drug-litter"), behaviour = count("anti-social-behaviour"), use = count("open-drug-use"),
  deaths = count("drug-deaths", FALSE), against = gap("drug-litter"),
  # Ten whole months before and 38 from it on, so that the seasons are not taken out; it began in the middle of the month before.
  early = its(of("Fenwick", "drug-litter")$count, 11, FALSE)), digits = NA, auto_unbox = TRUE), "\n")
