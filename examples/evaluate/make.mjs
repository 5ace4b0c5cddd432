// Makes the files of this folder: people who never lived, whose true effect is known because it was put in.
// Run as `node examples/evaluate/make.mjs [FOLDER] [SEED]`; the same bytes come each time, and a test asks for that.
import { writeFileSync } from "node:fs";
import path from "node:path";

const folder = process.argv[2] ?? import.meta.dirname;

/** Mulberry32: the same numbers on every machine. */
function drawsFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// An ordinary draw was taken as the one that is shipped; another seed makes other people with the same truth.
const draw = drawsFrom(Number(process.argv[3] ?? 7));
const exponential = (mean) => -mean * Math.log(1 - draw());
/** The sum of two exponentials is a gamma with shape 2. */
const gammaOfTwo = (mean) => exponential(mean / 2) + exponential(mean / 2);
const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
function poisson(mean) {
  let [count, left] = [0, mean];
  for (left -= exponential(1); left > 0; left -= exponential(1)) count += 1;
  return count;
}

const DAY = 86_400_000;
const dayOf = (text) => Date.parse(text) / DAY;
const textOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const number = (i) => `P${String(i + 1).padStart(3, "0")}`;
const csv = (name, rows) =>
  writeFileSync(path.join(folder, name), `${rows.map((row) => row.join(",")).join("\n")}\n`);

/** What is put in. The tests hold the figures against these. */
const TRUTH = {
  trial: {
    people: 240,
    meanRate: 3,
    // Those offered a place offend at six tenths of their own rate from entry on, whether they stay or not.
    rateRatio: 0.6,
    // In the sixty days that led to the arrest everybody offends at three times their own rate.
    spellDays: 60,
    spellTimes: 3,
    settled: { offered: 0.5, notOffered: 0.3 },
  },
  // Each person offered a place commits so many fewer in the year after, whoever they are: matching may drop some and the truth stays.
  eligible: { people: 600, fewerOffencesEach: 1 },
};

function trial() {
  const { people, meanRate, rateRatio, spellDays, spellTimes, settled } = TRUTH.trial;
  const [first, last] = [dayOf("2022-01-01"), dayOf("2026-06-30")];
  const rows = [
    [
      "person",
      "entered",
      "age",
      "area",
      "offered",
      "left",
      "died",
      "moved",
      "settled_start",
      "settled_year",
      "wellbeing_start",
      "wellbeing_year",
    ],
  ];
  const events = [];
  for (let i = 0; i < people; i++) {
    const own = gammaOfTwo(meanRate);
    const entered = dayOf("2023-07-01") + Math.floor(draw() * 640);
    const offered = i % 2 === 0;
    // The more somebody offends, the sooner they leave: those who stay are not those who began.
    const stay = Math.floor(exponential(600 / (0.4 + own / meanRate)));
    const left = offered && entered + stay <= last ? entered + stay : undefined;
    const died = draw() < 0.04 ? entered + Math.floor(draw() * 700) : undefined;
    const moved = died === undefined && draw() < 0.04 ? entered + Math.floor(draw() * 700) : undefined;
    const end = Math.min(died ?? last, moved ?? last, last);
    const gone = left !== undefined && left >= end ? undefined : left;
    const age = 22 + Math.floor(draw() * 36);
    const start = Math.max(0, Math.min(20, Math.round(8 + 3 * normal())));
    const year = Math.max(0, Math.min(20, Math.round(start + (offered ? 2 : 1) + 2.5 * normal())));
    const seen = end >= entered + 365 && draw() > 0.08;
    rows.push([
      number(i),
      textOf(entered),
      age,
      ["north", "harbour", "moor"][i % 3],
      offered ? "yes" : "no",
      gone === undefined ? "" : textOf(gone),
      died === undefined || died > last ? "" : textOf(died),
      moved === undefined || moved > last ? "" : textOf(moved),
      draw() < 0.25 ? 1 : 0,
      seen ? (draw() < (offered ? settled.offered : settled.notOffered) ? 1 : 0) : "",
      start,
      seen ? year : "",
    ]);
    for (let day = first; day <= end; day++) {
      const spell = day < entered && day >= entered - spellDays ? spellTimes : 1;
      const effect = offered && day >= entered ? rateRatio : 1;
      for (let n = poisson((own * spell * effect) / 365.25); n > 0; n--)
        events.push([number(i), textOf(day), draw() < 0.7 ? "theft" : draw() < 0.6 ? "drugs" : "violence"]);
    }
  }
  events.sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[0] < b[0] ? -1 : 1));
  csv("people.csv", rows);
  csv("events.csv", [["person", "day", "offence"], ...events]);
}

/** Eligible people, one row each. The worse somebody's record, the likelier they were offered a place: bare rates turn the sign. */
function eligible() {
  const { people, fewerOffencesEach } = TRUTH.eligible;
  const rows = [["person", "group", "age", "offences_before", "offences_after", "stayed"]];
  for (let i = 0; i < people; i++) {
    const age = 20 + Math.floor(draw() * 40);
    const own = gammaOfTwo(4 - (age - 40) / 20);
    const before = poisson(own);
    const offered = draw() < 1 / (1 + Math.exp(2.3 - 0.25 * before - 0.01 * (age - 40)));
    const expected = 1.5 + 0.75 * before;
    const after = poisson(expected - (offered ? fewerOffencesEach : 0));
    const stayed = offered ? (draw() < 0.85 - 0.05 * after ? 1 : 0) : "";
    rows.push([number(i), offered ? "offered" : "eligible", age, before, after, stayed]);
  }
  csv("clients.csv", rows);
}

trial();
eligible();
writeFileSync(path.join(folder, "truth.json"), `${JSON.stringify(TRUTH, undefined, 2)}\n`);
