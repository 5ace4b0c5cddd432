/** What the figures mean and what the program does about them: written by hand after reading them. */
export const READING = `## What misses, and what the program does about it

"Own rates kept" means that a person who offends much before offends much after; "anew" that people's own rates change by themselves between the two years, as
they do. Real people are in between.

- **Exact and mid-P rate ratios** hold where people are alike or keep their rates, and fail where rates change by themselves: as little as 58 % at theta 0.5. *rate-ratio*
  warns that the same people have several events (repeat-events). *before-after* warns with this figure (exact-takes-independent) as soon as anybody has two
  events, and puts the clustered interval first.
- **Poisson clustered by person** is refused below ten people, where fewer than five have any event (few-with-events) and where one person holds more than half of its spread
  (rests-on-one). With fourteen it holds 90 to 96 %, and 5 to 40 of 100 sets are refused; with fifty 93 to 95 %, and up to 5 are: below forty with any event few-clusters warns.
- **GEE by Mancl and DeRouen** is refused below ten clusters. With fourteen it holds 92 to 97 %, with the same warning.
- **Negative binomial** takes rows as independent. With few rows and rates anew it is too narrow, 88 % with twelve rows: now warned (few-rows) below forty rows. Where the same
  people keep their rates it is too wide, up to 100 %: the method's page sends repeated rows to gee or poisson.
- **Swaps** have a right p-value where nothing changed and both windows are as long. Over unequal ones they find a change in up to 51 % of sets without one: *before-after* and
  \`evaluate\` now leave them out where somebody's times differ by more than a tenth (unequal-windows). The column of swaps below is the test itself, with half a year to a year after. Their limits are for a difference that is spread alike to both sides; of a large fall among people of very unlike rates they
  hold 87 to 93 %: now warned (lopsided) where differences reach further to one side.
- **Wilson's share** is between 93 and 99 %, as known of it; the exact interval never misses. Both are told.
- **Restricted means** by log-odds hold 95 to 96 % of six people and more where half leave, and of fifty and more where one in five does; there of six people 92 to 93 %, of fourteen 93 %: warned (few-events-on-curve)
  below five events. Symmetric limits had held 83 %, 91 % and 93 % of six, fourteen and fifty. In two groups the difference and the ratio hold 95 to 96 %. Without an event there are none, and where nobody was followed to 1 it is refused.
  Log-log limits hold where they are given; before the first event there are none, and of six people with hardly any event those that are given hold 88 to 94 %.
- **Cox** by Wald holds 94 to 97 % of fourteen people and more; few-events-per-covariate warns.
- **Matching** leaves each of the treated a little above their match, always to the same side. With groups a little apart it does not matter; far apart and without a caliper it is a third or less in a large
  file. The caliper of 0.2 is the default; *average difference, adjusted*, new, takes the rest off; the balance table and the imbalance warning say when. An earlier count of 26 in 30 on the example was that
  bias and chance: see [match](match.md).
- **Weighting** held 98 to 99.5 % as long as its error took the chances as known. With the chances' own error in it, leverage and Student's t it holds 94 to 97 %; about everyone with groups far
  apart 92 to 94 %, and 90 % on the example, where the few untreated with a long record decide and matching holds 95 %. Heavy-weights or imbalance warns in many of those sets and not in all:
  where one group's weights are uneven, uneven-weights names the adjusted figure, which held 94 to 96 % of 1,000 sets of the six cells of groups far apart, of sixty alike and of the example; it is not yet in the table below.
- **Two groups:** Newcombe's difference holds 95 to 96 %, Katz and Woolf 95 to 97 %, with twenty in each no limits in 12 of 100 sets for a cell of nought (zero-cell) and the truth missed to one side
  only; Fisher's 97 to 99 %, as an exact one must.
- **Aalen and Johansen's shares** hold 95 to 96 %.
- **Interrupted series:** AR(1) errors by REML with Kenward and Roger's correction hold 94 to 96 % from 24 to 200 months, neighbours correlated by 0 to 0.6, and stand first. Without the
  correction, t on n − p, they hold 91 to 95 %; Newey–West 88 % in 48 months where neighbours are independent, 84 % where they are correlated by 0.3 and down to 74 %, with fixed-b points 84 to 94 %:
  narrow-errors says so beside them. The second column counts alone those sets in which the correlation came out at its bound or the correction was more than can be believed: warned (hardly-a-line).
- **A change against a change** with Bell and McCaffrey's errors and degrees holds 94 to 95 % with ten, twenty and forty areas. By person the difference holds 94 to 97 %, but 92 and 93 % of fourteen and fifty people with a
  large fall who keep rates at theta 0.5. The ratio holds 94 to 97 % but for theta 0.5: 90 to 94 % of six and fourteen people, 92 to 94 % of fifty: warned (few-clusters-difference) below forty with any event. Fewer than five with any event get no limits
  (no-clustered-interval), and a side with one alone none either.
- **Chapman's number:** exact limits by mid-P hold 95 to 98 %, on small overlaps too, and stand first. The log-normal ones hold 89 to 95 %, with two or three on both 84 to 86 %, and the truth is then always above:
  warned (few-on-both) below ten. Sadinle's transformed logit was tried: 94 to 96 %, with the truth always above where it misses on small overlaps, and an upper limit of thousands for ten people who are all on both lists.
- **People chosen by what they did before:** where nothing changed, methods of *before-after* find a fall far more often than at 5 %, the more people and the higher the bar. They cannot know. The warning
  regression-to-mean stood beside the figure in every set.`;
