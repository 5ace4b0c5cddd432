import type { Command } from "./commands.ts";
import { done, type Model, type Verdict } from "./model.ts";
import * as book from "./model-book.ts";
import * as doses from "./model-doses.ts";
import * as visits from "./model-visits.ts";

/** What must come of a command as things stand. */
export function judge(m: Model, command: Command): Verdict {
  switch (command.do) {
    case "wait":
      return done([], () => {});
    case "count":
      return book.count(m, command);
    case "line":
      return book.line(m, command);
    case "release":
      return book.release(m, command);
    case "put-in":
      return book.putIn(m);
    case "open":
      return visits.openSession(m, command);
    case "shift":
      return visits.shift(m, command);
    case "close":
      return visits.closeSession(m, command);
    case "by-itself":
      return visits.byItself(m);
    case "arrive":
      return visits.arrive(m, command);
    case "identify":
      return visits.identify(m, command);
    case "assess":
      return visits.assess(m, command);
    case "prepare":
      return doses.prepare(m, command);
    case "check":
      return doses.check(m, command);
    case "look-again":
      return doses.lookAgain(m, command);
    case "take":
      return doses.take(m, command);
    case "ask":
      return doses.ask(m, command);
    case "outcome":
      return doses.outcome(m, command);
    case "waste":
      return doses.waste(m, command);
    case "witness":
      return doses.witness(m, command);
    case "watch":
      return visits.watch(m, command);
    case "look":
      return visits.look(m, command);
    case "leave":
      return visits.leave(m, command);
    case "emergency":
      return visits.emergency(m, command);
    case "recovered":
      return visits.recovered(m, command);
    case "review":
      return visits.review(m, command);
    case "order":
      return visits.order(m, command);
    case "late":
      return book.late(m, command);
    case "countersign":
      return book.countersign(m, command);
  }
}
