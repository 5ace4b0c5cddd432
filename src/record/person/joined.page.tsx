import { BodyText, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDate, longDateTime } from "../../kernel/time.ts";
import { choose, type Field, type Form, FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route } from "../../web/page.ts";
import { fullName, SEXES } from "./identity.ts";
import { sayEntry, saySeparate } from "./joining-messages.ts";
import {
  type Entry,
  type Joining,
  JoiningId,
  joiningOf,
  recentJoinings,
  separatePeople,
  type Who,
} from "./store-joining.ts";

const named = (who: Who): string =>
  fullName({
    givenNames: who.given_names,
    familyName: who.family_name,
    ...(who.known_as ? { knownAs: who.known_as } : {}),
  });

const said = (who: Who): string =>
  `${named(who)}, born ${longDate(who.born_on)}, ${SEXES[who.sex].toLowerCase()}`;

const listPage = page({
  path: "/identity/joined",
  allow: "identity:review",
  load: async (tx) => accept(await recentJoinings(tx)),
  view: (joinings) => ({
    title: "Records that were joined",
    body: (
      <>
        <Title>Records that were joined</Title>
        {joinings.length === 0 ? (
          <InsetText>None yet. Two records that you decide to be one person’s are listed here.</InsetText>
        ) : (
          <>
            <p className="count">
              {joinings.length === 100
                ? "The latest 100"
                : joinings.length === 1
                  ? "1 joining"
                  : `${joinings.length} joinings`}
              , the latest first
            </p>
            <ul className="person-list" data-list>
              {joinings.map((one) => (
                <li key={one.id} className="person-line">
                  <div className="person-line__who">
                    <a className="person-line__name" href={`/identity/joined/${one.id}`} data-item>
                      {named(one.was)} and {named(one.other)}
                    </a>
                  </div>
                  <p className="person-line__now">
                    <span>
                      Joined {longDateTime(one.joined_at)} by {one.joined_by ?? "a colleague"}
                    </span>
                    {one.undone_at ? <span>Separated again {longDateTime(one.undone_at)}</span> : null}
                  </p>
                </li>
              ))}
            </ul>
          </>
        )}
        <BodyText>
          <a href="/identity">Possible duplicates</a>
        </BodyText>
      </>
    ),
  }),
});

type Joined = { readonly joining: Joining; readonly entries: readonly Entry[] };

const fieldOf = (entry: Entry, index: number): [string, Field<"one" | "other">] => [
  `entry-${index + 1}`,
  choose(
    sayEntry(entry),
    [
      { value: "one", label: "Belongs to the first record" },
      { value: "other", label: "Belongs to the second record" },
    ],
    `Select to which record this belongs: ${sayEntry(entry)}`,
  ),
];

const formFor = ({ entries }: Joined): Form => ({
  reason: longText("Why are they two people?", "Say why they are two people", {
    hint: "For example: twins, told apart by their NHS numbers. Kept with this decision.",
    longest: 2000,
  }),
  ...Object.fromEntries(entries.map(fieldOf)),
});

const joinedPage = act({
  path: "/identity/joined/:joining",
  allow: "identity:review",
  params: z.object({ joining: JoiningId.schema }),
  load: async (tx, { params }): Promise<Result<Joined, NotThere>> => {
    const joined = await joiningOf(tx, params.joining);
    return joined ? accept(joined) : refuse({ code: "not-there" });
  },
  form: formFor,
  view: (joined, { form, typed, errors }) => ({
    title: "Joined records",
    body: (
      <>
        <Title errors={errors}>
          {named(joined.joining.was)} and {named(joined.joining.other)}
        </Title>
        <Decided joining={joined.joining} />
        {joined.joining.undone_at ? null : (
          <section aria-labelledby="separate">
            <h2 id="separate" className="nhsuk-heading-m">
              Separate them again
            </h2>
            {joined.joining.is_latest ? (
              <>
                <BodyText>
                  What each record held before goes back to it exactly. What was recorded since goes where it
                  belongs: what hangs on a stay follows the stay, and an agency that knew only one of them
                  goes on to know that one.{" "}
                  {joined.entries.length > 0
                    ? "Of the rest, say to which it belongs; ask the agency if you do not know."
                    : ""}
                </BodyText>
                <PostForm>
                  <div className="narrow">
                    <FormFields form={form} typed={typed} errors={errors} />
                  </div>
                  <button type="submit" className="nhsuk-button nhsuk-button--warning">
                    Separate these records
                  </button>
                </PostForm>
              </>
            ) : (
              <InsetText>
                One of these records was joined once more since. Separate the latest joining first.
              </InsetText>
            )}
          </section>
        )}
        <BodyText>
          <a href="/identity/joined">Records that were joined</a>
        </BodyText>
      </>
    ),
  }),
  perform: async (tx, _ask, values, { joining, entries }) => {
    const toJoined = entries.filter((_entry, index) => values[`entry-${index + 1}`] === "other");
    const separated = await separatePeople(tx, joining, { reason: String(values.reason), toJoined });
    return separated.ok
      ? accept({ to: `/identity/joined/${joining.id}`, done: "The two records are separate again." })
      : separated;
  },
  say: saySeparate,
});

function Decided({ joining }: { joining: Joining }): ReactElement {
  const lines: readonly (readonly [string, string])[] = [
    ["First record, which goes on", said(joining.was)],
    ["Second record, read under it", said(joining.other)],
    ["From then on", said(joining.kept)],
    ["Joined", `${longDateTime(joining.joined_at)} by ${joining.joined_by ?? "a colleague"}`],
    ["Evidence", joining.evidence],
    ...(joining.undone_at
      ? ([
          ["Separated again", `${longDateTime(joining.undone_at)} by ${joining.undone_by ?? "a colleague"}`],
          ["Because", joining.undone_because ?? ""],
        ] as const)
      : []),
  ];
  return (
    <dl className="pairs">
      {lines.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Records that were joined, and separating them again. */
export const joinedRoutes: readonly Route[] = [listPage, joinedPage];
