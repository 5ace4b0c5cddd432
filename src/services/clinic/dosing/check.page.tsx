import { Button } from "nhsuk-react-components";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { FormFields, text } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { CLINIC_PRODUCTS } from "../products.ts";
import { mg } from "./amount-rules.ts";
import * as doses from "./dose-store.ts";
import { milligrams, millilitres } from "./fields.ts";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { PreparationId } from "./visit.ts";
import { loadVisit } from "./visit-data.ts";
import { preparationById } from "./visit-store.ts";
import { visitShown } from "./visit-view.tsx";

/** What it is, without the strength that the second of two reads off the label. */
export function substanceOf(code: string): string {
  const product = CLINIC_PRODUCTS.get(code);
  return product ? `${product.substance} ${product.salt}, ${product.formWords}` : code;
}

/** The second of two enters, unseen, what is in the syringe and what is printed on the label. */
export const checkPage: Route = act({
  path: "/dosing/check/:preparation",
  device: () => "clock-must-agree",
  allow: "dose:check",
  fresh: true,
  params: z.object({ preparation: PreparationId.schema }),
  load: async (tx, ask) => {
    const found = await preparationById(tx, ask.params.preparation);
    const data = found && (await loadVisit(tx, found.visit, ask.now));
    return found && data?.ok
      ? accept({ ...data.value, it: found.prepared })
      : refuse({ code: "not-there" as const });
  },
  form: ({ it }) => ({
    mg: milligrams("Milligrams in the syringe", "Enter the milligrams that you read"),
    ml: millilitres("Millilitres in the syringe", "Enter the millilitres that you read"),
    strength: milligrams(
      it.units > 0
        ? "Strength on the label: milligrams in one ampoule"
        : "Strength on the label: milligrams in one millilitre",
      "Enter the strength that is printed on the label",
    ),
    lot: text("Lot on the label", "Enter the lot that is printed on the label", { longest: 60 }),
  }),
  view: (data, { form, typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Check the dose",
      errors,
      <PostForm className="narrow">
        <p>
          {substanceOf(data.it.product)}, made up to {mg(data.it.microgramsPerMillilitre)} in a millilitre by{" "}
          {data.it.by}.
        </p>
        <p>{data.visit.assessments.at(-1)?.sentence}</p>
        <p>
          Look at the person, the order, the label and the syringe. Enter what you read yourself: what was
          prepared, from which strength and lot, is not shown here.
        </p>
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>Checked: sign</Button>
      </PostForm>,
    ),
  perform: async (tx, _ask, typed, { it, visit, session }): Promise<Result<Moved, DosingRefusal>> => {
    const done = await doses.check(tx, visit.person, it.id, {
      ug: typed.mg,
      microlitres: typed.ml,
      strength: typed.strength,
      lot: typed.lot,
    });
    if (!done.ok) return done;
    // What did not agree stays written down, so it is no refusal: a refusal would undo it.
    return done.value === "mismatch"
      ? accept({ to: `/dosing/visits/${visit.id}`, done: sayDosing({ code: "mismatch" }) })
      : accept({ to: `/dosing/${session.id}`, done: `Signed: ${mg(it.dose)}. It can be handed over.` });
  },
  say: sayDosing,
});
