# Expected values for by-person.test.ts: the ratio estimator by hand (Cochran 1977, 6.4), G / (G - 1), t with G - 1, beside the exact
# limits (qchisq as Garwood's, binom.test). Run: Rscript src/insight/evaluate/oracle/by-person.R > src/insight/evaluate/oracle/by-person.json
number <- function(x) trimws(formatC(x, digits = 15, format = "g"))
list_of <- function(x) paste0("[", paste(number(x), collapse = ","), "]")

by_person <- function(some, of) {
  keep <- of > 0
  some <- some[keep]; of <- of[keep]; n <- length(of)
  ratio <- sum(some) / sum(of)
  error <- sqrt(n / (n - 1) * sum((some - ratio * of)^2)) / sum(of)
  ratio + c(-1, 1) * qt(0.975, n - 1) * error
}
shown <- function(name, some, of, exact) {
  limits <- by_person(some, of)
  sprintf('"%s":{"some":%s,"of":%s,"ratio":%s,"by_person":%s,"exact":%s}', name, list_of(some), list_of(of),
          number(sum(some) / sum(of)), list_of(limits), list_of(exact))
}
garwood <- function(x, t) c(qchisq(0.025, 2 * x) / 2, qchisq(0.975, 2 * x + 2) / 2) / t

# Offences of a dozen in a year, three of whom have most; the tenth was in custody throughout.
events <- c(4, 0, 11, 2, 7, 1, 0, 3, 25, 0, 2, 5)
years <- c(1, 1, 0.8, 0.95, 1, 1, 0.5, 1, 0.7, 0, 1, 0.99)
# Twelve with one event each, alike: chance is wider than they are.
ones <- rep(1, 12); alike <- rep(1, 12)
# Sessions kept of those that came: some keep all of theirs, some none.
kept <- c(60, 58, 2, 0, 55, 61, 5, 59, 30, 1, 62, 57)
due <- c(62, 60, 40, 12, 60, 62, 50, 60, 61, 44, 62, 58)
cat("{\n", paste(
  shown("repeat_events", events, years, garwood(sum(events), sum(years))),
  shown("alike", ones, alike, garwood(12, 12)),
  shown("sessions", kept, due, binom.test(sum(kept), sum(due))$conf.int),
  sep = ",\n"), "\n}\n", sep = "")
