# Expected values for incomplete-gamma.test.ts: R's own pgamma, below and above, at shapes from a hundredth to a hundred million and so many
# standard deviations from the middle; and exact limits of large counts by poisson.test.
# Run from the repository's root: Rscript src/insight/evaluate/oracle/gamma.R > src/insight/evaluate/oracle/gamma.json
library(jsonlite)
grid <- expand.grid(z = c(-8, -1.96, -0.3, 0, 0.01, 1, 3, 30), shape = c(0.01, 0.5, 1, 5, 15.7, 16, 150, 201, 999, 1000, 1134.4616, 1500, 1e4, 1e6, 1e8))
grid$x <- grid$shape + grid$z * sqrt(grid$shape)
grid <- grid[grid$x > 0, ]
points <- data.frame(shape = grid$shape, x = grid$x, below = pgamma(grid$x, grid$shape), above = pgamma(grid$x, grid$shape, lower.tail = FALSE))
rates <- lapply(c(999, 1000, 1001, 2500, 20000, 1000000), function(k) { l <- poisson.test(k)$conf.int; list(events = k, low = l[1], high = l[2]) })
cat(toJSON(list(points = points, rates = rates), digits = NA, auto_unbox = TRUE, pretty = TRUE), "\n")
