import type { Tx } from "../../kernel/database/door.ts";
import type { Instant } from "../../kernel/time.ts";
import {
  escalatedToMe,
  type HandoverLine,
  handoversFromUs,
  handoversToUs,
  isPast,
  logListed,
  type ReferralLine,
  referralsSent,
} from "../handover/board-store.ts";
import { ownDrafts } from "../handover/draft-store.ts";
import { isOpen } from "../handover/handover.ts";
import { listedInWords } from "../handover/messages.ts";
import { nameOf, ownDrafts as ownReferralDrafts } from "../referral/store.ts";
import { isEnforcement } from "../sharing/agency-kinds.ts";
import { openTasks, type ShownTask } from "../task/store.ts";
import type { Line } from "./lines.ts";

/** Everything the asker or their team must do, from handovers, tasks and referrals begun. */
export async function gatherLines(tx: Tx, now: Instant): Promise<readonly Line[]> {
  const { may } = tx.asking;
  const tasks = await openTasks(tx, "both");
  const mayRead = may.includes("person:read");
  if (!mayRead) return tasks.map((shown) => taskLine(shown, mayRead));
  const enforcement = isEnforcement(tx.asking.agency_kind);
  const [toUs, fromUs] = [await handoversToUs(tx), enforcement ? [] : await handoversFromUs(tx)];
  const [up, drafts] = [await escalatedToMe(tx), await ownDrafts(tx)];
  const sent = enforcement ? await referralsSent(tx) : [];
  const escalated = new Set(up.map((line) => line.handover.id));
  const lines: Line[] = [
    ...up.map((line) => handoverLineOf(line, "silence-escalated")),
    // What a colleague who is here has been named for is theirs; what is late is everybody's to see on the board.
    ...toUs
      .filter((line) => !escalated.has(line.handover.id) && (line.mine || !line.staffName))
      .map((line) => handoverLineOf(line, line.handover.state === "offered" ? "answer" : "first-contact")),
    ...fromUs
      .filter((line) => isOpen(line.handover) && isPast(line.handover.dueAt, now))
      .map((line) => handoverLineOf(line, "silence-returned")),
    ...sent.flatMap((line) => referralLine(line, now)),
    ...tasks.map((shown) => taskLine(shown, mayRead)),
    ...drafts.map(
      (draft): Line => ({
        key: draft.id,
        due: draft.due_at ?? draft.made_at.add({ hours: 24 }),
        who: draft.person_name,
        what: `Referral to ${draft.to_service} begun and not offered yet`,
        href: `/people/${draft.person_id}`,
        act: {
          does: "go",
          words: "Finish it",
          href: `/people/${draft.person_id}/handovers/offer/${draft.id}`,
        },
      }),
    ),
  ];
  for (const draft of may.includes("person:register") ? await ownReferralDrafts(tx) : []) {
    lines.push({
      key: draft.id,
      due: draft.saved_at.add({ hours: 24 }),
      who: nameOf(draft),
      what: "Referral begun and not recorded yet",
      href: `/referrals/drafts/${draft.id}`,
      act: { does: "go", words: "Finish it", href: `/referrals/drafts/${draft.id}` },
    });
  }
  logListed(tx, "home", [
    ...[...toUs, ...fromUs, ...up].map((line) => line.handover.personId),
    ...tasks.flatMap(({ task }) => task.personId ?? []),
    ...[...drafts, ...sent].map((each) => each.person_id),
  ]);
  return lines;
}

const ACTS = {
  answer: "Answer",
  "first-contact": "Record arrival",
  "silence-escalated": "Chase",
  "silence-returned": "Chase",
} as const;

function handoverLineOf(line: HandoverLine, because: keyof typeof ACTS): Line {
  const { handover } = line;
  const href = `/handovers/${handover.id}`;
  const returned = because === "silence-returned";
  return {
    key: `${because} ${handover.id}`,
    due: isOpen(handover) ? handover.dueAt : handover.offeredAt,
    who: line.personName,
    what: listedInWords(because),
    more: returned ? `To ${line.toService}, with ${line.teamName}` : `From ${line.fromService}`,
    href,
    act: { does: "go", words: ACTS[because], href: because === "first-contact" ? `${href}/arrive` : href },
    ...(because === "silence-escalated" || returned ? { pressing: true } : {}),
  };
}

function referralLine(line: ReferralLine, now: Instant): readonly Line[] {
  if (line.status !== "sent" || !line.due_at || !isPast(line.due_at, now)) return [];
  return [
    {
      key: `referral ${line.id}`,
      due: line.due_at,
      who: line.person_name,
      what: "Nobody has answered in time: the person is still yours",
      more: `To ${line.to_service}`,
      href: `/people/${line.person_id}`,
      act: { does: "go", words: "Withdraw", href: `/handovers/${line.id}/withdraw` },
      pressing: true,
    },
  ];
}

function taskLine({ task, personName, staffName, teamName, awayName }: ShownTask, mayRead: boolean): Line {
  const holder = staffName ?? (awayName ? `${teamName}, since ${awayName} is away` : `${teamName}, anyone`);
  return {
    key: task.id,
    due: task.dueAt,
    // A task about nobody is its own heading.
    who: personName ?? task.title,
    ...(personName ? { what: task.title } : {}),
    more: holder,
    ...(task.personId && !mayRead ? {} : { href: task.personId ? `/people/${task.personId}` : "/tasks" }),
    act: { does: "post", words: "Mark done", action: `/tasks/${task.id}/done` },
    ...(task.kind === "handover-returned" ? { pressing: true } : {}),
  };
}
