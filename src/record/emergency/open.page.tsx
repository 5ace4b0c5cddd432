import { BodyText, Button, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import {
  type Form,
  type FormErrors,
  FormFields,
  longText,
  optionalDay,
  optionalText,
  type Typed,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { sayIdentifier } from "../person/identifier-messages.ts";
import { parseNhsNumber } from "../person/identifiers.ts";
import { identitiesOf } from "../person/store-identity.ts";
import { isCare } from "../sharing/agency-kinds.ts";
import { aboutPerson, loadWhose } from "../sharing/whose-page.ts";
import { sayEmergency, WHO_WILL_KNOW } from "./messages.ts";
import { closeEmergency, type Described, type EmergencyRefusal, openDescribed, openKnown } from "./store.ts";

const reason = longText("What is happening?", "Say what is happening: at least ten characters", {
  hint: "For example: unconscious in our department, has taken something, we need to know what is prescribed",
});

type Unclear =
  | EmergencyRefusal
  | { readonly code: "short-reason" }
  | { readonly code: "not-described" }
  | { readonly code: "not-a-number"; readonly words: string };

function say(refusal: Unclear): { field: string; words: string } {
  switch (refusal.code) {
    case "short-reason":
      return { field: "reason", words: "Say what is happening, in at least ten characters" };
    case "not-described":
      return { field: "nhs", words: "Enter the NHS number, or both names and the date of birth" };
    case "not-a-number":
      return { field: "nhs", words: refusal.words };
    default:
      return { field: "nhs", words: sayEmergency(refusal) };
  }
}

const SHORTEST_REASON = 10;

function Warning(): ReactElement {
  return (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">Only when someone is in danger</WarningCallout.Heading>
      <p>
        This opens one record to you alone, for an hour, whatever consent says. You can read and not write.{" "}
        {WHO_WILL_KNOW}
      </p>
    </WarningCallout>
  );
}

/** The form of either page: what it opens, who will know, what is asked. */
function Opening(asked: { form: Form; typed: Typed; errors: FormErrors }): ReactElement {
  return (
    <div className="narrow">
      <Title errors={asked.errors}>Emergency access</Title>
      <Warning />
      <PostForm>
        <FormFields {...asked} />
        <Button type="submit" warning>
          Open the record
        </Button>
      </PostForm>
    </div>
  );
}

/** Opening the record of somebody whom one's agency does not know, by describing them exactly. */
const openDescribedPage = act({
  path: "/emergency",
  allow: "emergency:open",
  fresh: true,
  load: async (tx) =>
    isCare(tx.asking.agency_kind) ? accept(undefined) : refuse({ code: "not-there" as const }),
  form: () => ({
    nhs: optionalText("NHS number", { longest: 20 }),
    familyName: optionalText("Family name", {
      hint: "If you have no NHS number. As it is written, in full",
      longest: 100,
    }),
    givenName: optionalText("Given name", { longest: 100 }),
    bornOn: optionalDay("Date of birth", { hint: "For example, 27 3 1985" }),
    reason,
  }),
  view: (_nothing, { form, typed, errors }) => ({
    title: "Emergency access",
    body: <Opening form={form} typed={typed} errors={errors} />,
  }),
  perform: async (tx, _ask, values): Promise<Result<Moved, Unclear>> => {
    if (values.reason.length < SHORTEST_REASON) return refuse({ code: "short-reason" as const });
    const who = described(values);
    if (!who.ok) return who;
    const opened = await openDescribed(tx, who.value, values.reason);
    if (!opened.ok) return opened;
    return accept({ to: `/people/${opened.value}`, done: "Opened to you for an hour." });
  },
  say,
});

type Values = {
  readonly nhs: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly bornOn: Temporal.PlainDate | undefined;
};

function described({ nhs, familyName, givenName, bornOn }: Values) {
  if (nhs) {
    const read = parseNhsNumber(nhs);
    if (!read.ok) return refuse({ code: "not-a-number" as const, words: sayIdentifier(read.refusal) });
    return accept<Described>({ nhs: read.value });
  }
  if (!familyName || !givenName || !bornOn) return refuse({ code: "not-described" as const });
  return accept<Described>({ familyName, givenName, bornOn });
}

/** Opening the whole record of somebody of whom one's agency sees a part. */
const openKnownPage = act({
  path: "/people/:person/emergency",
  allow: "emergency:open",
  fresh: true,
  params: z.object({ person: PersonId.schema }),
  load: async (tx, { params, now }) => {
    const whose = isCare(tx.asking.agency_kind) ? await loadWhose(tx, params.person, now) : undefined;
    if (!whose) return refuse({ code: "not-there" as const });
    tx.log({ what: "read", about: "identity", people: [params.person] });
    return accept(whose);
  },
  form: () => ({ reason }),
  view: (whose, { form, typed, errors }) =>
    aboutPerson(whose, "", {
      title: "Emergency access",
      body: <Opening form={form} typed={typed} errors={errors} />,
    }),
  perform: async (tx, _ask, values, whose): Promise<Result<Moved, Unclear>> => {
    if (values.reason.length < SHORTEST_REASON) return refuse({ code: "short-reason" as const });
    const opened = await openKnown(tx, whose.id, values.reason);
    if (!opened.ok) return opened;
    return accept({ to: `/people/${whose.id}`, done: "Opened to you for an hour." });
  },
  say: (refusal) => ({ ...say(refusal), field: "reason" }),
});

/** Closing it as soon as it is needed no more. */
const closePage = act({
  path: "/people/:person/emergency/close",
  allow: "emergency:open",
  params: z.object({ person: PersonId.schema }),
  load: async (tx, { params }) => {
    const [identity] = await identitiesOf(tx, [params.person]);
    if (identity?.emergencyUntil) return accept(params.person);
    return refuse({ code: "elsewhere" as const, to: "/", done: "It is closed already." });
  },
  form: () => ({}),
  view: (_person, { errors }) => ({
    title: "Close the emergency",
    body: (
      <div className="narrow">
        <Title errors={errors}>Close the emergency</Title>
        <BodyText>The record is closed to you as soon as you press this, before its hour is over.</BodyText>
        <PostForm>
          <Button type="submit">Close the record</Button>
        </PostForm>
      </div>
    ),
  }),
  perform: async (tx, _ask, _values, person) => {
    await closeEmergency(tx, person);
    return accept({ to: "/", done: "Closed. Thank you." });
  },
  say: () => "It is closed already.",
});

/** Opening a record in an emergency, and closing it. */
export const openingRoutes: readonly Route[] = [openDescribedPage, openKnownPage, closePage];
