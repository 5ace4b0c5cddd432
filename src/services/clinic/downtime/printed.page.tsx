import { Button } from "nhsuk-react-components";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { FormFields, longText } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { ownPremises } from "../dosing/session-store.ts";
import { PremisesId } from "../register/index.ts";
import { type DowntimeRefusal, sayDowntime } from "./messages.ts";
import { sayOfPrint } from "./store.ts";

/** Only a hand that holds it knows that a pack was printed: a program hands pages over and learns no more of them. */
const inHand: Route = {
  path: "/dosing/downtime/in-hand/:premises",
  allow: "dose:account",
  post: async (tx, ask) => {
    const premises = PremisesId.parse(ask.params.premises ?? "");
    const done = premises && (await sayOfPrint(tx, premises, "in-hand"));
    return done?.ok
      ? accept({ to: "/dosing", done: "Noted: the pack is in your hand." })
      : refuse({ code: "not-there" });
  },
};

const printerOut = act({
  path: "/dosing/downtime/printer/:premises",
  allow: "dose:account",
  params: z.object({ premises: PremisesId.schema }),
  load: async (tx, { params }) => {
    const place = (await ownPremises(tx)).find(({ id }) => id === params.premises);
    return place ? accept(place) : refuse({ code: "not-there" as const });
  },
  form: () => ({
    words: longText("How is there paper all the same?", "Say how there is paper all the same", {
      hint: "Printed elsewhere and fetched, today\u2019s list written out by hand, blank forms from the box",
      longest: 400,
    }),
  }),
  view: ({ name }, { form, typed, errors }) => ({
    title: "The printer is out",
    body: (
      <>
        <a className="nhsuk-back-link" href="/dosing/downtime">
          Downtime
        </a>
        <Title caption={name} errors={errors}>
          The printer is out
        </Title>
        <p>It stands on every board of today until a pack is printed and somebody has it in their hand.</p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Note it</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params: { premises } }, { words }): Promise<Result<Moved, DowntimeRefusal>> => {
    const done = await sayOfPrint(tx, premises, "printer-out", words);
    return done.ok ? accept({ to: "/dosing", done: "Noted: the printer is out." }) : done;
  },
  say: sayDowntime,
});

/** What somebody says of the paper itself. */
export const printedRoutes: readonly Route[] = [inHand, printerOut];
