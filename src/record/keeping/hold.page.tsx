import { BodyText, Button } from "nhsuk-react-components";
import { z } from "zod";
import { accept, refuse } from "../../kernel/result.ts";
import { day, FormFields, longText, pick, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Route } from "../../web/page.ts";
import { sayKeeping } from "./messages.ts";
import { agenciesToChoose, endHold, holds, type KeepingRefusal, partOf, placeHold } from "./store.ts";

/** The questions of every hold. */
export const HOLD_FORM = {
  reason: longText("Which proceedings, inquiry or claim?", "Say why it is held", { longest: 1000 }),
  review: day(
    "When is it asked about again?",
    "Enter the day on which somebody asks whether it is still needed",
    {
      hint: "The hold does not end by itself",
    },
  ),
};

/** Why a hold was not placed, at the question it is about. */
export const sayHold = (refusal: KeepingRefusal) => ({
  field: refusal.code === "has-passed" ? "review" : "reason",
  words: sayKeeping(refusal),
});

const newPage = act({
  path: "/keeping/holds/new",
  allow: "keeping:decide",
  load: async (tx) => accept({ agencies: await agenciesToChoose(tx) }),
  form: ({ agencies }) => ({
    agency: pick(
      "Over whose records?",
      [
        { value: "all", label: "Every agency's" },
        ...agencies.map(({ id, name }) => ({ value: id, label: name })),
      ],
      "Choose an agency, or every one",
      { hint: "A hold over one person's record is placed from that record, or from where it is due" },
    ),
    ...HOLD_FORM,
  }),
  view: (_loaded, { form, typed, errors }) => ({
    title: "Place a hold",
    body: (
      <>
        <Title errors={errors}>Place a hold</Title>
        <BodyText>While it stands nothing it is over is disposed of or erased, whoever decides it.</BodyText>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">Place the hold</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, { agency, reason, review }) => {
    const wanted = { person: undefined, agency: agency === "all" ? undefined : agency, reason, review };
    const done = await placeHold(tx, wanted);
    return done.ok ? accept({ to: "/keeping", done: "The hold stands." }) : done;
  },
  say: sayHold,
});

const partPage = act({
  path: "/keeping/parts/:part/hold",
  allow: "keeping:decide",
  params: z.object({ part: z.uuid() }),
  load: async (tx, { params }) => {
    const part = await partOf(tx, params.part);
    if (part?.state !== "waiting") return refuse({ code: "not-there" as const });
    tx.log({
      what: "read",
      about: "what is due to be disposed of",
      people: [part.person_id],
      basis: "governance",
    });
    return accept(part);
  },
  form: () => HOLD_FORM,
  view: (part, { form, typed, errors }) => ({
    title: "Place a hold",
    body: (
      <>
        <Title errors={errors} caption={`Record …${part.person_id.slice(-6)}, ${part.agency}`}>
          Place a hold
        </Title>
        <BodyText>It stays when the rest is disposed of, until somebody else ends the hold.</BodyText>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">Place the hold</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, wanted, part) => {
    const done = await placeHold(tx, { person: part.person_id, agency: part.agency_id, ...wanted });
    return done.ok ? accept({ to: "/keeping", done: "The hold stands." }) : done;
  },
  say: sayHold,
});

const endPage = act({
  path: "/keeping/holds/:hold/end",
  allow: "keeping:decide",
  fresh: true,
  params: z.object({ hold: z.uuid() }),
  load: async (tx, { params }) => {
    const [hold] = await holds(tx, { id: params.hold });
    return hold && !hold.ended_at ? accept(hold) : refuse({ code: "not-there" as const });
  },
  form: () => ({ reason: text("Why is it no longer needed?", "Say why it ends", { longest: 1000 }) }),
  view: (hold, { form, typed, errors }) => ({
    title: "End a hold",
    body: (
      <>
        <Title errors={errors}>End a hold</Title>
        <BodyText>
          Placed by {hold.placed_by}: {hold.reason}
        </BodyText>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">End the hold</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, { reason }, hold) => {
    const done = await endHold(tx, hold, reason);
    return done.ok ? accept({ to: "/keeping", done: "The hold has ended." }) : done;
  },
  say: (refusal) =>
    refusal.code === "own" ? "You placed this yourself. Somebody else ends it." : sayKeeping(refusal),
});

/** Placing and ending holds over an agency's records, or everybody's. */
export const holdRoutes: readonly Route[] = [newPage, partPage, endPage];
