import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import type { Identity, Responsible } from "./identity.ts";

const day = z.instanceof(Temporal.PlainDate);

const IdentityRow = z.object({
  id: PersonId.schema,
  family_name: z.string(),
  given_names: z.string(),
  known_as: z.string().nullable(),
  born_on: day,
  sex: z.enum(["female", "male", "indeterminate", "not-known"]),
  died_on: day.nullable(),
  numbers: z.array(
    z.object({
      id: z.string(),
      scheme: z.enum(["nhs", "pnc", "prison", "cro", "client"]),
      value: z.string(),
      agency: z.string(),
      ours: z.boolean(),
    }),
  ),
  aliases: z.array(
    z.object({ name: z.string(), kind: z.enum(["alias", "former-name", "nickname"]), agency: z.string() }),
  ),
  alerts: z.array(
    z.object({
      id: z.string(),
      category: z.string(),
      words: z.string(),
      agency: z.string(),
      ours: z.boolean(),
    }),
  ),
  episodes: z.array(
    z.object({
      id: z.string(),
      service: z.string(),
      team: z.string(),
      keyworker: z.string().nullable(),
    }),
  ),
  handovers: z.array(z.object({ from_episode: z.string(), to: z.string() })),
  transfers: z.array(z.object({ from_episode: z.string(), to: z.string() })),
  own_until: z.union([z.instanceof(Temporal.Instant), z.literal("infinity")]).nullable(),
  seen_until: z.union([z.instanceof(Temporal.Instant), z.literal("infinity")]).nullable(),
  emergency_until: z.instanceof(Temporal.Instant).nullable(),
  shared_until: z.instanceof(Temporal.Instant).nullable(),
});

/**
 * Who this person is, as far as the reader may see, with the read noted in the log. Undefined when they are not here or
 * not the reader's to see. `about` names the part of the record that the page shows besides.
 */
export async function loadIdentity(
  tx: Tx,
  person: PersonId,
  about = "identity",
): Promise<Identity | undefined> {
  const [identity] = await identitiesOf(tx, [person]);
  if (identity) tx.log({ what: "read", about, people: [person] });
  return identity;
}

/**
 * Who these people are, in the order asked for; those the reader may not see are left out. A keyworker who is away or
 * gone is not named: their team has the person meanwhile. The caller notes the read: a list is `listed`, a search
 * `searched`.
 */
export async function identitiesOf(tx: Tx, people: readonly PersonId[]): Promise<readonly Identity[]> {
  if (people.length === 0) return [];
  const rows = await tx`
    select p.id, p.family_name, p.given_names, p.known_as, p.born_on, p.sex, p.died_on,
           (select coalesce(json_agg(json_build_object('id', i.id, 'scheme', i.scheme, 'value', i.value, 'agency', g.name,
                                                       'ours', coalesce(i.agency_id = acting_agency(), false)) order by i.at, i.id), '[]')
              from identifier i join agency g on g.id = i.agency_id
             where i.person_id = p.id and i.ended_at is null) as numbers,
           (select coalesce(json_agg(json_build_object('name', a.name, 'kind', a.kind, 'agency', g.name) order by a.at desc, a.id), '[]')
              from alias a join agency g on g.id = a.agency_id
             where a.person_id = p.id
               -- A former name kept for the reader's agency alone, where it reads the same from whoever corrected it, is one.
               and not (a.own_only and exists (select from alias b where b.person_id = p.id and b.name = a.name and not b.own_only))
           ) as aliases,
           (select coalesce(json_agg(json_build_object('id', a.id, 'category', a.category, 'words', a.words, 'agency', g.name,
                                                       'ours', coalesce(a.agency_id = acting_agency(), false)) order by a.at desc, a.id), '[]')
              from (select id, category, words, agency_id, at from alert where person_id = p.id and ended_at is null
                    -- What another partnership told stands among the alerts, as told by it, until somebody says that it no longer holds.
                    union all
                    select id, category, 'Told by ' || told_by || ': ' || (item ->> 'words'), agency_id, coalesce(at, noted_at)
                      from transferred where person_id = p.id and section = 'alert' and set_aside_at is null) a
              join agency g on g.id = a.agency_id) as alerts,
           (select coalesce(json_agg(json_build_object('id', e.id, 'service', s.name, 'team', t.name, 'keyworker', k.name)
                                     order by e.started_on, e.id), '[]')
              from episode e join service s on s.id = e.service_id join team t on t.id = e.team_id
              left join staff k on k.id = e.keyworker_id and staff_available(k.id, e.team_id)
             where e.person_id = p.id and e.ended_on is null) as episodes,
           (select coalesce(json_agg(json_build_object('from_episode', h.from_episode_id, 'to', s.name) order by h.offered_at, h.id), '[]')
              from handover h join service s on s.id = h.to_service_id
             where h.person_id = p.id and h.state in ('offered', 'accepted')) as handovers,
           (select coalesce(json_agg(json_build_object('from_episode', t.episode_id, 'to', t.towards)), '[]')
              from being_transferred(p.id) t) as transfers,
           sight.own_until, sight.seen_until,
           (select max(x.until) from emergency_access x
             where x.person_id = p.id and x.staff_id = acting_staff() and x.agency_id = acting_agency() and x.until > now()
               and x.closed_at is null) as emergency_until,
           (select max(s.until) from shared_without_consent(p.id) s) as shared_until
      from person p
     cross join lateral (select max(v.until) filter (where 'own' = any (v.grants)) as own_until, max(v.until) as seen_until
                           from visible v where v.agency_id = acting_agency() and v.person_id = p.id and v.until > now()) sight
     -- Those in sight first, and of the others not even whether they are here: looking costs the same either way.
     where p.id = any (array(select v.person_id from visible v
                              where v.agency_id = acting_agency() and v.person_id = any (${tx.array([...people], 2950)})
                                and v.until > now()
                             union all
                             select id from unnest(acting_emergencies()) id where id = any (${tx.array([...people], 2950)})
                             union all
                             select acting_person() where acting_person() = any (${tx.array([...people], 2950)})))
     order by array_position(${tx.array([...people], 2950)}, p.id)`;
  return rows.map((raw) => identityFrom(IdentityRow.parse(raw)));
}

const ORDER = ["nhs", "pnc", "prison", "cro", "client"] as const;

function identityFrom(row: z.infer<typeof IdentityRow>): Identity {
  const seen = new Set<string>();
  // The same number known to two agencies is one number; the reader's own line of it comes first, since they can end it.
  const numbers = row.numbers
    .toSorted((a, b) => ORDER.indexOf(a.scheme) - ORDER.indexOf(b.scheme) || Number(b.ours) - Number(a.ours))
    .filter((number) => {
      const key = `${number.scheme} ${number.value}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  const responsible: readonly Responsible[] = row.episodes.map((episode) => ({
    service: episode.service,
    team: episode.team,
    keyworker: episode.keyworker ?? undefined,
    handingOverTo: [...row.handovers, ...row.transfers]
      .filter((each) => each.from_episode === episode.id)
      .map((each) => each.to),
  }));
  return {
    id: row.id,
    familyName: row.family_name,
    givenNames: row.given_names,
    knownAs: row.known_as ?? undefined,
    bornOn: row.born_on,
    sex: row.sex,
    diedOn: row.died_on ?? undefined,
    numbers,
    aliases: row.aliases,
    alerts: row.alerts,
    responsible,
    known: row.own_until !== null,
    emergencyUntil: row.emergency_until ?? undefined,
    sharedUntil: row.shared_until ?? undefined,
    reads: row.own_until !== null || row.emergency_until !== null || row.shared_until !== null,
    seenUntil: row.seen_until instanceof Temporal.Instant ? row.seen_until : undefined,
  };
}
