# How long until: survival, cmprsk; the variance of competing shares by products of transition matrices.
suppressMessages({library(survival); library(cmprsk)})
followed <- function(d) na.omit(data.frame(time = d$time, event = d$event, group = d$group))
answers[["km"]] <- function(d) {
  f <- followed(d); out <- c(); tau <- d$until
  for (g in sort(unique(f$group))) {
    fit <- survfit(Surv(time, event) ~ 1, f[f$group == g, ], conf.type = "log-log"); q <- quantile(fit, 0.5)
    # R has no mean up to a time before the first that anybody was followed to; it is that time.
    table <- if (tau < min(fit$time)) c(rmean = tau, "se(rmean)" = 0) else summary(fit, rmean = tau)$table
    m <- table[["rmean"]]; s <- table[["se(rmean)"]]; n <- fit$n
    # The error is R's; limits are on the log-odds of the mean's share of tau, the variance times n / (n - 1).
    odds <- tau * plogis(qlogis(m / tau) + c(-1, 1) * qnorm(0.975) * s * sqrt(n / (n - 1)) * tau / (m * (tau - m)))
    lim <- function(v) ifelse(fit$surv == 1 | fit$surv == 0, NaN, v)
    out <- c(out, told(paste("median", g), unname(q$quantile), unname(q$lower), unname(q$upper)),
             # No spread was seen: no limits, where R has a point.
             if (s == 0) setNames(m, paste("mean", g)) else told(paste("mean", g), m, odds[1], odds[2], s),
             numbered(paste("survival", g), fit$surv), numbered(paste("error", g), ifelse(fit$surv == 0, NaN, fit$std.err * fit$surv)),
             numbered(paste("low", g), lim(fit$lower)), numbered(paste("high", g), lim(fit$upper)))
  }
  # R calls the test of nothing nought; where nobody had the event, or only while the other group had nobody left, there is none.
  if (length(unique(f$group)) < 2 || sum(f$event) == 0) return(out)
  test <- survdiff(Surv(time, event) ~ group, f)
  if (test$var[1, 1] < 1e-12) return(out)
  c(out, told("logrank", test$chisq, p = pchisq(test$chisq, 1, lower.tail = FALSE)))
}
cox_by <- function(ties) function(d) {
  f <- na.omit(data.frame(time = d$time, event = d$event, x = d$x, y = d$y, z = d$z))
  m <- coxph(Surv(time, event) ~ x + y + z, f, ties = ties, control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 60))
  b <- coef(m); se <- sqrt(diag(vcov(m))); zph <- cox.zph(m, transform = "km")$table; lr <- 2 * diff(m$loglik)
  c(ratio_of("x", b[[1]], se[[1]]), ratio_of("y", b[[2]], se[[2]]), ratio_of("z", b[[3]], se[[3]]), loglik = m$loglik[2],
    told("lr", lr, p = pchisq(lr, 3, lower.tail = FALSE)), told("score", m$score, p = pchisq(m$score, 3, lower.tail = FALSE)),
    numbered("zph", unname(zph[, "chisq"])))
}
answers[["cox-efron"]] <- cox_by("efron")
answers[["cox-breslow"]] <- cox_by("breslow")
# Shares by cmprsk. Its variance is Gray's own; ours is the Greenwood kind, here by Kronecker products of the transition matrices
# (Andersen, Borgan, Gill and Keiding 1993, 4.4.17) over states 0, 1 and 2.
answers[["competing"]] <- function(d) {
  f <- na.omit(data.frame(time = d$time, ending = d$ending)); est <- cuminc(f$time, f$ending); out <- c()
  at <- sort(unique(f$time[f$ending > 0])); P <- diag(3); V <- matrix(0, 9, 9); se <- matrix(0, length(at), 2)
  for (i in seq_along(at)) {
    n <- sum(f$time >= at[i]); k <- c(sum(f$time == at[i] & f$ending == 1), sum(f$time == at[i] & f$ending == 2)); a <- k / n
    A <- diag(3); A[1, ] <- A[1, ] + c(-sum(a), a)
    C <- matrix(0, 9, 9); q <- c(-sum(a), a)
    S <- (diag(c(0, a)) - tcrossprod(c(0, a))) / n; S[1, ] <- -colSums(S[2:3, ]); S[, 1] <- -rowSums(S[, 2:3])
    # vec() stands columns on one another: the entry from state 0 to j is element 3 (j - 1) + 1.
    place <- c(1, 4, 7); C[place, place] <- S
    V <- (t(A) %x% diag(3)) %*% V %*% (A %x% diag(3)) + (diag(3) %x% P) %*% C %*% (diag(3) %x% t(P))
    P <- P %*% A; v <- c(V[4, 4], V[7, 7]); se[i, ] <- sqrt(ifelse(v < 1e-15, 0, v))
  }
  for (cause in intersect(1:2, f$ending)) {
    share <- timepoints(est, at)$est[paste("1", cause), ]; s <- se[, cause]; if (any(share > 1 - 1e-14)) share[share > 1 - 1e-14] <- 1; l <- log(1 - share); q <- qnorm(0.975) * s / ((1 - share) * abs(l))
    out <- c(out, numbered(paste("share", cause), unname(share)), numbered(paste("error", cause), s),
             numbered(paste("low", cause), ifelse(share == 0, NaN, ifelse(share >= 1, NaN, 1 - exp(l * exp(-q))))),
             numbered(paste("high", cause), ifelse(share == 0, NaN, ifelse(share >= 1, NaN, 1 - exp(l * exp(q))))))
  }
  out
}
