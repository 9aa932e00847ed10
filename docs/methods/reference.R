# Reference values for server/src/statistics, made by base R alone:
#   Rscript docs/methods/reference.R > server/src/statistics/reference.json
# The tests beside the code compare with them; the file is made anew only when a function is added.

options(digits = 17)
number <- function(x) ifelse(is.finite(x), formatC(x, digits = 17, format = "g"), "null")
row <- function(...) paste0("[", paste(number(c(...)), collapse = ", "), "]")
rows <- function(lines) paste0("[\n    ", paste(lines, collapse = ",\n    "), "\n  ]")
vector <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")

set.seed(847)

# share, alpha, beta, P(p > share), 2.5 % and 97.5 % points
beta_cases <- expand.grid(share = c(0.2, 0.3, 0.5), alpha = c(0.4, 1.7, 6, 41), beta = c(0.8, 9, 33, 260))
beta <- apply(beta_cases, 1, function(c) row(c, pbeta(c[1], c[2], c[3], lower.tail = FALSE), qbeta(0.025, c[2], c[3]), qbeta(0.975, c[2], c[3])))

# successes, n, low, high of Wilson's 95 % interval
wilson_cases <- list(c(3, 10), c(6, 20), c(9, 30), c(15, 50), c(30, 100), c(1, 3), c(0, 7), c(5, 5), c(41, 1200))
wilson <- sapply(wilson_cases, function(c) row(c, suppressWarnings(prop.test(c[1], c[2], correct = FALSE))$conf.int))

# successes, n, alpha, beta, log probability of the beta-binomial
log_bb <- function(f, n, a, b) lchoose(n, f) + lbeta(a + f, b + n - f) - lbeta(a, b)
bb_cases <- list(c(0, 5, 1.2, 9), c(3, 10, 2, 12), c(11, 12, 0.5, 0.7), c(40, 150, 6, 30))
beta_binomial <- sapply(bb_cases, function(c) row(c, log_bb(c[1], c[2], c[3], c[4])))

# groups and their fits: maximum likelihood, and penalised by half the logarithms of mean, 1 - mean, rho and 1 - rho with
# rho = 1/(alpha + beta + 1), by optim restarted until it moves no more
fit <- function(f, n, penalty) {
  target <- function(t) {
    a <- exp(t[1]); b <- exp(t[2])
    m <- a / (a + b); rho <- 1 / (a + b + 1)
    -(sum(log_bb(f, n, a, b)) + penalty * 0.5 * (log(m) + log(1 - m) + log(rho) + log(1 - rho)))
  }
  at <- c(log(2), log(10))
  for (i in 1:30) at <- optim(at, target, method = if (i %% 2) "Nelder-Mead" else "BFGS", control = list(reltol = 1e-16, maxit = 5000))$par
  c(exp(at), -target(at))
}
draw <- function(groups, sizes, a, b) {
  n <- sample(sizes, groups, replace = TRUE)
  list(f = rbinom(groups, n, rbeta(groups, a, b)), n = n)
}
data_sets <- list(
  draw(120, 3:80, 2, 14), draw(600, 8:110, 1.1, 9), draw(25, 5:40, 6, 20), draw(40, c(3, 4, 200), 0.6, 2)
)
fits <- sapply(data_sets, function(d) {
  ml <- fit(d$f, d$n, 0); pen <- fit(d$f, d$n, 1)
  paste0('{ "f": ', vector(d$f), ', "n": ', vector(d$n), ', "likelihood": ', vector(ml), ', "penalised": ', vector(pen), " }")
})
# Where the likelihood has no maximum inside: equal shares, and nobody.
degenerate <- list(list(f = rep(3, 30), n = rep(20, 30)), list(f = rep(0, 50), n = rep(c(8, 25), 25)))
penalised_only <- sapply(degenerate, function(d) paste0('{ "f": ', vector(d$f), ', "n": ', vector(d$n), ', "penalised": ', vector(fit(d$f, d$n, 1)), " }"))

# probabilities, P(0), P(1), … by going through all outcomes
poisson_binomial <- function(p) {
  all <- as.matrix(expand.grid(rep(list(0:1), length(p))))
  weight <- apply(all, 1, function(x) prod(ifelse(x == 1, p, 1 - p)))
  sapply(0:length(p), function(k) sum(weight[rowSums(all) == k]))
}
pb_cases <- list(c(0.1, 0.4, 0.9), rep(0.081, 9), c(0.01, 0.02, 0.5, 0.99, 0.3, 0.7, 0, 1, 0.25))
poisson <- sapply(pb_cases, function(p) paste0('{ "probabilities": ', vector(p), ', "distribution": ', vector(poisson_binomial(p)), " }"))

# f1, n1, f2, n2, p of the z test, p of Fisher's test
pairs <- list(c(3, 10, 7, 12), c(0, 15, 4, 18), c(20, 60, 12, 55), c(5, 5, 5, 5), c(0, 9, 0, 7), c(1, 3, 0, 40), c(30, 100, 45, 110), c(12, 29, 2, 31), c(8, 16, 4, 8))
changes <- sapply(pairs, function(c) {
  z <- suppressWarnings(prop.test(c[c(1, 3)], c[c(2, 4)], correct = FALSE))$p.value
  row(c, if (is.nan(z)) 1 else z, fisher.test(matrix(c(c[1], c[2] - c[1], c[3], c[4] - c[3]), 2))$p.value)
})

p_values <- c(0.001, 0.2, 0.03, 0.03, 0.9, 1, 0.0004, 0.012, 0.5)

# participants, true share, chance that one procedure is low, that two of nine are
chance <- unlist(lapply(c(0.1, 0.2), function(p) sapply(c(3, 5, 6, 10, 15, 20, 30, 50, 100), function(n) {
  low <- pbinom(ceiling(0.3 * n - 1e-9) - 1, n, p, lower.tail = FALSE)
  row(n, p, low, pbinom(1, 9, low, lower.tail = FALSE))
})))

cat(paste0(
  '{\n  "R": "', R.version.string, '",\n',
  '  "beta": ', rows(beta), ',\n',
  '  "wilson": ', rows(wilson), ',\n',
  '  "betaBinomial": ', rows(beta_binomial), ',\n',
  '  "fits": ', rows(fits), ',\n',
  '  "penalisedOnly": ', rows(penalised_only), ',\n',
  '  "poissonBinomial": ', rows(poisson), ',\n',
  '  "changes": ', rows(changes), ',\n',
  '  "falseDiscovery": { "p": ', vector(p_values), ', "adjusted": ', vector(p.adjust(p_values, method = "BH")), " },\n",
  '  "chance": ', rows(chance), "\n}\n"
))
