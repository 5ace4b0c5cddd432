import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept } from "../../kernel/result.ts";
import { fromNow, type Instant, longDateTime, shortDate } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { STATES } from "./administration-messages.ts";
import { allWorkers, type Worker, type WorkerState } from "./administration-store.ts";

const SORTS = { name: "name", agency: "agency, then name", seen: "who signed in last" } as const;
type Sort = keyof typeof SORTS;

const query = z.object({
  find: z.string().max(100).optional(),
  agency: z.string().max(200).optional(),
  role: z.string().max(100).optional(),
  state: z.string().max(20).optional(),
  sort: z.enum(["name", "agency", "seen"]).optional().catch(undefined),
});
type Query = z.infer<typeof query>;

const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** The workers that a search and its filters leave, in the order asked for. */
export function chosen(workers: readonly Worker[], wanted: Query): readonly Worker[] {
  const find = plain(wanted.find?.trim() ?? "");
  const left = workers.filter(
    (one) =>
      (find === "" || plain(`${one.name} ${one.username} ${one.team_name ?? ""}`).includes(find)) &&
      (!wanted.agency || one.agency_name === wanted.agency) &&
      (!wanted.role || one.role_name === wanted.role) &&
      (wanted.state ? one.state === wanted.state : one.state !== "left"),
  );
  const byName = (a: Worker, b: Worker): number => a.name.localeCompare(b.name, "en-GB");
  if (wanted.sort === "agency")
    return left.toSorted((a, b) => a.agency_name.localeCompare(b.agency_name, "en-GB") || byName(a, b));
  if (wanted.sort === "seen") {
    const seen = (one: Worker): number => one.last_signed_in?.epochMilliseconds ?? 0;
    return left.toSorted((a, b) => seen(b) - seen(a) || byName(a, b));
  }
  return left.toSorted(byName);
}

/** Who works here: the administrator's list. */
export const staffPage = page({
  path: "/staff",
  allow: "staff:manage",
  query,
  load: async (tx) => accept(await allWorkers(tx)),
  view: (workers, { query: wanted, now }) => ({
    title: "Staff",
    wide: true,
    body: (
      <>
        <Title>Staff</Title>
        <p className="staff-acts no-print">
          <Button as="a" href="/staff/add">
            Add a worker
          </Button>{" "}
          <a href="/staff/agencies">Agencies, services and teams</a> · <a href="/backups">Backups</a>
        </p>
        <Filters workers={workers} wanted={wanted} />
        <List workers={chosen(workers, wanted)} all={workers.length} sort={wanted.sort ?? "name"} now={now} />
      </>
    ),
  }),
});

const unique = (words: readonly (string | null)[]): readonly string[] =>
  [...new Set(words.flatMap((word) => word ?? []))].toSorted((a, b) => a.localeCompare(b, "en-GB"));

type Picking = {
  readonly name: "agency" | "role" | "state" | "sort";
  readonly label: string;
  /** The choice that narrows nothing, where there is one. */
  readonly all?: string;
  readonly choices: readonly (readonly [code: string, words: string])[];
  readonly chosen: string;
};

function Filters({ workers, wanted }: { workers: readonly Worker[]; wanted: Query }): ReactNode {
  const same = (words: readonly string[]) => words.map((word) => [word, word] as const);
  const pickings: readonly Picking[] = [
    {
      name: "agency",
      label: "Agency",
      all: "Every agency",
      choices: same(unique(workers.map((one) => one.agency_name))),
      chosen: wanted.agency ?? "",
    },
    {
      name: "role",
      label: "Role",
      all: "Every role",
      choices: same(unique(workers.map((one) => one.role_name))),
      chosen: wanted.role ?? "",
    },
    {
      name: "state",
      label: "State",
      all: "All still here",
      choices: Object.entries(STATES),
      chosen: wanted.state ?? "",
    },
    { name: "sort", label: "Sorted by", choices: Object.entries(SORTS), chosen: wanted.sort ?? "name" },
  ];
  return (
    <search className="no-print">
      <form action="/staff" method="get" className="staff-filter">
        <div>
          <label className="nhsuk-label" htmlFor="staff-find">
            Name or team
          </label>
          <input
            className="nhsuk-input"
            id="staff-find"
            name="find"
            defaultValue={wanted.find ?? ""}
            autoComplete="off"
          />
        </div>
        {pickings.map((picking) => (
          <Picker key={picking.name} {...picking} />
        ))}
        <button type="submit" className="nhsuk-button nhsuk-button--secondary">
          Show
        </button>
      </form>
    </search>
  );
}

function Picker({ name, label, all, choices, chosen }: Picking): ReactNode {
  return (
    <div>
      <label className="nhsuk-label" htmlFor={`staff-${name}`}>
        {label}
      </label>
      <select className="nhsuk-select" id={`staff-${name}`} name={name} defaultValue={chosen}>
        {all ? <option value="">{all}</option> : null}
        {choices.map(([code, words]) => (
          <option key={code} value={code}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

function List({
  workers,
  all,
  sort,
  now,
}: {
  workers: readonly Worker[];
  all: number;
  sort: Sort;
  now: Instant;
}): ReactNode {
  if (workers.length === 0) {
    return (
      <p>
        Nobody matches. Workers appear here once they are added; <a href="/staff">see everyone</a>.
      </p>
    );
  }
  return (
    <table className="nhsuk-table staff-table" data-list="">
      <caption className="nhsuk-table__caption nhsuk-table__caption--s">
        <span role="status">
          {workers.length} of {all} {all === 1 ? "worker" : "workers"}, sorted by {SORTS[sort]}
        </span>
      </caption>
      <thead>
        <tr>
          {["Name", "Role", "Agency and team", "Last signed in", "State"].map((word) => (
            <th key={word} scope="col">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {workers.map((one) => (
          <tr key={one.account_id}>
            <th scope="row">
              <a href={`/staff/${one.account_id}`} data-item="">
                {one.name}
              </a>{" "}
              <span className="staff-table__quiet">{one.username}</span>
            </th>
            <Cell label="Role">
              {one.role_name ?? "None"}
              {sayMore(one)}
            </Cell>
            <Cell label="Works at">
              {one.agency_name}
              {one.team_name ? <span className="staff-table__quiet">{one.team_name}</span> : null}
            </Cell>
            <Cell label="Last signed in">
              <Seen at={one.last_signed_in} now={now} />
            </Cell>
            <Cell label="State">
              <State worker={one} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A cell that carries its heading with it where the table is a list, on a phone. */
const Cell = ({ label, children }: { label: string; children: ReactNode }): ReactNode => (
  <td>
    <span className="staff-table__head" aria-hidden="true">
      {label}
    </span>
    <div>{children}</div>
  </td>
);

/** When somebody signed in last, as people say it with the exact time beside. */
export function Seen({ at, now }: { at: Instant | null; now: Instant }): ReactNode {
  return at ? (
    <>
      {fromNow(at, now)} <span className="staff-table__quiet">{longDateTime(at)}</span>
    </>
  ) : (
    <>Never</>
  );
}

const TONE: Readonly<Record<WorkerState, string>> = {
  working: "nhsuk-tag--green",
  away: "nhsuk-tag--yellow",
  "no-password": "nhsuk-tag--blue",
  "no-post": "nhsuk-tag--yellow",
  disabled: "nhsuk-tag--grey",
  left: "nhsuk-tag--grey",
};

/** Where somebody stands, as a tag, and until when if that is known. */
export function State({ worker }: { worker: Worker }): ReactNode {
  return (
    <>
      <strong className={`nhsuk-tag ${TONE[worker.state]}`}>{STATES[worker.state]}</strong>
      {worker.state === "away" && worker.away_until ? (
        <span className="staff-table__quiet">until {shortDate(worker.away_until)}</span>
      ) : null}
      {worker.state === "no-password" && worker.link_until ? (
        <span className="staff-table__quiet">link works until {longDateTime(worker.link_until)}</span>
      ) : null}
    </>
  );
}

/** How many more posts someone holds than the one that is shown. */
export const sayMore = ({ more_posts }: Worker): string =>
  more_posts === 0 ? "" : `, and ${more_posts} more ${more_posts === 1 ? "post" : "posts"}`;
