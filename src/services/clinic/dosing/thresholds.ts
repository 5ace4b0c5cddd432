import { type OwnOxygenRule, ownOxygenRule } from "../prescribing/own-oxygen-rules.ts";
import type { Key } from "../protocol/keys.ts";

/** The numbers that a session is run by, as the clinic's protocol in force has them. Nothing here is a number of its own. */
export type Thresholds = {
  readonly session: {
    readonly leastNurses: number;
    readonly leastCheckers: number;
    readonly leastDoctors: number;
    /** After the end of a session until a no-show closes. */
    readonly graceMinutes: number;
    /** Whether two people count the stock before a session opens. Whether they do before it closes is asked in the database alone. */
    readonly countedAtStart: boolean;
  };
  readonly preDose: {
    readonly validMinutes: number;
    /** Breaths are counted over at least so long. */
    readonly countSeconds: number;
    readonly breathsWithholdBelow: number;
    readonly breathsDeferBelow: number;
    readonly spo2WithholdBelow: number;
    readonly spo2DeferBelow: number;
    readonly ownOxygen: OwnOxygenRule;
    /** Scores of sedation: up to which there is a full dose, and from which one waits and gives nothing. */
    readonly sedationClear: number;
    readonly sedationDefer: number;
    readonly sedationWithhold: number;
    /** Micrograms of alcohol in 100 ml of breath up to which there is a full dose, and above which nothing is given. */
    readonly alcoholClear: number;
    readonly alcoholLimit: number;
    /** Milligrams in 100 ml of blood for each microgram in 100 ml of breath. */
    readonly bloodRatio: number;
    readonly deferMinutes: number;
    readonly alcoholRetestMinutes: number;
  };
  readonly postDose: {
    /** Face and breathing are watched without a break for so long after the end of the injection. */
    readonly watchMinutes: number;
    /** Minutes after the end of the injection; another check is made on leaving. */
    readonly checksAtMinutes: readonly number[];
    readonly leastChecks: number;
    /** A check that is so many minutes behind is overdue. */
    readonly checkLateMinutes: number;
    readonly leave: {
      readonly sedationMost: number;
      readonly breathsLeast: number;
      readonly spo2Least: number;
      readonly lookHoldsMinutes: number;
    };
    readonly observedByOneNurse: number;
    readonly welfareCallMinutes: number;
  };
  readonly escalate: {
    readonly spo2Below: number;
    readonly spo2ForSeconds: number;
    readonly breathsBelow: number;
    readonly liftWithinSeconds: number;
    readonly naloxoneBreathsBelow: number;
    readonly naloxoneSpo2Below: number;
  };
  readonly preparation: {
    /** What a powder is made up to, in milligrams in a millilitre. */
    readonly milligramsPerMillilitre: number;
  };
};

/** What a session reads of its protocol. */
export function thresholdsOf(number: (key: Key) => number): Thresholds {
  return {
    session: {
      leastNurses: number("staff-nurses"),
      leastCheckers: number("staff-checkers"),
      leastDoctors: number("staff-doctors"),
      graceMinutes: number("grace"),
      countedAtStart: number("count-at-start") === 1,
    },
    preDose: {
      validMinutes: number("assessment-holds"),
      countSeconds: number("breaths-counted-for"),
      breathsWithholdBelow: number("breaths-withhold"),
      breathsDeferBelow: number("breaths-defer"),
      spo2WithholdBelow: number("oxygen-withhold"),
      spo2DeferBelow: number("oxygen-defer"),
      ownOxygen: ownOxygenRule(number),
      sedationClear: number("poss-clear"),
      sedationDefer: number("poss-defer"),
      sedationWithhold: number("poss-withhold"),
      alcoholClear: number("alcohol-clear"),
      alcoholLimit: number("alcohol-limit"),
      bloodRatio: number("alcohol-blood-ratio"),
      deferMinutes: number("defer-wait"),
      alcoholRetestMinutes: number("alcohol-again"),
    },
    postDose: {
      watchMinutes: number("watch-for"),
      checksAtMinutes: [number("first-check"), number("second-check")],
      leastChecks: number("least-checks"),
      checkLateMinutes: number("check-late"),
      leave: {
        sedationMost: number("leave-poss"),
        breathsLeast: number("leave-breaths"),
        spo2Least: number("leave-oxygen"),
        lookHoldsMinutes: number("leave-look-holds"),
      },
      observedByOneNurse: number("observed-at-once"),
      welfareCallMinutes: number("welfare-call"),
    },
    escalate: {
      spo2Below: number("alarm-oxygen"),
      spo2ForSeconds: number("alarm-oxygen-for"),
      breathsBelow: number("alarm-breaths"),
      liftWithinSeconds: number("alarm-no-lift"),
      naloxoneBreathsBelow: number("naloxone-breaths"),
      naloxoneSpo2Below: number("naloxone-oxygen"),
    },
    preparation: { milligramsPerMillilitre: number("made-up-to") },
  };
}
