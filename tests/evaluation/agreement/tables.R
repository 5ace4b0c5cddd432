# Rates, shares, tables, lists and readings: base R; roots are found on the logarithm, to the last digits.
root <- function(f, a, b) uniroot(f, c(a, b), tol = 1e-14, maxiter = 10000)$root
mid_p <- function(x, t1, y, t0) {
  n <- x + y
  above <- function(l) 0.5 * dbinom(x, n, plogis(l)) + pbinom(x, n, plogis(l), lower.tail = FALSE)
  below <- function(l) 0.5 * dbinom(x, n, plogis(l)) + pbinom(x - 1, n, plogis(l))
  c(if (x == 0) 0 else exp(root(function(l) above(l) - 0.025, -40, 40)) * t0 / t1,
    if (y == 0) Inf else exp(root(function(l) below(l) - 0.025, -40, 40)) * t0 / t1)
}
answers[["rate-ratio"]] <- function(d) {
  e <- d$events; t <- d$time
  exact <- poisson.test(e, t); mid <- mid_p(e[1], t[1], e[2], t[2]); share <- t[1] / sum(t)
  tail <- min(pbinom(e[1], sum(e), share), pbinom(e[1] - 1, sum(e), share, lower.tail = FALSE))
  c(told("ratio", unname(exact$estimate), exact$conf.int[1], exact$conf.int[2], p = min(1, 2 * tail)),
    told("mid", unname(exact$estimate), mid[1], mid[2]))
}
garwood <- function(x) c(qchisq(0.025, 2 * x) / 2, qchisq(0.975, 2 * x + 2) / 2)
byar <- function(x) {
  z <- qnorm(0.975)
  c(if (x == 0) 0 else x * (1 - 1 / (9 * x) - z / (3 * sqrt(x)))^3, (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1)))^3)
}
answers[["rate"]] <- function(d) {
  g <- garwood(d$events) / d$time; b <- byar(d$events) / d$time
  c(told("rate", d$events / d$time, g[1], g[2]), told("byar", d$events / d$time, b[1], b[2]))
}
answers[["smr"]] <- function(d) {
  o <- d$observed; e <- d$expected; g <- garwood(o) / e; b <- byar(o) / e
  p <- min(1, 2 * min(ppois(o, e), ppois(o - 1, e, lower.tail = FALSE)))
  c(told("smr", o / e, g[1], g[2], p = p), told("byar", o / e, b[1], b[2]), apart = o - e)
}
wilson <- function(x, n) as.numeric(suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int)
answers[["share"]] <- function(d) {
  w <- wilson(d$part, d$whole); e <- binom.test(d$part, d$whole)$conf.int
  c(told("wilson", d$part / d$whole, w[1], w[2]), told("exact", d$part / d$whole, e[1], e[2]))
}
# The noncentral hypergeometric by its own definition.
fisher <- function(v) {
  m <- v[1] + v[2]; n <- v[3] + v[4]; k <- v[1] + v[3]; s <- max(0, k - n):min(k, m); x <- v[1]
  w <- function(l) { h <- lchoose(m, s) + lchoose(n, k - s) + s * l; h <- exp(h - max(h)); h / sum(h) }
  c(if (x == min(s)) 0 else if (x == max(s)) Inf else exp(root(function(l) sum(s * w(l)) - x, -40, 40)),
    if (x == min(s)) 0 else exp(root(function(l) sum(w(l)[s >= x]) - 0.025, -40, 40)),
    if (x == max(s)) Inf else exp(root(function(l) sum(w(l)[s <= x]) - 0.025, -40, 40)))
}
# Katz and Woolf from models that know nothing of their formulas; where a cell is nought there are none. The models are saturated,
# so they can begin at their end, and the errors are those of the end too.
by_model <- function(name, v, family, link) {
  p <- c(v[1] / (v[1] + v[2]), v[3] / (v[3] + v[4]))
  value <- if (name == "katz") p[1] / p[2] else v[1] * v[4] / (v[2] * v[3])
  if (any(v[if (name == "katz") c(1, 3) else 1:4] == 0)) return(told(name, value))
  if (any(v[c(2, 4)] == 0)) { # a share of one is at the edge of what the model can say: Katz by his formula
    variance <- 1 / v[1] - 1 / (v[1] + v[2]) + 1 / v[3] - 1 / (v[3] + v[4])
    return(if (variance >= 0) ratio_of(name, log(value), sqrt(variance)) else told(name, value))
  }
  fit <- glm(cbind(v[c(1, 3)], v[c(2, 4)]) ~ c(1, 0), family = family, start = c(link(p[2]), link(p[1]) - link(p[2])))
  ratio_of(name, coef(fit)[[2]], sqrt(vcov(fit)[2, 2]))
}
answers[["two-by-two"]] <- function(d) {
  v <- d$cells; a <- v[1]; n1 <- v[1] + v[2]; c0 <- v[3]; n2 <- v[3] + v[4]; w1 <- wilson(a, n1); w2 <- wilson(c0, n2); p1 <- a / n1; p2 <- c0 / n2
  # With one possible table R has 0, from 0 to Inf; there is none.
  f <- if (all(v[c(1, 3)] == 0) || all(v[c(2, 4)] == 0)) rep(NaN, 3) else fisher(v)
  c(told("first", p1, w1[1], w1[2]), told("second", p2, w2[1], w2[2]),
    told("newcombe", p1 - p2, p1 - p2 - sqrt((p1 - w1[1])^2 + (w2[2] - p2)^2), p1 - p2 + sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2)),
    by_model("katz", v, binomial("log"), log), by_model("woolf", v, binomial(), qlogis),
    told("fisher", f[1], f[2], f[3], p = fisher.test(matrix(v, 2, byrow = TRUE))$p.value))
}
unseen_limits <- function(seen, unseen, variance) {
  k <- exp(qnorm(0.975) * sqrt(log(1 + variance / unseen^2)))
  if (unseen > 0 && variance > 0) c(seen + unseen / k, seen + unseen * k) else c(NaN, NaN)
}
answers[["capture"]] <- function(d) {
  a <- d$lists[1]; b <- d$lists[2]; m <- d$lists[3]; seen <- a + b - m
  n <- (a + 1) * (b + 1) / (m + 1) - 1; v <- (a + 1) * (b + 1) * (a - m) * (b - m) / ((m + 1)^2 * (m + 2))
  l <- unseen_limits(seen, n - seen, v)
  # The two tails of R's hypergeometric, half of the chance of exactly so many in each, asked at every number from those seen on, then by halving.
  fewer <- function(all) phyper(m, a, all - a, b) - dhyper(m, a, all - a, b) / 2
  more <- function(all) phyper(m, a, all - a, b, lower.tail = FALSE) + dhyper(m, a, all - a, b) / 2
  last <- function(is) { lo <- seen; hi <- seen + 1; while (is(hi)) { lo <- hi; hi <- 2 * hi }; while (hi - lo > 1) { k <- floor((lo + hi) / 2); if (is(k)) lo <- k else hi <- k }; lo }
  low <- if (fewer(seen) > 0.025) seen else last(function(all) fewer(all) <= 0.025) + 1; high <- last(function(all) more(all) > 0.025)
  c(told("number", n, low, high), told("normal", n, l[1], l[2], if (v > 0) sqrt(v) else NaN), unseen = n - seen)
}
answers[["capture-three"]] <- function(d) {
  t <- data.frame(a = c(1, 1, 1, 0, 1, 0, 0), b = c(1, 1, 0, 1, 0, 1, 0), c = c(1, 0, 1, 1, 0, 0, 1), n = d$cells)
  out <- c()
  for (extra in c("", "+a:b", "+a:c", "+a:b+a:c", "+b:c", "+a:b+b:c", "+a:c+b:c", "+a:b+a:c+b:c")) {
    f <- glm(as.formula(paste("n ~ a + b + c", extra)), poisson, t, control = glm.control(epsilon = 1e-15, maxit = 100))
    u <- exp(coef(f)[[1]])
    name <- sub("^\\+", "", extra); if (name == "") name <- "none"
    # A cell of nought sends an interaction to minus infinity; the number stands as long as the constant does.
    if (!(u < 1e9)) next
    l <- unseen_limits(sum(t$n), u, u^2 * vcov(f)[1, 1])
    out <- c(out, told(name, sum(t$n) + u, l[1], l[2]), setNames(c(AIC(f), AIC(f) - 2 * length(coef(f)) + log(sum(t$n)) * length(coef(f))), paste(name, c("aic", "bic"))))
  }
  out
}
answers[["reliable-change"]] <- function(d) {
  noise <- 1.96 * sqrt(2) * sd(d$before) * sqrt(1 - d$reliability); gain <- d$before - d$after; n <- length(gain)
  if (!(noise > 0)) stop("no spread")
  counts <- c(sum(gain > noise), sum(abs(gain) <= noise), sum(gain < -noise), sum(gain > noise & d$after <= d$well & d$before > d$well))
  out <- c(noise = noise)
  for (k in 1:4) { w <- wilson(counts[k], n); out <- c(out, told(c("improved", "same", "worse", "recovered")[k], counts[k] / n, w[1], w[2])) }
  t <- t.test(gain)
  c(out, told("gain", mean(gain), t$conf.int[1], t$conf.int[2], t$stderr))
}
answers[["regression-to-mean"]] <- function(d) {
  # Davis' fall by integrating the two normal readings themselves, not by his formula.
  fall <- function(x) (x - (d$mean + d$correlation * (x - d$mean))) * dnorm(x, d$mean, d$deviation)
  above <- pnorm(d$limit, d$mean, d$deviation, lower.tail = FALSE)
  first <- function(x) x * dnorm(x, d$mean, d$deviation)
  whole <- function(f) integrate(f, d$limit, max(d$limit, d$mean) + 12 * d$deviation, rel.tol = 1e-13, subdivisions = 2000)$value / above
  c(fall = whole(fall), above = above, chosen = whole(first))
}
answers[["regression-in-file"]] <- function(d) {
  r <- cor(d$before, d$after); up <- d$before > d$limit
  l <- dnorm((d$limit - mean(d$before)) / sd(d$before)) / pnorm((d$limit - mean(d$before)) / sd(d$before), lower.tail = FALSE)
  fall <- sd(d$before) * (1 - max(0, r)) * l
  out <- c(correlation = r, mean = mean(d$before), deviation = sd(d$before), fall = fall)
  if (any(up)) c(out, seen = mean(d$before[up]) - mean(d$after[up]), beyond = mean(d$before[up]) - mean(d$after[up]) - fall) else out
}
