import { z } from "zod";

/** What every file of a transfer calls itself, and the version of the schema that this program writes. */
export const FORMAT = "throughcare-transfer";
export const VERSION = 1;

/** A public key as a JSON Web Key (RFC 8037), named by its thumbprint (RFC 7638). */
export const PublicKey = z
  .strictObject({
    kty: z.literal("OKP"),
    crv: z.enum(["X25519", "Ed25519"]),
    x: z.string().regex(/^[\w-]{43}$/),
    kid: z.string().min(20).max(100),
  })
  .describe("A public key on Curve25519: X25519 to seal to, Ed25519 to tell a signature by.");
export type PublicKey = z.infer<typeof PublicKey>;

const Words = (most: number) => z.string().trim().min(1).max(most);
const Address = z
  .string()
  .regex(/^https:\/\/\S{1,400}$/)
  .describe("An address that begins with https://.");

/** One service of a partnership, as others may send to it. */
export const PartnerService = z.strictObject({
  code: Words(100),
  name: Words(200),
  kind: Words(60).describe("Kind of service."),
  agencyKind: Words(60).describe(
    "Kind of agency that runs it: by it a sender's sharing rules say what may go.",
  ),
});
export type PartnerService = z.infer<typeof PartnerService>;

/** What a partnership tells others of itself, so that they can send to it and believe what comes from it. */
export const Card = z.strictObject({
  format: z.literal("throughcare-partnership"),
  version: z.literal(1),
  id: z.uuid(),
  name: Words(200),
  address: Address.optional(),
  seal: PublicKey,
  sign: PublicKey,
  services: z.array(PartnerService).max(500),
});
export type Card = z.infer<typeof Card>;

/** The parts of a bundle, in the order in which they are shown. */
export const SECTIONS = {
  alias: "Other names",
  alert: "Alerts",
  "last-dose": "Last observed dose",
  prescription: "Prescriptions, as history",
  episode: "Stays with services",
  risk: "Risks",
  goal: "Goals of the plan",
  step: "Steps of the plan",
  review: "Reviews of the plan",
  measure: "Measures",
  event: "Events",
  intervention: "Interventions",
  contact: "Contacts",
  letter: "Letters that were sent: to whom and when",
  consent: "Decisions about sharing, as they stood",
} as const;
export type Section = keyof typeof SECTIONS;

export const CATEGORIES = [
  "identity",
  "contact",
  "health",
  "medication",
  "offending",
  "housing",
  "social",
  "safeguarding",
  "supervised-use",
] as const;
export type Category = (typeof CATEGORIES)[number];

/** One thing that is told: what, by which agency, in which role, when, and which category of record it is. */
export const Item = z.strictObject({
  section: z.enum(Object.keys(SECTIONS) as [Section, ...Section[]]),
  id: z.uuid().describe("Number of the row where it was first recorded."),
  origin: z
    .strictObject({ id: z.uuid(), name: Words(200) })
    .describe("The partnership where it was first recorded."),
  source: Words(200).describe("The agency that recorded it."),
  sourceKind: Words(60).describe("The kind of that agency."),
  author: Words(200).optional().describe("The role of who recorded it. Never a name."),
  day: z.iso.date().describe("Of which day it is."),
  at: z.iso.datetime({ offset: true }).optional().describe("Of which moment, where one is known."),
  category: z.enum(CATEGORIES),
  words: Words(20_000).describe("What it says, to be read by people."),
  facts: z
    .record(z.string(), z.unknown())
    .describe("The same for programs, by section: see the documentation."),
});
export type Item = z.infer<typeof Item>;

/** Everything that goes with a person. */
export const Bundle = z.strictObject({
  person: z.strictObject({
    familyName: Words(100),
    givenNames: Words(100),
    knownAs: z.string().max(100),
    bornOn: z.iso.date(),
    sex: z.enum(["female", "male", "indeterminate", "not-known"]),
  }),
  numbers: z
    .array(z.strictObject({ scheme: z.enum(["nhs", "pnc", "prison", "cro"]), value: Words(40) }))
    .max(50),
  service: z.strictObject({ code: Words(100), name: Words(200) }).describe("The receiving service."),
  sender: z.strictObject({ agency: Words(200), service: Words(200) }),
  basis: z.enum(["consent", "court-order", "serious-harm", "safeguarding"]),
  evidence: Words(2000).describe("How the person consented, or why the ground in law holds."),
  words: Words(4000).describe("What the receiver needs to know first."),
  dueAt: z.iso.datetime({ offset: true }).describe("By when the sender waits for word that they arrived."),
  limited: z
    .boolean()
    .describe("Whether the person limited by name who may read their record at the sender's."),
  categories: z
    .array(z.enum(CATEGORIES))
    .describe("Which categories this bundle may hold. Of others it says nothing."),
  items: z.array(Item).max(20_000),
});
export type Bundle = z.infer<typeof Bundle>;

/** The receiver's word. */
export const Receipt = z.strictObject({
  what: z.enum(["received", "taken-in", "arrived", "refused", "deleted"]),
  at: z.iso.datetime({ offset: true }),
  words: z.string().max(2000),
});
export type Receipt = z.infer<typeof Receipt>;

/** The sender's notice that a transfer ended: taken back, or sent by mistake and to be deleted. */
export const Notice = z.strictObject({
  what: z.enum(["withdrawn", "mistaken"]),
  at: z.iso.datetime({ offset: true }),
  words: z.string().max(2000),
});
export type Notice = z.infer<typeof Notice>;

const common = {
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  transfer: z.uuid().describe("Number of the transfer, the same in every message about it."),
  from: z.strictObject({ id: z.uuid(), name: Words(200) }),
  to: z.uuid().describe("The partnership it is for."),
  madeAt: z.iso.datetime({ offset: true }),
};

/** What a sealed file holds once it is opened and its signature was told. */
export const Message = z.discriminatedUnion("type", [
  z.strictObject({
    ...common,
    type: z.literal("bundle"),
    expiresAt: z.iso.datetime({ offset: true }).describe("Until when it may be taken in."),
    body: Bundle,
  }),
  z.strictObject({ ...common, type: z.literal("receipt"), body: Receipt }),
  z.strictObject({ ...common, type: z.literal("notice"), body: Notice }),
]);
export type Message = z.infer<typeof Message>;

/** The file as it travels: a JSON Web Encryption (RFC 7516) round a JSON Web Signature (RFC 7515) round a message. */
export const Envelope = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  to: z.uuid(),
  sealed: z.strictObject({
    protected: z.string(),
    encrypted_key: z.string(),
    iv: z.string(),
    ciphertext: z.string(),
    tag: z.string(),
  }),
});
export type Envelope = z.infer<typeof Envelope>;
