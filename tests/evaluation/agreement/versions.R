# Says which R and which packages answer.
used <- c("survival", "cmprsk", "MASS", "sandwich", "geepack", "lmtest", "MatchIt", "nlme", "msm", "expm")
cat(paste(c("R", used), c(as.character(getRversion()), sapply(used, function(p) as.character(packageVersion(p))))), sep = ", ")
