# Expected values for the published cases: base R's exact tests and plain sums on the counts of evaluation.md's section 2.
# Run from the repository's root: Rscript src/insight/evaluate/oracle/published.R > src/insight/evaluate/oracle/published.json
suppressMessages(library(jsonlite))
of <- function(name, what, value, limits = numeric(0)) list(name = name, what = what, value = value, limits = as.numeric(limits))
share <- function(name, what, part, whole) of(name, what, 100 * part / whole, 100 * binom.test(part, whole)$conf.int)
rate <- function(name, what, events, time) of(name, what, events / time, poisson.test(events, time)$conf.int)
cat(toJSON(list(
  share("middlesbrough-offences", "stayed 29 weeks or more, per cent of fourteen", 6, 14),
  share("middlesbrough-offences", "no further crime, per cent of the six", 4, 6),
  share("middlesbrough-offences", "no further crime, per cent of fourteen if nobody else stopped", 4, 14),
  rate("middlesbrough-offences", "rate before, net of custody, per person-year", 541, 6 * 19 - 52),
  of("middlesbrough-cost", "52 years of prison, pounds a year", 4.3e6 / 52),
  of("riott", "Fisher's p", fisher.test(matrix(c(31, 11, 12, 31), 2))$p.value),
  share("farrell-release", "drug-related, per cent of deaths", 261, 442),
  share("merrall-release", "drug-related, per cent of deaths", 612, 1033),
  rate("merrall-release", "deaths per thousand person-years", 1033, 69.093),
  rate("pierce-mortality", "drug poisonings per thousand person-years, to three digits", 1499, 442.950),
  rate("pierce-mortality", "standardised mortality ratio, limits to two digits", 3974, 3974 / 5.7),
  of("white-deaths-averted", "opioid deaths in three years, per thousand people treated", 3731 / 220.665),
  share("nta-crime", "convicted of a drug offence in the two years before, per cent of those matched", 19570, 53851),
  # Per head and equal halves: what follows from three quarters of later convictions and a third of the fall.
  of("nta-crime", "fall of all starters had both begun alike, per cent", mean(c(47.5, 47.5 / 3))),
  rate("thistle", "January to April, per thousand episodes, the service's months", 30, (268 + 523 + 609 + 610) / 1000),
  rate("thistle", "January to April, per thousand injecting episodes, the journal's count", 30, 1.976)
), digits = NA, auto_unbox = TRUE), "\n")
