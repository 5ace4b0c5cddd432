# Expected values for economics/partial-information.test.ts: lm on splines::ns with the same knots, of draws that need no chance.
# Run: Rscript src/insight/evaluate/oracle/partial-information.R > src/insight/evaluate/oracle/partial-information.json
library(splines)
n <- 2000; i <- seq_len(n)
x <- qnorm((i - 0.5) / n)
noise <- sin(i * 12.9898) * 2
evppi <- function(x, net) {
  knots <- quantile(x, c(0.05, 0.275, 0.5, 0.725, 0.95))
  fit <- fitted(lm(net ~ ns(x, knots = knots[2:4], Boundary.knots = knots[c(1, 5)])))
  mean(pmax(0, fit)) - max(0, mean(net))
}
curved <- exp(x / 2) - 1.3 + noise; hump <- 1 - x^2 + noise
cat(sprintf('{"curved":%.15g,"hump":%.15g}\n', evppi(x, curved), evppi(x, hump)))
