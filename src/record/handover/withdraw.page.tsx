import { Button } from "nhsuk-react-components";
import { z } from "zod";
import { HandoverId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { barOf, loadAbout } from "../episode/about.tsx";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { ownServices } from "../staff/teams-store.ts";
import { type ActRefusal, takeBack } from "./actions.ts";
import { sayAct } from "./answer-shown.tsx";
import { handoverLine, referralById } from "./board-store.ts";

/** The sender takes it back, with a reason; police and probation too, who cannot read the handover itself. */
export const withdrawing = (kinds: ServiceKinds): Route =>
  act({
    path: "/handovers/:handover/withdraw",
    allow: "work",
    params: z.object({ handover: HandoverId.schema }),
    load: async (tx, { params }) => {
      const line = await handoverLine(tx, params.handover);
      const own = (await ownServices(tx)).map((each) => each.id);
      const sent = line ? undefined : await referralById(tx, params.handover);
      const of =
        line && own.includes(line.handover.from.serviceId)
          ? { person: line.handover.personId, to: line.toService, back: `/handovers/${params.handover}` }
          : sent
            ? { person: sent.person_id, to: sent.to_service, back: "/boards/team" }
            : undefined;
      const about = of ? await loadAbout(tx, of.person, "handover") : undefined;
      return of && about ? accept({ ...of, about }) : refuse({ code: "not-there" });
    },
    form: () => ({
      reason: longText("Why do you take it back?", "Enter why you take it back", { longest: 1000 }),
    }),
    view: ({ about, to, back }, { form, typed, errors }, { now }) => ({
      title: "Withdraw this handover",
      bar: barOf(about, now),
      body: (
        <>
          <a className="nhsuk-back-link" href={back}>
            Back
          </a>
          <Title caption={`To ${to}`} errors={errors}>
            Withdraw this handover
          </Title>
          <p>The person stays with your service.</p>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Withdraw handover</Button>
          </PostForm>
        </>
      ),
    }),
    perform: async (tx, { params }, values, { person }): Promise<Result<Moved, ActRefusal>> => {
      const done = await takeBack(tx, { id: params.handover, person }, values.reason);
      return done.ok
        ? accept({ to: `/people/${person}`, done: "Withdrawn. The person stays with your service." })
        : done;
    },
    say: sayAct(kinds),
  });
