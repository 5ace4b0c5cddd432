# What was to be expected by itself of the people of examples/stats/trajectories.csv, by level before: glm.nb, and the sum of
# what forty thousand files drawn anew give them: mean and theta by their errors, each own rate, each count. Run from the root: Rscript src/insight/evaluate/oracle/trajectories.R
suppressMessages(library(MASS))
d <- read.csv("examples/stats/trajectories.csv")
fit <- glm.nb(offences_before ~ 1 + offset(log(years_before)), data = d, control = glm.control(epsilon = 1e-14, maxit = 500))
mean <- exp(coef(fit)[[1]])
theta <- fit$theta
d$level <- ifelse(d$offences_before == 0, "none", ifelse(d$offences_before / d$years_before >= 3, "high", "below"))
errors <- c(sqrt(vcov(fit)[1, 1]), fit$SE.theta)
set.seed(20261130)
draws <- 40000
of <- function(level) {
  own <- d[d$level == level, ]
  expected <- sum((theta + own$offences_before) / (theta / mean + own$years_before) * own$years_after)
  sums <- replicate(draws, {
    m <- exp(log(mean) + errors[1] * rnorm(1))
    t <- theta + errors[2] * rnorm(1)
    if (t <= 0) NA else sum(rpois(nrow(own), rgamma(nrow(own), t + own$offences_before, t / m + own$years_before) * own$years_after))
  })
  limits <- quantile(sums, c(0.025, 0.975), type = 1, na.rm = TRUE)
  c(people = nrow(own), expected = expected, low = limits[[1]], high = limits[[2]], years = sum(own$years_after), seen = sum(own$offences_after))
}
figures <- function(x) paste0("{ ", paste0('"', names(x), '": ', sprintf("%.15g", x), collapse = ", "), " }")
levels <- c("none", "below", "high")
cat("{\n", sprintf('  "theta": %.15g,\n  "mean": %.15g,\n', theta, mean),
  paste0('  "', levels, '": ', sapply(levels, function(one) figures(of(one))), collapse = ",\n"), "\n}\n",
  sep = "", file = "src/insight/evaluate/oracle/trajectories.json")
