# Expected values for clustered.test.ts and changed.samples.test.ts: glm(poisson) with sandwich::vcovCL (HC0, cadjust),
# t with G - 1 degrees of freedom. The sample files are read here by R itself, a third reading beside the two in TypeScript.
# Run from the repository's root: Rscript src/insight/evaluate/oracle/clustered.R > src/insight/evaluate/oracle/clustered.json
suppressMessages(library(sandwich))
number <- function(x) trimws(formatC(x, digits = 15, format = "g"))

fit <- function(people) {
  long <- rbind(
    data.frame(person = people$person, after = 0, events = people$events_before, years = people$years_before),
    data.frame(person = people$person, after = 1, events = people$events_after, years = people$years_after))
  long <- long[long$years > 0, ]
  model <- glm(events ~ after + offset(log(years)), family = poisson, data = long,
               control = glm.control(epsilon = 1e-14, maxit = 100))
  clusters <- length(unique(long$person))
  error <- sqrt(vcovCL(model, cluster = long$person, type = "HC0", cadjust = TRUE)["after", "after"])
  estimate <- coef(model)[["after"]]
  reach <- qt(0.975, clusters - 1) * error
  sprintf('"clusters":%d,"ratio":%s,"standard_error":%s,"low":%s,"high":%s', clusters,
          number(exp(estimate)), number(error), number(exp(estimate - reach)), number(exp(estimate + reach)))
}

# Twelve made-up people; the tenth was in custody for the whole of the second year.
dozen <- data.frame(
  person = 1:12,
  events_before = c(4, 0, 11, 2, 7, 1, 0, 3, 25, 6, 2, 5),
  years_before = c(1, 1, 0.8, 0.95, 1, 1, 0.5, 1, 0.7, 0.9, 1, 0.99),
  events_after = c(2, 1, 9, 0, 1, 0, 0, 4, 12, 0, 1, 2),
  years_after = c(1, 0.6, 0.7, 1, 1, 0.4, 1, 1, 0.9, 0, 1, 0.85))
fifty <- data.frame(
  person = 1:50,
  events_before = (1:50 * 7) %% 11, years_before = 1 - ((1:50 * 3) %% 10) / 20,
  events_after = (1:50 * 5) %% 7, years_after = 1 - ((1:50 * 9) %% 10) / 15)

day <- function(text) as.Date(text, "%d/%m/%Y")
folder <- "tests/samples/"
open_csv <- function(name) read.csv(paste0(folder, name), fileEncoding = "UTF-8-BOM", colClasses = "character")
clients <- open_csv("client_list.csv")
clients <- clients[clients$ClientRef != "" & !is.na(day(clients$DOB)), ] # the row with a bad NHS number has no episode
stays <- merge(open_csv("treatment_episodes.csv"), clients, by = "ClientRef")
stays <- stays[stays$PNC != "", ]
lines <- readLines(paste0(folder, "police_offences.txt"), encoding = "latin1")
fields <- do.call(rbind, strsplit(lines[-1], "|", fixed = TRUE, useBytes = TRUE))
offences <- data.frame(ref = fields[, 1], pnc = fields[, 2], on = day(substr(fields[, 6], 1, 10)))
letter <- strsplit("ZABCDEFGHJKLMNPQRTUVWXY", "")[[1]]
sum_of <- as.numeric(paste0(substr(offences$pnc, 3, 4), substr(offences$pnc, 6, 12))) %% 23
bound <- as.Date("2026-10-01")
offences <- offences[!is.na(offences$on) & offences$on < bound & letter[sum_of + 1] == substr(offences$pnc, 13, 13), ]
offences <- offences[!duplicated(offences$ref), ]
spells <- open_csv("custody_periods.csv")
spells$inside <- day(spells$In)
spells$outside <- day(spells$Out)
spells$outside[is.na(spells$outside)] <- bound

window <- function(i, from, to) {
  days <- if (to > from) seq(from, to - 1, by = 1) else as.Date(character())
  mine <- spells[spells$PNCID == stays$PNC[i], ]
  for (k in seq_len(nrow(mine))) days <- days[!(days >= mine$inside[k] & days < mine$outside[k])]
  c(sum(offences$on[offences$pnc == stays$PNC[i]] %in% days), length(days))
}
sample <- data.frame(person = seq_len(nrow(stays)))
for (i in sample$person) {
  start <- day(stays$Start[i])
  before <- window(i, start - 365, start)
  after <- window(i, start, min(start + 365, bound))
  sample[i, c("events_before", "years_before", "events_after", "years_after")] <-
    c(before[1], before[2] / 365.25, after[1], after[2] / 365.25)
}
end <- day(stays$End)
stayed <- is.na(end) | end >= pmin(day(stays$Start) + 365, bound) | stays$Reason == "Treatment completed"
totals <- function(people) sprintf('"people":%d,"events_before":%d,"years_before":%s,"events_after":%d,"years_after":%s',
  nrow(people), sum(people$events_before), number(sum(people$years_before)), sum(people$events_after), number(sum(people$years_after)))
rows <- function(values) paste0("[", paste(number(values), collapse = ","), "]")
columns <- function(people) paste(sprintf('"%s":%s', names(people)[-1], sapply(people[-1], rows)), collapse = ",")
# A rate's limits by person: ratio of sums, HC0 * G / (G - 1), t with G - 1.
by_person <- function(events, years) {
  keep <- years > 0; events <- events[keep]; years <- years[keep]; n <- length(years); rate <- sum(events) / sum(years)
  rate + c(-1, 1) * qt(0.975, n - 1) * sqrt(n / (n - 1) * sum((events - rate * years)^2)) / sum(years)
}
limits <- function(people) sprintf('"rate_before":%s,"rate_after":%s',
  rows(by_person(people$events_before, people$years_before)), rows(by_person(people$events_after, people$years_after)))
cat('{\n  "dozen": {', columns(dozen), ",", fit(dozen), '},\n  "fifty": {', columns(fifty), ",", fit(fifty),
    '},\n  "samples_everyone": {', totals(sample), ",", limits(sample), ",", fit(sample),
    '},\n  "samples_stayed": {', totals(sample[stayed, ]), ",", fit(sample[stayed, ]), "}\n}\n", sep = "")
