import type { Sql } from "../src/kernel/database/connection.ts";

/** An open stay, as far as its diary depends on it. */
export type Stay = {
  readonly episode: string;
  readonly person: string;
  readonly category: string;
  readonly agency: string;
  readonly owner: string;
  readonly kind: string;
  readonly service: string;
  readonly code: string;
  readonly team: string;
  readonly worker: string | null;
  readonly started: string;
};

/** The open stays of the living, so many at most: those of a partnership as large as people walk through by hand. */
export async function openStays(tx: Sql, most: number): Promise<readonly Stay[]> {
  return tx<Stay[]>`
    select e.id as episode, e.person_id as person, e.category, e.agency_id as agency, e.owner_kind as owner, s.kind, e.service_id as service,
           s.code, e.team_id as team, e.keyworker_id as worker, e.started_on::text as started
      from episode e join service s on s.id = e.service_id join person p on p.id = e.person_id
     where e.ended_on is null and p.died_on is null and e.category <> 'supervised-use'
     order by md5(e.id::text) limit ${most}`;
}
