/** What the figures mean and what the program does about them: written by hand after reading them. */
export const READING = `## What misses, and what the program does about it

"Own rates kept" means that a person who offends much before offends much after; "anew" that people's own rates change by themselves between the two years, as
they do. Real people are in between.

- **Exact and mid-P rate ratios** hold where people are alike or keep their rates, and fail where rates change by themselves: as little as 58 % at theta 0.5. *rate-ratio*
  warns that the same people have several events (repeat-events). *before-after* now warns with this figure (exact-takes-independent) wherever there are more events
  than people, and puts the clustered interval first.
- **Poisson clustered by person** is refused below ten people. With fourteen it holds 91 to 97 %, with fifty 93 to 95 %: below forty few-clusters warns.
- **GEE by Mancl and DeRouen** is refused below ten clusters. With fourteen it holds 92 to 97 %, with the same warning.
- **Negative binomial** takes rows as independent. With few rows and rates anew it is too narrow, 88 % with twelve rows: now warned (few-rows) below forty rows. Where the same
  people keep their rates it is too wide, up to 100 %: the method's page sends repeated rows to gee or poisson.
- **Swaps** have a right p-value where nothing changed. Their limits are for a difference that is spread alike to both sides; of a large fall among people of very unlike rates they
  hold 87 to 93 %: now warned (lopsided) where differences reach further to one side.
- **Wilson's share** is between 93 and 99 %, as known of it; the exact interval never misses. Both are told.
- **Restricted means** are too narrow with few events: 83 % of six people, 91 % of fourteen, 93 % of fifty. Now warned (few-events-on-curve) below fifty events. Log-log limits hold where they are given;
  before the first event there are none.
- **Cox** by Wald holds 94 to 97 % of fourteen people and more; few-events-per-covariate warns.
- **Matching** leaves each of the treated a little above their match, always to the same side. With groups a little apart it does not matter; far apart and without a caliper it is a third or less in a large
  file. The caliper of 0.2 is the default; *average difference, adjusted*, new, takes the rest off; the balance table and the imbalance warning say when. An earlier count of 26 in 30 on the example was that
  bias and chance: see [match](match.md).
- **Weighting about everyone** holds less with sixty people far apart: a few carry all weight (heavy-weights).
- **People chosen by what they did before:** where nothing changed, methods of *before-after* find a fall far more often than at 5 %, the more people and the higher the bar. They cannot know. The warning
  regression-to-mean stood beside the figure in every set.`;
