import type { PersonId } from "../../src/kernel/id.ts";
import { invariant } from "../../src/kernel/result.ts";
import { printOf } from "../../src/services/clinic/protocol/protocol.ts";
import { DIAMORPHINE } from "../../src/services/clinic/protocol/shipped.ts";
import { CAUTIONS, programmeOf } from "../../src/services/clinic/selection/programmes.ts";
import { NominationId } from "../../src/services/clinic/selection/store.ts";
import { type Site, type Visitor, visitorTo } from "../site.ts";
import type { TestAgency, World } from "../world.ts";

/** A clinic with its doctor, a panel with members of five agencies, and somebody whom a keyworker has. For tests alone. */
export type Story = {
  readonly nurse: TestAgency;
  readonly doctor: TestAgency;
  readonly colleague: TestAgency;
  readonly chair: TestAgency;
  readonly deputy: TestAgency;
  readonly keyworker: TestAgency;
  readonly officer: TestAgency;
  readonly members: {
    readonly police: TestAgency;
    readonly treatment: TestAgency;
    readonly housing: TestAgency;
  };
  readonly premises: string;
  readonly person: PersonId;
  as(who: TestAgency): Visitor;
};

let stories = 0;

/** Sets the scene: the panel, ten places, Middlesbrough's criteria, a licence that holds today. */
export async function selectionStory(site: Pick<Site, "world" | "web" | "code" | "host">): Promise<Story> {
  const { world } = site;
  stories += 1;
  const nurse = await world.anAgency("clinic", { name: `Harbour Clinic ${stories}` });
  const doctor = await world.aWorker(nurse, "clinic-doctor", "Dr Maud Ferris");
  const colleague = await world.aWorker(nurse, "clinic-doctor", "Dr Idris Vale");
  const chair = await world.anAgency("office", {
    role: "panel-chair",
    name: `Partnership Office ${stories}`,
  });
  const deputy = await world.aWorker(chair, "panel-chair", "Deputy Dilys Crane");
  const keyworker = await world.anAgency("treatment", { name: `Wayside Treatment ${stories}` });
  const officer = await world.anAgency("police", { name: `Moor Police ${stories}` });
  const housing = await world.anAgency("housing", { name: `Council Housing ${stories}` });
  const members = {
    police: await world.aWorker(officer, "panel-member", "Inspector Rhona Bell"),
    treatment: await world.aWorker(keyworker, "panel-member", "Corin Ashby"),
    housing: await world.aWorker(housing, "panel-member", "Selma Reed"),
  };
  const { sql } = world;
  await sql`
    insert into selection_rule (service_id, version, chaired_by, agencies, places, programme, programme_version, source, check_by)
    values (${nurse.serviceId}, 1, ${chair.agencyId},
            ${sql.array([chair.agencyId, nurse.agencyId, keyworker.agencyId, officer.agencyId, housing.agencyId], 2951)},
            10, 'middlesbrough', 1, 'made up for a test', '2030-01-01')`;
  const premises = await licenceFor(world, nurse, doctor);
  const person = await world.aPerson(keyworker, {
    familyName: `Tarn${stories}`,
    givenNames: "Joel",
    bornOn: "1979-02-11",
  });
  await world.anEpisode(keyworker, person);
  return {
    nurse,
    doctor,
    colleague,
    chair,
    deputy,
    keyworker,
    officer,
    members,
    premises,
    person,
    as: (who) => visitorTo(site, { token: who.token }),
  };
}

/** Premises of a clinic, and a licence of this doctor for them; it holds this year unless told otherwise. */
export async function licenceFor(
  { sql }: World,
  clinic: TestAgency,
  doctor: TestAgency,
  until = "2099-12-31",
): Promise<string> {
  const [place] = await sql`
    insert into premises (agency_id, service_id, name, address, phone)
    values (${clinic.agencyId}, ${clinic.serviceId}, ${`Premises ${until} ${doctor.username}`}, '1 Quay', '0191 000') returning id`;
  await sql`
    insert into clinic_licence (staff_id, premises_id, drug_class, number, from_on, until_on)
    values (${doctor.staffId}, ${place?.id}, 'diamorphine', ${`HO-${doctor.username}`}, '2020-01-01', ${until})`;
  return String(place?.id);
}

/** The newest nomination of somebody. */
export async function nominationOf({ sql }: World, person: PersonId) {
  const [row] =
    await sql`select id, state, place, episode_id from nomination where person_id = ${person} order by at desc limit 1`;
  invariant(row, "somebody nominated them");
  return {
    id: NominationId.schema.parse(row.id),
    state: String(row.state),
    place: row.place as number | null,
  };
}

/** Nominates by the keyworker. */
export async function nominated(site: Pick<Site, "world">, story: Story): Promise<string> {
  const here = `/people/${story.person}/selection`;
  const answer = await story
    .as(story.keyworker)
    .post(`${here}/new`, { service: story.nurse.serviceId, why: "Nothing else has helped" });
  invariant(answer.status === 303, `it is nominated: ${answer.status}`);
  return (await nominationOf(site.world, story.person)).id;
}

/** Records by the keyworker that the person agrees to these agencies of the panel. */
export async function consented(
  site: Pick<Site, "world">,
  story: Story,
  to: readonly TestAgency[],
): Promise<string> {
  const id = await nominated(site, story);
  await consentTo(site.world, story, id, to);
  return id;
}

async function consentTo(world: World, story: Story, id: string, to: readonly TestAgency[]): Promise<void> {
  const asked = await world.as(story.keyworker, async (tx) => {
    await tx`insert into consent_to_use (person_id, purpose, decision, evidence) values (${story.person}, 'panel-selection', 'given', 'Signed form')`;
    const [row] = await tx`select name_panel_agencies(${id}, ${tx.array(
      to.map((one) => one.agencyId),
      2951,
    )}) as said`;
    return { ok: true as const, value: row?.said };
  });
  invariant(asked.ok && asked.value === "done", `it is consented: ${JSON.stringify(asked)}`);
}

/** Plans a meeting today by the chair; answers its address. */
export async function meetingOf(story: Story): Promise<string> {
  const planned = await story.as(story.chair).post("/panel/meetings/new", {
    service: story.nurse.serviceId,
    held_on: "1/12/2026",
    place: "Town hall",
  });
  invariant(planned.status === 303, `it is planned: ${planned.status}`);
  return planned.location;
}

/** Everything up to the waiting list. */
export async function shortlisted(site: Pick<Site, "world">, story: Story): Promise<string> {
  const all = [story.nurse, story.keyworker, story.officer, story.members.housing];
  const id = await consented(site, story, all);
  const meeting = await meetingOf(story);
  const chair = story.as(story.chair);
  await chair.post(`/panel/people/${id}/put`, {});
  const decided = await chair.post(`/panel/people/${id}/decide/${meeting.split("/").at(-1)}/shortlisted`, {
    reason: "greatest-need",
    words: "All agreed",
  });
  invariant(decided.status === 303, `it is decided: ${decided.status} ${decided.body.slice(0, 300)}`);
  return id;
}

/** Answers the whole checklist as the nurse does: every criterion met but these, every caution looked at and not there. */
export async function answered(
  world: World,
  story: Story,
  id: string,
  but: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (const { code } of [...(programmeOf("middlesbrough", 1)?.criteria ?? []), ...CAUTIONS])
    await world.sql`
      insert into eligibility_answer (person_id, nomination_id, programme, version, protocol, protocol_version, protocol_print, criterion, answer, words, category,
                                      agency_id, owner_kind, staff_id)
      values (${story.person}, ${id}, 'middlesbrough', 1, ${DIAMORPHINE.code}, ${DIAMORPHINE.version}, ${printOf(DIAMORPHINE)}, ${code}, ${but[code] ?? (code.startsWith("caution") ? "not-met" : "met")}, 'Seen', 'health',
              ${story.nurse.agencyId}, 'clinic', ${story.nurse.staffId})`;
}
