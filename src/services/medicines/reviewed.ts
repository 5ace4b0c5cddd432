import { PRODUCT_SOURCE } from "./products.ts";
import { PROTOCOLS } from "./protocols.ts";
import { WORDINGS_SOURCE } from "./wordings.ts";

/** What of medicines somebody is to look at again, and by when. */
export const MEDICINES_REVIEWED: readonly { readonly name: string; readonly checkBy: string }[] = [
  ...PROTOCOLS.map(({ name, version, checkBy }) => ({
    name: `the protocol ${name}, version ${version}`,
    checkBy,
  })),
  { name: "the Home Office wordings", checkBy: WORDINGS_SOURCE.checkBy },
  { name: "the products and their codes", checkBy: PRODUCT_SOURCE.checkBy },
];
