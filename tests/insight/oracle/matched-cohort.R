# The forty people of tests/insight/matched-cohort.test.ts, matched in base R: propensity by glm, nearest log-odds within 0.2 standard
# deviations, the highest of those who entered first, without replacement; balance in standard deviations of those who entered.
i <- 0:19
mine <- data.frame(came = 1, age = 2024 - (1970 + (7 * i) %% 20), stays = (i %% 4 == 1) + (i %% 5 == 2),
                   male = as.numeric(i %% 3 != 0), inside = as.numeric(i %% 2 == 0), before = 1 + i %% 3, after = i %% 3)
theirs <- data.frame(came = 0, age = 2024 - (1968 + (9 * i) %% 24), stays = (i %% 3 == 1) + (i %% 4 == 2),
                     male = as.numeric(i %% 2 != 0), inside = as.numeric(i %% 3 == 0), before = 1 + i %% 4, after = (i + 1) %% 3)
d <- rbind(mine, theirs)
d$rate <- d$before * 365.25 / 365
after <- d$after * 365.25 / 365
score <- predict(glm(came ~ age + stays + male + inside + rate, binomial, d, control = glm.control(epsilon = 1e-14, maxit = 100)))
left <- which(d$came == 0)
pairs <- NULL
for (one in order(-score)) if (d$came[one] == 1) {
  gap <- abs(score[left] - score[one])
  k <- which.min(gap)
  if (gap[k] <= 0.2 * sd(score)) { pairs <- rbind(pairs, c(one, left[k])); left <- left[-k] }
}
difference <- after[pairs[, 1]] - after[pairs[, 2]]
reach <- qt(0.975, nrow(pairs) - 1) * sd(difference) / sqrt(nrow(pairs))
cat(nrow(pairs), "pairs; difference", signif(mean(difference) + c(0, -reach, reach), 9), "\n")
for (n in c("age", "stays", "male", "inside", "rate")) {
  x <- d[[n]]
  by <- sd(x[d$came == 1])
  cat(n, (mean(x[d$came == 1]) - mean(x[d$came == 0])) / by, (mean(x[pairs[, 1]]) - mean(x[pairs[, 2]])) / by, "\n")
}
# Variance of those who entered over that of the others, before and among the pairs.
for (n in c("age", "stays", "male", "inside", "rate")) {
  x <- d[[n]]
  cat(n, "variance ratio", var(x[d$came == 1]) / var(x[d$came == 0]), var(x[pairs[, 1]]) / var(x[pairs[, 2]]), "\n")
}
