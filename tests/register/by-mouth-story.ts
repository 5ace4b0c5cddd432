import { type Desk, openDesk } from "./desk.ts";

/** A desk with a book of methadone by mouth, and what its nurses do there. For tests alone. */
export async function openByMouth() {
  const desk: Desk = await openDesk();
  const book = await desk.aBook("methadone-oral-1", "Harbour clinic", "500 ml");
  const ofBook = book.split("/")[3] ?? "";
  return {
    desk,
    book,
    ofBook,
    someone: () =>
      desk.site.world.aPerson(desk.nurse, { familyName: "Marsh", givenNames: "Jo", bornOn: "1985-04-03" }),
    /** A dose of 40 mg, as the form is filled in. */
    typed: (more: Record<string, string> = {}) => ({
      book: ofBook,
      mg: "40",
      happened: "",
      late: "",
      prescription: "none",
      otherwise: "Dr Okoro’s paper, its agency does not share",
      again: "",
      identity: "shown",
      lot: "M7",
      address: "1 Mill Lane",
      ...more,
    }),
    /** Every dose that was seen of them, withdrawn ones too, in the order in which they were noted. */
    seenOf: (person: string) => desk.site.world.sql`
      select o.drug, o.way, o.micrograms, o.given_at, s.name as staff, o.withdrawn_at is not null as withdrawn
        from observed_dose o left join staff s on s.id = o.noted_by where o.person_id = ${person} order by o.given_at, o.noted_at`,
    second: async (entered: string): Promise<string> =>
      desk.sent(desk.checker, `/register/waiting/${await desk.waitingKey()}`, { quantity: entered }),
  };
}

/** The words of a page. */
export const words = (body: string): string => body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
