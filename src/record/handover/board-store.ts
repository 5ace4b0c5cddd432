import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, HandoverId, PersonId, ServiceId, StaffId } from "../../kernel/id.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import { stageSince } from "../episode/store.ts";
import type { Handover } from "./handover.ts";
import { handoverFrom } from "./row.ts";

const Day = z.instanceof(Temporal.PlainDate);
const At = z.instanceof(Temporal.Instant);

const Names = z.object({
  reference: z.string(),
  person_name: z.string(),
  initials: z.string(),
  born_on: Day,
  from_service: z.string(),
  to_service: z.string(),
  team_name: z.string().nullable(),
  staff_name: z.string().nullable(),
  staff_available: z.boolean(),
  lead_name: z.string().nullable(),
  offered_by_name: z.string().nullable(),
  up_to_me: z.boolean(),
  mine: z.boolean(),
});

/** A handover as boards and homes show it, with who acts now: whoever is away is replaced by their team. */
export type HandoverLine = {
  readonly handover: Handover;
  /** A short number that says nothing of the person. */
  readonly reference: string;
  readonly personName: string;
  readonly initials: string;
  readonly born: LocalDate;
  readonly fromService: string;
  readonly toService: string;
  readonly teamName: string;
  /** Named for it and at work. */
  readonly staffName?: string;
  readonly awayName?: string;
  readonly leadName: string;
  readonly offeredByName?: string;
  /** Named to the asker. */
  readonly mine: boolean;
  /** The asker is the lead to whom its silence escalates, or in the team that stands in for an absent lead. */
  readonly upToMe: boolean;
};

function decoded(raw: unknown): HandoverLine {
  const names = Names.parse(raw);
  return {
    handover: handoverFrom(raw),
    reference: names.reference,
    personName: names.person_name,
    initials: names.initials,
    born: names.born_on,
    fromService: names.from_service,
    toService: names.to_service,
    teamName: names.team_name ?? names.to_service,
    ...(names.staff_name && names.staff_available ? { staffName: names.staff_name } : {}),
    ...(names.staff_name && !names.staff_available ? { awayName: names.staff_name } : {}),
    leadName: names.lead_name ?? "",
    ...(names.offered_by_name ? { offeredByName: names.offered_by_name } : {}),
    mine: names.mine,
    upToMe: names.up_to_me,
  };
}

const lines = (tx: Tx) => tx`
  select h.*, f.kind as from_kind, t.kind as to_kind, d.lead_staff_id, upper(right(h.id::text, 5)) as reference,
         coalesce(p.known_as, p.given_names) || ' ' || p.family_name as person_name,
         left(coalesce(p.known_as, p.given_names), 1) || left(p.family_name, 1) as initials, p.born_on,
         f.name as from_service, t.name as to_service, d.name as team_name, s.name as staff_name,
         staff_available(h.staff_id, h.team_id) as staff_available, l.name as lead_name, o.name as offered_by_name,
         coalesce(h.staff_id = ${tx.asking.staff_id}, false) as mine,
         coalesce(d.lead_staff_id = ${tx.asking.staff_id}
                  or (h.team_id = ${tx.asking.team_id} and not lead_available(h.team_id)), false) as up_to_me
    from handover h
    join person p on p.id = h.person_id
    join service f on f.id = h.from_service_id
    join service t on t.id = h.to_service_id
    left join team d on d.id = h.team_id
    left join staff s on s.id = h.staff_id
    left join staff l on l.id = d.lead_staff_id
    left join staff o on o.id = h.offered_by`;

/** The service of the asker's own team, which its boards are about. */
const ownService = (tx: Tx) => tx`(select service_id from team where id = ${tx.asking.team_id})`;

/** Open handovers to the asker's team's service, soonest due first. */
export async function handoversToUs(tx: Tx, most = 300): Promise<readonly HandoverLine[]> {
  const rows = await tx`
    ${lines(tx)} where h.state in ('offered', 'accepted') and h.to_service_id = ${ownService(tx)} order by h.due_at, h.id limit ${most}`;
  return rows.map(decoded);
}

/** Open handovers from the asker's team's service, soonest due first. Police and probation see theirs by `referralsSent`. */
export async function handoversFromUs(tx: Tx, most = 300): Promise<readonly HandoverLine[]> {
  const rows = await tx`
    ${lines(tx)} where h.state in ('offered', 'accepted') and h.from_service_id = ${ownService(tx)} order by h.due_at, h.id limit ${most}`;
  return rows.map(decoded);
}

/** Handovers past their time whose lead is the asker, in whatever team, the longest late first. */
export async function escalatedToMe(tx: Tx): Promise<readonly HandoverLine[]> {
  const rows = await tx`
    ${lines(tx)} where h.state in ('offered', 'accepted') and h.due_at < now()
      and (d.lead_staff_id = ${tx.asking.staff_id}
           or (h.team_id = ${tx.asking.team_id} and not lead_available(h.team_id)))
    order by h.due_at, h.id limit 100`;
  return rows.map(decoded);
}

/** One handover with its names, if the asker may see it. */
export async function handoverLine(tx: Tx, id: HandoverId): Promise<HandoverLine | undefined> {
  const rows = await tx`${lines(tx)} where h.id = ${id}`;
  return rows[0] ? decoded(rows[0]) : undefined;
}

const Referral = z.object({
  id: HandoverId.schema,
  person_id: PersonId.schema,
  person_name: z.string(),
  initials: z.string(),
  to_service: z.string(),
  offered_at: At,
  status: z.enum(["sent", "received", "closed"]),
  due_at: At.nullable(),
});
/** A referral as police and probation may know it: sent, received or closed. */
export type ReferralLine = z.infer<typeof Referral>;

const referrals = (tx: Tx) => tx`
  select r.handover_id as id, r.person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as person_name,
         left(coalesce(p.known_as, p.given_names), 1) || left(p.family_name, 1) as initials, s.name as to_service,
         r.offered_at, r.status, r.due_at
    from sent_referrals() r join person p on p.id = r.person_id join service s on s.id = r.to_service_id
    join episode e on e.id = r.from_episode_id`;

/**
 * What the asker's police or probation service sent: what has not been closed, then what closed in the last 14 days, each
 * newest first.
 */
export async function referralsSent(tx: Tx, most = 300): Promise<readonly ReferralLine[]> {
  const rows = await tx`
    ${referrals(tx)} where e.service_id = ${ownService(tx)} order by r.status = 'closed', r.offered_at desc limit ${most}`;
  return rows.map((row) => Referral.parse(row));
}

/** One referral that a police or probation service of the asker's agency sent. */
export async function referralById(tx: Tx, id: HandoverId): Promise<ReferralLine | undefined> {
  const rows = await tx`${referrals(tx)} where r.handover_id = ${id}`;
  return rows[0] && Referral.parse(rows[0]);
}

const Case = z.object({
  episode_id: EpisodeId.schema,
  person_id: PersonId.schema,
  person_name: z.string(),
  initials: z.string(),
  reference: z.string(),
  service_id: ServiceId.schema,
  stage: z.string(),
  started_on: Day,
  moved_at: At.nullable(),
  keyworker_id: StaffId.schema.nullable(),
  keyworker_name: z.string().nullable(),
  keyworker_available: z.boolean(),
  handing_over: z.boolean(),
});
/** One person in the care of the asker's service: at which stage, since when, with whom. */
export type CaseLine = z.infer<typeof Case> & { readonly since: LocalDate };

/** The open stays with the asker's team's service; only the asker's own people's if `mine`. */
const openStays = (tx: Tx, mine: boolean) => tx`
  e.ended_on is null and e.service_id = ${ownService(tx)} and (${!mine} or e.keyworker_id = ${tx.asking.staff_id})`;

/** Those in the care of the asker's team's service, longest at their stage first, so many of each stage; only the asker's own people if `mine`. */
export async function caseload(tx: Tx, mine: boolean, ofEachStage = 1000): Promise<readonly CaseLine[]> {
  const rows = await tx`
    with open_stay as (
      select e.id, e.stage, e.started_on,
             (select max(m.at) from episode_stage m where m.episode_id = e.id and m.what = 'moved') as moved_at
        from episode e where ${openStays(tx, mine)}),
    longest as (
      select id, moved_at, row_number() over (partition by stage order by greatest(started_on::timestamptz, moved_at), id) as place
        from open_stay)
    select e.id as episode_id, e.person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as person_name,
           left(coalesce(p.known_as, p.given_names), 1) || left(p.family_name, 1) as initials,
           upper(right(e.id::text, 5)) as reference, e.service_id, e.stage, e.started_on, l.moved_at,
           e.keyworker_id, k.name as keyworker_name, staff_available(e.keyworker_id, e.team_id) as keyworker_available,
           exists (select from handover h where h.from_episode_id = e.id and h.state in ('offered', 'accepted')) as handing_over
      from longest l join episode e on e.id = l.id join person p on p.id = e.person_id left join staff k on k.id = e.keyworker_id
     where l.place <= ${ofEachStage}
     order by e.started_on, e.id`;
  return rows
    .map((raw) => {
      const row = Case.parse(raw);
      return { ...row, since: stageSince(row.started_on, row.moved_at) };
    })
    .toSorted((a, b) => Temporal.PlainDate.compare(a.since, b.since));
}

const Count = z.object({ stage: z.string(), people: z.int(), unnamed: z.int() });
/** How many are in the care of a service: all of them, at each stage, and without a keyworker. */
export type CaseCounts = {
  readonly all: number;
  readonly atStage: Readonly<Record<string, number>>;
  readonly unnamed: number;
};

/** How many are in the care of the asker's team's service; only the asker's own people if `mine`. */
export async function caseCounts(tx: Tx, mine: boolean): Promise<CaseCounts> {
  const rows = await tx`
    select e.stage, count(*)::int as people, (count(*) filter (where e.keyworker_id is null))::int as unnamed
      from episode e where ${openStays(tx, mine)} group by e.stage`;
  const stages = rows.map((row) => Count.parse(row));
  const sum = (of: "people" | "unnamed"): number => stages.reduce((n, each) => n + each[of], 0);
  const atStage = Object.fromEntries(stages.map((each) => [each.stage, each.people]));
  return { all: sum("people"), atStage, unnamed: sum("unnamed") };
}

const Ageing = z.object({
  reference: z.string(),
  initials: z.string().nullable(),
  from_service: z.string(),
  to_service: z.string(),
  team: z.string(),
  lead: z.string(),
  state: z.enum(["offered", "accepted"]),
  offered_at: At,
  due_at: At,
});
/** A handover past its time, as the partnership's board shows it: services and a number; initials only to its two ends. */
export type AgeingLine = z.infer<typeof Ageing>;

/** May the asker see the partnership's late handovers: its office, and leads of care teams. */
export async function seesAgeing(tx: Tx): Promise<boolean> {
  const [row] = await tx`select acting_sees_ageing() as may`;
  return row?.may === true;
}

/** The partnership's handovers past their time, the longest late first; none for those who may not see them. */
export async function ageingHandovers(tx: Tx): Promise<readonly AgeingLine[]> {
  const rows = await tx`select * from ageing_handovers()`;
  return rows.map((row) => Ageing.parse(row));
}

const Standing = z.object({
  service_id: ServiceId.schema,
  service_name: z.string(),
  agency_name: z.string(),
  /** Null where it is fewer than five people of another agency's. */
  open_episodes: z.int().nullable(),
  offered: z.int(),
  accepted: z.int(),
  late: z.int(),
  oldest_due: At.nullable(),
});
/** How a service stands, in counts. */
export type StandingLine = z.infer<typeof Standing>;

/** How each service stands: the partnership's for those who may see its board, else those of the asker's own agency. */
export async function serviceStanding(tx: Tx): Promise<readonly StandingLine[]> {
  const rows = await tx`select * from service_standing()`;
  return rows.map((row) => Standing.parse(row));
}

/** Notes in the log whom a list showed. */
export function logListed(tx: Tx, about: string, people: readonly string[]): void {
  if (people.length > 0) tx.log({ what: "listed", about, people: [...new Set(people)] });
}

/** Is it past its time, whoever may know that? */
export const isPast = (due: Instant, now: Instant): boolean => Temporal.Instant.compare(now, due) > 0;
