import { InsetText } from "nhsuk-react-components";
import { ServiceId } from "../../../kernel/id.ts";
import { accept, refuse } from "../../../kernel/result.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { loadSubject } from "../../../record/person/person-shown.tsx";
import { decisionAfter } from "../../../record/sharing/uses.tsx";
import { decideUse, usesOf } from "../../../record/sharing/uses-store.ts";
import { allServices } from "../../../record/staff/teams-store.ts";
import { boxes, choose, longText, pick, type Typed, text } from "../../../web/form.tsx";
import { act, type Route } from "../../../web/page.ts";
import { saySelection } from "./messages.ts";
import { actShown, asksConsent, loadSelected, moved, ofNomination, tabOf } from "./parts.tsx";
import { namePanelAgencies, nominate, selectionRules } from "./store.ts";

/** Nominating somebody: a short form for every agency that has to do with them. */
const nominateAct = act({
  path: "/people/:person/selection/new",
  allow: "work",
  params: personParams,
  load: async (tx, { params }) => {
    const subject = await loadSubject(tx, params.person, "selection for the clinic");
    if (!subject.ok || !subject.value.reader.may.includes("person:read"))
      return refuse({ code: "not-there" as const });
    const clinics = (await allServices(tx)).filter((service) => service.kind === "clinic");
    return accept({ subject: subject.value, clinics });
  },
  form: ({ clinics }) => ({
    service: pick(
      "Which clinic?",
      clinics.map((one) => ({ value: one.id as string, label: `${one.name}, ${one.agency_name}` })),
      "Choose the clinic",
    ),
    why: longText("Why this person?", "Say why this person, in plain words", {
      hint: "In plain words. The clinic reads it. Write nothing that you would not say to the person",
      longest: 2000,
    }),
  }),
  start: ({ clinics }): Typed => (clinics.length === 1 ? { service: clinics[0]?.id ?? "" } : {}),
  view: (data, state, { now }) =>
    actShown(
      data,
      now,
      {
        title: "Nominate for the clinic",
        button: "Nominate",
        intro: (
          <InsetText>
            Nothing of the record is shared by nominating. The clinic speaks with the person first; without
            their consent no panel learns of them. From then on you see whether it was received or closed.
          </InsetText>
        ),
      },
      state,
    ),
  perform: async (tx, { params }, values) => {
    const service = ServiceId.parse(values.service);
    const said = service ? await nominate(tx, params.person, service, values.why) : "not-there";
    return moved(
      said === "nominated" ? "done" : said,
      tabOf(params.person),
      "Nominated. The clinic has it as a task.",
    );
  },
  say: saySelection,
});

/** The person's decision about the panel, with the agencies to which they agree. Through the record's own consent. */
const consentAct = act({
  path: "/people/:person/selection/:nomination/consent",
  allow: "consent:record",
  params: ofNomination,
  load: async (tx, { params }) => {
    const selected = await loadSelected(tx, params, asksConsent);
    if (!selected.ok) return selected;
    const rule = (await selectionRules(tx)).find(
      (one) => one.service_id === selected.value.nomination.service_id,
    );
    return accept({ ...selected.value, rule });
  },
  form: ({ rule }) => ({
    answer: choose(
      "May the panel consider this person?",
      [
        { value: "given", label: "Yes, they agree" },
        { value: "refused", label: "No, they do not agree" },
      ],
      "Choose yes or no",
    ),
    agencies: boxes(
      "To which agencies of the panel do they agree?",
      (rule?.names ?? [])
        .filter((one) => one.id !== rule?.chaired_by)
        .map((one) => ({
          value: one.id as string,
          label: one.name,
          ...(one.enforcement ? { hint: "Reads the summary for everyone, and no health words" } : {}),
        })),
      { hint: "Tick those the person names. Whoever leads the panel always takes part" },
    ),
    evidence: text("How is it evidenced?", "Say how the decision is evidenced", {
      longest: 500,
      hint: "For example, signed form of today",
    }),
  }),
  view: (data, state, { now }) =>
    actShown(
      data,
      now,
      {
        title: "Consent to the panel",
        button: "Record the decision",
        intro: (
          <>
            {data.rule ? null : (
              <InsetText>This clinic has no panel yet. It is set up under Selection.</InsetText>
            )}
            <p>
              Read this to the person: the agencies you name learn that you are considered for the clinic, and
              read what is said for the panel. They do not see your record. You can take it back at any time,
              and they stop seeing you at once.
            </p>
          </>
        ),
      },
      state,
    ),
  perform: async (tx, { params }, values, { rule }) => {
    if (values.answer === "given" && !rule) return refuse({ code: "no-panel" });
    if (values.answer === "given" && values.agencies.length === 0) return refuse({ code: "no-agency" });
    const before = (await usesOf(tx, params.person)).find((one) => one.purpose === "panel-selection");
    await decideUse(
      tx,
      params.person,
      "panel-selection",
      decisionAfter(before, values.answer),
      values.evidence,
    );
    if (values.answer === "refused")
      return accept({
        to: tabOf(params.person),
        done: "Recorded. Nobody on the panel learns of them. Close the nomination if they do not want it.",
      });
    return moved(
      await namePanelAgencies(tx, params.nomination, values.agencies),
      tabOf(params.person),
      "Recorded. Those named see who it is, and what is said for the panel.",
    );
  },
  say: saySelection,
});

/** Nominating, and the person's consent to the panel. */
export const nominateRoutes: readonly Route[] = [nominateAct, consentAct];
