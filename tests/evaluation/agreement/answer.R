# Answers drawn data sets by R: Rscript answer.R FOLDER METHODS.R NAME..., the sets of FOLDER/NAME.json by the function that
# METHODS.R has for it.
# Written by `npm run agreement`; see main.ts beside it.
suppressMessages(library(jsonlite))
given <- commandArgs(TRUE)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
answers <- list()
told <- function(name, value, low, high, se, p) {
  out <- value; names(out) <- name
  if (!missing(low)) out[paste0(name, ".low")] <- low
  if (!missing(high)) out[paste0(name, ".high")] <- high
  if (!missing(se)) out[paste0(name, ".se")] <- se
  if (!missing(p)) out[paste0(name, ".p")] <- p
  out
}
# Wald's interval of a logarithm, as a ratio: normal, or Student's t where degrees of freedom are given.
ratio_of <- function(name, b, se, df = Inf) {
  q <- qt(0.975, df)
  told(name, exp(b), exp(b - q * se), exp(b + q * se), se, 2 * pt(-abs(b / se), df))
}
numbered <- function(name, values) { names(values) <- paste(name, seq_along(values)); values }
source(file.path(here, given[2]))
for (name in intersect(names(answers), given[-(1:2)])) {
  sets <- fromJSON(file.path(given[1], paste0(name, ".json")), simplifyVector = TRUE, simplifyDataFrame = FALSE, simplifyMatrix = FALSE)
  said <- lapply(sets, function(set) {
    heard <- character()
    figures <- tryCatch(
      withCallingHandlers(answers[[name]](set), warning = function(w) { heard <<- c(heard, conditionMessage(w)); invokeRestart("muffleWarning") }),
      error = function(e) conditionMessage(e))
    if (is.character(figures)) list(error = figures, warnings = as.list(heard))
    else list(figures = as.list(figures), warnings = as.list(unique(heard)))
  })
  write(toJSON(said, digits = NA, na = "string", auto_unbox = TRUE), file.path(given[1], paste0(name, ".answers.json")))
}
