import type { Sql } from "../../../src/kernel/database/connection.ts";
import { isEnforcement } from "../../../src/record/sharing/agency-kinds.ts";
import type { Declared, Rule } from "./judging.ts";

// Nominations to a clinic and what belongs to them. The panel reads none of these rows: its functions show it its own papers, which is
// tested cell by cell in src/services/clinic/selection/panel.test.ts.

/** The clinic and whoever nominated, where the role reads health and the agency has to do with the person itself; never police and probation. */
const atBothEnds: Rule = (judge, reader, row) =>
  reader.agency !== undefined &&
  !isEnforcement(reader.agency.kind) &&
  reader.role.categories.includes("health") &&
  [row.agency_id, row.from_agency_id].includes(reader.agency.agencyId) &&
  judge.own(reader, row.person_id);

const ofNomination = (which: Rule): Declared => ({
  columns: ["person_id"],
  parent: ["nomination", "nomination_id"],
  select: (judge, reader, row) => row.parent !== undefined && which(judge, reader, row.parent),
});

/** Written by functions alone. */
export const OF_SELECTION: Readonly<Record<string, Declared>> = {
  nomination: { columns: ["person_id", "agency_id", "from_agency_id"], select: atBothEnds },
  nomination_step: ofNomination(atBothEnds),
  panel_word: ofNomination(
    (judge, reader, row) => row.agency_id === reader.agency?.agencyId && atBothEnds(judge, reader, row),
  ),
};

/** A nomination of everybody to some services of four kinds of agency, over for so long that it opens nothing; with a step, and a word said for the panel. */
export async function writeSelection(sql: Sql): Promise<void> {
  await sql`
    insert into nomination (person_id, service_id, agency_id, from_agency_id, why, state, since, staff_id)
    select p.id, s.id, s.agency_id, (select id from agency where id <> s.agency_id order by kind, id limit 1), 'zq-why', 'withdrawn', '2020-01-01', null
      from person p cross join service s join agency g on g.id = s.agency_id where g.kind in ('clinic', 'treatment', 'police', 'housing')`;
  await sql`
    insert into nomination_step (nomination_id, person_id, what, state, words, by_agency_id, staff_id)
    select id, person_id, 'moved', 'withdrawn', 'zq-step', agency_id, null from nomination`;
  await sql`
    insert into panel_word (nomination_id, person_id, what, part, words, by_agency_id, by_kind, staff_id)
    select n.id, n.person_id, 'health', 'care', 'zq-word', a.id, a.kind, null from nomination n join agency a on a.id = n.agency_id`;
}
