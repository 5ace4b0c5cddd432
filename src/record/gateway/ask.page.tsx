import { BodyText, Button, InsetText } from "nhsuk-react-components";
import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, refuse } from "../../kernel/result.ts";
import { fromLondon } from "../../kernel/time.ts";
import { capital } from "../../kernel/words.ts";
import { boxes, choose, day, FormFields, longText, pick, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Route } from "../../web/page.ts";
import { loadSharing } from "../sharing/load-sharing.ts";
import { sayCategory, sayMeaning } from "../sharing/messages.ts";
import { aboutPerson } from "../sharing/whose-page.ts";
import { GROUNDS } from "./grounds.ts";
import { sayGateway } from "./messages.ts";
import { agenciesToShareWith, askGateway, endGateway, gatewaysOf } from "./store.ts";

/** What may be shared so. The supervised-use room's own never is. */
const CATEGORIES = ["contact", "health", "medication", "offending", "housing", "social", "safeguarding"];

const PARAMS = z.object({ person: PersonId.schema });

const askPage = act({
  path: "/people/:person/consents/without/ask",
  allow: "consent:record",
  params: PARAMS,
  load: async (tx, { params, now }) => {
    const sharing = await loadSharing(tx, params.person, now);
    if (!sharing.ok) return sharing;
    if (!sharing.value.care) return refuse({ code: "not-there" as const });
    return accept({ whose: sharing.value.whose, agencies: await agenciesToShareWith(tx) });
  },
  form: ({ agencies }) => ({
    agency: pick(
      "With which agency?",
      agencies.map((one) => ({ value: one.agency_id, label: one.name })),
      "Choose an agency",
    ),
    categories: boxes(
      "Which parts of the record?",
      CATEGORIES.map((code) => ({ value: code, label: capital(sayCategory(code)), hint: sayMeaning(code) })),
      {
        hint: "As few as will do. Who the person is goes with any part.",
        missing: "Choose at least one part",
      },
    ),
    ground: choose(
      "On which ground?",
      GROUNDS.map(({ code, name, law }) => ({ value: code, label: name, hint: law })),
      "Choose a ground",
    ),
    reason: longText("Why is it needed, and why would no less do?", "Say why it is needed", {
      hint: "Name the order, or the risk and to whom; whether you asked the person, and if not why not",
      longest: 2000,
    }),
    lastDay: day("Last day it is shared", "Enter the last day"),
  }),
  view: ({ whose }, { form, typed, errors }) =>
    aboutPerson(whose, "consents", {
      title: "Share without consent",
      body: (
        <>
          <Title errors={errors}>Share without consent</Title>
          <InsetText>
            <p>
              Ask the person first, unless that would put somebody in danger. Nothing is shared until the
              information governance lead has answered. The person reads of it, unless the lead decides that
              telling them would put somebody in danger.
            </p>
          </InsetText>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Ask for approval</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, _ask, values, { whose }) => {
    const until = fromLondon(values.lastDay.add({ days: 1 }).toPlainDateTime());
    const done = await askGateway(tx, whose.id, { ...values, until });
    return done.ok
      ? accept({ to: `/people/${whose.id}/consents`, done: "Asked. Nothing is shared until it is approved." })
      : done;
  },
  say: (refusal) => {
    const fields = {
      "never-to-enforcement": "categories",
      "has-passed": "lastDay",
      "too-long": "lastDay",
    } as const;
    return { field: fields[refusal.code as keyof typeof fields] ?? "agency", words: sayGateway(refusal) };
  },
});

const endPage = act({
  path: "/people/:person/consents/without/:gateway/end",
  allow: "consent:record",
  params: PARAMS.extend({ gateway: z.uuid() }),
  load: async (tx, { params, now }) => {
    const sharing = await loadSharing(tx, params.person, now);
    if (!sharing.ok) return sharing;
    const one = (await gatewaysOf(tx, params.person)).find((each) => each.id === params.gateway);
    if (one?.state !== "approved") return refuse({ code: "not-there" as const });
    return accept({ whose: sharing.value.whose, one });
  },
  form: () => ({ reason: text("Why?", "Say why it ends", { longest: 500 }) }),
  view: ({ whose, one }, { form, typed, errors }) =>
    aboutPerson(whose, "consents", {
      title: "End sharing",
      body: (
        <>
          <Title errors={errors}>End sharing with {one.to_agency}</Title>
          <BodyText>
            They lose sight of it the moment this is saved. What they read before stays known to them.
          </BodyText>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">End sharing</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, _ask, { reason }, { whose, one }) => {
    const done = await endGateway(tx, whose.id, one.id, reason);
    return done.ok
      ? accept({ to: `/people/${whose.id}/consents`, done: "Ended. They no longer see it." })
      : done;
  },
  say: sayGateway,
});

/** Asking that parts of a record be shared without consent, and ending it. */
export const gatewayRoutes: readonly Route[] = [askPage, endPage];
