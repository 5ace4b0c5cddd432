# Against something: lm with sandwich and lmtest, MatchIt, weighted lm, glm.
suppressMessages({library(sandwich); library(lmtest); library(MatchIt); library(nlme)})
tight <- glm.control(epsilon = 1e-15, maxit = 200)
line_of <- function(name, b, se, df = Inf) { q <- qt(0.975, df); told(name, b, b - q * se, b + q * se, se, 2 * pt(-abs(b / se), df)) }
answers[["its"]] <- function(d) {
  y <- d$series; n <- length(y); t <- seq_len(n); step <- as.numeric(t >= d$from); bend <- pmax(0, t - d$from)
  w <- 2 * pi / 12; m <- if (d$season) lm(y ~ t + step + bend + sin(w * t) + cos(w * t) + sin(2 * w * t) + cos(2 * w * t)) else lm(y ~ t + step + bend)
  V <- NeweyWest(m, lag = floor(4 * (n / 100)^(2 / 9)), prewhite = FALSE, adjust = TRUE); b <- coef(m); se <- sqrt(diag(V)); df <- df.residual(m)
  end <- c(0, 0, 1, n - d$from, rep(0, length(b) - 4))
  c(line_of("trend", b[[2]], se[[2]], df), line_of("step", b[[3]], se[[3]], df), line_of("bend", b[[4]], se[[4]], df),
    line_of("end", sum(end * b), sqrt(as.numeric(t(end) %*% V %*% end)), df), watson = unname(dwtest(m)$statistic))
}
source(file.path(here, "../../../src/insight/evaluate/oracle/serial-functions.R"))
answers[["its-serial"]] <- function(d) {
  y <- d$series; n <- length(y); t <- seq_len(n); w <- 2 * pi / 12; X <- cbind(1, t, t >= d$from, pmax(0, t - d$from))
  if (d$season) X <- cbind(X, sin(w * t), cos(w * t), sin(2 * w * t), cos(2 * w * t))
  a <- ar1(y, X); k <- if (!a$bound) kenward(X, a$phi, a$fit$sigma^2); rest <- rep(0, ncol(X) - 4); out <- c(phi = a$phi)
  of <- list(trend = c(0, 1, 0, 0, rest), step = c(0, 0, 1, 0, rest), bend = c(0, 0, 0, 1, rest), end = c(0, 0, 1, n - d$from, rest))
  for (name in names(of)) {
    v <- of[[name]]; plain <- sqrt(as.numeric(t(v) %*% vcov(a$fit) %*% v)); se <- if (a$bound) 0 else sqrt(max(0, as.numeric(t(v) %*% k$corrected %*% v)))
    df <- if (a$bound) 0 else max(2, k$degrees(v))
    if (se == 0 || se > 3 * plain) { se <- plain; df <- n - ncol(X) }
    out <- c(out, line_of(name, sum(v * coef(a$fit)), se, df), setNames(c(plain, df), paste0(name, c(" plain.se", " degrees.se"))))
  }
  out
}
people <- function(d) na.omit(data.frame(treated = d$treated, y = d$outcome, age = d$age, priors = d$priors, housed = d$housed))
score <- function(f) glm(treated ~ age + priors + housed, binomial, f, control = tight)
balance <- function(f, w) {
  x <- c("age", "priors", "housed"); tr <- f$treated == 1
  mean_of <- function(v, by) sum(by * v) / sum(by)
  var_of <- function(v, by) sum(by * (v - mean_of(v, by))^2) / (sum(by) - sum(by^2) / sum(by))
  smd <- function(by) sapply(x, function(v) (mean_of(f[tr, v], by[tr]) - mean_of(f[!tr, v], by[!tr])) / sd(f[tr, v]))
  ratio <- function(by) sapply(x, function(v) var_of(f[tr, v], by[tr]) / var_of(f[!tr, v], by[!tr])); one <- rep(1, nrow(f))
  c(numbered("smd before", unname(smd(one))), numbered("smd after", unname(smd(w))), numbered("ratio before", unname(ratio(one))), numbered("ratio after", unname(ratio(w))))
}
# MatchIt 4.5.1 takes distances between scores as whole numbers (C's abs for integers), so that all less than 1 apart are alike to
# it; given scores a hundred million times as large it finds the pairs that it means to.
answers[["match"]] <- function(d) {
  f <- people(d); l <- predict(score(f))
  m <- matchit(treated ~ age, f, method = "nearest", distance = l * 1e8, caliper = 0.2, m.order = "largest", replace = FALSE)
  mm <- m$match.matrix; ok <- !is.na(mm[, 1]); one <- as.integer(rownames(mm)[ok]); other <- as.integer(mm[ok, 1])
  gap <- f$y[one] - f$y[other]; w <- as.numeric(seq_len(nrow(f)) %in% c(one, other))
  if (length(gap) < 2) stop("fewer than two pairs")
  a <- lm(gap ~ I(l[one] - l[other])); s <- summary(a)$coefficients
  c(line_of("difference", mean(gap), sd(gap) / sqrt(length(gap)), length(gap) - 1), line_of("adjusted", s[1, 1], s[1, 2], df.residual(a)), treated = mean(f$y[one]), matches = mean(f$y[other]), pairs = length(gap), balance(f, w))
}
weigh <- function(everyone) function(d) {
  f <- people(d); p <- fitted(score(f))
  w <- if (everyone) ifelse(f$treated == 1, 1 / p, 1 / (1 - p)) else ifelse(f$treated == 1, 1, p / (1 - p))
  m <- lm(y ~ treated, f, weights = w)
  e <- tapply(w, f$treated, function(v) sum(v)^2 / sum(v^2))
  # The equations of score and line stacked, their slopes by numbers; each part by one less the leverage, t on the smaller effective number less one.
  g <- score(f); X <- model.matrix(g); k <- ncol(X); tr <- f$treated; at <- c(coef(g), coef(m))
  weight <- function(b) { q <- plogis(as.numeric(X %*% b)); if (everyone) tr / q + (1 - tr) / (1 - q) else tr + (1 - tr) * q / (1 - q) }
  psi <- function(th) { r <- weight(th[1:k]) * (f$y - th[k + 1] - th[k + 2] * tr); cbind(X * (tr - plogis(as.numeric(X %*% th[1:k]))), r, r * tr) }
  A <- sapply(seq_along(at), function(j) { h <- 1e-4 * max(0.1, abs(at[j])); u <- replace(0 * at, j, h)
    (colSums(psi(at - 2 * u)) - 8 * colSums(psi(at - u)) + 8 * colSums(psi(at + u)) - colSums(psi(at + 2 * u))) / (12 * h) })
  own <- solve(A)[k + 2, ]; each <- psi(at); share <- w / ifelse(tr == 1, sum(w * tr), sum(w * (1 - tr)))
  se <- sqrt(sum((each[, 1:k] %*% own[1:k] / (1 - hatvalues(g)) + each[, k + 1:2] %*% own[k + 1:2] / (1 - share))^2))
  # Distances from lm within each group (about the treated: within the untreated), weighted, and what the lines expect of all.
  lines <- update(formula(g), y ~ .); n <- nrow(f); f0 <- lm(lines, f[tr == 0, ]); f1 <- if (everyone) lm(lines, f[tr == 1, ]) else f0
  m0 <- predict(f0, f); m1 <- predict(f1, f); d <- f$y - ifelse(tr == 1, m1, m0); h <- rep(0, n)
  h[tr == 0] <- hatvalues(f0); if (everyone) h[tr == 1] <- hatvalues(f1)
  s <- w / ave(w, tr, FUN = sum); a <- ave(s * d, tr, FUN = sum); change <- m1 - m0
  pull <- (2 * tr - 1) * s * (d / (1 - h) - a) / (1 - s) + (change - mean(change)) / n
  adjusted <- line_of("adjusted", mean(change) + a[tr == 1][1] - a[tr == 0][1], sqrt(sum(pull^2)), n - k * (1 + everyone))
  c(line_of("difference", coef(m)[[2]], se, max(1, min(e) - 1)), adjusted, treated = sum(coef(m)), untreated = coef(m)[[1]],
    "effective treated" = e[["1"]], "effective untreated" = e[["0"]], balance(f, w))
}
answers[["weight-treated"]] <- weigh(FALSE)
answers[["weight-everyone"]] <- weigh(TRUE)
# Bell and McCaffrey's error (CR2) and degrees by their definition, with the full matrix of what residuals of every row can do, rows being
# independent. vcovCL (HC2) is the same where all rows weigh alike; where they do not, the root that it takes is of a matrix without symmetry.
bell <- function(fit, w, residual, cluster, k) {
  X <- sqrt(w) * model.matrix(fit); M <- solve(crossprod(X)); left <- diag(nrow(X)) - X %*% M %*% t(X); groups <- split(seq_len(nrow(X)), cluster)
  by <- lapply(groups, function(g) {
    e <- eigen(left[g, g, drop = FALSE], symmetric = TRUE); root <- e$vectors %*% diag(1 / sqrt(e$values), length(g)) %*% t(e$vectors)
    root %*% X[g, , drop = FALSE] %*% M[, k]
  })
  error <- sqrt(sum(mapply(function(g, b) sum(b * (sqrt(w) * residual)[g]), groups, by)^2))
  P <- crossprod(mapply(function(g, b) left[, g, drop = FALSE] %*% b, groups, by))
  c(error, sum(diag(P))^2 / sum(P^2))
}
did <- function(clustered) function(d) {
  f <- data.frame(count = d$count, time = d$time, treated = d$treated, after = d$after, area = d$area); G <- length(unique(f$area))
  g <- glm(count ~ treated * after + offset(log(time)), poisson, f, control = tight); l <- lm(I(count / time) ~ treated * after, f, weights = time)
  rates <- sapply(list(c(1, 0), c(1, 1), c(0, 0), c(0, 1)), function(k) { at <- f$treated == k[1] & f$after == k[2]; sum(f$count[at]) / sum(f$time[at]) })
  if (!clustered)
    return(c(ratio_of("ratio", coef(g)[[4]], sqrt(vcov(g)[4, 4])), line_of("difference", coef(l)[[4]], sqrt(vcovHC(l, type = "HC0")[4, 4])), numbered("rate", rates)))
  # Where one area is all of a cell nothing is left of its residuals, and no limits are told.
  if (min(tapply(f$area, list(f$treated, f$after), function(a) length(unique(a)))) < 2) return(c(ratio = exp(coef(g)[[4]]), difference = coef(l)[[4]], numbered("rate", rates)))
  a <- bell(g, fitted(g), residuals(g, "working"), f$area, 4); b <- bell(l, f$time, residuals(l), f$area, 4)
  c(ratio_of("ratio", coef(g)[[4]], a[1], a[2]), line_of("difference", coef(l)[[4]], b[1], b[2]), numbered("rate", rates))
}
answers[["did"]] <- did(TRUE)
answers[["did-rows"]] <- did(FALSE)
