import { PAPER } from "./downtime/forms-rules.ts";
import { CLINIC_PRODUCTS_CHECK_BY } from "./products.ts";
import { SHIPPED } from "./protocol/shipped.ts";
import { SELECTION_REVIEWED } from "./selection/programmes.ts";

/** What of the clinic somebody is to look at again, and by when. */
export const CLINIC_REVIEWED: readonly { readonly name: string; readonly checkBy: string }[] = [
  { name: "the clinic's products", checkBy: CLINIC_PRODUCTS_CHECK_BY },
  ...SHIPPED.map(({ code, version, checkBy }) => ({
    name: `the clinic protocol ${code}, version ${version}`,
    checkBy,
  })),
  { name: "the paper of a downtime pack", checkBy: PAPER.checkBy },
  ...SELECTION_REVIEWED,
];
