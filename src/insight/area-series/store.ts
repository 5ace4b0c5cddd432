import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { Moment, Offered, SeriesKey, Version } from "./series.ts";

const day = z.instanceof(Temporal.PlainDate);
const instant = z.instanceof(Temporal.Instant);
const maybe = <T extends z.ZodType>(schema: T) => schema.nullable().transform((value) => value ?? undefined);

const OfferedRow = z.object({
  agency: z.string(),
  agency_name: z.string(),
  area: z.string(),
  area_name: z.string(),
  measure: z.string(),
  months: z.int(),
  first: day,
  last: day,
});

/** Every series there is: one measure of one area as one agency counts it. */
export async function offeredSeries(tx: Tx): Promise<readonly Offered[]> {
  const rows = await tx`
    select agency_code as agency, agency_name, area,
           coalesce((array_agg(area_name order by loaded_at desc) filter (where area_name is not null))[1], area) as area_name,
           measure, count(distinct month)::int as months, min(month) as first, max(month) as last
      from insight_area_month
     group by agency_code, agency_name, area, measure
     order by measure, area_name, agency_name`;
  return rows.map((raw) => {
    const { agency_name, area_name, ...row } = OfferedRow.parse(raw);
    return { ...row, agencyName: agency_name, areaName: area_name };
  });
}

const VersionRow = z.object({
  month: day,
  version: z.int(),
  counted: z.int(),
  population: maybe(z.int()),
  basis: maybe(z.enum(["occurred", "registered"])),
  source: z.string(),
  loaded_at: instant,
});

/** Every version of every month of one series. */
export async function versionsOf(tx: Tx, { agency, measure, area }: SeriesKey): Promise<readonly Version[]> {
  const rows = await tx`
    select month, version, counted, population, basis, source, loaded_at from insight_area_month
     where agency_code = ${agency} and measure = ${measure} and area = ${area} order by month, version`;
  return rows.map((raw) => {
    const { loaded_at, ...row } = VersionRow.parse(raw);
    return { ...row, loadedAt: loaded_at };
  });
}

const OpeningRow = z.object({ code: z.string(), name: z.string(), on: day });
const WrittenRow = z.object({
  id: z.string(),
  on: day,
  what: z.string(),
  reason: z.string(),
  by: z.string(),
});

/** When services opened, as far as the record tells (their first stay), and the days that somebody wrote down; oldest first. */
export async function momentsIn(tx: Tx): Promise<readonly Moment[]> {
  const openings = await tx`
    select s.code, s.name, min(e.started_on) as on
      from insight_service s join insight_episode e on e.service_code = s.code
     group by s.code, s.name order by 3, s.name`;
  const written = await tx`
    select m.id, m.began_on as on, m.what, m.reason, s.name as by
      from area_moment m join staff s on s.id = m.staff_id order by m.began_on, m.written_at, m.id`;
  return [
    ...openings.map((raw): Moment => {
      const { code, name, on } = OpeningRow.parse(raw);
      const what = `First stay with ${name}`;
      return { code: `service:${code}`, what, on, from: "record", reason: undefined, by: undefined };
    }),
    ...written.map((raw): Moment => {
      const { id, ...row } = WrittenRow.parse(raw);
      return { code: `day:${id}`, from: "written", ...row };
    }),
  ].toSorted((a, b) => Temporal.PlainDate.compare(a.on, b.on));
}

/** Writes a day down from which something began. Answers its id; nothing where the role reads no figures. */
export async function writeMoment(
  tx: Tx,
  moment: { readonly on: LocalDate; readonly what: string; readonly reason: string },
): Promise<string | undefined> {
  const [row] = await tx`
    select write_area_moment(${moment.on}, ${moment.what}, ${moment.reason}) as id`;
  return z.string().nullable().parse(row?.id) ?? undefined;
}
