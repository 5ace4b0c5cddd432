# A line with AR(1) errors by nlme::gls to its last digits, and Kenward and Roger's correction of it. Read by serial-errors.R and by
# tests/evaluation/agreement/comparison.R.
suppressMessages(library(nlme))
# gls stops a few digits early, and at the first top it meets. Its own likelihood is asked along a grid of correlations held fixed, and its
# slope there, by seven points, is brought to nought; the fit is gls's at that correlation.
ar1 <- function(y, X) {
  f <- data.frame(y = y); f$X <- X; at <- function(phi) gls(y ~ X - 1, f, correlation = corAR1(phi, fixed = TRUE), method = "REML")
  height <- function(phi) as.numeric(logLik(at(phi))); grid <- seq(-0.99, 0.99, by = 0.03); h <- sapply(grid, height); k <- which.max(h)
  slope <- function(phi) { e <- 0.02 * (1 - abs(phi)); sum(c(-1, 9, -45, 45, -9, 1) * sapply(phi + e * c(-3, -2, -1, 1, 2, 3), height)) / (60 * e) }
  bound <- (k == 1 && slope(grid[1]) <= 0) || (k == length(grid) && slope(grid[k]) >= 0)
  phi <- if (bound) grid[k] else uniroot(slope, c(grid[max(1, k - 1)], grid[min(length(grid), k + 1)]), tol = 1e-13)$root
  list(fit = at(phi), phi = phi, bound = bound)
}
# Kenward and Roger 1997 as printed, every matrix written out, V's derivatives by phi and by its square.
kenward <- function(X, phi, s2) {
  n <- nrow(X); D <- abs(outer(1:n, 1:n, "-")); R <- phi^D; R1 <- ifelse(D > 0, D * phi^pmax(D - 1, 0), 0); R2 <- ifelse(D > 1, D * (D - 1) * phi^pmax(D - 2, 0), 0)
  Vi <- solve(R) / s2; d1 <- list(s2 * R1, R); d2 <- list(list(s2 * R2, R1), list(R1, 0 * R)); Phi <- solve(t(X) %*% Vi %*% X)
  P <- lapply(d1, function(d) -t(X) %*% Vi %*% d %*% Vi %*% X); M <- Vi - Vi %*% X %*% Phi %*% t(X) %*% Vi; L <- 0
  # Phi and the square of the deviation are of unlike size: brought to one scale before the inverse, and back after it.
  I <- outer(1:2, 1:2, Vectorize(function(i, j) sum(diag(M %*% d1[[i]] %*% M %*% d1[[j]])) / 2)); scale <- sqrt(diag(I)) %o% sqrt(diag(I)); W <- solve(I / scale) / scale
  for (i in 1:2) for (j in 1:2) L <- L + W[i, j] * (t(X) %*% Vi %*% d1[[i]] %*% Vi %*% d1[[j]] %*% Vi %*% X - P[[i]] %*% Phi %*% P[[j]] - t(X) %*% Vi %*% d2[[i]][[j]] %*% Vi %*% X / 4)
  list(plain = Phi, corrected = Phi + 2 * Phi %*% L %*% Phi, degrees = function(a) {
    g <- sapply(P, function(p) -t(a) %*% Phi %*% p %*% Phi %*% a); as.numeric(2 * (t(a) %*% Phi %*% a)^2 / (t(g) %*% W %*% g)) })
}
