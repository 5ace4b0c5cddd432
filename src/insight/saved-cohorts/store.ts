import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";

const instant = z.instanceof(Temporal.Instant);
const bytes = z.instanceof(Uint8Array).transform((raw) => Buffer.from(raw).toString("utf8"));

const VersionRow = z.object({
  number: z.int(),
  version: z.int(),
  title: z.string(),
  question: z.string(),
  service_code: z.string(),
  design: bytes,
  design_print: z.string(),
  why: z.string(),
  name: z.string(),
  agency: z.string(),
  saved_at: instant,
  newest: z.int(),
});

/** One version of a cohort, as it was saved. */
export type SavedVersion = z.infer<typeof VersionRow>;

const versions = (tx: Tx, which: ReturnType<Tx>) => tx`
  select v.number, v.version, v.title, v.question, v.service_code, v.design, encode(v.design_print, 'hex') as design_print, v.why,
         v.name, a.name as agency, v.saved_at, (select max(n.version) from cohort_version n where n.number = v.number) as newest
    from cohort_version v join agency a on a.id = v.agency_id
   where ${which}
   order by v.number desc, v.version desc`;

/** Every version of one cohort, the newest first. */
export async function versionsOf(tx: Tx, number: number): Promise<readonly SavedVersion[]> {
  return (await versions(tx, tx`v.number = ${number}`)).map((row) => VersionRow.parse(row));
}

/** The cohorts of one service by their newest versions, the newest cohort first. */
export async function cohortsOf(tx: Tx, service: string): Promise<readonly SavedVersion[]> {
  const rows = await versions(tx, tx`v.service_code = ${service}`);
  return rows.map((row) => VersionRow.parse(row)).filter(({ version, newest }) => version === newest);
}

const ListRow = z.object({
  number: z.int(),
  version: z.int(),
  title: z.string(),
  service: z.string().nullable(),
  name: z.string(),
  saved_at: instant,
  answered_at: instant.nullable(),
  answered_by: z.string().nullable(),
});

/** A cohort in the list: its newest version, and when that was last answered. */
export type Listed = z.infer<typeof ListRow>;

/** Every cohort by its newest version, the newest cohort first. */
export async function savedCohorts(tx: Tx): Promise<readonly Listed[]> {
  const rows = await tx`
    select distinct on (v.number) v.number, v.version, v.title, s.name as service, v.name, v.saved_at,
           l.at as answered_at, l.name as answered_by
      from cohort_version v left join insight_service s on s.code = v.service_code
      left join lateral (select c.at, c.name from cohort_answer c where c.number = v.number and c.version = v.version
                          order by c.at desc, c.id desc limit 1) l on true
     order by v.number desc, v.version desc`;
  return rows.map((row) => ListRow.parse(row));
}

const AnswerRow = z.object({
  id: z.string(),
  version: z.int(),
  data_print: z.string(),
  answer_print: z.string(),
  name: z.string(),
  at: instant,
  answer: bytes,
});

/** One answer, as it was kept. */
export type KeptAnswer = z.infer<typeof AnswerRow>;

/** Every answer of one version, the newest first. */
export async function answersOf(tx: Tx, number: number, version: number): Promise<readonly KeptAnswer[]> {
  const rows = await tx`
    select id, version, encode(data_print, 'hex') as data_print, encode(answer_print, 'hex') as answer_print, name, at, answer
      from cohort_answer where number = ${number} and version = ${version} order by at desc, id desc limit 50`;
  return rows.map((row) => AnswerRow.parse(row));
}

/** What is saved. */
export type ToSave = {
  /** Of which cohort a further version, after which one; nothing for a new cohort. */
  readonly after: { readonly number: number; readonly version: number } | undefined;
  readonly title: string;
  readonly question: string;
  readonly service: string;
  readonly design: string;
  readonly why: string;
};

/** Why nothing was saved: it is not there (or not yours), or somebody saved another version meanwhile. */
export type SaveRefusal = { readonly code: "not-there" | "overtaken" };

const SavedRow = z.object({
  outcome: z.enum(["saved", "not-there", "overtaken"]),
  number: z.int().nullable(),
  version: z.int().nullable(),
});

/** Saves a cohort, or another version of one. */
export async function saveCohort(
  tx: Tx,
  { after, title, question, service, design, why }: ToSave,
): Promise<Result<{ readonly number: number; readonly version: number }, SaveRefusal>> {
  const [row] = await tx`
    select s.outcome, s.number, s.version
      from save_cohort(${after?.number ?? null}, ${after?.version ?? null}, ${title}, ${question}, ${service}, ${design}, ${why}) s`;
  const { outcome, number, version } = SavedRow.parse(row);
  if (outcome === "saved" && number !== null && version !== null) return accept({ number, version });
  return refuse({ code: outcome === "saved" ? "not-there" : outcome });
}

/** Keeps what a version answered. Nothing where whoever asks may not. */
export async function keepAnswer(
  tx: Tx,
  of: { readonly number: number; readonly version: number },
  answer: { readonly text: string; readonly dataPrint: string },
): Promise<boolean> {
  const [row] = await tx`
    select keep_cohort_answer(${of.number}, ${of.version}, ${Buffer.from(answer.dataPrint, "hex")}, ${answer.text}) is not null as kept`;
  return z.object({ kept: z.boolean() }).parse(row).kept;
}
