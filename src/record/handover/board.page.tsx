import type { Tx } from "../../kernel/database/door.ts";
import { accept } from "../../kernel/result.ts";
import { page, type Route } from "../../web/page.ts";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { kindNamed } from "../episode/service-kind.ts";
import { isEnforcement } from "../sharing/agency-kinds.ts";
import { ownServices, teamsOf } from "../staff/teams-store.ts";
import { handedBack, openTasks } from "../task/store.ts";
import { ageingView, loadAgeing } from "./ageing.page.tsx";
import { CASES_SHOWN } from "./board-cards.tsx";
import {
  caseCounts,
  caseload,
  type HandoverLine,
  handoversFromUs,
  handoversToUs,
  logListed,
  referralsSent,
  seesAgeing,
} from "./board-store.ts";
import { type Board, Query, view } from "./board-view.tsx";

async function loadBoard(tx: Tx, kinds: ServiceKinds, whose: "mine" | "team"): Promise<Board> {
  const mine = whose === "mine";
  const own = await ownServices(tx);
  const team = (
    await teamsOf(
      tx,
      own.map((each) => each.id),
    )
  ).find((each) => each.id === tx.asking.team_id);
  const service = own.find((each) => each.id === team?.service_id);
  const toUs = await handoversToUs(tx);
  const fromUs = isEnforcement(tx.asking.agency_kind) ? [] : await handoversFromUs(tx);
  const sent = isEnforcement(tx.asking.agency_kind) ? await referralsSent(tx) : undefined;
  const [back, tasks] = [await handedBack(tx), mine ? await openTasks(tx, "mine") : []];
  const cases = await (mine ? caseload(tx, true) : caseload(tx, false, CASES_SHOWN));
  const keep = (lines: readonly HandoverLine[]) => lines.filter((line) => !mine || line.mine || line.upToMe);
  const staff = tx.asking.staff_id;
  const board: Board = {
    whose,
    place: service?.name ?? tx.asking.agency_name ?? "",
    stages: (service && kindNamed(kinds, service.kind)?.stages) ?? [],
    reads: service !== undefined,
    toUs: keep(toUs),
    fromUs: fromUs.filter(
      (line) =>
        !mine ||
        line.handover.offeredBy === staff ||
        cases.some((each) => each.person_id === line.handover.personId),
    ),
    sent,
    back: back.filter(
      ({ task }) => !mine || task.staff === staff || cases.some((each) => each.person_id === task.personId),
    ),
    tasks,
    cases,
    counts: await caseCounts(tx, mine),
    ageing: await seesAgeing(tx),
  };
  logListed(tx, "board", [
    ...[...board.toUs, ...board.fromUs].map((line) => line.handover.personId),
    ...(sent ?? []).map((line) => line.person_id),
    ...cases.map((line) => line.person_id),
    ...[...board.back, ...board.tasks].flatMap(({ task }) => task.personId ?? []),
  ]);
  return board;
}

/** The boards: mine, my team's, and the late handovers of the partnership. */
export function boardRoutes(kinds: ServiceKinds): readonly Route[] {
  const ageing = page({
    path: "/boards/ageing",
    allow: "work",
    query: Query,
    load: async (tx) => accept(await loadAgeing(tx)),
    view: (data, { query, now }) => ageingView(data, query, now),
  });
  const board = (path: string, whose: "mine" | "team") =>
    page({
      path,
      allow: "person:read",
      query: Query,
      load: async (tx) => accept(await loadBoard(tx, kinds, whose)),
      view: (data, { query, now }) => view(data, query, now),
    });
  return [
    board("/boards/mine", "mine"),
    board("/boards/team", "team"),
    ageing,
    page({
      path: "/boards",
      allow: "work",
      query: Query,
      load: async (tx) => {
        const own = tx.asking.may.includes("person:read");
        return accept({
          own: own ? await loadBoard(tx, kinds, "team") : undefined,
          late: await loadAgeing(tx),
        });
      },
      view: ({ own, late }, { query, now }) => (own ? view(own, query, now) : ageingView(late, query, now)),
    }),
  ];
}
