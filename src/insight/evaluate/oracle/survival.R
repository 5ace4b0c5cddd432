# Expected values for kaplan-meier.test.ts, cox.test.ts and competing-risks.test.ts: survival, etm and cmprsk alone.
# Run from the repository's root: Rscript src/insight/evaluate/oracle/survival.R > src/insight/evaluate/oracle/survival.json
suppressMessages({library(survival); library(jsonlite); library(etm)})
leukaemia <- read.csv("examples/stats/leukaemia.csv")
leukaemia$placebo <- as.numeric(leukaemia$treatment == "placebo")
# Eighty made-up people with ties, two groups and an ending of three kinds, from whole numbers so that both languages hold the same.
i <- 1:80
made <- data.frame(time = (i * 37) %% 41 + 1, cause = (i * 7) %% 3, group = c("a", "b", "c")[(i * 5) %% 3 + 1],
                   x = ((i * 13) %% 17) / 4, y = (i * 11) %% 2, z = ((i * 29) %% 23) - 11)
made$event <- as.numeric(made$cause > 0)
made$time[made$x > 3] <- made$time[made$x > 3] + 9

curve <- function(data, time, event) {
  fit <- survfit(Surv(data[[time]], data[[event]]) ~ 1, conf.type = "log-log", conf.int = 0.95)
  q <- quantile(fit, 0.5)
  list(time = fit$time, at_risk = fit$n.risk, survival = fit$surv, standard_error = fit$std.err * fit$surv,
       low = fit$lower, high = fit$upper, median = unname(c(q$quantile, q$lower, q$upper)))
}
rmean <- function(data, time, event, tau) {
  table <- summary(survfit(Surv(data[[time]], data[[event]]) ~ 1), rmean = tau)$table
  unname(table[c("rmean", "se(rmean)")])
}
# The limits on the log-odds of the mean's share of tau, variance times n / (n - 1); two groups' put together from them (MOVER).
mean_limits <- function(data, time, event, tau, z = qnorm(0.975)) {
  m <- rmean(data, time, event, tau); s <- m[1] / tau; n <- nrow(data)
  tau * plogis(qlogis(s) + c(-1, 1) * z * m[2] * sqrt(n / (n - 1)) / (tau * s * (1 - s)))
}
compared <- function(one, two, time, event, tau) {
  a <- rmean(one, time, event, tau)[1]; b <- rmean(two, time, event, tau)[1]
  of <- function(z, f) { l <- f(mean_limits(one, time, event, tau, z)); m <- f(mean_limits(two, time, event, tau, z))
    f(a) - f(b) + c(-1, 1) * sqrt(c((f(a) - l[1])^2 + (m[2] - f(b))^2, (l[2] - f(a))^2 + (f(b) - m[1])^2)) }
  z <- uniroot(function(z) { l <- of(z, identity); if (a > b) l[1] else l[2] }, c(1e-6, 30), tol = 1e-14)$root
  list(difference = of(qnorm(0.975), identity), ratio = exp(of(qnorm(0.975), log)), p = 2 * pnorm(-z))
}
rank_test <- function(formula, data) {
  test <- survdiff(formula, data)
  list(expected = test$exp, chi = test$chisq, p = pchisq(test$chisq, length(test$n) - 1, lower.tail = FALSE))
}
model <- function(formula, data, ties) {
  fit <- do.call(coxph, list(formula, data = data, ties = ties, control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 60)))
  zph <- cox.zph(fit, transform = "km")$table
  list(coefficients = unname(coef(fit)), standard_errors = unname(sqrt(diag(vcov(fit)))), loglik = fit$loglik,
       score = fit$score, zph_chi = unname(zph[, "chisq"]), zph_p = unname(zph[, "p"]))
}
cause <- function(k) {
  # etm wants transitions between named states, and a matrix of those that can be.
  possible <- matrix(FALSE, 3, 3, dimnames = list(0:2, 0:2)); possible[1, 2] <- possible[1, 3] <- TRUE
  data <- data.frame(id = seq_along(made$time), from = 0, to = ifelse(made$cause == 0, "cens", made$cause), time = made$time)
  fit <- etm(data, c("0", "1", "2"), possible, "cens", s = 0)
  s <- summary(fit)[[paste0("0 ", k)]]
  s <- s[s$n.event > 0 | c(TRUE, diff(s$P) > 0), ]
  list(time = s$time, share = s$P, variance = s$var)
}
split_by <- function(data, column, f) lapply(split(data, data[[column]]), f)
out <- list(
  made = made,
  leukaemia = list(
    curves = split_by(leukaemia, "treatment", function(d) curve(d, "weeks", "relapsed")),
    rmean = split_by(leukaemia, "treatment", function(d) rmean(d, "weeks", "relapsed", 20)),
    rmean_limits = split_by(leukaemia, "treatment", function(d) mean_limits(d, "weeks", "relapsed", 20)),
    compared = do.call(compared, c(unname(split(leukaemia, leukaemia$treatment)), list("weeks", "relapsed", 20))),
    test = rank_test(Surv(weeks, relapsed) ~ treatment, leukaemia),
    efron = model(Surv(weeks, relapsed) ~ placebo, leukaemia, "efron"),
    breslow = model(Surv(weeks, relapsed) ~ placebo, leukaemia, "breslow"),
    two = model(Surv(weeks, relapsed) ~ placebo + log_white_cells, leukaemia, "efron")),
  eighty = list(
    curves = split_by(made, "group", function(d) curve(d, "time", "event")),
    rmean = split_by(made, "group", function(d) rmean(d, "time", "event", 30)),
    test = rank_test(Surv(time, event) ~ group, made),
    efron = model(Surv(time, event) ~ x + y + z, made, "efron"),
    breslow = model(Surv(time, event) ~ x + y + z, made, "breslow"),
    causes = lapply(1:2, cause)))
cat(toJSON(out, digits = NA, na = "null", auto_unbox = TRUE), "\n")
