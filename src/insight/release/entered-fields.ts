import { optionalText, pick } from "../../web/form.tsx";

/** All services, whatever their kind. */
export const EVERY = "every";

/** Whose entries a table is of: services by their kind, and from when to when. */
export const enteredFields = (offered: readonly { readonly kind: string; readonly kindName: string }[]) => ({
  services: pick(
    "Services",
    [
      { value: EVERY, label: "Every service" },
      ...[...new Map(offered.map((one) => [one.kind, one.kindName]))].map(([value, label]) => ({
        value,
        label,
      })),
    ],
    "Choose the services",
  ),
  from: optionalText("Entered from", {
    hint: "Like 1/4/2025. Both left empty: the year that ended with the last month",
  }),
  to: optionalText("Entered to", { hint: "Like 31/3/2026" }),
});
