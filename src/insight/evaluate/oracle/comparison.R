# Expected values for interrupted-series, matching, weighting, difference-in-differences, shrinkage, regression-to-mean,
# reliable-change and capture-recapture tests: lm, sandwich, lmtest, MatchIt, MASS, base R.
# Run from the repository's root: Rscript src/insight/evaluate/oracle/comparison.R > src/insight/evaluate/oracle/comparison.json
suppressMessages({library(sandwich); library(lmtest); library(MatchIt); library(MASS); library(jsonlite)})
t <- 1:60
series <- 200 - 0.8 * t + 12 * sin(2 * pi * t / 12) + ((t * 37) %% 19) - ifelse(t >= 37, 25 + 1.1 * (t - 37), 0) + cumsum(((t * 29) %% 11) - 5) / 3
its <- function(formula, lag) {
  fit <- lm(formula); v <- NeweyWest(fit, lag = lag, prewhite = FALSE, adjust = TRUE); k <- 2:4
  end <- c(0, 0, 1, 23, rep(0, length(coef(fit)) - 4))
  list(coefficients = unname(coef(fit)[k]), errors = unname(sqrt(diag(v)))[k], watson = unname(dwtest(fit)$statistic),
       p = unname(2 * pt(-abs(coef(fit)[k] / sqrt(diag(v))[k]), df.residual(fit))),
       end = c(sum(end * coef(fit)), sqrt(as.numeric(t(end) %*% v %*% end))))
}
step <- as.numeric(t >= 37); bend <- pmax(0, t - 37); w <- 2 * pi / 12
plain <- its(series ~ t + step + bend, 3)
season <- its(series ~ t + step + bend + sin(w * t) + cos(w * t) + sin(2 * w * t) + cos(2 * w * t), 6)

i <- 1:240
people <- data.frame(age = 20 + (i * 37) %% 41, priors = (i * 13) %% 12 + ((i * 7) %% 5) / 5, housed = (i * 5) %% 2)
score <- -1.2 + 0.03 * (people$age - 40) + 0.12 * people$priors - 0.4 * people$housed
people$treated <- as.numeric(plogis(score) > ((i * 7919) %% 241) / 241)
people$outcome <- 2 + 0.3 * people$priors - 0.02 * people$age - 0.7 * people$treated + ((i * 31) %% 13) / 6
formula <- treated ~ age + priors + housed
fit <- glm(formula, binomial, people, control = glm.control(epsilon = 1e-15, maxit = 100))
# Every treated person from the highest log-odds down tries every control that is left. Not by MatchIt as it stands: the version that
# Debian 12 has (4.5.1) takes distances as whole numbers; tests/evaluation/agreement/comparison.R gives it larger scores instead.
match <- function(caliper) {
  d <- predict(fit); tr <- people$treated; free <- which(tr == 0); rows <- NULL; other <- NULL
  for (k in order(-d)) if (tr[k] == 1) {
    j <- free[order(abs(d[free] - d[k]), free)][1]
    if (abs(d[j] - d[k]) <= caliper * sd(d)) { rows <- c(rows, k); other <- c(other, j); free <- setdiff(free, j) }
  }
  gap <- people$outcome[rows] - people$outcome[other]; x <- c("age", "priors", "housed")
  part <- function(one, two) sapply(x, function(v) (mean(people[one, v]) - mean(people[two, v])) / sd(people[tr == 1, v]))
  spread <- function(one, two) sapply(x, function(v) var(people[one, v]) / var(people[two, v]))
  mi <- summary(matchit(formula, people, method = "nearest", m.order = "largest"), standardize = TRUE)$sum.all[x, 3:4]
  list(pairs = length(rows), estimate = mean(gap), error = sd(gap) / sqrt(length(gap)), before = unname(part(tr == 1, tr == 0)),
       after = unname(part(rows, other)), ratio = unname(spread(tr == 1, tr == 0)), ratio_after = unname(spread(rows, other)),
       matchit = unname(mi[1:2, 1]))
}
# M-estimation by hand: the equations of the logistic model and of the weighted line stacked, their slopes by numbers; each
# person's two parts divided by one less the leverage, that of the model by hatvalues and of the weighted averages by their share.
stacked <- function(everyone) {
  X <- model.matrix(formula, people); tr <- people$treated; y <- people$outcome; k <- ncol(X)
  weight <- function(g) { q <- plogis(as.numeric(X %*% g)); if (everyone) tr / q + (1 - tr) / (1 - q) else tr + (1 - tr) * q / (1 - q) }
  psi <- function(th) { r <- weight(th[1:k]) * (y - th[k + 1] - th[k + 2] * tr); cbind(X * (tr - plogis(as.numeric(X %*% th[1:k]))), r, r * tr) }
  at <- c(coef(fit), coef(lm(y ~ tr, weights = weight(coef(fit)))))
  A <- sapply(seq_along(at), function(j) { h <- 1e-5 * max(1, abs(at[j])); e <- replace(0 * at, j, h)
    (colSums(psi(at - 2 * e)) - 8 * colSums(psi(at - e)) + 8 * colSums(psi(at + e)) - colSums(psi(at + 2 * e))) / (12 * h) })
  w <- weight(coef(fit)); own <- solve(A)[k + 2, ]; moved <- psi(at); share <- w / ifelse(tr == 1, sum(w * tr), sum(w * (1 - tr)))
  sqrt(sum((moved[, 1:k] %*% own[1:k] / (1 - hatvalues(fit)) + moved[, k + 1:2] %*% own[k + 1:2] / (1 - share))^2))
}
# Augmented: distances from lm within each group (about the treated: within the untreated), weighted, and what the lines expect of all.
augmented <- function(w, everyone) {
  tr <- people$treated; y <- people$outcome; n <- nrow(people); lines <- update(formula, outcome ~ .)
  f0 <- lm(lines, people[tr == 0, ]); f1 <- if (everyone) lm(lines, people[tr == 1, ]) else f0
  m0 <- predict(f0, people); m1 <- predict(f1, people); d <- y - ifelse(tr == 1, m1, m0); h <- rep(0, n)
  h[tr == 0] <- hatvalues(f0); if (everyone) h[tr == 1] <- hatvalues(f1)
  s <- w / ave(w, tr, FUN = sum); a <- ave(s * d, tr, FUN = sum); change <- m1 - m0
  pull <- (2 * tr - 1) * s * (d / (1 - h) - a) / (1 - s) + (change - mean(change)) / n
  value <- mean(change) + a[tr == 1][1] - a[tr == 0][1]; error <- sqrt(sum(pull^2)); df <- n - length(coef(f0)) * (1 + everyone)
  unname(c(value, value - qt(0.975, df) * error, value + qt(0.975, df) * error, error, 2 * pt(-abs(value / error), df)))
}
weigh <- function(w, everyone) {
  line <- lm(outcome ~ treated, people, weights = w)
  list(estimate = unname(coef(line)[2]), error = stacked(everyone), adjusted = augmented(w, everyone), known = sqrt(vcovHC(line, type = "HC0")[2, 2]),
       effective = unname(tapply(w, people$treated, function(v) sum(v)^2 / sum(v^2))))
}
p <- fitted(fit)
j <- 1:80
panel <- data.frame(area = (j - 1) %/% 8, span = (j - 1) %% 8, time = 1 + ((j * 3) %% 5) / 4)
panel$treated <- panel$area %% 2; panel$after <- as.numeric(panel$span >= 4)
panel$count <- 8 + (j * 17) %% 9 + 6 * panel$treated - 5 * panel$treated * panel$after + panel$area
g <- glm(count ~ treated * after + offset(log(time)), poisson, panel, control = glm.control(epsilon = 1e-15))
l <- lm(I(count / time) ~ treated * after, panel, weights = time)
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
of_ratio <- bell(g, fitted(g), residuals(g, "working"), panel$area, 4); of_difference <- bell(l, panel$time, residuals(l), panel$area, 4)
did <- list(ratio = unname(coef(g)[4]), ratio_error = of_ratio[1], ratio_degrees = of_ratio[2],
            difference = unname(coef(l)[4]), difference_error = of_difference[1], difference_degrees = of_difference[2])
clustered <- function(fit, cluster, k) sqrt(vcovCL(fit, cluster, type = "HC0", cadjust = TRUE)[k, k])
# Span by span, and the trends before: lm on the rows of each, limits by Student's t with clusters less one.
spans <- lapply(0:7, function(s) {
  d <- panel[panel$span == s, ]; f <- lm(I(count / time) ~ treated, d, weights = time); e <- clustered(f, d$area, 2) * qt(0.975, 9)
  list(with = sum(d$count[d$treated == 1]) / sum(d$time[d$treated == 1]), elsewhere = unname(coef(f)[1]), difference = unname(coef(f)[2]),
       low = unname(coef(f)[2]) - e, high = unname(coef(f)[2]) + e)
})
early <- panel[panel$after == 0, ]; tr <- lm(I(count / time) ~ treated * span, early, weights = time)
trend <- list(value = unname(coef(tr)[4]), error = clustered(tr, early$area, 4))
# The wild cluster bootstrap by its definition: lm fitted anew to every way of turning ten areas' residuals of the smaller model.
wild_line <- function(d) {
  d$rate <- d$count / d$time; small <- lm(rate ~ treated + after, d, weights = time); t0 <- { f <- lm(rate ~ treated * after, d, weights = time); coef(f)[4] / clustered(f, d$area, 4) }
  areas <- sort(unique(d$area)); ways <- as.matrix(expand.grid(rep(list(c(-1, 1)), length(areas))))
  t1 <- apply(ways, 1, function(w) { d$new <- fitted(small) + w[base::match(d$area, areas)] * residuals(small)
    f <- lm(new ~ treated * after, d, weights = time); coef(f)[4] / clustered(f, d$area, 4) })
  mean(abs(t1) >= abs(t0) * (1 - 1e-9))
}
# Of Poisson the scores are turned: those of the product, less what the other columns explain of it by the smaller model's means.
wild_score <- function(d) {
  small <- glm(count ~ treated + after + offset(log(time)), poisson, d, control = glm.control(epsilon = 1e-15)); d$m <- fitted(small)
  own <- residuals(lm(I(treated * after) ~ treated + after, d, weights = m)); s <- tapply(own * (d$count - d$m), d$area, sum)
  ways <- as.matrix(expand.grid(rep(list(c(-1, 1)), length(s)))); all <- abs(ways %*% s)
  mean(all >= abs(sum(s)) * (1 - 1e-9))
}
weak <- panel; weak$count <- panel$count + 4 * panel$treated * panel$after
few <- weak[weak$area < 6, ]
wild <- list(strong = c(wild_score(panel), wild_line(panel)), weak = c(wild_score(weak), wild_line(weak)), few = c(wild_score(few), wild_line(few)))

counts <- rep(c(0, 1, 2, 3, 5, 8, 14), c(30, 22, 15, 9, 7, 4, 2)); time <- 0.5 + ((seq_along(counts) * 3) %% 4) / 4
nb <- glm.nb(counts ~ 1 + offset(log(time)), control = glm.control(epsilon = 1e-15, maxit = 200)); th <- nb$theta; m <- exp(unname(coef(nb)))
shrunk <- list(counts = counts, time = time, theta = th, mean = m, own = (th + counts) / (th / m + time),
               low = qgamma(0.025, th + counts, th / m + time), high = qgamma(0.975, th + counts, th / m + time))

# Davis' fall found by integrating the two normal readings themselves, not by his formula.
fall <- function(mean, s, r, c) {
  f <- function(x) (x - (mean + r * (x - mean))) * dnorm(x, mean, s)
  integrate(f, c, mean + 40 * s, rel.tol = 1e-13, subdivisions = 2000)$value / pnorm(c, mean, s, lower.tail = FALSE)
}
falls <- lapply(list(c(10, 4, 0.6, 14), c(2, 3, 0.3, 2), c(50, 10, 0.9, 75)), function(v) list(given = v, fall = fall(v[1], v[2], v[3], v[4])))

lists <- data.frame(a = c(1, 1, 1, 0, 1, 0, 0), b = c(1, 1, 0, 1, 0, 1, 0), c = c(1, 0, 1, 1, 0, 0, 1), n = c(12, 31, 19, 25, 210, 140, 96))
fits <- lapply(c("", "+a:b", "+a:c", "+a:b+a:c", "+b:c", "+a:b+b:c", "+a:c+b:c", "+a:b+a:c+b:c"), function(extra) {
  f <- glm(as.formula(paste("n ~ a + b + c", extra)), poisson, lists, control = glm.control(epsilon = 1e-15, maxit = 100))
  list(number = sum(lists$n) + exp(unname(coef(f)[1])), error = exp(unname(coef(f)[1])) * sqrt(vcov(f)[1, 1]), aic = AIC(f),
       bic = AIC(f) - 2 * length(coef(f)) + log(sum(lists$n)) * length(coef(f)))
})
# Chao's bound for unequal lists: the cell of all three free, in the second table; in the first fewer are on all three than foretold.
bound <- lapply(list(c(12, 31, 19, 25, 210, 140, 96), c(60, 31, 19, 25, 210, 140, 96), c(0, 31, 19, 25, 210, 140, 96)), function(n) {
  lists$n <- n; free <- glm(n ~ a + b + c + I(a * b * c), poisson, lists, control = glm.control(epsilon = 1e-15, maxit = 100))
  if (n[1] == 0 || coef(free)[5] < 0) free <- glm(n ~ a + b + c, poisson, lists, control = glm.control(epsilon = 1e-15, maxit = 100))
  hidden <- exp(unname(coef(free)[1])); list(cells = n, number = sum(n) + hidden, error = hidden * sqrt(vcov(free)[1, 1]), free = length(coef(free)) == 5)
})
cat(toJSON(list(series = series, plain = plain, season = season, people = people, score = unname(coef(fit)), close = match(0.02), wide = match(1),
  att = weigh(ifelse(people$treated == 1, 1, p / (1 - p)), FALSE), ate = weigh(ifelse(people$treated == 1, 1 / p, 1 / (1 - p)), TRUE),
  panel = panel, did = did, spans = spans, trend = trend, wild = wild, shrunk = shrunk, falls = falls, lists = lists$n, models = fits, bound = bound), digits = NA, auto_unbox = TRUE), "\n")
