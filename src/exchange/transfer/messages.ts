import { longDateTime } from "../../kernel/time.ts";
import { NOT_FRESH } from "../../web/proof.tsx";
import type { FileRefusal } from "./receive.ts";
import type { TransferIn, TransferOut } from "./store.ts";

/** Why a file was not taken, naming what is wrong and what to do. */
export function sayFile(refusal: FileRefusal): string {
  switch (refusal.code) {
    case "no-keys":
      return "This partnership has no keys for transfers yet. An administrator makes them under “Partnerships”.";
    case "not-a-transfer":
      return "This is not the file of a transfer. Nothing was taken in. Choose the file that the other partnership sent.";
    case "newer-version":
      return `This file is of version ${refusal.version} of the format, which is newer than this program. Nothing was taken in. Ask for an upgrade, or the sender for a file of version 1.`;
    case "for-somebody-else":
      return "This file was sealed for another partnership, or for keys that this one no longer has. Nothing was taken in. Tell the sender.";
    case "changed-on-the-way":
      return "This file was changed or cut off on its way. Nothing was taken in. Ask the sender for it again.";
    case "unknown-partner":
      return `This file says that it comes from “${refusal.name}”, which is not in the directory of partnerships, or was stopped. Nothing was taken in. Ask an administrator.`;
    case "unknown-key":
      return `This file was signed by a key of ${refusal.name} that the directory does not have. Nothing was taken in. An administrator asks them for their card.`;
    case "not-signed-by-them":
      return `This file says that it comes from ${refusal.name}, and they did not sign it. Nothing was taken in. Tell the information governance lead.`;
    case "not-as-described":
      return `This file is not as the format describes it, at “${refusal.where}”. Nothing was taken in. Tell the sender.`;
    case "expired":
      return `This file could be taken in until ${longDateTime(refusal.on)}. Ask the sender for a new one: what it says may be out of date.`;
    case "no-such-service":
      return `This file is for “${refusal.service}”, which is no service here. Nothing was taken in. Tell the sender to which service they meant to send.`;
    case "another-under-its-number":
      return "Another file came under this number before, and says something else. Nothing was taken in. Tell the sender and the information governance lead.";
    case "not-ours":
      return "This is an answer about a transfer that your agency did not send. Nothing was changed.";
    case "not-here":
      return "This is a notice about a transfer that never came here. There is nothing to do.";
    case "not-there":
      return "Your post may not bring in files of transfers.";
  }
}

/** Where a transfer to elsewhere stands, in words. */
export function sayOut({ state, mistaken, approved_at, basis }: TransferOut): string {
  if (mistaken) return "Sent by mistake: deletion asked for";
  switch (state) {
    case "prepared":
      return basis !== "consent" && !approved_at
        ? "Waits for the office to approve it"
        : "Prepared, not sent";
    case "sent":
      return "Sent: handing over";
    case "received":
      return "Received there: handing over";
    case "taken-in":
      return "Taken in there: handing over";
    case "arrived":
      return "They have arrived";
    case "refused":
      return "The receiver said no";
    case "withdrawn":
      return "Taken back";
    case "refused-by-person":
      return "The person said no";
    case "ended-by-death":
      return "Ended: the person died";
  }
}

/** Where a transfer from elsewhere stands, in words. */
export function sayIn({ state, deletion_asked_at }: TransferIn): string {
  if (deletion_asked_at && state !== "deleted") return "The sender asks that it be deleted";
  switch (state) {
    case "received":
      return "Received, not taken in";
    case "taken-in":
      return "Taken in: they have not arrived";
    case "arrived":
      return "They have arrived";
    case "refused":
      return "We said no";
    case "withdrawn":
      return "Taken back by the sender";
    case "deleted":
      return "Sent by mistake and deleted";
  }
}

const MESSAGES: Readonly<Record<string, string>> = {
  bundle: "Bundle",
  received: "Receipt: received",
  "taken-in": "Receipt: taken in",
  arrived: "Receipt: they have arrived",
  refused: "Receipt: it comes to nothing",
  deleted: "Receipt: deleted",
  withdrawn: "Notice: taken back",
  mistaken: "Notice: sent by mistake, to be deleted",
};
/** What a message of a transfer is. */
export const sayMessage = (what: string): string => MESSAGES[what] ?? what;

const ACTS: Readonly<Record<string, string>> = {
  "not-there":
    "This cannot be done here now: your agency no longer has this person in that stay, or the partnership was stopped.",
  "not-fresh": NOT_FRESH,
  "has-died": "A death is recorded for this person. Nothing is sent about a move.",
  "prepared-already":
    "A transfer from this stay is open already. Go on with that one, or take it back first.",
  "handed-over-here":
    "This stay is being handed over to a service here. Wait for that answer, or take that offer back first.",
  own: "You prepared this yourself. Somebody else of the office answers it.",
  answered: "This was answered or ended meanwhile. Look at where it stands.",
  "not-approved": "It rests on a ground in law, and nobody of the office has approved it yet.",
  "stay-has-ended": "The stay has ended meanwhile. Reopen it first, or take the transfer back.",
  "partner-stopped": "That partnership was stopped in the directory. Ask an administrator.",
  "no-keys":
    "This partnership has no keys for transfers, or they cannot be opened. An administrator makes them under “Partnerships”.",
  "changed-since-shown":
    "What may go has changed since you looked: something was recorded, or the person decided otherwise. Look at it again below, then send.",
  expired: "This bundle may no longer be taken in. Ask the sender for a new one.",
  "cannot-open": "The sealed file does not open: its keys are not here. Ask an administrator.",
  "no-such-ending": "A stay with this kind of service cannot end by moving to another area.",
  "not-alike": "Choose one of the people shown, or say that it is none of them.",
  stopped: "That partnership was stopped already.",
  ourselves: "That is the card of this partnership.",
};
/** Why an act about a transfer was not done. */
export const sayAct = (code: string): string => ACTS[code] ?? ACTS["not-there"] ?? code;
