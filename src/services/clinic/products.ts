/** A mass in whole micrograms: the only unit that is kept. Millilitres are worked out from the product's strength and shown beside it. */
export type Micrograms = number;

export type ClinicForm = "powder-ampoule" | "powder-vial" | "solution" | "oral-solution";

/** A controlled drug as it stands in the cupboard: one drug, salt, form and strength, which has one page of the register. */
export type ClinicProduct = {
  readonly code: string;
  /** Class of drug, which stands at the head of each page of the register. */
  readonly drugClass: string;
  readonly substance: string;
  /** The salt in which its strength is stated. Base and salt are never mixed, and nothing turns one into the other. */
  readonly salt: string;
  readonly form: ClinicForm;
  readonly formWords: string;
  readonly strength: { readonly micrograms: Micrograms; readonly per: "unit" | "ml" };
  readonly schedule: 2;
  readonly source: string;
  /** How sure the source is, as the reference of the domain marks it. */
  readonly mark: "L" | "M" | "P";
};

const AMPOULES = "ampoule strengths of a UK patient leaflet (S33)";
const VIAL =
  "the 10 g vial of the German licence (S6): 10,000 mg of the hydrochloride monohydrate, made up to 100 mg/ml";
const SWISS_VIAL =
  "the 5 g vial of the Swiss label (S24, S34), of the hydrochloride monohydrate, made up to 100 mg/ml";

const diamorphine = {
  drugClass: "Diamorphine, its salts and preparations",
  substance: "Diamorphine",
  salt: "hydrochloride",
  schedule: 2,
} as const;

const ampoule = (mg: number): ClinicProduct => ({
  ...diamorphine,
  code: `diamorphine-ampoule-${mg}`,
  form: "powder-ampoule",
  formWords: "powder for injection, ampoules",
  strength: { micrograms: mg * 1000, per: "unit" },
  source: AMPOULES,
  mark: "L",
});

/** Of the vials, and of what is made up from them. A milligram of it is less of the base than a milligram of the salt in the ampoules. */
const monohydrate = { salt: "hydrochloride monohydrate" } as const;

const vial = (grams: number, source: string): ClinicProduct => ({
  ...diamorphine,
  ...monohydrate,
  code: `diamorphine-vial-${grams}g`,
  form: "powder-vial",
  formWords: "powder for injection, vials",
  strength: { micrograms: grams * 1_000_000, per: "unit" },
  source,
  mark: "L",
});

/** Whether it is injected, or made up to be; the rest is taken by mouth. */
export const isInjected = ({ form }: Pick<ClinicProduct, "form">): boolean => form !== "oral-solution";

/** Every controlled drug that a clinic keeps, by its code. Another is a line. Naloxone is none. */
export const CLINIC_PRODUCTS: ReadonlyMap<string, ClinicProduct> = new Map(
  [
    ...[5, 10, 30, 100, 250, 500].map(ampoule),
    vial(5, SWISS_VIAL),
    vial(10, VIAL),
    {
      ...diamorphine,
      ...monohydrate,
      code: "diamorphine-solution-100",
      form: "solution",
      formWords: "solution for injection, made up here",
      strength: { micrograms: 100_000, per: "ml" },
      source: VIAL,
      mark: "L",
    } satisfies ClinicProduct,
    {
      code: "methadone-oral-1",
      drugClass: "Methadone, its salts and preparations",
      substance: "Methadone",
      salt: "hydrochloride",
      form: "oral-solution",
      formWords: "oral solution",
      strength: { micrograms: 1000, per: "ml" },
      schedule: 2,
      source: "NHS dm+d, as the products of the services by mouth",
      mark: "L",
    } satisfies ClinicProduct,
  ].map((product): [string, ClinicProduct] => [product.code, product]),
);

/** When the list is to be looked at again. */
export const CLINIC_PRODUCTS_CHECK_BY = "2027-04-01";
