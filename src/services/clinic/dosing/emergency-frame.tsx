import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { clock, longDate } from "../../../kernel/time.ts";
import { fullName } from "../../../record/person/identity.ts";
import { loadToRead, type Subject } from "../../../record/person/person-shown.tsx";
import type { FormErrors } from "../../../web/form.tsx";
import { Title } from "../../../web/layout.tsx";
import type { Moved, NotThere, Shown } from "../../../web/page.ts";
import { protocolOfClinic } from "../protocol/in-force.ts";
import type { Protocol } from "../protocol/protocol.ts";
import { AGE_GROUPS, type Emergency, emergencyById, SEX_SEEN, whoItCouldBe } from "./emergency-store.ts";
import { EmergencyId } from "./visit.ts";

/** The emergency of an address. */
export const params = z.object({ emergency: EmergencyId.schema });

/** An emergency, whose it is, and while they are not known whom they could be. */
export type InEmergency = {
  readonly emergency: Emergency;
  readonly subject: Subject | undefined;
  readonly couldBe: Awaited<ReturnType<typeof whoItCouldBe>>;
  /** Whether the reader may say that a press was a mistake. */
  readonly accounts: boolean;
  /** The protocol in force at the clinic, or its draft: what lies in the emergency bag, and when something is due again. */
  readonly protocol: Protocol | undefined;
};

/** Reads an emergency, and notes of whom. */
export async function loadEmergency(tx: Tx, id: EmergencyId): Promise<Result<InEmergency, NotThere>> {
  const emergency = await emergencyById(tx, id);
  if (!emergency) return refuse({ code: "not-there" });
  const accounts = tx.asking.may.includes("dose:account");
  const protocol = (await protocolOfClinic(tx))?.protocol;
  if (!emergency.person) {
    const couldBe = await whoItCouldBe(tx, emergency);
    const people = couldBe.map(({ person }) => person);
    if (people.length > 0) tx.log({ what: "listed", about: "whom somebody not known could be", people });
    return accept({ emergency, subject: undefined, couldBe, accounts, protocol });
  }
  const subject = await loadToRead(tx, emergency.person, "emergency at the clinic");
  return subject.ok
    ? accept({ emergency, subject: subject.value, couldBe: [], accounts, protocol })
    : refuse({ code: "not-there" });
}

/** Who it is, as far as that is known. */
export const whoIn = ({ emergency, subject }: Pick<InEmergency, "emergency" | "subject">): string =>
  subject
    ? `${fullName(subject.identity)}, born ${longDate(subject.identity.bornOn)}`
    : [
        "Somebody not known",
        emergency.sexSeen && SEX_SEEN[emergency.sexSeen].toLowerCase(),
        emergency.ageGroup && `looks ${AGE_GROUPS[emergency.ageGroup].toLowerCase()}`,
      ]
        .filter(Boolean)
        .join(", ");

/** A page beside the emergency: what is asked, and the way back to the buttons. */
export function beside(title: string, data: InEmergency, errors: FormErrors, children: ReactNode): Shown {
  return {
    title,
    body: (
      <>
        <a className="nhsuk-back-link no-print" href={`/dosing/emergencies/${data.emergency.id}#hands`}>
          The emergency
        </a>
        <Title errors={errors} caption={`${whoIn(data)}, since ${clock(data.emergency.beganAt)}`}>
          {title}
        </Title>
        {children}
      </>
    ),
  };
}

/** Back to the buttons, after something was kept. */
export const back = ({ id }: Emergency, done: string): Moved => ({
  to: `/dosing/emergencies/${id}#hands`,
  done,
});
