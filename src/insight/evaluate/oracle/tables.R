# Expected values for compare-rates, single-rate and two-by-two tests: base R, root finders driven to the last digits.
# Run from the repository's root: Rscript src/insight/evaluate/oracle/tables.R > src/insight/evaluate/oracle/tables.json
suppressMessages(library(jsonlite))
root <- function(f, a, b) uniroot(f, c(a, b), tol = 1e-15, maxiter = 10000)$root
mid_p <- function(x, t1, y, t0) {
  n <- x + y
  above <- function(p) 0.5 * dbinom(x, n, p) + pbinom(x, n, p, lower.tail = FALSE)
  below <- function(p) 0.5 * dbinom(x, n, p) + pbinom(x - 1, n, p)
  ratio <- function(p) p / (1 - p) * t0 / t1
  c(if (x == 0) 0 else ratio(root(function(p) above(p) - 0.025, 0, 1)),
    if (y == 0) Inf else ratio(root(function(p) below(p) - 0.025, 0, 1)))
}
rates <- lapply(list(c(3, 3.45, 541, 114), c(6, 645.2, 18, 490.5), c(0, 12.5, 7, 10), c(5, 12.5, 0, 10), c(40, 30, 20, 31)), function(v) {
  tail <- min(binom.test(v[1], v[1] + v[3], v[2] / (v[2] + v[4]), "less")$p.value,
              binom.test(v[1], v[1] + v[3], v[2] / (v[2] + v[4]), "greater")$p.value)
  list(given = v, mid = mid_p(v[1], v[2], v[3], v[4]), p = min(1, 2 * tail))
})
smr <- lapply(list(c(3974, 3974 / 5.7), c(342, 45.8), c(100, 8.3), c(0, 2.5), c(4, 6)), function(v) {
  z <- qnorm(0.975); o <- v[1]
  list(given = v, exact = if (o == 0) c(0, poisson.test(o, v[2])$conf.int[2]) else as.numeric(poisson.test(o, v[2])$conf.int),
       byar = c(if (o == 0) 0 else o * (1 - 1 / (9 * o) - z / (3 * sqrt(o)))^3, (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * sqrt(o + 1)))^3) / v[2],
       p = min(1, 2 * min(poisson.test(o, v[2], alternative = "less")$p.value, poisson.test(o, v[2], alternative = "greater")$p.value)))
})
# The noncentral hypergeometric by its own definition, from choose().
fisher <- function(v) {
  m <- v[1] + v[2]; n <- v[3] + v[4]; k <- v[1] + v[3]; s <- max(0, k - n):min(k, m)
  w <- function(psi) { l <- lchoose(m, s) + lchoose(n, k - s) + s * psi; exp(l - max(l)) / sum(exp(l - max(l))) }
  x <- v[1]
  c(if (x == min(s)) 0 else if (x == max(s)) Inf else exp(root(function(p) sum(s * w(p)) - x, -50, 50)),
    if (x == min(s)) 0 else exp(root(function(p) sum(w(p)[s >= x]) - 0.025, -50, 50)),
    if (x == max(s)) Inf else exp(root(function(p) sum(w(p)[s <= x]) - 0.025, -50, 50)))
}
tables <- lapply(list(c(31, 12, 11, 31), c(101, 14, 60, 51), c(38, 5, 29, 13), c(0, 10, 5, 5), c(7, 0, 3, 4), c(3, 1, 1, 3), c(346, 169, 200, 300)), function(v) {
  a <- v[1]; n1 <- v[1] + v[2]; c <- v[3]; n2 <- v[3] + v[4]
  w1 <- as.numeric(prop.test(a, n1, correct = FALSE)$conf.int); w2 <- as.numeric(prop.test(c, n2, correct = FALSE)$conf.int)
  d <- a / n1 - c / n2
  list(given = v, wilson = list(w1, w2), exact = as.numeric(binom.test(a, n1)$conf.int),
       newcombe = c(d - sqrt((a / n1 - w1[1])^2 + (w2[2] - c / n2)^2), d + sqrt((w1[2] - a / n1)^2 + (c / n2 - w2[1])^2)),
       fisher = fisher(v), p = fisher.test(matrix(v, 2, byrow = TRUE))$p.value)
})
# Woolf and Katz from models that know nothing of their formulas: logistic and Poisson-with-robust are the same limits by other ways.
woolf <- function(v) { fit <- glm(cbind(c(v[1], v[3]), c(v[2], v[4])) ~ c(1, 0), family = binomial, control = list(epsilon = 1e-14, maxit = 100))
  s <- summary(fit)$coefficients[2, ]; exp(c(s[1], s[1] - qnorm(0.975) * s[2], s[1] + qnorm(0.975) * s[2])) }
katz <- function(v) { fit <- glm(cbind(c(v[1], v[3]), c(v[2], v[4])) ~ c(1, 0), family = binomial(log), start = c(log(v[3] / (v[3] + v[4])), 0), control = list(epsilon = 1e-14, maxit = 200))
  s <- summary(fit)$coefficients[2, ]; exp(c(s[1], s[1] - qnorm(0.975) * s[2], s[1] + qnorm(0.975) * s[2])) }
models <- lapply(list(c(31, 12, 11, 31), c(101, 14, 60, 51), c(346, 169, 200, 300)), function(v) list(given = v, woolf = unname(woolf(v)), katz = unname(katz(v))))
cat(gsub('"Inf"', "null", toJSON(list(rates = rates, smr = smr, tables = tables, models = models), digits = NA, auto_unbox = TRUE)), "\n")
