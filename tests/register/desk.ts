import { expect } from "vitest";
import { invariant } from "../../src/kernel/result.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../site.ts";
import type { TestAgency } from "../world.ts";

/** A clinic whose register is kept through its pages, by people who are signed in. */
export type Desk = Awaited<ReturnType<typeof openDesk>>;

const hidden = (body: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? "";

/** What is wrong, as the page says it. */
const wordsOf = (body: string): string =>
  (/There is a problem[\s\S]*?<\/ul>/.exec(body)?.[0] ?? body.slice(0, 400))
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

/** Sets one up at two premises. */
export async function openDesk() {
  const site: Site = await setUpSite({ madeUp: true });
  const nurse = await site.aWorker("clinic");
  const checker = await site.world.aWorker(nurse, "clinic-checker", "Una Corrigan");
  const lead = await site.world.aWorker(nurse, "cd-lead", "Tobias Crane");
  const officer = await site.world.aWorker(nurse, "accountable-officer", "Lorna Beck");
  const witness = await site.world.aWorker(nurse, "destruction-witness", "Ivor Penn");
  for (const name of ["Harbour clinic", "Quayside clinic"])
    await site.world
      .sql`insert into premises (agency_id, service_id, name, address, phone) values (${nurse.agencyId}, ${nurse.serviceId}, ${name}, '1 Quay Street', '01632 960001')`;
  return { site, nurse, checker, lead, officer, witness, ...handsAt(site, nurse, checker) };
}

/** Filling forms in and signing them, as somebody. */
function handsAt(site: Site, nurse: TestAgency, checker: TestAgency) {
  const { sql } = site.world;
  const visitors = new Map<string, Visitor>();
  const as = (who: TestAgency): Visitor => {
    const known = visitors.get(who.username) ?? visitorTo(site, { token: who.token });
    visitors.set(who.username, known);
    return known;
  };
  /** Fills a form in, with what the page carries along, and answers where it leads. */
  const sent = async (who: TestAgency, path: string, fields: Record<string, string>): Promise<string> => {
    const page = await as(who).get(path);
    expect(page.status, `${path} is there`).toBe(200);
    const carried = Object.fromEntries(
      ["key", "pair", "incident", "difference", "id"].flatMap((name) => {
        const value = hidden(page.body, name);
        return value ? [[name, value]] : [];
      }),
    );
    const answer = await as(who).post(path.replace(/\?.*/, ""), { ...carried, ...fields });
    if (answer.status !== 303) throw new Error(wordsOf(answer.body));
    return answer.location;
  };
  /** The same, where it is refused: what the page says. */
  const refused = (who: TestAgency, path: string, fields: Record<string, string>): Promise<string> =>
    sent(who, path, fields).then(
      () => "not refused",
      (error: Error) => error.message,
    );
  const premises = async (name = "Harbour clinic"): Promise<string> => {
    const [row] = await sql`select id from premises where name = ${name} and agency_id = ${nurse.agencyId}`;
    invariant(row, "the premises are there");
    return String(row.id);
  };
  const waitingKey = async (): Promise<string> => {
    const [row] =
      await sql`select key from cd_waiting where closed_at is null order by waits_since desc, quantity_ug limit 1`;
    return String(row?.key);
  };
  const signedByTwo = async (
    path: string,
    fields: Record<string, string>,
    second: string,
  ): Promise<string> => {
    await sent(nurse, path, fields);
    return sent(checker, `/register/waiting/${await waitingKey()}`, { quantity: second });
  };
  /** The address of a book, opened with so much where it is not there yet. */
  const aBook = async (
    product = "diamorphine-ampoule-100",
    at = "Harbour clinic",
    holds = "100 ampoules",
  ): Promise<string> => {
    const where = await premises(at);
    const [there] = await sql`select id from cd_book where premises_id = ${where} and product = ${product}`;
    if (there) return `/register/books/${there.id}`;
    const book = await sent(nurse, "/register/begin", { premises: where, product });
    await signedByTwo(`${book}/enter/opening`, { quantity: holds, evidence: "counted by two" }, holds);
    return book;
  };
  const lastLine = async (book: string) => {
    const [row] = await sql`
      select seq::int, kind, quantity_ug::int as quantity, balance_ug::int as balance from cd_entry
       where book_id = ${book.split("/")[3] ?? ""} order by cd_entry.seq desc limit 1`;
    return row;
  };
  return { as, sent, refused, premises, waitingKey, signedByTwo, aBook, lastLine };
}
