import { capital, listed } from "../../src/kernel/words.ts";
import { GROUNDS } from "../../src/record/gateway/grounds.ts";
import { daysOf, PARAMETERS } from "../../src/record/parameters.ts";
import { AGENCY_KINDS } from "../../src/record/sharing/agency-kinds.ts";
import { sayCategory, sayKinds, sayPurpose } from "../../src/record/sharing/messages.ts";
import { SHARING_VERSION, type SharingRule, sharingRules } from "../../src/record/sharing/rules.ts";
import { sayLaw } from "../../src/record/sharing/rules-messages.ts";
import { ROLES } from "../../src/record/staff/roles.ts";
import { SERVICES } from "../../src/services/index.ts";

/** Writes docs/sharing/README.md from the rules that the server runs. Tests compare; UPDATE=1 writes it anew. */
export const SHARING_PAGE = "docs/sharing/README.md";

const CATEGORIES = [
  "identity",
  "contact",
  "health",
  "medication",
  "offending",
  "housing",
  "social",
  "safeguarding",
  "supervised-use",
];
const KINDS = AGENCY_KINDS.map((kind) => kind.code);
/** Those who give care under a duty of confidence, but for the overdose prevention room, which shares next to nothing. */
const CARE = AGENCY_KINDS.filter((kind) => kind.care && kind.code !== "supervised-use").map(
  (kind) => kind.code,
);
const spanInDays = (span: keyof typeof PARAMETERS): string => `${daysOf(PARAMETERS[span])} days`;
const inOrder = (of: readonly string[], order: readonly string[]): readonly string[] =>
  order.filter((each) => of.includes(each));
const sayCategories = (of: readonly string[]): string => listed(inOrder(of, CATEGORIES).map(sayCategory));

/** Groups by a key, keeping the order of first appearance. */
function groups<T>(of: readonly T[], keyOf: (one: T) => string): readonly (readonly T[])[] {
  const found = new Map<string, T[]>();
  for (const one of of) found.set(keyOf(one), [...(found.get(keyOf(one)) ?? []), one]);
  return [...found.values()];
}

/** Kinds of agency in words; the care agencies, when all of them are meant, by that name. */
function sayAll(kinds: readonly string[]): string {
  const all = CARE.every((kind) => kinds.includes(kind));
  const rest = inOrder(kinds, KINDS).filter((kind) => !all || !CARE.includes(kind));
  return listed([...(all ? ["care agencies"] : []), ...rest.map(sayKinds)]);
}

/** The lines of one reader's table: what the same kinds share on the same basis stands together, the free first. */
function linesOf(rules: readonly SharingRule[]): readonly string[] {
  const parts = groups(
    rules,
    (rule) => `${rule.category} ${rule.needsConsent} ${rule.purpose} ${rule.basis.code}`,
  ).flatMap((same) => {
    const [first] = same;
    return first ? [{ ...first, owners: sayAll(same.map((rule) => rule.ownerKind)) }] : [];
  });
  const lines = groups(
    parts,
    (part) => `${part.owners} ${part.needsConsent} ${part.purpose} ${part.basis.code}`,
  );
  return [false, true].flatMap((consent) =>
    lines
      .filter(([first]) => first?.needsConsent === consent)
      .map((line) => {
        const what = capital(sayCategories(line.map((part) => part.category)));
        const [first] = line;
        const purpose = first ? capital(sayPurpose(first.purpose)) : "";
        return `| ${what} | ${first?.owners} | ${purpose} | ${consent ? "only with it" : "not needed"} | ${first?.basis.name} |`;
      }),
  );
}

/** What one kind of agency may see of others, as text. */
function seenBy(kind: string): readonly string[] {
  const rules = sharingRules().filter((rule) => rule.readerKind === kind);
  if (rules.length === 0) return ["Nothing that another agency recorded, whatever anyone consents to."];
  const never = CATEGORIES.filter((category) => !rules.some((rule) => rule.category === category));
  return [
    "| what | recorded by | for what | consent | basis |",
    "| --- | --- | --- | --- | --- |",
    ...linesOf(rules),
    ...(never.length === 0
      ? []
      : ["", `**Never** from another agency, whatever anyone consents to: ${sayCategories(never)}.`]),
  ];
}

/** A section for each kind of agency; one for several that may see the same. */
const sections = (): readonly string[] =>
  groups(KINDS, (kind) => seenBy(kind).join("\n")).flatMap((kinds) => [
    `## ${capital(sayAll(kinds))}`,
    "",
    ...seenBy(kinds[0] ?? ""),
    "",
  ]);

/** Parts of a record that one role alone reads, so that sharing them further shows them to nobody yet. */
const readByOne = (): readonly string[] =>
  CATEGORIES.flatMap((category) => {
    const [reader, another] = ROLES.filter((role) => role.categories.includes(category));
    return reader && !another ? [`${capital(sayCategory(category))}: one role alone, ${reader.name}.`] : [];
  });

/** Each basis that a rule names, in full. */
const bases = (): readonly string[] => [
  "| basis | in law |",
  "| --- | --- |",
  ...[...new Set(sharingRules().map((rule) => rule.basis))].map(
    (basis) => `| ${basis.name} | ${capital(sayLaw(basis))} |`,
  ),
];

const days = (): readonly string[] => [
  "| kind of service | days after an episode ended |",
  "| --- | --- |",
  ...SERVICES.map((kind) => `| ${kind.name} | ${kind.retentionDays.value} (${kind.retentionDays.status}) |`),
];

const roles = (): readonly string[] => [
  "| role | parts of a record |",
  "| --- | --- |",
  ...ROLES.map((role) => `| ${role.name} | ${sayCategories(role.categories) || "none"} |`),
];

/** The whole page, as text. */
export function sharingPage(): string {
  return [
    "# What each agency may see",
    "",
    `Written from \`src/record/sharing/rules.ts\`, version ${SHARING_VERSION}, by \`UPDATE=1 npm test -- tests/docs/sharing.test.ts\`. Not to be edited by hand.`,
    "**Proposed**: a partnership's Caldicott guardian and lawyers confirm the rules before real use.",
    "",
    "A worker sees a part of a person's record when all of these hold:",
    "",
    "1. their agency has a relationship with the person: an open episode, an accepted handover, or an episode that ended within the days",
    "   below. A handover that is only offered shows the name, the birth date and what the sender wrote. Having registered somebody shows",
    `   an agency its own record for ${spanInDays("sight-after-registering")}; so does having accepted a handover that came to nothing, for ${spanInDays("sight-after-a-yes")}, and a *no* to police or`,
    `   probation, to the health workers who take it up, for ${spanInDays("sight-after-a-no")}; so does an open task about the person, to the agency that has to do it;`,
    "2. their agency recorded it itself, or a rule below allows it;",
    "3. where the rule asks for consent, the person has given it for that part, that kind of agency and that purpose, and it is in",
    "   force now;",
    "4. their role needs that part.",
    "",
    "Name, date of birth, sex and a death are seen by every agency with a relationship. Of a person they referred, police and probation learn *sent*,",
    "*received* or *closed*, and nothing of the handover itself.",
    "",
    `**Care agencies** below are ${listed(CARE.map(sayKinds))}. Overdose prevention services are named apart.`,
    "",
    ...sections(),
    "## Legal bases",
    "",
    ...bases(),
    "",
    "## Exceptions",
    "",
    "- **A worker kept out by name** sees nothing of that person, whatever else allows it; of a record *restricted to named workers* nobody",
    "  else sees anything. Both beat every rule, consent and emergency.",
    `- **Emergency access**, for care roles alone: one worker reads one record for ${PARAMETERS["emergency-lasts"].value} hour at most, all that the rules could share with`,
    "  their kind of agency by any consent, but nothing of the overdose prevention room. With a reason and fresh proof of who they are;",
    "  told at once to the teams that care for the person and to the information governance lead; reviewed by somebody else.",
    `- **Sharing without consent**, of named parts with one agency, for ${spanInDays("gateway-longest")} at most, asked for by a care agency that holds the record and`,
    "  approved by the information governance lead. Health and medicines are never opened so to police or probation, and what the",
    "  overdose prevention room recorded to nobody. Grounds:",
    "",
    "| ground | law |",
    "| --- | --- |",
    ...GROUNDS.map(({ name, law }) => `| ${name} | ${law} |`),
    "",
    "## Which parts each role reads",
    "",
    "A role narrows what its agency may see; it never widens it.",
    "",
    ...roles(),
    "",
    ...readByOne(),
    "",
    "## How long a relationship lasts",
    "",
    ...days(),
    "",
  ].join("\n");
}
