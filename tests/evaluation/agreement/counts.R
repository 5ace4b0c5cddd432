# Events and counts: glm with sandwich, MASS::glm.nb, geepack; small-sample corrections and swaps written out.
suppressMessages({library(MASS); library(sandwich); library(geepack)})
tight <- glm.control(epsilon = 1e-15, maxit = 200)
wilsonless <- function(name, k, n) { e <- binom.test(k, n)$conf.int; told(name, k / n, e[1], e[2]) }
# With each subset of people swapped the shift is not rejected until it passes the subset's average: the limits are two of these.
swaps <- function(d) {
  n <- length(d); flips <- as.matrix(expand.grid(rep(list(0:1), n))); sums <- as.numeric(flips %*% d); sizes <- rowSums(flips)
  means <- sort((sums / sizes)[sizes > 0]); k <- floor(0.025 * 2^n)
  c(p = mean(abs(sum(d) - 2 * sums) >= abs(sum(d)) - 1e-9 * max(1, abs(sum(d)))),
    low = if (k == 0) -Inf else means[k], high = if (k == 0) Inf else means[length(means) + 1 - k])
}
answers[["permutation"]] <- function(d) { s <- swaps(d$differences); told("difference", mean(d$differences), s[["low"]], s[["high"]], p = s[["p"]]) }
# What rests on one cluster, or on fewer than five with any event, is not told: its limits, error and p are taken out. `pulls` has a
# row for each cluster and a column for each coefficient.
resting <- function(pulls, with) if (with < 5) rep(TRUE, ncol(pulls)) else apply(pulls^2, 2, max) > colSums(pulls^2) / 2
withheld <- function(told, names) told[!(names(told) %in% outer(names, c(".low", ".high", ".se", ".p"), paste0))]
answers[["before-after"]] <- function(d) {
  n <- length(d$before); x1 <- sum(d$after); x0 <- sum(d$before); t1 <- sum(d$years_after); t0 <- sum(d$years_before)
  gap <- d$after / d$years_after - d$before / d$years_before
  exact <- poisson.test(c(x1, x0), c(t1, t0)); share <- t1 / (t1 + t0)
  tail <- min(pbinom(x1, x1 + x0, share), pbinom(x1 - 1, x1 + x0, share, lower.tail = FALSE))
  out <- c(before = x0 / t0, after = x1 / t1, told("exact", unname(exact$estimate), exact$conf.int[1], exact$conf.int[2], p = min(1, 2 * tail)),
           wilsonless("rose", sum(gap > 0), n), wilsonless("held", sum(gap == 0), n), wilsonless("fell", sum(gap < 0), n))
  if (n <= 14 && max(d$years_after / d$years_before, d$years_before / d$years_after) <= 1.1) { s <- swaps(gap); out <- c(out, told("swapped", mean(gap), s[["low"]], s[["high"]], p = s[["p"]])) }
  if (n < 10 || x1 == 0 || x0 == 0) return(out)
  pulls <- d$after / x1 - d$years_after / t1 - d$before / x0 + d$years_before / t0
  if (resting(matrix(pulls), sum(d$after + d$before > 0))) return(out)
  long <- data.frame(person = rep(seq_len(n), 2), after = rep(0:1, each = n), events = c(d$before, d$after), years = c(d$years_before, d$years_after))
  m <- glm(events ~ after + offset(log(years)), poisson, long, control = tight)
  se <- sqrt(vcovCL(m, cluster = long$person, type = "HC0", cadjust = TRUE)[2, 2])
  c(out, ratio_of("clustered", coef(m)[[2]], se, n - 1)[c("clustered", "clustered.low", "clustered.high", "clustered.se")])
}
frame <- function(d) na.omit(data.frame(count = d$count, time = d$time, x = d$x, group = d$group, person = d$person))
formula <- count ~ x + group + offset(log(time))
columns <- function(name, b, se, df = Inf) unlist(lapply(2:3, function(j) ratio_of(paste(name, c("", "x", "group")[j]), b[[j]], se[j], df)))
answers[["poisson"]] <- function(d) {
  f <- frame(d); m <- glm(formula, poisson, f, control = tight); G <- length(unique(f$person))
  disp <- sum(residuals(m, "pearson")^2) / df.residual(m); v <- sqrt(diag(vcov(m))); own <- sqrt(diag(vcovHC(m, type = "HC0")))
  rests <- resting(rowsum(estfun(m), f$person) %*% vcov(m), length(unique(f$person[f$count > 0])))[2:3]
  c(withheld(columns("clustered", coef(m), sqrt(diag(vcovCL(m, cluster = f$person, type = "HC0", cadjust = TRUE))), G - 1), paste("clustered", c("x", "group"))[rests]),
    columns("own", coef(m), v), columns("quasi", coef(m), v * sqrt(disp), df.residual(m)), columns("rows", coef(m), own), dispersion = disp)
}
# glm.nb and theta.ml stop where the likelihood is flat, long before theta has its digits: theta is found as the root of the profile likelihood's slope, summed term by term.
settled <- function(formula, f, nb) {
  slope <- function(th) {
    mu <- fitted(suppressWarnings(glm(formula, negative.binomial(th, link = log), f, control = tight))); y <- f$count; k <- seq_len(max(y)) - 1
    sum(sapply(k, function(j) sum(y > j)) / (th + k)) + sum((mu - y) / (mu + th) - log1p(mu / th))
  }
  lo <- nb$theta / 2; hi <- nb$theta * 2
  while (slope(lo) < 0) lo <- lo / 2
  while (slope(hi) > 0) hi <- hi * 2
  th <- uniroot(slope, c(lo, hi), tol = nb$theta * 1e-12, maxiter = 1000)$root
  m <- suppressWarnings(glm(formula, negative.binomial(th, link = log), f, control = tight)); m$theta <- th
  # theta.ml's own standard error, at that theta.
  mu <- fitted(m); y <- f$count
  m$SE <- sqrt(1 / sum(-trigamma(th + y) + trigamma(th) - 1 / th + 2 / (mu + th) - (y + th) / (mu + th)^2)); m
}
# The likelihood climbs for ever in theta where counts are spread no more than their means: its slope in 1 / theta at nought.
answers[["negbin"]] <- function(d) {
  f <- frame(d); m <- glm(formula, poisson, f, control = tight); mu <- fitted(m)
  if (sum((f$count - mu)^2 - f$count) <= 0) {
    return(c(columns("ratio", coef(m), sqrt(diag(vcov(m)))), theta = Inf, loglik = as.numeric(logLik(m))))
  }
  nb <- settled(formula, f, glm.nb(formula, f))
  mu <- fitted(nb); th <- nb$theta; w <- mu / (1 + mu / th); X <- model.matrix(nb)
  c(columns("ratio", coef(nb), sqrt(diag(solve(t(X) %*% (w * X))))), theta = th, theta.se = nb$SE,
    loglik = sum(dnbinom(f$count, th, mu = mu, log = TRUE)))
}
answers[["gee"]] <- function(d) {
  f <- frame(d); f <- f[order(f$person), ]
  g <- geeglm(formula, family = poisson, data = f, id = person, corstr = "exchangeable", control = geese.control(epsilon = 1e-13, maxit = 300))
  X <- model.matrix(formula, f); a <- g$geese$alpha[[1]]; phi <- g$geese$gamma[[1]]; mu <- as.numeric(exp(X %*% coef(g) + log(f$time))); M <- 0; parts <- list()
  for (at in split(seq_len(nrow(f)), f$person)) {
    D <- mu[at] * X[at, , drop = FALSE]; R <- matrix(a, length(at), length(at)); diag(R) <- 1
    W <- solve(phi * outer(sqrt(mu[at]), sqrt(mu[at])) * R)
    parts[[length(parts) + 1]] <- list(D = D, W = W, r = f$count[at] - mu[at]); M <- M + t(D) %*% W %*% D
  }
  Mi <- solve(M)
  small <- function(power) {
    meat <- 0
    for (p in parts) {
      e <- eigen(diag(nrow(p$D)) - p$D %*% Mi %*% t(p$D) %*% p$W)
      r <- Re(e$vectors %*% (e$values^power * solve(e$vectors))) %*% p$r
      u <- t(p$D) %*% p$W %*% r; meat <- meat + u %*% t(u)
    }
    sqrt(diag(Mi %*% meat %*% Mi))
  }
  b <- coef(g); df <- length(parts) - 3
  pulls <- t(sapply(parts, function(p) as.numeric(Mi %*% t(p$D) %*% p$W %*% p$r)))
  rests <- c("x", "group")[resting(pulls, length(unique(f$person[f$count > 0])))[2:3]]
  withheld(c(columns("md", b, small(-1), df), columns("kc", b, small(-0.5), df), columns("plain", b, summary(g)$coefficients[, 2]), correlation = a, dispersion = phi), outer(c("md", "kc", "plain"), rests, paste))
}
answers[["shrinkage"]] <- function(d) {
  m <- glm(d$count ~ 1 + offset(log(d$time)), family = poisson, control = tight); mu <- fitted(m)
  if (sum((d$count - mu)^2 - d$count) <= 0) {
    r <- exp(coef(m)[[1]]); n <- length(d$count)
    return(c(rate = r, theta = Inf, numbered("own", rep(r, n)), numbered("low", rep(r, n)), numbered("high", rep(r, n))))
  }
  nb <- settled(count ~ 1 + offset(log(time)), as.data.frame(d[c("count", "time")]), glm.nb(count ~ 1 + offset(log(time)), d[c("count", "time")]))
  th <- nb$theta; r <- exp(coef(nb)[[1]])
  c(rate = r, theta = th, theta.se = nb$SE, numbered("own", (th + d$count) / (th / r + d$time)),
    numbered("low", qgamma(0.025, th + d$count, th / r + d$time)), numbered("high", qgamma(0.975, th + d$count, th / r + d$time)))
}
# People by their course. What is expected after is each one's own rate (as shrinkage has it) times their time; its range is that of the
# negative binomial with the sum's mean and variance, to which the errors of the fit are added by slopes taken as differences.
expected_after <- function(f, at) {
  m <- glm(count ~ 1 + offset(log(time)), poisson, f, control = tight); mu <- fitted(m); u <- f$u[at]; k <- f$count[at]; t <- f$time[at]
  if (sum((f$count - mu)^2 - f$count) <= 0) {
    e <- exp(coef(m)[[1]]) * sum(u); v <- e + e^2 * vcov(m)[1, 1]
  } else {
    nb <- settled(count ~ 1 + offset(log(time)), f, glm.nb(count ~ 1 + offset(log(time)), f)); th <- nb$theta; b <- coef(nb)[[1]]; mu <- fitted(nb)
    sums <- function(b, th) sum((th + k) / (th / exp(b) + t) * u); e <- sums(b, th); h <- 1e-4
    slope_b <- (sums(b + h, th) - sums(b - h, th)) / (2 * h); slope_t <- (sums(b, th * (1 + h)) - sums(b, th * (1 - h))) / (2 * h * th)
    v <- e + sum((th + k) / (th / exp(b) + t)^2 * u^2) + slope_b^2 / sum(mu / (1 + mu / th)) + (slope_t * nb$SE)^2
  }
  q <- function(p) if (v - e > 1e-9 * e) qnbinom(p, e^2 / (v - e), mu = e) else qpois(p, e)
  c(e, q(0.025), q(0.975)) / sum(u)
}
answers[["trajectories"]] <- function(d) {
  f <- data.frame(count = d$before, time = d$years_before, x = d$after, u = d$years_after); f <- f[f$time > 0 & f$u > 0, ]
  if (nrow(f) == 0) stop("nobody")
  r0 <- f$count / f$time; r1 <- f$x / f$u
  level <- ifelse(f$count == 0, 1, ifelse(r0 >= 3, 3, 2))
  sharp_up <- r1 - r0 >= 2 & f$x >= 2 & r1 >= 2 * r0; sharp_down <- r0 - r1 >= 2 & f$count >= 2 & r0 >= 2 * r1
  course <- ifelse(r1 > r0, ifelse(sharp_up, 1, 2), ifelse(r1 == r0, 3, ifelse(f$x == 0, 5, 4)))
  share <- function(name, is) wilsonless(name, sum(is), nrow(f))
  rates <- function(is) c(sum(f$count[is]) / sum(f$time[is]), sum(f$x[is]) / sum(f$u[is]))
  groups <- do.call(rbind, lapply(list(c(1, 1), c(1, 2), c(1, 3), c(2, 1), c(2, 2), c(2, 3), c(2, 4), c(2, 5), c(3, 1), c(3, 2), c(3, 3), c(3, 4), c(3, 5)), function(g) {
    is <- level == g[1] & course == g[2]; c(sum(is), binom.test(sum(is), nrow(f))$conf.int, rates(is))
  }))
  levels <- do.call(rbind, lapply(1:3, function(l) {
    is <- level == l; of <- if (any(is) && nrow(f) >= 10 && sum(f$count) > 0) expected_after(f, is) else rep(NaN, 3); r <- rates(is)
    c(sum(is), r, of[1], of[1] - r[1], r[2] - r[1], of[2:3])
  }))
  out <- c(share("rose sharply", sharp_up), share("fell sharply", sharp_down), share("rose", r1 > r0), share("held", r1 == r0), share("fell", r1 < r0))
  for (j in 1:5) out <- c(out, numbered(paste("group", c("people", "low", "high", "rate before", "rate after")[j]), groups[, j]))
  for (j in 1:8) out <- c(out, numbered(paste("level", c("people", "rate before", "rate after", "expected after", "change expected", "change seen", "expected low", "expected high")[j]), levels[, j]))
  out
}
