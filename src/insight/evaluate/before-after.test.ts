import { describe, expect, test } from "vitest";
import { beforeAfter } from "./before-after.ts";
import { expectClose, found, line, warnedOf } from "./close.fixture.ts";
import { estimateOf } from "./finding.ts";
import oracle from "./oracle/counts.json" with { type: "json" };
import { permutationTest } from "./permutation.ts";

const person = (before: number, yearsBefore: number, after: number, yearsAfter: number) => ({
  comparison: { events: before, personYears: yearsBefore },
  rate: { events: after, personYears: yearsAfter },
});

describe("the exact test by swapping before and after", () => {
  test("six people, every one of 64 ways, as R writes them out", () => {
    const finding = found(permutationTest(oracle.six.differences));
    expectClose(estimateOf(finding, "average difference")?.p, oracle.six.p);
    expect(finding.counts.swaps).toBe(64);
    expect(warnedOf(finding)).toEqual(["few-people"]);
  });

  test("three people by hand: two of eight ways are as far from nothing, and there are no limits", () => {
    const finding = found(permutationTest([-1, -2, -4]));
    expectClose(estimateOf(finding, "average difference")?.p, 2 / 8);
    expect(line(finding, "average difference").slice(1)).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });

  test("ten people have the limits that R finds by scanning", () => {
    const finding = found(permutationTest(oracle.ten.differences));
    const [, low = 0, high = 0] = line(finding, "average difference");
    expect(Math.abs(low - oracle.ten.low)).toBeLessThan(0.001);
    expect(Math.abs(high - oracle.ten.high)).toBeLessThan(0.001);
    expectClose(estimateOf(finding, "average difference")?.p, oracle.ten.p);
  });

  test("the limits of six people are the least and the greatest difference themselves, to the last digit", () => {
    // One way in 64 is less than a fortieth and two are more: the shift passes as soon as one person alone would be swapped.
    expect(line(found(permutationTest(oracle.six.differences)), "average difference").slice(1)).toEqual([
      -11, 2,
    ]);
    // Of seven, 3 of 128 ways: the third of all subsets' averages in order, worked by hand: 1, then 1.5 (of 1 and 2), then 2.
    expect(line(found(permutationTest([1, 2, 3, 4, 5, 6, 7])), "average difference").slice(1)).toEqual([
      2, 6,
    ]);
  });

  test("forty people are drawn, the same each time, and p is near the normal one", () => {
    const differences = Array.from({ length: 40 }, (_, i) => ((i * 17) % 11) - 4);
    const [one, two] = [found(permutationTest(differences)), found(permutationTest(differences))];
    expect(one).toEqual(two);
    expect(warnedOf(one)).toContain("sampled");
    // 200,000 swaps drawn in R gave 0.1330; the normal approximation is 0.1193.
    expect(Math.abs((estimateOf(one, "average difference")?.p ?? 1) - 0.133)).toBeLessThan(0.008);
  });

  test("where no drawn swap is as far from nothing as what was seen, what was seen is one of them: p is never nought", () => {
    // All forty rose, each by another amount: 20,000 are drawn, and two of 2⁴⁰ ways would be as extreme.
    const rose = Array.from({ length: 40 }, (_, i) => 1 + i / 100);
    expectClose(estimateOf(found(permutationTest(rose)), "average difference")?.p, 1 / 20_001);
  });

  test("where one person fell far more than the others the limits are warned of, and where both sides are alike they are not", () => {
    expect(warnedOf(found(permutationTest([-1, 0, -2, -1, 0, 1, -1, -40, 0, -2])))).toContain("lopsided");
    expect(warnedOf(found(permutationTest([-4, -3, -2, -1, 0, 1, 2, 3, 4, 5])))).toEqual([]);
  });

  test("nothing changed in anyone: p is one", () => {
    expect(estimateOf(found(permutationTest([0, 0, 0])), "average difference")?.p).toBe(1);
  });
});

describe("before and after", () => {
  const six = [
    person(10, 1, 2, 0.5),
    person(0, 1, 0, 1),
    person(4, 0.5, 1, 1),
    person(8, 1, 9, 1),
    person(3, 1, 0, 0.5),
    person(5, 1, 1, 1),
  ];

  test("rates are events over time, never a percentage of counts", () => {
    const finding = found(beforeAfter(six));
    expectClose(line(finding, "rate before")[0], 30 / 5.5);
    expectClose(line(finding, "rate after")[0], 13 / 5);
    expectClose(line(finding, "rate ratio exact")[0], 13 / 5 / (30 / 5.5));
  });

  test("six people get the exact figures and no clustered one, with the warnings that apply", () => {
    const finding = found(beforeAfter(six));
    expect(estimateOf(finding, "rate ratio")).toBeUndefined();
    expect(warnedOf(finding)).toEqual([
      "few-people",
      "exact-takes-independent",
      "unequal-windows",
      "no-comparison",
      "regression-to-mean",
    ]);
  });

  test("an event or none each cannot be several of one person's: the exact interval then stands without a warning", () => {
    const ones = Array.from({ length: 20 }, (_, i) => person(i % 2, 1, i % 4 === 0 ? 1 : 0, 1));
    expect(warnedOf(found(beforeAfter(ones)))).not.toContain("exact-takes-independent");
  });

  test("one person of twenty with every event: no clustered point, and the words send to the exact rows", () => {
    const finding = found(
      beforeAfter([person(14, 1, 1, 1), ...Array.from({ length: 19 }, () => person(0, 1, 0, 1))]),
    );
    expect(estimateOf(finding, "rate ratio")).toBeUndefined();
    expect(warnedOf(finding)).not.toContain("few-clusters");
    expect(finding.warnings[0]?.code).toBe("no-clustered-interval");
    expect(finding.warnings[0]?.sentence).toContain("an exact row or one by swapping");
    // One difference that is not nought: every way to turn it is as far, so that swapping says 1.
    expect(estimateOf(finding, "average difference of rates")?.p).toBeCloseTo(1, 9);
  });

  test("two events of one person are enough to say that the exact interval takes them as independent", () => {
    const people = [person(2, 1, 0, 1), ...Array.from({ length: 9 }, () => person(0, 1, 0, 1))];
    expect(warnedOf(found(beforeAfter(people)))).toContain("exact-takes-independent");
  });

  test("19 years against seven months: no swapping, since over unequal times it finds a change where nothing changed", () => {
    // Six people with ten events in 19 years each and none in 0.575 years; by swapping p was 2/64.
    const six = [1, 2, 2, 1, 3, 1].map((events) => person(events, 19, 0, 0.575));
    const finding = found(beforeAfter(six));
    expect(estimateOf(finding, "average difference of rates")).toBeUndefined();
    expect(warnedOf(finding)).toContain("unequal-windows");
    const { sentence } = finding.warnings.find(({ code }) => code === "exact-takes-independent") ?? {};
    expect(sentence).not.toContain("swapping");
    // Ten of ten before at equal rates: (19 / 19.575)¹⁰ = 0.742 on the one side and twice that, at most 1, on both.
    expect(estimateOf(finding, "rate ratio exact")?.p).toBe(1);
  });

  test("a tenth longer is as long, more is not, of the one who differs most", () => {
    const all = (longer: number) => [person(3, 1, 1, 1), person(4, longer, 2, 1), person(0, 1, 2, 1)];
    const swapped = (longer: number) =>
      estimateOf(found(beforeAfter(all(longer))), "average difference of rates") !== undefined;
    expect([swapped(1.1), swapped(1.11), swapped(1 / 1.11)]).toEqual([true, false, false]);
  });

  test("those who rose are told as plainly as those who fell", () => {
    const finding = found(beforeAfter(six));
    expect(["rose", "held", "fell"].map((way) => line(finding, `share whose rate ${way}`)[0])).toEqual([
      1 / 6,
      1 / 6,
      4 / 6,
    ]);
  });

  test("someone in custody all the while on one side is counted apart", () => {
    const finding = found(beforeAfter([...six, person(9, 1, 0, 0)]));
    expect([finding.counts.people, finding.counts["without time on one side"]]).toEqual([6, 1]);
  });

  test("unknown time is refused: no percentage from windows of unknown length", () => {
    const answer = beforeAfter([person(541, Number.NaN, 3, 0.5)]);
    expect(!answer.ok && answer.refusal.code).toBe("unequal-exposure");
  });

  test("a time below nought is refused as a wrong date of its row, not as windows of unequal length", () => {
    const answer = beforeAfter([person(5, 1, 3, 1), person(2, 1, 1, -0.5)]);
    expect(!answer.ok && answer.refusal).toMatchObject({
      code: "negative-time",
      sentence: "Row 2 has a time of -0.5. Time runs from 0; look at the two dates it was worked out from.",
    });
  });

  test("convictions that come late are named among what it takes for granted", () => {
    expect(found(beforeAfter(six)).assumptions.join(" ")).toContain(
      "Convictions come months after the offence",
    );
  });
});
