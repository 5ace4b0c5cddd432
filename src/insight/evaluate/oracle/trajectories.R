# What was to be expected by itself of the people of examples/stats/trajectories.csv, by level before: glm.nb, and the sum's whole distribution
# by folding each person's negative binomial into the others'. Run from the root: Rscript src/insight/evaluate/oracle/trajectories.R
suppressMessages(library(MASS))
d <- read.csv("examples/stats/trajectories.csv")
fit <- glm.nb(offences_before ~ 1 + offset(log(years_before)), data = d, control = glm.control(epsilon = 1e-14, maxit = 500))
mean <- exp(coef(fit)[[1]])
theta <- fit$theta
d$level <- ifelse(d$offences_before == 0, "none", ifelse(d$offences_before / d$years_before >= 3, "high", "below"))
of <- function(level) {
  own <- d[d$level == level, ]
  shape <- theta + own$offences_before
  scale <- theta / mean + own$years_before
  expected <- sum(shape / scale * own$years_after)
  most <- 400
  all <- c(1, rep(0, most))
  for (i in seq_len(nrow(own))) {
    one <- dnbinom(0:most, size = shape[i], mu = shape[i] / scale[i] * own$years_after[i])
    all <- sapply(0:most, function(k) sum(all[1:(k + 1)] * one[(k + 1):1]))
  }
  below <- cumsum(all)
  c(people = nrow(own), expected = expected, low = min(which(below > 0.025)) - 1, high = min(which(below >= 0.975)) - 1,
    years = sum(own$years_after), seen = sum(own$offences_after))
}
figures <- function(x) paste0("{ ", paste0('"', names(x), '": ', sprintf("%.15g", x), collapse = ", "), " }")
levels <- c("none", "below", "high")
cat("{\n", sprintf('  "theta": %.15g,\n  "mean": %.15g,\n', theta, mean),
  paste0('  "', levels, '": ', sapply(levels, function(one) figures(of(one))), collapse = ",\n"), "\n}\n",
  sep = "", file = "src/insight/evaluate/oracle/trajectories.json")
