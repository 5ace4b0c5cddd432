import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { AgencyId } from "../../../kernel/id.ts";
import { accept, refuse } from "../../../kernel/result.ts";
import { daysBetween, type Instant, londonDay, longDate } from "../../../kernel/time.ts";
import { counted, listed } from "../../../kernel/words.ts";
import { ownServices } from "../../../record/staff/teams-store.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { boxes, day, howMany, pick, type Typed, text } from "../../../web/form.tsx";
import { Title } from "../../../web/layout.tsx";
import { act, page, type Route } from "../../../web/page.ts";
import { panelAgencies } from "./agency-store.ts";
import { SignedOff } from "./checklist.tsx";
import { programmeChoices } from "./eligibility.page.tsx";
import { saySelection } from "./messages.ts";
import { ownProgrammes } from "./own-programmes.ts";
import { placesWords } from "./panel.page.tsx";
import { panelActShown } from "./panel-person.page.tsx";
import { StateTag } from "./parts.tsx";
import { type Programme, programmeOf } from "./programmes.ts";
import { isOpen } from "./rules.ts";
import {
  clinicNominations,
  type Nomination,
  type Places,
  placesOf,
  type SelectionRule,
  selectionRules,
  setSelectionRule,
} from "./store.ts";

type Clinic = {
  readonly name: string;
  readonly rule: SelectionRule | undefined;
  readonly programme: Programme | undefined;
  readonly places: Places | undefined;
};
type Data = { readonly clinics: readonly Clinic[]; readonly all: readonly Nomination[] };

/** The clinic's own list: everybody nominated to it, by where it stands. */
const listPage = page({
  path: "/selection",
  allow: "selection",
  load: async (tx) => {
    const rules = await selectionRules(tx);
    const own = await ownProgrammes(tx);
    const clinics: Clinic[] = [];
    for (const service of (await ownServices(tx)).filter((one) => one.kind === "clinic")) {
      const rule = rules.find((one) => one.service_id === service.id);
      clinics.push({
        name: service.name,
        rule,
        programme: rule && programmeOf(rule.programme, rule.programme_version, own),
        places: await placesOf(tx, service.id),
      });
    }
    return accept<Data>({ clinics, all: await clinicNominations(tx) });
  },
  view: (data, { now }) => ({ title: "Selection", live: true, body: <Body data={data} now={now} /> }),
});

function Body({ data, now }: { readonly data: Data; readonly now: Instant }): ReactElement {
  const open = data.all.filter((one) => isOpen(one.state));
  return (
    <>
      <Title>Selection for the clinic</Title>
      {data.clinics.map((clinic) => (
        <RuleWords key={clinic.name} clinic={clinic} />
      ))}
      <p className="person-acts no-print">
        <a className="person-acts__one" href="/selection/rule">
          How it goes
        </a>
        <a className="person-acts__one" href="/selection-times">
          Time in each state
        </a>
      </p>
      {open.length === 0 ? (
        <InsetText>
          Nobody. Whoever is nominated, from a person's page, stands here: those on the waiting list first,
          then the longest in their state.
        </InsetText>
      ) : (
        <DataTable
          caption={`${counted(open.length, "selection")} that go on: the waiting list first, then the longest in their state`}
          heads={[
            { words: "Who" },
            { words: "Where it stands" },
            { words: "Since" },
            { words: "Place", numeric: true },
            { words: "Nominated by" },
          ]}
          rows={open.map((one) => ({
            key: one.id,
            cells: [
              <a key="who" href={`/people/${one.person_id}/selection`} data-item>
                {one.name}, born {longDate(one.born_on)}
              </a>,
              <StateTag key="state" state={one.state} />,
              `${longDate(londonDay(one.since))}, ${counted(daysBetween(londonDay(one.since), londonDay(now)), "day")}`,
              one.place ? String(one.place) : "",
              one.from_agency,
            ],
          }))}
        />
      )}
      <p>
        {counted(data.all.length - open.length, "selection")} are over; they are counted under Time in each
        state.
      </p>
    </>
  );
}

function RuleWords({ clinic: { name, rule, programme, places } }: { readonly clinic: Clinic }): ReactElement {
  if (!rule)
    return (
      <InsetText>
        {name} has no panel yet. Set it up under How it goes: until then nobody can be put before one.
      </InsetText>
    );
  return (
    <>
      <p>
        <strong>{name}</strong>: {places ? placesWords(places) : ""} Panel:{" "}
        {listed(rule.names.map((one) => one.name))}. Criteria of {programme?.name ?? rule.programme}. Version{" "}
        {rule.version}, set {longDate(londonDay(rule.set_at))}
        {rule.set_by ? ` by ${rule.set_by}` : ""}: {rule.source}; looked at again by {longDate(rule.check_by)}
        .
      </p>
      {programme ? <SignedOff programme={programme} /> : null}
    </>
  );
}

/** How the clinic's selection goes: its panel, places and criteria. A new version each time. */
const ruleAct = act({
  path: "/selection/rule",
  allow: "selection",
  load: async (tx) => {
    const services = (await ownServices(tx)).filter((one) => one.kind === "clinic");
    const rule = (await selectionRules(tx)).find((one) =>
      services.some((service) => service.id === one.service_id),
    );
    return services.length > 0
      ? accept({ services, rule, agencies: await panelAgencies(tx), own: await ownProgrammes(tx) })
      : refuse({ code: "not-there" as const });
  },
  form: ({ services, agencies, own }) => ({
    service: pick(
      "Which clinic?",
      services.map((one) => ({ value: one.id as string, label: one.name })),
      "Choose the clinic",
    ),
    chaired_by: pick(
      "Which agency leads the panel?",
      agencies.filter((one) => one.chairs).map((one) => ({ value: one.id as string, label: one.name })),
      "Choose the agency that leads the panel",
      {
        hint: "One that has a panel chair",
      },
    ),
    agencies: boxes(
      "Which agencies sit on it?",
      agencies.map((one) => ({ value: one.id as string, label: one.name })),
      { missing: "Choose the agencies of the panel" },
    ),
    places: howMany("How many people can the clinic treat at once?", { most: 1000, width: 5 }),
    programme: pick("By whose criteria is eligibility judged?", programmeChoices(own), "Choose the criteria"),
    source: text("Where does the number of places come from?", "Say where the number of places comes from", {
      longest: 400,
    }),
    check_by: day("When do you look at this again?", "Enter the day on which you look again"),
  }),
  start: ({ services, rule }): Typed =>
    rule
      ? {
          service: rule.service_id,
          chaired_by: rule.chaired_by,
          agencies: rule.agencies,
          places: String(rule.places),
          programme: `${rule.programme}:${rule.programme_version}`,
          source: rule.source,
        }
      : services.length === 1
        ? { service: services[0]?.id ?? "" }
        : {},
  view: (_data, state) =>
    panelActShown(
      {
        title: "How the selection goes",
        back: "/selection",
        button: "Set a new version",
        intro: <p>Each version is kept. Whoever agreed before agreed to the agencies they named then.</p>,
      },
      state,
    ),
  perform: async (tx, _ask, values, { services }) => {
    const service = services.find((one) => one.id === values.service);
    const chair = AgencyId.parse(values.chaired_by);
    const [programme = "", version = "1"] = String(values.programme).split(":");
    if (!service || !chair) return refuse({ code: "chair-needed" });
    const set = await setSelectionRule(tx, {
      service_id: service.id,
      chaired_by: chair,
      agencies: values.agencies.flatMap((one) => AgencyId.parse(one) ?? []),
      places: values.places,
      programme,
      programme_version: Number(version),
      source: values.source,
      check_by: values.check_by,
    });
    return set
      ? accept({ to: "/selection", done: "Set. It holds from now on." })
      : refuse({ code: "not-there" });
  },
  say: saySelection,
});

/** The clinic's list of selections, and how they go. */
export const clinicSelectionRoutes: readonly Route[] = [listPage, ruleAct];
