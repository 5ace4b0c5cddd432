# Expected values for poisson.test.ts, negative-binomial.test.ts, gee.test.ts and permutation.test.ts: glm, sandwich, MASS and
# geepack; Mancl–DeRouen and Kauermann–Carroll from their papers' full matrices, without the short cuts of the code.
# Run from the repository's root: Rscript src/insight/evaluate/oracle/counts.R > src/insight/evaluate/oracle/counts.json
suppressMessages({library(MASS); library(sandwich); library(geepack); library(jsonlite)})
i <- 1:120
data <- data.frame(person = (i - 1) %/% 3 + 1, after = (i - 1) %% 3, x = ((i * 13) %% 17) / 8,
                   time = 1 - ((i * 3) %% 10) / 25)
data$treated <- data$person %% 2
data$count <- ((data$person * 31) %% 9) * ((i * 7) %% 4) %/% (1 + data$treated * (data$after > 0)) + (i %% 2)
data <- data[-c(5, 17, 50, 51), ] # people with unequal numbers of rows
formula <- count ~ after + x + treated + offset(log(time))
tight <- glm.control(epsilon = 1e-15, maxit = 100)
plain <- glm(formula, poisson, data, control = tight)
clustered <- vcovCL(plain, cluster = data$person, type = "HC0", cadjust = TRUE)
each <- vcovHC(plain, type = "HC0")
negative <- glm.nb(formula, data, control = glm.control(epsilon = 1e-15, maxit = 200), init.theta = 1)
gee <- geeglm(formula, family = poisson, data = data, id = person, corstr = "exchangeable",
              control = geese.control(epsilon = 1e-14, maxit = 200))
small <- function(power) {
  X <- model.matrix(formula, data); b <- coef(gee); a <- gee$geese$alpha; phi <- gee$geese$gamma
  mu <- as.numeric(exp(X %*% b + log(data$time))); M <- 0; parts <- list()
  for (k in unique(data$person)) {
    at <- which(data$person == k); D <- diag(mu[at], length(at)) %*% X[at, , drop = FALSE]
    R <- matrix(a, length(at), length(at)); diag(R) <- 1
    V <- phi * diag(sqrt(mu[at]), length(at)) %*% R %*% diag(sqrt(mu[at]), length(at))
    parts[[length(parts) + 1]] <- list(D = D, W = solve(V), r = data$count[at] - mu[at]); M <- M + t(D) %*% solve(V) %*% D
  }
  Mi <- solve(M); meat <- 0
  for (p in parts) {
    H <- p$D %*% Mi %*% t(p$D) %*% p$W; e <- eigen(diag(nrow(H)) - H)
    r <- Re(e$vectors %*% diag(e$values^power, length(e$values)) %*% solve(e$vectors)) %*% p$r
    u <- t(p$D) %*% p$W %*% r; meat <- meat + u %*% t(u)
  }
  sqrt(diag(Mi %*% meat %*% Mi))
}
# Every way to swap six people's before and after, written out.
six <- c(-4, -11, 2, -3, -7, -1)
flips <- as.matrix(expand.grid(rep(list(c(1, -1)), 6)))
p_of <- function(d) mean(abs(flips %*% d) >= abs(sum(d)) - 1e-9)
# The lower limit: the largest shift that the one-sided test still rejects; scanned finely and not solved.
one_sided <- function(d) mean(flips %*% d >= sum(d) - 1e-9)
ten <- c(-4, -11, 2, -3, -7, -1, -6, -8, -2.5, 0.5)
flips10 <- as.matrix(expand.grid(rep(list(c(1, -1)), 10)))
scan <- seq(-11, 2, by = 0.0005)
low <- max(scan[sapply(scan, function(s) mean(flips10 %*% (ten - s) >= sum(ten - s) - 1e-9) <= 0.025)])
high <- min(scan[sapply(scan, function(s) mean(flips10 %*% (s - ten) >= sum(s - ten) - 1e-9) <= 0.025)])
out <- list(data = data,
  poisson = list(coefficients = unname(coef(plain)), model = unname(sqrt(diag(vcov(plain)))), clustered = unname(sqrt(diag(clustered))),
                 each = unname(sqrt(diag(each))), dispersion = sum(residuals(plain, "pearson")^2) / df.residual(plain)),
  negbin = list(coefficients = unname(coef(negative)), errors = unname(sqrt(diag(vcov(negative)))), theta = negative$theta,
                theta_error = negative$SE.theta, loglik = as.numeric(logLik(negative))),
  gee = list(coefficients = unname(coef(gee)), plain = unname(summary(gee)$coefficients[, 2]), correlation = unname(gee$geese$alpha),
             dispersion = unname(gee$geese$gamma), mancl_derouen = unname(small(-1)), kauermann_carroll = unname(small(-0.5))),
  six = list(differences = six, p = p_of(six)), ten = list(differences = ten, low = low, high = high,
             p = mean(abs(flips10 %*% ten) >= abs(sum(ten)) - 1e-9)))
cat(toJSON(out, digits = NA, auto_unbox = TRUE), "\n")
