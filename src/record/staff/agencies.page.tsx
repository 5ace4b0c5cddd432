import { BackLink, BodyText, Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Form, type FormErrors, FormFields, pick, type Typed, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route, type Shown } from "../../web/page.ts";
import { moved } from "./administration.ts";
import { sayAdministration } from "./administration-messages.ts";
import {
  type AgencyLine,
  addAgency,
  addService,
  addTeam,
  allAgencies,
  allWorkers,
  type DutyTeam,
  everyService,
  everyTeam,
  namesForForms,
  type Offered,
  setTeamLead,
} from "./administration-store.ts";

const allow = "staff:manage";
const HOME = "/staff/agencies";
type Everything = {
  readonly agencies: readonly AgencyLine[];
  readonly services: readonly Offered[];
  readonly teams: readonly DutyTeam[];
};

const agenciesPage = page({
  path: HOME,
  allow,
  load: async (tx) =>
    accept<Everything>({
      agencies: await allAgencies(tx),
      services: await everyService(tx),
      teams: await everyTeam(tx),
    }),
  view: (all) => ({ title: "Agencies, services and teams", body: <Everyone all={all} /> }),
});

function Everyone({ all }: { all: Everything }): ReactNode {
  const { agencies, services, teams } = all;
  return (
    <>
      <BackLink href="/staff">Staff</BackLink>
      <Title>Agencies, services and teams</Title>
      <div className="staff-acts no-print">
        <Button as="a" href={`${HOME}/add`} small>
          Add an agency
        </Button>
        <Button as="a" href={`${HOME}/service`} secondary small>
          Add a service
        </Button>
        <Button as="a" href={`${HOME}/team`} secondary small>
          Add a duty team
        </Button>
      </div>
      <p className="nhsuk-hint">
        {agencies.length} {agencies.length === 1 ? "agency" : "agencies"}, by name. A handover or task always
        belongs to a duty team, and what waits too long goes to its lead.
      </p>
      {agencies.map((agency) => (
        <section key={agency.id} className="staff-agency">
          <h2 className="nhsuk-heading-s">
            {agency.name} <span className="staff-table__quiet">{agency.kind_name}</span>
          </h2>
          <ul className="staff-lines">
            {services
              .filter((one) => one.agency_id === agency.id)
              .map((one) => (
                <li key={one.id}>
                  <span>
                    {one.name}
                    <span className="staff-table__quiet">{one.kind_name}</span>
                  </span>
                  <span>
                    <Teams teams={teams.filter((team) => team.service_id === one.id)} />
                  </span>
                </li>
              ))}
          </ul>
          {services.some((one) => one.agency_id === agency.id) ? null : (
            <p>No service yet. One appears here when you add it.</p>
          )}
        </section>
      ))}
    </>
  );
}

const Teams = ({ teams }: { teams: readonly DutyTeam[] }): ReactNode =>
  teams.length === 0
    ? "No duty team yet"
    : teams.map((team) => (
        <span key={team.id} className="staff-team">
          {team.name}, led by {team.lead_name}
          {team.lead_there ? "" : " (not at work today)"}{" "}
          <a href={`${HOME}/team/${team.id}`}>
            Change lead<span className="nhsuk-u-visually-hidden"> of {team.name}</span>
          </a>
        </span>
      ));

function actPage(
  title: string,
  drawn: { form: Form; typed: Typed; errors: FormErrors },
  button: string,
  follows: string,
): Shown {
  return {
    title,
    body: (
      <>
        <BackLink href={HOME}>Agencies, services and teams</BackLink>
        <Title errors={drawn.errors}>{title}</Title>
        <BodyText>{follows}</BodyText>
        <PostForm className="narrow">
          <FormFields form={drawn.form} typed={drawn.typed} errors={drawn.errors} />
          <Button>{button}</Button>
        </PostForm>
      </>
    ),
  };
}

const CODE = /^[a-z][a-z0-9-]{1,40}$/;
const code = {
  ...text("Short code", "Enter a short code", {
    hint: "Used in files and on the command line, like wayside-outreach",
  }),
  read: (typed: string | readonly string[] | undefined): { value: string } | { error: string } => {
    const value = (typeof typed === "string" ? typed : "").trim();
    if (value === "") return { error: "Enter a short code" };
    return CODE.test(value)
      ? { value }
      : { error: "Use 2 to 41 small letters, digits and hyphens, a letter first" };
  },
};
const named = (all: readonly { readonly code: string; readonly name: string }[]) =>
  all.map((one) => ({ value: one.code, label: one.name }));

const agencyAct = act({
  path: `${HOME}/add`,
  allow,
  load: async (tx) => accept((await namesForForms(tx)).agencyKinds),
  form: (kinds) => ({
    name: text("Name", "Enter the agency's name"),
    code,
    kind: pick("Kind", named(kinds), "Choose what kind of agency it is", {
      hint: "The kind decides what may be shared with it.",
    }),
  }),
  view: (_kinds, drawn) =>
    actPage(
      "Add an agency",
      drawn,
      "Add agency",
      "An organisation that takes part. Its services and workers come next.",
    ),
  perform: async (tx, _ask, values) =>
    moved(
      tx,
      await addAgency(tx, values.code, values.name, values.kind),
      "agency added",
      HOME,
      `${values.name} is added. Add its services next.`,
    ),
  say: sayAdministration,
});

const serviceAct = act({
  path: `${HOME}/service`,
  allow,
  load: async (tx) =>
    accept({ agencies: await allAgencies(tx), kinds: (await namesForForms(tx)).serviceKinds }),
  form: ({ agencies, kinds }) => ({
    agency: pick(
      "Agency",
      agencies.map((one) => ({ value: one.id, label: one.name })),
      "Choose the agency that runs it",
    ),
    name: text("Name", "Enter the service's name"),
    code,
    kind: pick("Kind of service", named(kinds), "Choose what kind of service it is", {
      hint: "The kind brings its stages, endings and measures.",
    }),
  }),
  view: (_data, drawn) =>
    actPage(
      "Add a service",
      drawn,
      "Add service",
      "One agency's offer of one kind of service. It takes handovers once it has a duty team.",
    ),
  perform: async (tx, _ask, values) =>
    moved(
      tx,
      await addService(tx, values.code, values.name, values.agency, values.kind),
      "service added",
      HOME,
      `${values.name} is added. Add its duty team next.`,
    ),
  say: sayAdministration,
});

const leadsOf = (workers: Awaited<ReturnType<typeof allWorkers>>) =>
  workers
    .filter((one) => !["left", "disabled", "no-post"].includes(one.state))
    .map((one) => ({ value: one.staff_id, label: `${one.name}, ${one.agency_name}` }));

const teamAct = act({
  path: `${HOME}/team`,
  allow,
  load: async (tx) => accept({ services: await everyService(tx), workers: await allWorkers(tx) }),
  form: ({ services, workers }) => ({
    service: pick(
      "Service",
      services.map((one) => ({ value: one.id, label: one.name })),
      "Choose the service it works for",
    ),
    name: text("Name", "Enter the team's name"),
    lead: pick("Lead", leadsOf(workers), "Choose who leads it", {
      hint: "What waits too long goes to the lead. They must work for the service's agency.",
    }),
  }),
  view: (_data, drawn) =>
    actPage(
      "Add a duty team",
      drawn,
      "Add team",
      "A team that handovers and tasks belong to. Add a worker first, if nobody works there yet.",
    ),
  perform: async (tx, _ask, values) =>
    moved(
      tx,
      await addTeam(tx, values.service, values.name, values.lead),
      "team added",
      HOME,
      `${values.name} is added.`,
    ),
  say: sayAdministration,
});

const leadAct = act({
  path: `${HOME}/team/:team`,
  allow,
  params: z.object({ team: z.uuid() }),
  load: async (
    tx,
    { params },
  ): Promise<Result<{ team: DutyTeam; workers: Awaited<ReturnType<typeof allWorkers>> }, NotThere>> => {
    const team = (await everyTeam(tx)).find((one) => one.id === params.team);
    if (!team) return refuse({ code: "not-there" });
    return accept({
      team,
      workers: (await allWorkers(tx)).filter((one) => one.agency_id === team.agency_id),
    });
  },
  form: ({ workers }) => ({ lead: pick("Lead", leadsOf(workers), "Choose who leads it") }),
  view: ({ team }, drawn) =>
    actPage(
      `Change the lead of ${team.name}`,
      drawn,
      "Change lead",
      `${team.lead_name} leads it now. What waits too long goes to the new lead from now.`,
    ),
  perform: async (tx, _ask, { lead }, { team }) =>
    moved(
      tx,
      await setTeamLead(tx, team.id, lead),
      "team lead changed",
      HOME,
      `${team.name} has a new lead.`,
    ),
  say: sayAdministration,
});

/** Agencies, services and duty teams, and adding to them. */
export const agencyRoutes: readonly Route[] = [agenciesPage, agencyAct, serviceAct, teamAct, leadAct];
