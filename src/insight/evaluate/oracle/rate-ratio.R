# Expected values for rate-ratio.test.ts, rate.test.ts: base R alone.
# Run from the repository's root: Rscript src/insight/evaluate/oracle/rate-ratio.R > src/insight/evaluate/oracle/rate-ratio.json
number <- function(x) if (is.infinite(x)) "null" else trimws(formatC(x, digits = 15, format = "g"))

ratio <- function(after, after_years, before, before_years) {
  test <- poisson.test(c(after, before), c(after_years, before_years))
  sprintf('    {"after":[%s,%s],"before":[%s,%s],"ratio":%s,"low":%s,"high":%s}',
          number(after), number(after_years), number(before), number(before_years),
          number(test$estimate), number(test$conf.int[1]), number(test$conf.int[2]))
}
rate <- function(events, years) {
  limits <- c(qchisq(0.025, 2 * events) / 2, qchisq(0.975, 2 * events + 2) / 2) / years
  sprintf('    {"events":%s,"person_years":%s,"low":%s,"high":%s}',
          number(events), number(years), number(limits[1]), number(limits[2]))
}
ratios <- c(
  ratio(1168, 119878 / 365.25, 2128, 122271 / 365.25),
  ratio(3, 6 * 30 / 52.1775, 541, 114),
  ratio(0, 12.5, 7, 10),
  ratio(5, 12.5, 0, 10),
  ratio(1, 1, 1, 1),
  ratio(12, 300, 40, 290.5),
  ratio(41000, 30000, 52000, 31000.25))
rates <- c(rate(0, 2), rate(1, 1), rate(3, 3.4498), rate(30, 1.976), rate(177, 27.9),
           rate(2128, 334.759754), rate(250000, 1000))
cat('{\n  "ratios": [\n', paste(ratios, collapse = ",\n"), '\n  ],\n  "rates": [\n',
    paste(rates, collapse = ",\n"), "\n  ]\n}\n", sep = "")
