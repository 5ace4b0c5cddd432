import { Table } from "nhsuk-react-components";
import type { ReactNode } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { accept } from "../../kernel/result.ts";
import { fromLondon, type Instant, londonDay, weekdayAndDate } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route, SIGNED_IN } from "../../web/page.ts";
import type { BackupsKnown } from "../backup/rules.ts";
import { backupsKnown } from "../backup/store.ts";
import { loadToday } from "../diary/diary.page.tsx";
import type { DiaryDays } from "../diary/week-view.tsx";
import { unreviewed } from "../emergency/store.ts";
import { kindNamed, type ServiceKinds, type Stage } from "../episode/service-kind.ts";
import { gatewaysToAnswer } from "../gateway/store.ts";
import {
  type AgeingLine,
  ageingHandovers,
  type CaseCounts,
  type CaseLine,
  caseCounts,
  caseload,
  logListed,
  type ReferralLine,
  referralsSent,
  type StandingLine,
  serviceStanding,
} from "../handover/board-store.ts";
import { disposalsToDecide } from "../keeping/store.ts";
import { isEnforcement } from "../sharing/agency-kinds.ts";
import { rulesToSign } from "../sharing-rules/store.ts";
import { ownServices, teamsOf } from "../staff/teams-store.ts";
import { type Block, HOMES } from "./blocks.ts";
import { gatherLines } from "./gather.ts";
import { BlockOf } from "./home-blocks.tsx";
import {
  type ImportLine,
  type Looks,
  lastImports,
  looksSince,
  openReviews,
  releasesToSign,
  type StaffCounts,
  staffCounts,
} from "./home-store.ts";
import { Work } from "./home-work.tsx";
import type { Line } from "./lines.ts";

/** What a home page shows; a block that the role has not is left out. */
export type Home = {
  readonly name: string;
  readonly person: boolean;
  readonly blocks: readonly Block[];
  readonly may: readonly string[];
  readonly lines: readonly Line[];
  readonly diary?: DiaryDays | undefined;
  readonly referrals: readonly ReferralLine[];
  readonly people?: {
    readonly place: string;
    readonly stages: readonly Stage[];
    readonly counts: CaseCounts;
    readonly mine: readonly CaseLine[];
  };
  readonly standing: readonly StandingLine[];
  readonly late: readonly AgeingLine[];
  readonly reviews?: Awaited<ReturnType<typeof openReviews>>;
  readonly emergencies?: Awaited<ReturnType<typeof unreviewed>> & {
    readonly asked: number;
    readonly disposals: number;
  };
  readonly rulesToSign?: readonly number[];
  readonly releasesToSign?: number;
  readonly imports: readonly ImportLine[];
  readonly staff?: StaffCounts;
  readonly backups?: BackupsKnown;
  readonly looks?: Looks;
};

async function loadHome(tx: Tx, kinds: ServiceKinds, now: Instant): Promise<Home> {
  const { asking } = tx;
  const blocks = HOMES[asking.role ?? "person"] ?? [];
  const has = (block: Block): boolean => blocks.includes(block);
  const today = londonDay(now);
  const referrals = has("referrals") && isEnforcement(tx.asking.agency_kind) ? await referralsSent(tx) : [];
  logListed(
    tx,
    "home",
    referrals.map((line) => line.person_id),
  );
  return {
    name: asking.staff_name ?? "",
    person: asking.person_id !== null,
    blocks,
    may: asking.may,
    ...(has("today") ? { diary: await loadToday(tx, now) } : {}),
    lines: has("work") ? await gatherLines(tx, now) : [],
    referrals,
    ...(has("people") ? { people: await loadPeople(tx, kinds) } : {}),
    standing: has("standing") ? await serviceStanding(tx) : [],
    late: has("late") ? await ageingHandovers(tx) : [],
    ...(has("emergencies")
      ? {
          emergencies: {
            ...(await unreviewed(tx)),
            asked: await gatewaysToAnswer(tx),
            disposals: await disposalsToDecide(tx),
          },
        }
      : {}),
    ...(has("rules") ? { rulesToSign: await rulesToSign(tx), releasesToSign: await releasesToSign(tx) } : {}),
    ...(has("identity") ? { reviews: await openReviews(tx) } : {}),
    imports: has("imports") ? await lastImports(tx) : [],
    ...(has("staff") ? { staff: await staffCounts(tx, today), backups: await backupsKnown(tx) } : {}),
    ...(has("looks") ? { looks: await looksSince(tx, fromLondon(today.toPlainDateTime())) } : {}),
  };
}

async function loadPeople(tx: Tx, kinds: ServiceKinds): Promise<NonNullable<Home["people"]>> {
  const services = await ownServices(tx);
  const teams = await teamsOf(
    tx,
    services.map((each) => each.id),
  );
  const team = teams.find((each) => each.id === tx.asking.team_id);
  const service = services.find((each) => each.id === team?.service_id);
  const mine = await caseload(tx, true);
  logListed(
    tx,
    "home",
    mine.map((line) => line.person_id),
  );
  return {
    place: service?.name ?? "",
    stages: (service && kindNamed(kinds, service.kind)?.stages) ?? [],
    counts: await caseCounts(tx, false),
    mine,
  };
}

/** The home page: the same layout for every role, with the blocks its declaration names. */
export const homeRoutes = (kinds: ServiceKinds): readonly Route[] => [
  page({
    path: "/",
    allow: SIGNED_IN,
    load: async (tx, { now }) => accept(await loadHome(tx, kinds, now)),
    view: (home, { now }) => ({
      title: "Home",
      live: !home.person,
      body: home.person ? <PersonHome /> : <HomeView home={home} now={now} />,
    }),
  }),
];

function HomeView({ home, now }: { home: Home; now: Instant }): ReactNode {
  return (
    <>
      <Title caption={`${home.name} · ${weekdayAndDate(londonDay(now))}`}>Home</Title>
      {home.blocks.map((block) =>
        block === "work" ? (
          <Work key={block} lines={home.lines} boards={home.may.includes("person:read")} now={now} />
        ) : (
          <BlockOf key={block} block={block} home={home} now={now} />
        ),
      )}
    </>
  );
}

/** The person in treatment: their record is theirs. */
function PersonHome(): ReactNode {
  const pages = [
    ["/my", "What is happening", "Who is helping you now, and what is due"],
    ["/my/progress", "My progress", "Where you have been, and the answers you gave, over time"],
    ["/my/plan", "My plan", "What you want, and who does what by when"],
    ["/my/medicines", "My medicines", "What you take, where you collect it, and when"],
    ["/my/family", "My family", "Whom you are linked with, and what each of you may be told"],
    ["/my/sharing", "Who may see what", "Say yes or no, and change your mind"],
    ["/my/who-looked", "Who has looked", "Every agency that opened your record, and when"],
    ["/my/kept", "How long it is kept", "When services delete what they wrote about you"],
  ] as const;
  return (
    <>
      <Title>My record</Title>
      <Table caption="Your pages" captionProps={{ className: "nhsuk-u-visually-hidden" }}>
        <Table.Body>
          {pages.map(([href, words, hint]) => (
            <Table.Row key={href}>
              <Table.Cell>
                <a href={href}>{words}</a>
              </Table.Cell>
              <Table.Cell>{hint}</Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </>
  );
}
