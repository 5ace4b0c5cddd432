# Who is where after a time: msm's matrix exponential and expm's derivative of it.
suppressMessages({library(msm); library(expm)})
answers[["markov"]] <- function(d) {
  n <- 4; N <- matrix(0, n, n); T <- rep(0, n)
  for (i in seq_along(d$time)) { f <- d$from[i] + 1; T[f] <- T[f] + d$time[i]; if (d$to[i] >= 0) N[f, d$to[i] + 1] <- N[f, d$to[i] + 1] + 1 }
  Q <- ifelse(T > 0, 1 / T, 0) * N; diag(Q) <- -rowSums(Q); out <- c(); z <- qnorm(0.975)
  for (t in d$at) {
    p <- expm::expm(Q * t, method = "Higham08.b")[1, ]
    stopifnot(max(abs(p - MatrixExp(Q, t)[1, ])) < 1e-8); v <- rep(0, n)
    for (i in 1:n) for (j in 1:n) if (N[i, j] > 0) {
      E <- matrix(0, n, n); E[i, j] <- t; E[i, i] <- -t
      v <- v + expmFrechet(Q * t, E, method = "blockEnlarge")$L[1, ]^2 * N[i, j] / T[i]^2
    }
    s <- sqrt(v); q <- sapply(1:n, function(k) sum(p[-k])); no <- p < 1e-6 | q < 1e-6 | s == 0; m <- log(p / q); r <- z * s / (p * q)
    for (k in 1:n) out <- c(out, told(paste("share", letters[k], t), p[k], if (no[k]) NaN else plogis(m[k] - r[k]), if (no[k]) NaN else plogis(m[k] + r[k]), s[k]))
  }
  at <- which(t(N) > 0, arr.ind = TRUE); k <- t(N)[at]; tt <- T[at[, 2]]
  c(out, numbered("rate", k / tt), numbered("low", qgamma(0.025, k) / tt), numbered("high", qgamma(0.975, k + 1) / tt))
}
